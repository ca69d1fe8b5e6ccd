"""Files beside a document: what cannot be the path of a file is none, and is never asked for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection
from typing import TypeVar

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Problem

__all__ = ["Beside", "open_beside"]

T = TypeVar("T")

_MAX_PATH = 1000
_MAX_NAME = 255  # bytes; the limit of the file systems in use


def open_beside(folder: Folder, path: str) -> Document | None:
    """Return the file at a path that a stranger wrote, relative to the folder, or None.

    Raises `DocumentError` where there is one, and it cannot be read.
    """
    names = path.encode("utf-8", "replace").split(b"/")
    if not path.isprintable() or len(path) > _MAX_PATH or max(map(len, names)) > _MAX_NAME:
        return None
    return folder.get(path)


class Beside:
    """The files beside a document; one that cannot be read is as if it were not there, and a Problem."""

    def __init__(self, document: Document, folder: Folder) -> None:
        self._at = document.folder
        self._folder = folder
        self.problems: list[Problem] = []

    def get(self, path: str) -> Document | None:
        """Return the file at a path relative to the document's folder, or None."""
        try:
            return open_beside(self._folder, path)
        except DocumentError as error:
            self.complain(posixpath.normpath(posixpath.join(self._at, path)), error)
            return None

    def read(self, path: str, read: Callable[[Document], T]) -> T | None:
        """Return what `read` makes of the file at a path, or None where there is none that can be read."""
        document = self.get(path)
        return None if document is None else self._read(document, read)

    def each(self, pattern: str, read: Callable[[Document], T], exclude: Collection[str] = ()) -> list[T]:
        """Return what `read` makes of each of the manifests below the document's folder that a glob names.

        What a glob of `exclude` names is none of the project's.
        """
        found = (self._read(document, read) for document in self._folder.glob(pattern, exclude))
        return [item for item in found if item is not None]

    def text(self, path: str) -> str:
        """Return the text of the file at a path, empty where there is none."""
        document = self.get(path)
        if document is None or not document.data.strip():
            return ""
        return self._read(document, Document.text) or ""

    def complain(self, path: str, error: DocumentError) -> None:
        """Keep an error in a file beside the document as a Problem."""
        place = path if error.line is None else f"{path}:{error.line}"
        self.problems.append(Problem(stage="parse", subject=printable(place), message=str(error), hint=error.hint))

    def _read(self, document: Document, read: Callable[[Document], T]) -> T | None:
        try:
            return read(document)
        except DocumentError as error:
            self.complain(document.path, error)
            return None
