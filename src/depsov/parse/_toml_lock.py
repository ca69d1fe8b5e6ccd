"""TOML lockfiles with one array of tables for the packages, decoded fast and with the line of each entry.

Three quarters of such a file are download addresses and hashes, which no answer of depsov rests on. Cutting them out
before the decoder sees them makes reading several times faster. The cut takes only what provably is one value on lines
of its own; where it cannot be sure, or the rest does not decode, the whole text is decoded instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from depsov.documents import Document, Table, get, load_toml, printable
from depsov.errors import DocumentError
from depsov.model import Problem
from depsov.patterns import pattern

__all__ = ["Entries", "check_version", "cut", "entry_problem", "load"]

T = TypeVar("T")

# Inside an array whose lines all begin with `{`, no line can begin a table; a `#` could hide the end of the array in
# a comment, and inside a multi-line string everything means something else.
_DOWNLOADS = pattern(r"^(?:wheels|files|sdist) = (?:\[\n(?: +\{[^#\n]*\n)*\]|[\[{][^#\n]*[\]}])\n", re.MULTILINE)
# The table [metadata.files] of Poetry up to 1.2 and of PDM up to 2.7 has a key per package.
_FILES = pattern(r"^[^\s\[#=]+ = \[\n(?: +\{(?:file|url) = [^#\n]*\n)+\]\n", re.MULTILINE)


def cut(text: str) -> str:
    """Return the TOML text without the download addresses of its packages."""
    if '"""' in text or "'''" in text:
        return text
    shorter = _DOWNLOADS.sub("", text)
    return _FILES.sub("", shorter) if "\n[metadata.files]\n" in shorter else shorter


def load(document: Document, *, whole: bool = False) -> tuple[Table, str]:
    """Decode a lockfile, its downloads left out unless `whole`; return it with all of its text, for the lines.

    Raises `DocumentError` for what is no TOML.
    """
    text = document.text().replace("\r\n", "\n")
    shorter = text if whole else cut(text)
    if shorter is not text:
        try:
            return load_toml(shorter), text
        except DocumentError:
            pass  # the whole text gives the error its right line
    return load_toml(text), text


class Entries:
    """The tables of the array `key`, each with the line that it begins on; one that cannot be read is a Problem."""

    def __init__(self, document: Document, key: str, *, whole: bool = False) -> None:
        self.path = document.path
        self.problems: list[Problem] = []
        self.table, text = load(document, whole=whole)
        self._key = key
        self._items = get(self.table, key, list, [])
        lines = _lines(text, f"[[{key}]]")
        # Written as inline tables, or a header in a multi-line string: no line is better than a wrong one.
        self._lines: list[int | None] = [*lines] if len(lines) == len(self._items) else [None] * len(self._items)

    def read(self, read: Callable[[Table, int | None], T | None]) -> Iterator[T]:
        """Yield what `read` makes of each entry; what it returns None for is left out."""
        for number, (item, line) in enumerate(zip(self._items, self._lines, strict=True)):
            try:
                if not isinstance(item, dict):
                    raise DocumentError("expected a table")
                value = read(item, line)
            except DocumentError as error:
                placed = error.within(number).within(self._key)
                self.problems.append(entry_problem(self.path, placed, line))
                continue
            if value is not None:
                yield value


def _lines(text: str, header: str) -> list[int]:
    """Return the lines that a header stands on. To search and count is ten times faster than to look at every line."""
    lines, line, end = [], 1, 0
    padded = f"\n{text}"
    start = padded.find(f"\n{header}")
    while start >= 0:
        line += padded.count("\n", end, start)
        lines.append(line)
        end = start
        start = padded.find(f"\n{header}", end + 1)
    return lines


def entry_problem(path: str, error: DocumentError, line: int | None = None) -> Problem:
    """Return the Problem of an entry that is left out because it cannot be read."""
    place = "" if line is None else f"line {line}: "
    return Problem(
        stage="parse",
        subject=path,
        message=f"{place}{printable(str(error))}; the entry is left out",
        hint=error.hint or "make the file anew with the tool that writes it",
    )


def check_version(version: str, known: str, path: str, *, oldest: int = 0) -> None:
    """Raise `DocumentError` for a lockfile whose major version came after depsov, or is out of use; for no version."""
    match = re.match(r"(\d{1,6})(?:\.|\Z)", version, re.ASCII)
    shown = printable(version[:60])
    if match is None:
        raise DocumentError(f"{shown!r} is no version", path=path)
    if int(match[1]) > int(known.partition(".")[0]):
        raise DocumentError(
            f"version {shown} is newer than depsov knows ({known})",
            path=path,
            hint="update depsov, or write the lockfile with an older version of its tool",
        )
    if int(match[1]) < oldest:
        raise DocumentError(
            f"version {shown} is older than depsov knows ({oldest})",
            path=path,
            hint="write the lockfile anew with its tool",
        )
