"""The files that a .NET project takes in from its own folder and those above it, by their path in the tree."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import lru_cache

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.model import Problem
from depsov.parse._beside import Beside
from depsov.parse._xml import Element, load_xml

__all__ = ["Nearby", "decoded"]

_LEVELS = 8

decoded = lru_cache(maxsize=32)(load_xml)
"""What one project after the other takes in, such as the `Directory.Build.props` of a repository, is decoded once."""


class Nearby:
    """Opens files of the tree for the reader of a document; one that cannot be read is a Problem, and as if missing."""

    def __init__(self, document: Document, folder: Folder) -> None:
        self._beside = Beside(document, folder)
        self._folder = folder
        self._to_top = "../" * (document.path.count("/"))
        self._found: dict[str, Document | None] = {}

    @property
    def problems(self) -> list[Problem]:
        """What could not be read."""
        return self._beside.problems

    def get(self, path: str) -> Document | None:
        """Return the file at a path of the tree, or None."""
        if path not in self._found:
            self._found[path] = None if path.startswith(("../", "/")) else self._beside.get(self._to_top + path)
        return self._found[path]

    def xml(self, document: Document) -> Element | None:
        """Return the top element of a file, or None where it cannot be read."""
        try:
            return decoded(document)
        except DocumentError as error:
            self._beside.complain(document.path, error)
            return None

    def up(self, folder: str) -> Iterator[str]:
        """Yield a folder of the tree and those above it, up to its top."""
        for _ in range(_LEVELS + 1):
            yield folder
            if not folder:
                return
            folder = posixpath.dirname(folder)

    def above(self, folder: str, name: str) -> Document | None:
        """Return the nearest file of a name in a folder or above it, or None."""
        return next(filter(None, (self.get(posixpath.join(place, name)) for place in self.up(folder))), None)

    def first(self, folder: str, names: Iterable[str]) -> Document | None:
        """Return the first of the names that is a file in a folder, or None."""
        return next(filter(None, (self.get(posixpath.join(folder, name)) for name in names)), None)

    def projects(self, folder: str, kinds: Iterable[str]) -> list[Document]:
        """Return the manifests of those endings beside the document; else the one that is called as the folder is."""
        try:
            found = [item for kind in kinds for item in self._folder.glob(f"*.{kind}")]
        except DocumentError as error:
            self._beside.complain(folder, error)
            found = []
        name = posixpath.basename(folder)
        usual = self.first(folder, [f"{name}.{kind}" for kind in kinds]) if name and not found else None
        return [usual] if usual is not None else found
