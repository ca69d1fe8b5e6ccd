"""A file of which only parts are there: reading what is missing asks for it.

A reader is a generator: it yields the range of bytes that it cannot do without, is resumed when they are there, and
returns what it found.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from depsov.errors import DocumentError

__all__ = ["Pieces", "Range", "Reading", "read_whole"]

T = TypeVar("T")

Range = tuple[int, int]
"""Bytes of a file, from the first to behind the last."""

Reading = Generator[Range, None, T]


class Pieces:
    """The parts of a file of `total` bytes that are known so far."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._known: list[tuple[int, bytes]] = []

    def add(self, start: int, data: bytes) -> None:
        """Add a part. Raises `DocumentError` where it does not lie in the file."""
        if start < 0 or start + len(data) > self.total:
            raise DocumentError("an answer that lies outside of the file")
        if data:
            self._known.append((start, data))

    def holds(self, wanted: Range) -> bool:
        """Return whether all bytes of a range are known."""
        return self._missing(wanted) is None

    def read(self, start: int, end: int, *, ahead: int = 0) -> Reading[bytes]:
        """Read a range. Where some of it is missing, `ahead` bytes before it are asked for along with it.

        Raises `DocumentError` where the range does not lie in the file.
        """
        if not 0 <= start <= end <= self.total:
            raise DocumentError("not a zip archive that holds together: it points outside of itself")
        if self._missing((start, end)) is not None:
            missing = self._missing((max(0, start - ahead), end))
            assert missing is not None
            yield missing
        return self._joined(start, end)

    def _missing(self, wanted: Range) -> Range | None:
        """Return the part of a range from its first unknown byte to its last, or None."""
        start, end = wanted
        for first, data in sorted(self._known):
            if first <= start:
                start = max(start, first + len(data))
        for first, data in sorted(self._known, key=lambda piece: piece[0] + len(piece[1]), reverse=True):
            if first + len(data) >= end:
                end = min(end, first)
        return (start, end) if start < end else None

    def _joined(self, start: int, end: int) -> bytes:
        parts = []
        for first, data in sorted(self._known):
            if first <= start < first + len(data):
                part = data[start - first : end - first]
                parts.append(part)
                start += len(part)
        return b"".join(parts)


def read_whole(reading: Reading[T]) -> T:
    """Return what a reader finds in a file that is all there."""
    try:
        missing = next(reading)
    except StopIteration as end:
        found: T = end.value
        return found
    raise AssertionError(f"{missing} is missing from a file that is all there")
