"""Tables, blocks that unfold, and what stands in their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from depsov.model import Assessment, Location
from depsov.report.escape import markdown, markdown_code, terminal

__all__ = ["code", "fenced", "folded", "joined", "package", "place", "row", "said", "top"]

_LONGEST_NAME = 200
_LONGEST_SENTENCE = 400
"""What is longer is shortened."""


def joined(lines: Iterable[str]) -> str:
    """Return lines as a section."""
    return "".join(f"{line}\n" for line in lines)


def folded(title: str, lines: Iterable[str]) -> list[str]:
    """Return lines as a block that unfolds."""
    # Without the empty lines, what is inside would be taken for HTML.
    return ["<details>", f"<summary>{title}</summary>", "", *lines, "", "</details>"]


def fenced(block: Iterable[str]) -> list[str]:
    """Return lines to copy, as a block of code that none of them can end."""
    lines = [terminal(_cut(line, _LONGEST_SENTENCE)) for line in block]
    fence = "`" * (max(map(len, re.findall("`+", "\n".join(lines))), default=2) + 1)
    return [fence.ljust(3, "`"), *lines, fence.ljust(3, "`"), ""]


def top(*titles: str) -> list[str]:
    """Return the two lines on top of a table; a title with a colon at its end stands over numbers."""
    rule = row(*("---:" if title.endswith(":") else "---" for title in titles))
    return [row(*(title.removesuffix(":") for title in titles)), rule]


def row(*cells: str) -> str:
    """Return a line of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |"


def said(text: str) -> str:
    """Return a sentence, whoever wrote it, as Markdown; what stands between backticks in it is code."""
    parts = _cut(text, _LONGEST_SENTENCE).split("`")
    if len(parts) % 2 == 0:  # one has no partner
        return markdown("`".join(parts))
    return "".join(markdown_code(part) if number % 2 else _text(part) for number, part in enumerate(parts))


def _text(part: str) -> str:
    """Return a part of a sentence with the blanks at its ends, where other parts join it."""
    before, after = part[:1], part[-1:]
    return f"{' ' if before == ' ' else ''}{markdown(part)}{' ' if after == ' ' and part.strip() else ''}"


def code(text: str) -> str:
    """Return a name as code, shortened where it is very long."""
    return markdown_code(_cut(text))


def package(item: Assessment) -> str:
    """Return a package with its version."""
    version = item.package.version
    return code(item.package.name if version is None else f"{item.package.name} {version}")


def place(location: Location | None) -> str:
    """Return where something stands."""
    if location is None or not location.file:
        return ""
    return code(location.file) if location.line is None else markdown_code(f"{_cut(location.file)}:{location.line}")


def _cut(text: str, longest: int = _LONGEST_NAME) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
