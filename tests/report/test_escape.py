"""Each escape against what its format does with text, on the corpus and on whatever hypothesis thinks of."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from depsov.report import escape
from tests.report.nasty import HIDDEN, NASTY, nasty_text
from tests.report.runner import command, commands

ONE_LINE: list[Callable[[str], str]] = [
    escape.csv_cell,
    escape.html,
    escape.markdown,
    escape.markdown_code,
    escape.mermaid,
    escape.sarif_message,
    escape.shown,
    escape.terminal,
    escape.uri,
    escape.workflow_data,
    escape.workflow_property,
    escape.xml,
]


@pytest.mark.parametrize("function", ONE_LINE)
@given(text=nasty_text())
def test_nothing_hidden_gets_through(function: Callable[[str], str], text: str) -> None:
    escaped = function(text)

    assert not set(escaped) & set(HIDDEN)
    assert len(escaped.splitlines()) <= 1
    escaped.encode()


@pytest.mark.parametrize("function", ONE_LINE)
@pytest.mark.parametrize("text", ["numpy", "typing-extensions", "größe", "1.2.3", ""])
def test_an_ordinary_name_stays_as_it_is(function: Callable[[str], str], text: str) -> None:
    expected = {
        ("markdown_code", text): f"`{text}`" if text else "",
        ("uri", "größe"): "gr%C3%B6%C3%9Fe",
    }

    assert function(text) == expected.get((function.__name__, text), text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\u202eb", "a\ufffdb"),
        ("a\u061cb", "a\ufffdb"),
        ("a\ud83db", "a\ufffdb"),
        ("a\U000e0041b", "a\ufffdb"),
        ("\N{SNAKE}\N{VARIATION SELECTOR-16}", "\N{SNAKE}\N{VARIATION SELECTOR-16}"),
    ],
)
def test_what_is_hidden_is_marked(text: str, shown: str) -> None:
    assert escape.shown(text) == shown


# --- logs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", r"\::error::x"),
        ("  ::error::x", r"  \::error::x"),
        ("\N{NO-BREAK SPACE}::error::x", "\N{NO-BREAK SPACE}\\::error::x"),
        ("a ::error::x", "a ::error::x"),
        ("a ##[error]x", r"a #\#[error]x"),
        ("a ###[error]x", r"a ##\#[error]x"),
        ("##vso[task.complete]x", r"#\#vso[task.complete]x"),
        ("## [x]", "## [x]"),
    ],
)
def test_a_line_that_a_runner_would_obey(text: str, shown: str) -> None:
    assert escape.terminal(text) == shown


@given(nasty_text())
def test_no_runner_obeys_a_line(text: str) -> None:
    assert command(escape.terminal(text)) is None
    assert not re.search(r"##\w*\[", escape.terminal(text))


@given(nasty_text())
def test_no_runner_obeys_a_page(text: str) -> None:
    lines = "\n".join(part for part in (text, f"  {text}", f"\x1b[1m{text}\x1b[0m"))

    assert not commands(escape.log(lines.replace("\r", "").replace("\x85", "")))


@given(nasty_text())
def test_a_runner_reads_back_what_was_said(text: str) -> None:
    data, value = escape.workflow_data(text), escape.workflow_property(text)
    found = command(f"::warning file={value},line=1::{data}")

    assert found is not None
    assert found.data == escape.shown(text)
    assert found.properties == ({"file": escape.shown(text)} if text else {}) | {"line": "1"}


# --- markup -------------------------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)


@given(nasty_text())
def test_html_gives_back_the_text(text: str) -> None:
    reader = _Reader()
    reader.feed(f"<p title=\"{escape.html(text)}\" lang='{escape.html(text)}'>{escape.html(text)}</p>")
    reader.close()

    shown = escape.shown(text)
    assert reader.tags == [("p", [("title", shown), ("lang", shown)])]
    assert reader.text == shown


@given(nasty_text())
def test_xml_gives_back_the_text(text: str) -> None:
    element = ET.fromstring(f"<a b=\"{escape.xml(text)}\" c='{escape.xml(text)}'>{escape.xml(text)}</a>")

    shown = escape.shown(text)
    assert (element.text or "", element.attrib, len(element)) == (shown, {"b": shown, "c": shown}, 0)


CODE = re.compile(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)")
"""A code span: https://spec.commonmark.org/0.31.2/#code-spans."""


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Example Holdings, Inc. (US)", "Example Holdings, Inc. (US)"),
        ("AT&T", r"AT\&T"),
        ("typing_extensions", r"typing\_extensions"),
        ("@angular/core is decided", "`@angular/core` is decided"),
        ("see #1", "see `#1`"),
        ("GH-1", "`GH-1`"),
        ("a|b", r"`a`\|`b`"),
        ("`", "`` ` ``"),
        ("/close", "`/close`"),
        ("1. item", r"1\. item"),
        ("- item", r"\- item"),
        ("==", r"\=="),
        ("::error::x", "`::error::x`"),
        ("<b>", "`<b>`"),
        ("https://example.org", "`https://example.org`"),
        (":tada:", "`:tada:`"),
        ("25%", "25%"),
        ("%1", "`%1`"),
        ("    code", "code"),
    ],
)
def test_words_in_markdown(text: str, markdown: str) -> None:
    assert escape.markdown(text) == markdown


@pytest.mark.parametrize("function", [escape.markdown, escape.markdown_code])
@given(text=nasty_text())
def test_outside_of_code_nothing_means_anything_in_markdown(function: Callable[[str], str], text: str) -> None:
    bare = CODE.sub("", function(text))

    assert "`" not in bare
    assert not re.search(r"(?<!\\)[|_*<>\[\]{}~^$#@]", bare)
    assert not re.search(r"(?<!\\)&\w|[!&]\d|%[\w\"]|:.*:|:/|(\A|(?<=\s))(/|[-+=:]|\d+[.)](?=\s|\Z))|www\.", bare)
    assert command(function(text)) is None


@given(text=nasty_text())
def test_code_in_markdown_keeps_the_text(text: str) -> None:
    shown = escape.shown(text)
    spans = CODE.sub(lambda span: span[2][1:-1] if span[2].strip() and span[2][0] == span[2][-1] == " " else span[2],
                     escape.markdown_code(text))  # fmt: skip

    assert spans.replace(r"\|", "|") == re.sub(r"##(?=\w*\[)", r"#\\#", shown)


@pytest.mark.parametrize("text", NASTY)
def test_a_bar_in_markdown_is_always_behind_one_backslash(text: str) -> None:
    for escaped in (escape.markdown(text), escape.markdown_code(text)):
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\\\|", escaped)) == escaped.count("|")


@given(nasty_text())
def test_a_label_in_mermaid_is_letters_and_numbers(text: str) -> None:
    label = escape.mermaid(text)

    assert re.fullmatch(r"(?:[\w ./,-]|#\d+;)*", label)
    assert re.sub(r"#(\d+);", lambda code: chr(int(code[1])), label) == escape.shown(text)


# --- data ---------------------------------------------------------------------------------------------------------


@given(nasty_text())
def test_a_cell_is_one_cell_and_no_formula(text: str) -> None:
    (row,) = csv.reader(StringIO(f"a,{escape.csv_cell(text)},b\r\n", newline=""), strict=True)

    assert (row[0], row[2], len(row)) == ("a", "b", 3)
    for cell in (row[1], *row[1].split(";")):
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    plain = row[1].replace("'", "").replace(r"#\#", "##")
    assert plain == escape.shown(text).replace("'", "").replace(r"#\#", "##")


@given(nasty_text())
def test_json_keeps_its_values_and_has_no_command(text: str) -> None:
    value = {"name": escape.shown(text), "##[error]x": [1]}
    written = escape.json_text(json.dumps(value, ensure_ascii=False))

    assert json.loads(written) == value
    assert command(written) is None


@given(nasty_text())
def test_a_message_of_sarif_has_no_link_and_no_placeholder(text: str) -> None:
    message = escape.sarif_message(text)

    assert "](" not in message
    assert "{" not in message.replace("{{", "")
    assert "}" not in message.replace("}}", "")
    assert message.replace("{{", "{").replace("}}", "}") == escape.shown(text).replace("](", "] (")


@given(nasty_text())
def test_a_path_is_one_relative_reference(text: str) -> None:
    reference = escape.uri(text)

    assert re.fullmatch(r"(?!/)(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*", reference)


def test_a_path_of_any_bytes_comes_back() -> None:
    path = b"caf\xe9/\xc3\xa9 %41#?:@[1].lock"

    assert unquote_to_bytes(escape.uri(path.decode("utf-8", "surrogateescape"))) == path
