"""The files in a tar archive that is read as a stream: nothing is unpacked to disk, no link is followed.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13 and, for long names,
https://www.gnu.org/software/tar/manual/html_node/Standard.html

tarfile is not used: it decodes extended headers of any length, 16 MB of them in 4 s, calls itself once for each of a
chain of them, and takes four times as long for each member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from depsov.errors import DocumentError

__all__ = ["MAX_MEMBERS", "Stream", "read_tar"]

MAX_MEMBERS = 100_000

_BLOCK = 512
_CHUNK = 256 * 1024
_MAX_EXTENSION = 64 * 1024
"""A longer name, or set of attributes, is refused: real ones have some hundred bytes."""

_MAX_EXTENSIONS = 16 * 1024 * 1024

_FILES = b"0\x007"
_LONG_NAME, _ATTRIBUTES, _SPARSE = b"L", b"x", b"S"
_OF_OTHERS = b"gK"  # attributes of all members, the target of a link
_WITHOUT_CONTENT = b"123456"  # links, devices, folders, pipes: what their header says of a size is of no account


class Stream(Protocol):
    """Bytes that are read once, from the first to the last."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes: as many as asked for, or fewer at the end."""
        ...


def read_tar(stream: Stream, wanted: Callable[[str], bool], limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of the files whose path is wanted; `wanted` is asked about every file, in order.

    Raises `DocumentError` where it is no tar archive, a wanted file is over the limit (in bytes), or there are more
    members than `MAX_MEMBERS`.
    """
    said = _Said(stream)
    for _ in range(MAX_MEMBERS):
        header = stream.read(_BLOCK)
        if not header.strip(b"\0"):
            return
        _check(header)
        kind, length = header[156:157], _number(header[124:136])
        if kind in (_LONG_NAME, _ATTRIBUTES):
            said.take(kind, length)
            continue
        if kind in _OF_OTHERS:
            _skip(stream, length)
            continue
        name = _name(header) if said.path is None else said.path
        length = length if said.size is None else said.size
        said.path = said.size = None
        if kind == _SPARSE:
            raise DocumentError("holds a sparse file, which no source archive needs")
        if kind in _FILES and not (kind == b"\0" and name.endswith("/")) and wanted(name):
            yield name, _content(stream, length, limit)
        elif kind not in _WITHOUT_CONTENT:
            _skip(stream, length)
    raise DocumentError(f"over the limit of {MAX_MEMBERS} members")


class _Said:
    """What stands before a member because its header has no room for it: its path and its size in bytes."""

    def __init__(self, stream: Stream) -> None:
        self.path: str | None = None
        self.size: int | None = None
        self._stream = stream
        self._left = _MAX_EXTENSIONS

    def take(self, kind: bytes, length: int) -> None:
        """Read a long name, or a set of attributes."""
        self._left -= length
        if length > _MAX_EXTENSION or self._left < 0:
            raise _broken("the names of its members are too long")
        data = _content(self._stream, length, _MAX_EXTENSION)
        if kind == _LONG_NAME:
            self.path = _text(data)
            return
        for key, value in _attributes(data):
            if key == b"path":
                self.path = _text(value)
            elif key == b"size":
                self.size = _decimal(value)


def _check(header: bytes) -> None:
    """Compare the checksum: a sum of bytes that some old tools took as signed."""
    if len(header) < _BLOCK:
        raise _broken("it is cut off")
    rest = header[:148] + b" " * 8 + header[156:]
    told = _number(header[148:156])
    if told != sum(rest) and told != sum(rest) - 256 * sum(byte > 127 for byte in rest):
        raise _broken("the header of a member is damaged")


def _number(field: bytes) -> int:
    """Return a number: octal digits, or bytes after a mark, as GNU tar writes what is large or negative."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.partition(b"\0")[0].strip()
    if digits.translate(None, b"01234567"):
        raise _broken("the header of a member is damaged")
    return int(digits or b"0", 8)


def _name(header: bytes) -> str:
    name = _text(header[:100])
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", errors="replace")


# --- contents -----------------------------------------------------------------------------------------------------


def _content(stream: Stream, length: int, limit: int) -> bytes:
    if length > limit:
        raise DocumentError(f"a file in it is over the limit of {limit // 2**20} MB")
    data = stream.read(length)
    _skip(stream, -length % _BLOCK, padded=True)
    if len(data) < length:
        raise _broken("it is cut off")
    return data


def _skip(stream: Stream, length: int, *, padded: bool = False) -> None:
    left = length if padded else length + -length % _BLOCK
    while left > 0:
        data = stream.read(min(left, _CHUNK))
        if not data:
            raise _broken("it is cut off")
        left -= len(data)


def _attributes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the attributes of a pax header: `LENGTH KEY=VALUE`, each with a line break behind it."""
    place = 0
    while place < len(data):
        space = data.find(b" ", place, place + 8)
        length = _decimal(data[place:space]) if space > place else 0
        if length <= space - place + 1 or place + length > len(data):
            raise _broken("the attributes of a member are damaged")
        key, _, value = data[space + 1 : place + length - 1].partition(b"=")
        yield key, value
        place += length


def _decimal(digits: bytes) -> int:
    if not digits.isdigit() or len(digits) > 18:
        raise _broken("the attributes of a member are damaged")
    return int(digits)


def _broken(what: str) -> DocumentError:
    return DocumentError(f"not a tar archive that can be read: {what}")
