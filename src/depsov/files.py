"""Files whose paths the user, or a file of the user, has named: read within limits, and only where they are files.

Who wrote the tree may have put a pipe or a link to `/dev/zero` in their place, which no read comes to an end of.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from depsov.documents import MAX_BYTES
from depsov.errors import DocumentError

__all__ = ["read_file"]


def read_file(path: Path) -> bytes:
    """Return the content of a file. Raises `OSError`, or `DocumentError` where it is no regular file or too large."""
    try:
        found = path.stat()
    except ValueError as error:
        raise DocumentError("no file can have such a name", hint="name another file") from error
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise DocumentError("is no regular file", hint="put a file of text in its place")
    if found.st_size > MAX_BYTES:
        size, limit = found.st_size // 2**20, MAX_BYTES // 2**20
        raise DocumentError(f"has {size} MB, over the limit of {limit}", hint="is it the right file?")
    return path.read_bytes()
