"""Hostile text made harmless: one function for each kind of place that a report writes names to.

Names, paths and versions come from documents that anybody may have written. Each function takes text as it was read
and returns one line that its format shows as that text, and takes for nothing else. What no reader would see, or what
would turn the direction of what they see, is shown as a replacement character. None of them shortens.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from depsov.documents import UNSEEN, printable
from depsov.patterns import pattern

__all__ = [
    "csv_cell",
    "html",
    "json_text",
    "json_values",
    "log",
    "markdown",
    "markdown_code",
    "mermaid",
    "sarif_message",
    "script_json",
    "shown",
    "terminal",
    "uri",
    "workflow_data",
    "workflow_property",
    "xml",
]


def shown(text: str) -> str:
    """Return the text with a mark in the place of each character that is not to be seen, or turns the direction."""
    return text if text.isascii() and text.isprintable() else printable(text)


def _marked(text: str) -> str:
    return text if text.isascii() else UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


# --- logs ---------------------------------------------------------------------------------------------------------

# A runner takes what a program prints for commands: https://docs.github.com/actions/reference/workflow-commands
# GitHub's: `::name::` at the start of a line, blanks before it or not, and the older `##[name]` anywhere in it.
# Azure Pipelines has `##vso[...]`, TeamCity `##teamcity[...]`.
_LINE_COMMAND = pattern(r"^(\s*)(?=::)", re.MULTILINE)
_COMMAND = pattern(r"##(?=\w*\[)")


def terminal(text: str) -> str:
    """Return text for a terminal or a log."""
    return log(printable(text))


def log(text: str) -> str:
    """Return finished lines, their colours among them, with a backslash in what a runner would take for a command."""
    text = _marked(text)
    if "::" in text:
        text = _LINE_COMMAND.sub(r"\1\\", text)
    return _broken(text, r"#\#")


def _broken(text: str, broken: str) -> str:
    return _COMMAND.sub(lambda _: broken, text) if "##" in text else text


def workflow_data(text: str) -> str:
    """Return text for the message of a workflow command; `%0A` between two such texts is a line break."""
    return shown(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """Return text for the value of a property of a workflow command, as in `::warning file=VALUE::`."""
    return workflow_data(text).replace(":", "%3A").replace(",", "%2C")


# --- markup -------------------------------------------------------------------------------------------------------


_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def html(text: str) -> str:
    """Return text for an element or a quoted attribute of HTML."""
    return _markup(text)


def xml(text: str) -> str:
    """Return text for an element or a quoted attribute of XML 1.0: `shown` leaves nothing that it cannot hold."""
    return _markup(text)


def _markup(text: str) -> str:
    return _broken(shown(text).translate(_ENTITIES), "#&#35;")


# What a forge looks for in the finished text, where neither a backslash nor an entity is left to stop it: mentions,
# references to issues, merge requests and the like, emoji, addresses, GitLab's quick actions and includes.
_CALLING = pattern(r"[@#`<>\[\]{}|\\*$~^]|[!&]\d|%[\w\"]|:.*:|:/|\A/|www\.|\bGH-\d", re.IGNORECASE)
_MARK = pattern(r"\A[-+=:]|(?<=\d)[.)](?=\Z)|[!&_]")
"""What would be a list, a heading, emphasis, an entity: all that is left of Markdown in a word that calls nobody."""


def markdown(text: str) -> str:
    """Return text for a line or a cell of a table in Markdown, as GitHub, GitLab and Forgejo read it.

    A word that a forge would make a link or a notification of becomes code, which they leave alone.
    """
    return " ".join(_word(word) for word in shown(text).split(" ") if word)


def _word(word: str) -> str:
    return markdown_code(word) if _CALLING.search(word) else _MARK.sub(r"\\\g<0>", word)


def markdown_code(text: str) -> str:
    """Return text as code in a line or a cell of a table in Markdown."""
    # A bar would end the cell: it stands outside, where a backslash means the same within a table and without.
    return r"\|".join(_code(part) for part in shown(text).split("|"))


def _code(text: str) -> str:
    if not text.strip():
        return text
    text = _broken(text, r"#\#")
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    gap = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{gap}{text}{gap}{fence}"


_LABEL = pattern(r"[^\w ./,-]")


def mermaid(text: str) -> str:
    """Return text for a label between quotation marks in Mermaid."""
    # https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
    return _LABEL.sub(lambda match: f"#{ord(match[0])};", shown(text))


# --- data ---------------------------------------------------------------------------------------------------------

# https://owasp.org/www-community/attacks/CSV_Injection; behind a semicolon too, at which some spreadsheets part cells.
_FORMULA = pattern(r"(\A\s*|;\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_QUOTED = pattern(r"[\",;']|\A\s|\s\Z")


def csv_cell(text: str) -> str:
    """Return text for a cell of a table in CSV (RFC 4180); what a spreadsheet would compute gets an apostrophe."""
    cell = shown(text)
    if ";" in cell or not cell[:1].isalnum():
        cell = _FORMULA.sub(r"\1'", cell)
    cell = _broken(cell, r"#\#")
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def json_text(text: str) -> str:
    """Return finished JSON with nothing in it that a runner would take for a command, and the same values."""
    return _broken(_marked(text), r"#\u0023")


_OTHER_SIGNS = pattern("[^\0-~]+")


def json_values(text: str) -> str:
    """Return finished JSON as `json_text` does, but with what is not to be seen spelled out: no value is another."""
    if not text.isascii() or "\x7f" in text:
        text = _OTHER_SIGNS.sub(_spelled, text)
    return _broken(text, r"#\u0023")


def _spelled(signs: re.Match[str]) -> str:
    if signs[0].isprintable() and not UNSEEN.search(signs[0]):
        return signs[0]
    units = signs[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def sarif_message(text: str) -> str:
    """Return text for a message of SARIF, in which braces are placeholders, and brackets with parentheses links."""
    return shown(text).replace("](", "] (").replace("{", "{{").replace("}", "}}")


def script_json(text: str) -> str:
    """Return finished JSON for a `<script>` element, with nothing in it that could end that, and the same values."""
    return json_text(text).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def uri(path: str) -> str:
    """Return a relative path as a relative URI reference (RFC 3986), of the bytes that it has on the disk."""
    try:
        quoted = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    except UnicodeEncodeError:  # half of a pair, which no path of a disk holds
        quoted = quote(path, safe="/", errors="replace")
    return f"%2F{quoted[1:]}" if quoted.startswith("/") else quoted
