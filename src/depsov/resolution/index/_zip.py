"""Zip archives of which only parts are read: the directory at the end, then single members.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

As zipfile reads them, so that depsov sees the member that pip sees: the last end record, ZIP64 where its locator
stands, bytes before the archive. What differs between directory and member, lies about sizes, or goes over a limit is
refused. zipfile would need the whole file at hand, and makes an object of every one of 50,000 members.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from depsov.errors import DocumentError
from depsov.resolution.index._pieces import Pieces, Reading

__all__ = ["MAX_DIRECTORY", "MAX_MEMBER", "Member", "read_directory", "read_member"]

MAX_DIRECTORY = 64 * 1024 * 1024
MAX_MEMBER = 8 * 1024 * 1024

_AHEAD = 8 * 1024
"""Asked for along with a directory: the metadata of a wheel mostly stands right before it."""

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_HEADER = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_MAX_COMMENT = 0xFFFF
_USUAL_EXTRA = 64  # bytes of a local header that the directory does not tell the length of
_FULL = 0xFFFF_FFFF  # the true value stands in the ZIP64 field
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x1 | 0x40 | 0x2000


class Member(NamedTuple):
    """A member as the directory has it: `name` as written, `size` unpacked and `packed`, and where it begins."""

    name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    start: int


class _Directory(NamedTuple):
    start: int
    end: int
    prefix: int


def read_directory(archive: Pieces) -> Reading[Iterator[Member]]:
    """Return the members in the order of the directory; they are read as the iterator goes on.

    Raises `DocumentError` where it is no zip archive, or its directory is longer than `MAX_DIRECTORY`.
    """
    place = yield from _find_directory(archive)
    data = yield from archive.read(place.start, place.end, ahead=_AHEAD)
    return _members(data, place.prefix)


def read_member(archive: Pieces, member: Member, limit: int = MAX_MEMBER) -> Reading[bytes]:
    """Return the content of a member.

    Raises `DocumentError` where it is over the limit (in bytes), encrypted, packed in an unusual way, or damaged.
    """
    if member.flags & _ENCRYPTED:
        raise DocumentError("is encrypted")
    if member.method not in (_STORED, _DEFLATED):
        raise DocumentError(f"is packed in a way that depsov does not know (method {member.method})")
    if max(member.size, member.packed) > limit:
        raise DocumentError(f"over the limit of {limit // 2**20} MB")
    head = member.start + _LOCAL.size + len(member.name)
    guess = min(head + _USUAL_EXTRA + member.packed, archive.total)
    if member.start > guess:
        raise _broken("a member lies outside of it")
    data = yield from archive.read(member.start, guess)
    start = _content_start(data, member)
    packed = yield from archive.read(start, start + member.packed)
    return _unpacked(packed, member)


# --- the directory ------------------------------------------------------------------------------------------------


def _find_directory(archive: Pieces) -> Reading[_Directory]:
    end, record = yield from _find_end(archive)
    size, offset = record[5], record[6]
    before = max(0, end - _LOCATOR.size - _END_64.size)
    # Stands right before the end record, or not at all: nothing but bytes of the directory can be in its place.
    data = yield from archive.read(before, end)
    if len(data) == _LOCATOR.size + _END_64.size and data[_END_64.size :].startswith(b"PK\6\7"):
        wide = _END_64.unpack_from(data)
        if wide[0] != b"PK\6\6":
            raise _broken("its ZIP64 record is not where it should be")
        size, offset, end = wide[8], wide[9], before
    start = end - size
    if size > MAX_DIRECTORY:
        raise DocumentError(f"its directory is over the limit of {MAX_DIRECTORY // 2**20} MB")
    if start < offset:
        raise _broken("its directory does not fit into it")
    return _Directory(start, end, start - offset)


def _find_end(archive: Pieces) -> Reading[tuple[int, tuple[int, ...]]]:
    """Return where the end record begins, and what it says: mostly the last bytes, else a comment stands behind it."""
    if archive.total < _END.size:
        raise _broken("it is too short")
    for length in (_END.size, _END.size + _MAX_COMMENT):
        first = max(0, archive.total - length)
        tail = yield from archive.read(first, archive.total)
        place = tail.rfind(b"PK\5\6", 0, len(tail) - _END.size + 4)
        while place >= 0:
            record = _END.unpack_from(tail, place)
            if place + _END.size + record[7] == len(tail):
                return first + place, record
            place = tail.rfind(b"PK\5\6", 0, place + 3)
    raise _broken("it has no directory")


def _members(data: bytes, prefix: int) -> Iterator[Member]:
    place, unpack, width = 0, _HEADER.unpack_from, _HEADER.size
    while place < len(data):
        if place + width > len(data):
            raise _broken("its directory is cut off")
        mark, _, _, flags, method, _, _, checksum, packed, size, name, extra, comment, *_, start = unpack(data, place)
        behind = place + width + name
        after = behind + extra + comment
        if mark != b"PK\1\2" or after > len(data):
            raise _broken("its directory is damaged")
        if _FULL in (size, packed, start):
            size, packed, start = _wide(data[behind : behind + extra], size, packed, start)
        yield Member(data[place + width : behind], flags, method, checksum, packed, size, start + prefix)
        place = after


def _wide(extra: bytes, *values: int) -> Iterator[int]:
    """Yield the values, with those that did not fit taken from the ZIP64 field (APPNOTE, section 4.5.3)."""
    place, field = 0, b""
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        if kind == 1:
            field = extra[place + 4 : place + 4 + length]
            break
        place += 4 + length
    for value in values:
        if value != _FULL:
            yield value
            continue
        if len(field) < 8:
            raise _broken("a ZIP64 field is too short")
        yield int.from_bytes(field[:8], "little")
        field = field[8:]


# --- one member ---------------------------------------------------------------------------------------------------


def _content_start(data: bytes, member: Member) -> int:
    """Return where the content begins: behind the member's own header, which has to name it as the directory does."""
    if len(data) < _LOCAL.size:
        raise _broken("a member is cut off")
    mark, *_, name, extra = _LOCAL.unpack_from(data)
    if mark != b"PK\3\4" or data[_LOCAL.size : _LOCAL.size + name] != member.name:
        raise _broken("a member is not where the directory says")
    return member.start + _LOCAL.size + int(name) + int(extra)


def _unpacked(packed: bytes, member: Member) -> bytes:
    content = packed
    if member.method == _DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflater.decompress(packed, member.size + 1)
        except zlib.error as error:
            raise _broken("a member cannot be unpacked") from error
        if not inflater.eof:  # longer than the directory says, or cut off
            raise _broken("a member is damaged")
    if len(content) != member.size or zlib.crc32(content) != member.checksum:
        raise _broken("a member is damaged")
    return content


def _broken(what: str) -> DocumentError:
    return DocumentError(f"not a zip archive that can be read: {what}")
