"""The files in a source archive, one by one, out of its bytes: a zip archive or a tar archive, by what it is."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Final

from depsov.errors import DocumentError
from depsov.resolution.index._pieces import Pieces, read_whole
from depsov.resolution.index._tar import MAX_MEMBERS, Stream, read_tar
from depsov.resolution.index._zip import read_directory, read_member

__all__ = ["MAX_FILE", "MAX_UNPACKED", "read_files"]

MAX_FILE: Final = 4 * 1024 * 1024
MAX_UNPACKED: Final = 256 * 1024 * 1024
"""The longest stream that is unpacked in search of a file, in bytes: few source archives have a tenth of that."""

_OPENERS: Final[tuple[tuple[bytes, Callable[[io.BytesIO], Stream]], ...]] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\0", lzma.LZMAFile),
)


def read_files(data: bytes, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the content of each file that is wanted; `wanted` is asked about every file, in order.

    Whoever has what he needs stops reading, and nothing behind it is unpacked. Raises `DocumentError` where it is
    neither archive, is damaged, or goes over a limit.
    """
    if data.startswith(b"PK"):
        return _read_zip(data, wanted)
    return read_tar(_Unpacked(data), wanted, MAX_FILE)


def _read_zip(data: bytes, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    archive = Pieces(len(data))
    archive.add(0, data)
    for number, member in enumerate(read_whole(read_directory(archive))):
        if number >= MAX_MEMBERS:
            raise DocumentError(f"over the limit of {MAX_MEMBERS} members")
        name = member.name.decode("utf-8", errors="replace")
        if not name.endswith("/") and wanted(name):
            yield name, read_whole(read_member(archive, member, MAX_FILE))


class _Unpacked:
    """The stream in a compressed file, up to the limit."""

    def __init__(self, data: bytes) -> None:
        file = io.BytesIO(data)
        opener = next((opener for mark, opener in _OPENERS if data.startswith(mark)), None)
        self._file: Stream = file if opener is None else opener(file)
        self._left = MAX_UNPACKED

    def read(self, size: int) -> bytes:
        """Return the next bytes: as many as asked for, or fewer at the end."""
        self._left -= size
        if self._left < 0:
            raise DocumentError(f"over the limit of {MAX_UNPACKED // 2**20} MB when unpacked")
        try:
            return self._file.read(size)
        except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
            raise DocumentError("not an archive that can be unpacked") from error
        except MemoryError as error:  # a dictionary of 4 GB, which nobody needs for an archive of that size
            raise DocumentError("not an archive that can be unpacked: it takes too much memory") from error
