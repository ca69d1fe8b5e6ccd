"""Where the poms that belong to a build are found: in the tree, and in the local repository of Maven.

The modules of profiles are modules here: they lie in the tree, and belong to the project.
"""

from __future__ import annotations

import posixpath

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.parse._beside import Beside
from depsov.parse.java._effective_pom import Model, is_id, pinned
from depsov.parse.java._pom import Pom, read_pom

__all__ = ["Poms"]

_MOST_PARENTS = 50


class Poms:
    """The poms that a document leads to: those of the tree, and those in the local repository.

    `projects` are its own, by group and artifact; `missing` are the poms that the repository does not have, and
    `has_store` tells whether it has any at all. `lost` are modules that are not in the tree.
    """

    def __init__(self, document: Document, folder: Folder) -> None:
        self._folder = folder
        self._beside = Beside(document, folder)
        self.problems = self._beside.problems
        self.missing: set[tuple[str, str, str]] = set()
        self.lost: list[str] = []
        self.has_store = False
        self._to_top = "../" * (document.folder.count("/") + 1) if document.folder else ""
        self._in_tree: dict[str, Pom | None] = {document.path: read_pom(document)}  # by path from the top of the tree
        self._stored: dict[tuple[str, str, str], Pom | None] = {}
        self._models: dict[tuple[str, tuple[str, str, str]], Model] = {}
        self._paths = self._reactor(self._top(document.path))
        own = [(pom, path) for path in self._paths if (pom := self._in_tree[path])]
        self._places = {pom.place: (pom, path) for pom, path in reversed(own)}
        self.models = [self._model(pom, path) for pom, path in own]
        self._own = {(model.group, model.artifact): model for model in reversed(self.models)}

    def own(self, group: str, artifact: str, version: str | None) -> Model | None:
        """Return the project of this build that a dependency means, or None."""
        model = self._own.get((group, artifact))
        return model if model is not None and version in {None, model.version} else None

    def find(self, group: str, artifact: str, version: str) -> Model | None:
        """Return the model of an artifact: a project of this build, or out of the local repository."""
        model = self.own(group, artifact, version)
        if model is None and (pom := self._store(group, artifact, version)):
            model = self._model(pom, "")
        return model

    def look(self) -> bool:
        """Look for what the projects name in the local repository, and return whether it holds any of that."""
        for model in self.models:
            for wish in (*model.dependencies, *model.plugins):
                if self.has_store:
                    return True
                self.find(wish.group, wish.artifact, wish.version or "")
        return self.has_store

    def note(self, group: str, artifact: str, version: str) -> Document | None:
        """Return what the local repository says of where an artifact came from. Raises `DocumentError`."""
        return self._folder.stored("maven", f"{_stored_folder(group, artifact, version)}/_remote.repositories")

    # --- the tree -------------------------------------------------------------------------------------------------

    def _top(self, path: str) -> str:
        """Return the path of the pom that speaks for the one at a path: itself, or a later one that it is a module of.

        Poms nearer to the top of the tree are read first, and speak for their modules then.
        """
        while True:
            pom = self._in_tree[path]
            place = pom.parent.place if pom is not None and pom.parent else ""
            above = self._module(posixpath.join(posixpath.dirname(path), place)) if place else None
            if above is None or _turn(above) <= _turn(path) or path not in self._modules(above).values():
                return path
            path = above

    def _modules(self, path: str) -> dict[str, str | None]:
        """Return the paths of the modules that a pom names, by what it calls them."""
        pom, folder = self._in_tree[path], posixpath.dirname(path)
        names = pom.modules if pom is not None else ()
        return {name: self._module(posixpath.join(folder, name.replace("\\", "/"))) for name in names}

    def _reactor(self, top: str) -> list[str]:
        """Return the paths of the poms that belong to one build."""
        paths = {top: None}
        waiting = [top]
        while waiting:
            for module, found in self._modules(waiting.pop(0)).items():
                if found is None:
                    self.lost.append(module)
                elif found not in paths:
                    paths[found] = None
                    waiting.append(found)
        return list(paths)

    def _module(self, place: str) -> str | None:
        """Return the path of the pom at a place: a file, or a folder that holds one; None where there is none."""
        path = posixpath.normpath(place)
        if path.startswith("/"):
            return None
        inside = posixpath.normpath(posixpath.join(path, "pom.xml"))
        for candidate in (path, inside) if path.endswith(".xml") else (inside,):
            if candidate not in self._in_tree:
                before = len(self.problems)
                pom = self._beside.read(self._to_top + candidate, read_pom)
                if pom is None and len(self.problems) == before:
                    continue
                self._in_tree[candidate] = pom
            return candidate
        return None

    # --- what a pom inherits from ---------------------------------------------------------------------------------

    def _model(self, pom: Pom, path: str) -> Model:
        """Return the model of a pom; its parents go first, so that long lines of them do no harm."""
        line = [(pom, path)]
        seen = {(path, pom.place)}
        while len(line) < _MOST_PARENTS and (above := self._above(*line[-1])):
            if (above[1], above[0].place) in seen:
                break
            seen.add((above[1], above[0].place))
            line.append(above)
        model = None
        for inherited, place in reversed(line):
            key = place, inherited.place
            model = self._models[key] = self._models.get(key) or Model(inherited, model, self.find)
        assert model is not None
        return model

    def _above(self, pom: Pom, path: str) -> tuple[Pom, str] | None:
        """Return the parent of a pom, and where it lies."""
        parent = pom.parent
        if parent is None:
            return None
        wanted = parent[:3]
        if path and parent.place:
            place = self._module(posixpath.join(posixpath.dirname(path), parent.place))
            found = None if place is None else self._in_tree[place]
            if place is not None and found is not None and found.place == wanted:
                return found, place
        if wanted in self._places:
            return self._places[wanted]
        stored = self._store(*wanted)
        return None if stored is None else (stored, "")

    # --- the local repository -------------------------------------------------------------------------------------

    def _store(self, group: str, artifact: str, version: str) -> Pom | None:
        """Return the pom of an artifact from the local repository; what it does not have is remembered as missing."""
        place = group, artifact, version
        if place not in self._stored:
            is_one = is_id(group) and is_id(artifact) and pinned(version) == version
            self._stored[place] = pom = self._read_stored(*place) if is_one else None
            if is_one and pom is None:
                self.missing.add(place)
        return self._stored[place]

    def _read_stored(self, group: str, artifact: str, version: str) -> Pom | None:
        path = f"{_stored_folder(group, artifact, version)}/{artifact}-{version}.pom"
        try:
            document = self._folder.stored("maven", path)
            self.has_store = self.has_store or document is not None
            return None if document is None else read_pom(document, stored=True)
        except DocumentError:
            return None


def _stored_folder(group: str, artifact: str, version: str) -> str:
    return f"{group.replace('.', '/')}/{artifact}/{version}"


def _turn(path: str) -> tuple[int, str]:
    """Return when a pom is read: those near to the top of the tree first."""
    return path.count("/"), path
