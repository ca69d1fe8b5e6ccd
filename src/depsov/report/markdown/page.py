"""What the sections of the page share: the report, ways to look things up in it, and the room that is left."""

from __future__ import annotations

from collections.abc import Iterable

from depsov import phrases
from depsov.model import Reason, Report
from depsov.report._ways import ways_to
from depsov.report.escape import markdown

__all__ = ["CUT", "LIMIT", "Page"]

LIMIT = 65_000
"""Characters: a comment on GitHub holds 65,536, and who posts one may put lines of their own around the report."""

CUT = "a comment holds 65,536 characters; `--verbose` leaves nothing out"

_RESERVE = 500
"""The room for the lines that say what was left out."""


class Page:
    """A report that is being written, and the room that it still has."""

    def __init__(self, report: Report, *, is_whole: bool) -> None:
        self.report = report
        self.by_purl = {item.package.purl: item for item in report.assessments}
        self.ways = ways_to(report.graph)
        self.reasons = {code: markdown(phrases.reason(code, report.perimeter)) for code in Reason}
        self._is_whole = is_whole
        self._room = LIMIT

    def take(self, text: str) -> str:
        """Count a text that is on the page, and return it."""
        self._room -= _size(text) + 1
        return text

    def fitting(self, rows: Iterable[str], part: int = 1) -> list[str]:
        """Return the first rows, as many as there is room for in a part of what is left."""
        if self._is_whole:
            return [*rows]
        room = self._room // part - _RESERVE
        kept = []
        for row in rows:
            room -= _size(row) + 1
            if room < 0:
                break
            kept.append(row)
        return kept


def _size(text: str) -> int:
    """Return how long a text is for a forge that counts as JavaScript does."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
