"""Files beside a document, named by the document: what cannot be the path of a file is none, and is never asked for."""

from __future__ import annotations

from depsov.documents import Document, Folder

__all__ = ["open_beside"]

_MAX_PATH = 1000
_MAX_NAME = 255  # bytes; the limit of the file systems in use


def open_beside(folder: Folder, path: str) -> Document | None:
    """Return the file at a path that a stranger wrote, relative to the folder, or None.

    Raises `DocumentError` where there is one, and it cannot be read.
    """
    names = path.encode("utf-8", "replace").split(b"/")
    if "\0" in path or len(path) > _MAX_PATH or max(map(len, names)) > _MAX_NAME:
        return None
    return folder.get(path)
