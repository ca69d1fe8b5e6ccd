"""The projects of the scanned tree that another one takes from the local disk: by their path, or as workspace members.

https://docs.astral.sh/uv/concepts/projects/workspaces/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.parse._beside import open_beside
from depsov.parse.python._manifest import project_of
from depsov.parse.python._project import Project, read_project
from depsov.parse.python._rules import Rules
from depsov.parse.python._setup_files import CFG, PY
from depsov.purl import normalise

__all__ = ["Projects", "local_path"]

_MANIFEST = "pyproject.toml"
_UPWARDS = 6
"""How far above a member its workspace is looked for."""

# How PDM and Hatch write the folder of the project itself.
_ROOT = re.compile(r"(?:file:(?://)?)?/?(?:\$\{PROJECT_ROOT\}|\{root:uri\}|\{root\})/?")


def local_path(written: str) -> str | None:
    """Return a path as it is relative to the project that names it; None where it is absolute, or no path."""
    path = _ROOT.sub("", written, count=1) if _ROOT.match(written) else re.sub(r"^file:(?!//)", "", written)
    path = path.replace("\\", "/") if re.fullmatch(r"\.{1,2}\\[^/]*", path) else path
    return None if path.startswith(("/", "~", "file:", "$")) or ":" in path else path or "."


class Projects:
    """The projects of a tree by their folder, each read once; folders are relative to that of one document."""

    def __init__(self, document: Document, folder: Folder) -> None:
        self._document = document
        self._folder = folder
        self._read: dict[str, Project | None] = {}

    def at(self, place: str) -> Project | None:
        """Return the project in a folder, or None where there is none that can be read."""
        if place not in self._read:
            self._read[place] = self._open(place)
        return self._read[place]

    def members(self, rules: Rules) -> dict[str, str]:
        """Return the names of the members of a workspace whose top the document is, and their folders."""
        found: dict[str, str] = {}
        for pattern in rules.members:
            glob = f"{posixpath.normpath(pattern)}/{_MANIFEST}"
            for document in self._folder.glob(glob, rules.exclude):
                top = f"{self._document.folder}/" if self._document.folder else ""
                place = document.folder.removeprefix(top)
                project = self.at(place)
                if project is not None and project.name:
                    found.setdefault(normalise("pypi", project.name), place)
        return found

    def sibling(self, name: str, place: str) -> str | None:
        """Return the folder of another member of the workspace that the project at `place` is in, by its name.

        Members are looked for where their folder is called as they are.
        """
        for top in _upwards(place):
            rules = self._rules(top)
            if rules is not None and rules.members:
                return next(filter(None, (self._called(name, top, pattern) for pattern in rules.members)), None)
        return None

    def _called(self, name: str, top: str, pattern: str) -> str | None:
        for called in dict.fromkeys((name, name.replace("-", "_"), name.rpartition("-")[2])):
            place = posixpath.normpath(posixpath.join(top, pattern.replace("*", called)))
            project = self.at(place)
            if project is not None and project.name and normalise("pypi", project.name) == name:
                return place
        return None

    def _rules(self, place: str) -> Rules | None:
        try:
            document = open_beside(self._folder, posixpath.join(place, _MANIFEST))
            return None if document is None else read_project(document).rules
        except DocumentError:
            return None

    def _open(self, place: str) -> Project | None:
        at = "" if place == "." else place
        for name in (_MANIFEST, CFG, PY):
            try:
                document = open_beside(self._folder, posixpath.join(at, name))
                if document is not None:
                    return project_of(document, self._folder, at)
            except DocumentError:
                return None  # the Problem is that of the document, which is read on its own as well
        return None


def _upwards(place: str) -> Iterator[str]:
    top = place
    for _ in range(_UPWARDS):
        yield top
        top = posixpath.normpath(posixpath.join(top, ".."))
