"""The METADATA of a wheel of which only parts are fetched: its directory stands at the end.

    https://packaging.python.org/en/latest/specifications/binary-distribution-format/
    _zip.py      the archive
    _pieces.py   what of it is there

Nothing here asks for anything: it says which bytes it needs next, and the caller gets them by a range request
(RFC 9110, section 14).
"""

from __future__ import annotations

from collections.abc import Iterator

from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from depsov.documents import printable
from depsov.errors import DocumentError
from depsov.purl import normalise
from depsov.resolution.index._pieces import Pieces, Range, Reading, read_whole
from depsov.resolution.index._zip import Member, read_directory, read_member

__all__ = ["PartialWheel", "whole"]


class PartialWheel:
    """A wheel that is fetched piece by piece: at most six, and mostly one.

        wheel = PartialWheel(filename)
        wheel.feed(*the last 16 KiB, or so*)
        while (wanted := wheel.needed()) is not None:
            wheel.feed(*those bytes*)
        wheel.metadata()

    Every method raises `DocumentError` as soon as it is clear that the metadata cannot be found.
    """

    def __init__(self, filename: str) -> None:
        self._filename = filename
        self._name = _parsed(filename)
        self._pieces: Pieces | None = None
        self._reading: Reading[bytes]
        self._needed: Range | None = None
        self._metadata: bytes | None = None

    def feed(self, start: int, data: bytes, total: int) -> None:
        """Take bytes of the wheel: where they begin in it, and how long it is in all.

        They have to hold the range that was needed, or the end of the wheel at first; more is welcome.
        """
        if self._pieces is None:
            self._pieces = Pieces(total)
            self._reading = _metadata(self._pieces, *self._name)
        elif self._pieces.total != total:
            raise DocumentError("the file has changed while it was read")
        self._pieces.add(start, data)
        if self._metadata is not None:
            return
        if self._needed is not None and not self._pieces.holds(self._needed):
            raise DocumentError("the answer is not the part of the file that was asked for")
        try:
            self._needed = next(self._reading)
        except StopIteration as end:
            self._needed, self._metadata = None, end.value

    def needed(self) -> Range | None:
        """Return the bytes that are needed next, from the first to behind the last, or None where all is there."""
        return self._needed

    def metadata(self) -> bytes:
        """Return the content of METADATA."""
        if self._metadata is None:
            raise DocumentError(f"{printable(self._filename)} was not read to its metadata")
        return self._metadata


def whole(data: bytes, filename: str) -> bytes:
    """Return the content of METADATA of a wheel that is all there. Raises `DocumentError` where there is none."""
    pieces = Pieces(len(data))
    pieces.add(0, data)
    return read_whole(_metadata(pieces, *_parsed(filename)))


def _parsed(filename: str) -> tuple[str, Version]:
    try:
        name, version, _, _ = parse_wheel_filename(filename)
    except (InvalidWheelFilename, InvalidVersion) as error:
        raise DocumentError(f"{printable(filename[:100])!r} cannot be the name of a wheel") from error
    return name, version


def _metadata(archive: Pieces, name: str, version: Version) -> Reading[bytes]:
    directory = yield from read_directory(archive)
    content = yield from read_member(archive, _chosen(directory, name, version))
    return content


def _chosen(directory: Iterator[Member], name: str, version: Version) -> Member:
    """Return the METADATA of the wheel itself: one of a `*.dist-info` folder further down is somebody else's.

    Old tools wrote the version of the folder in another way than that of the file: one that bears the name does, then.
    """
    suffix = ".dist-info/METADATA"
    found = [member for member in directory if member.name.endswith(suffix.encode()) and member.name.count(b"/") == 1]
    named: list[tuple[str, Member]] = []
    for member in found:
        stem, _, written = member.name.decode("utf-8", errors="replace").removesuffix(suffix).rpartition("-")
        if normalise("pypi", stem) == name:
            named.append((written, member))
    exact = [member for written, member in named if _is(written, version)]
    candidates = exact or [member for _, member in named]
    if len(candidates) != 1:
        raise DocumentError("holds METADATA twice" if candidates else "a wheel without METADATA of its own")
    return candidates[0]


def _is(written: str, version: Version) -> bool:
    try:
        return Version(written) == version
    except InvalidVersion:
        return False
