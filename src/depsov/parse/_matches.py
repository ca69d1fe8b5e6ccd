"""Matches of a pattern with the lines that they stand on, counted in one pass over the text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

__all__ = ["matches"]


def matches(
    pattern: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize, group: int | str = 0
) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the matches of a pattern between two places, each with the line that its group begins on.

    To count on from match to match is faster than to search in a list of all lines.
    """
    line, counted = 1, 0
    for match in pattern.finditer(text, start, end):
        at = match.start(group)
        line += text.count("\n", counted, at)
        counted = at
        yield line, match
