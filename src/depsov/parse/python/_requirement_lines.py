"""The lines of a requirements file as pip reads them, and the comments by which a compiler says who asked.

https://pip.pypa.io/en/stable/reference/requirements-file-format/

Takes text apart and decides nothing: it opens no file, and replaces no `${VARIABLE}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.values import dataclass, field

__all__ = ["Option", "Wanted", "statements"]

# A logical line: physical ones that end in a backslash, and the one that follows.
_LOGICAL = re.compile(r"(?:.*\\\n)*.*\n?")
_CONTINUED = re.compile(r"\\\n")
# A `#` is a comment at the beginning of a line and after white space: URLs have fragments.
_COMMENT = re.compile(r"(?:^|\s)#(.*)", re.MULTILINE)
_SHORT = re.compile(r"(-[rceif])\s*=?\s*(?=[^\s=])(.*)", re.DOTALL)
_LONG = re.compile(r"(--[a-z-]+)(?:\s*=\s*|\s+|\Z)(.*)", re.DOTALL)
# Options behind a requirement: `--hash`, `--config-settings`.
_TRAILING = re.compile(r"\s--?[A-Za-z].*", re.DOTALL)
_VIA = re.compile(r"\s*via\b\s*(.*)")
_FROM = re.compile(r"\s*from\s+(\S+://\S+)\s*\Z")

_NAMES = {
    "-r": "requirement",
    "-c": "constraint",
    "-e": "editable",
    "-i": "index-url",
    "-f": "find-links",
    "--pypi-url": "index-url",
}


@dataclass(slots=True)
class Option:
    """A line that begins with an option: its long name without dashes, and its value."""

    name: str
    value: str
    text: str
    line: int
    asked_by: list[str] = field(default_factory=list)
    index: str | None = None


@dataclass(slots=True)
class Wanted:
    """A requirement, without its hashes and options. `asked_by` and `index` are what the comments at it say."""

    text: str
    line: int
    asked_by: list[str] = field(default_factory=list)
    index: str | None = None
    is_hashed: bool = False


def statements(text: str) -> Iterator[Option | Wanted]:
    """Yield what stands in a requirements file, in order, each with the comments below it."""
    current: Option | Wanted | None = None
    in_list = False
    line = 1
    for match in _LOGICAL.finditer(text):
        whole = match[0]
        start, line = line, line + whole.count("\n")
        body = whole.strip()
        if body.startswith("#"):
            in_list = current is not None and _annotate(current, body[1:], in_list=in_list)
            continue
        if not body:
            in_list = False
            continue
        if current is not None:
            yield current
        current, comments = _statement(_CONTINUED.sub(" ", whole), start)
        in_list = False
        for comment in comments:
            in_list = _annotate(current, comment, in_list=in_list)
    if current is not None:
        yield current


def _statement(text: str, line: int) -> tuple[Option | Wanted, list[str]]:
    comments: list[str] = _COMMENT.findall(text) if "#" in text else []
    body = _COMMENT.sub("", text).strip() if comments else text.strip()
    if not body.startswith("-"):
        bare = _TRAILING.sub("", body)
        return Wanted(bare.strip(), line, is_hashed="--hash" in body[len(bare) :]), comments
    match = _LONG.match(body) or _SHORT.match(body)
    name, value = (match[1], match[2].strip()) if match else (body, "")
    return Option(_NAMES.get(name, name.lstrip("-")), _unquoted(value), body, line), comments


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value


def _annotate(statement: Option | Wanted, comment: str, *, in_list: bool) -> bool:
    """Add what a comment says to the statement above it; return whether the comments that follow go on with its list.

    `# via flask, -r base.in`, or `# via` and one name in each comment below: the two styles of pip-compile, both of uv.
    """
    if source := _FROM.match(comment):
        statement.index = source[1]
        return False
    via = _VIA.match(comment)
    items = via[1] if via else comment if in_list else ""
    statement.asked_by += [item.strip() for item in items.split(",") if item.strip()]
    return via is not None or in_list
