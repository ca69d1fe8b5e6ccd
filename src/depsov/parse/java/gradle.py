"""`build.gradle` and `build.gradle.kts`: what the projects of a Gradle build ask for by literals.

https://docs.gradle.org/current/userguide/declaring_dependencies.html. The script at the top of a build answers for all
scripts below it that no lock covers, with their catalogs, their properties and the `gradle/verification-metadata.xml`
of the build, which names what they depend on in turn. What a script works out by code is not known: that is a Problem.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from depsov.documents import Document, Folder, printable
from depsov.model import Extent, Node, Parsed, Problem, Root, Scope
from depsov.parse._extent import extent_of_wishes
from depsov.parse._roots import directs, project_path, root_name
from depsov.parse.java._gradle_build import LOCK, SCRIPTS, SETTINGS, VERIFIED, Asked, Build
from depsov.parse.java._gradle_catalog import Entry
from depsov.parse.java._gradle_components import Components, read_components
from depsov.parse.java._gradle_script import read_script
from depsov.parse.java._gradle_versions import ECOSYSTEM, is_platform

__all__ = ["read"]

_OLD_LOCKS = ("compileClasspath", "runtimeClasspath", "releaseRuntimeClasspath")
_PROJECT = re.compile(r"""\brootProject\.name\s*=\s*["']([^"'$\n]{1,200})["']""")


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the script and those below it ask for. Raises `DocumentError` where it is no text."""
    reader = _Reader(document, folder)
    roots = tuple(reader.roots())
    rest = tuple(reader.placed(reader.rest()))
    nodes = tuple(reader.placed(reader.nodes.values()))
    problems = tuple(reader.problems())
    if reader.is_coded():
        nodes, rest = (*nodes, *rest), ()
    extent = Extent.WHOLE if reader.is_verified() else extent_of_wishes(nodes)
    return Parsed(nodes=nodes, roots=roots, mentioned=rest, problems=problems, extent=extent)


class _Reader:
    def __init__(self, document: Document, folder: Folder) -> None:
        self.nodes: dict[str, Node] = {}
        self._document = document
        self._folder = folder
        self._build = build = Build(document, folder)
        build.add(document.name, read_script(document))
        self._locks = {self._below(lock) for lock in folder.glob("**/gradle.lockfile")}
        self._components: dict[str, Components | None] = {}
        self._plugins: set[str] = set()

    def roots(self) -> Iterator[Root]:
        """Yield the projects with what they ask for, then note what else the build has verified."""
        found: dict[str, list[tuple[str, Scope]]] = {"": []}
        for path in self._scripts():
            for asked in self._build.asked(path):
                found.setdefault(asked.folder, []).append((self._node(asked), asked.scope))
        for folder, direct in found.items():
            if direct or not folder:
                path = project_path(self._document.folder, folder)
                name = None if folder else self._name()
                yield Root(name=root_name(name, path), path=path, direct=directs(direct))
        for path, components in self._components.items():
            if components is not None and not self._locks:
                file = project_path(self._document.folder, path)
                self.nodes.update((node.key, node) for node in components.within(file))

    def placed(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Yield nodes with where they are from; the plugins that scripts name have repositories of their own."""
        for node in nodes:
            yield node if node.key in self._plugins else self._build.placed(node)

    def is_coded(self) -> bool:
        """Return whether code that is not read may ask for what no script names."""
        return self._build.is_coded()

    def is_verified(self) -> bool:
        """Return whether all packages of the build are known, as Gradle verifies them."""
        return not self._locks and any(components is not None for components in self._components.values())

    def rest(self) -> Iterator[Node]:
        """Yield what the catalogs name and neither a script asks for nor the build has verified."""
        known = {node.name for node in self.nodes.values()}
        for path, catalog in self._build.catalogs():
            if path.startswith(".."):  # the projects beside this one use it as well
                continue
            file = project_path(self._document.folder, path)
            entries: list[tuple[Entry, Scope | None]] = [(entry, None) for entry in catalog.libraries.values()]
            entries += ((entry, Scope.BUILD) for entry in catalog.plugins.values())
            for entry, scope in entries:
                name, version = entry.coordinates
                if name in known or is_platform(name):
                    continue
                known.add(name)
                key = f"{name} {file}"
                yield Node(
                    key=key, ecosystem=ECOSYSTEM, name=name, version=version, line=entry.line, file=file, scope=scope
                )

    def problems(self) -> Iterator[Problem]:
        """Yield what could not be read, and one Problem for all that only running the scripts would tell."""
        yield from self._build.problems()
        for components in self._components.values():
            yield from components.problems if components and not self._locks else ()
        places = list(dict.fromkeys((opaque.file, opaque.ask.line) for opaque in self._build.opaque))
        if places:
            yield _worked_out(self._document.path, places)

    def _scripts(self) -> Iterator[str]:
        """Yield the paths of the scripts to read: this one, the settings beside it, and those below without a lock."""
        yield self._document.name
        yield from (name for name in SETTINGS if self._build.script(name))
        found = (script for name in SCRIPTS for script in self._folder.glob(f"**/{name}"))
        for path in sorted(posixpath.join(self._below(script), script.name) for script in found):
            if "/" in path and not self._is_locked(posixpath.dirname(path)):
                yield path

    def _is_locked(self, folder: str) -> bool:
        old = (f"{folder}/gradle/dependency-locks/{name}.lockfile" for name in _OLD_LOCKS)
        return folder in self._locks or any(self._build.beside.get(path) for path in old)

    def _below(self, document: Document) -> str:
        """Return the folder of a document, relative to this one's."""
        top = f"{self._document.folder}/" if self._document.folder else ""
        return document.folder.removeprefix(top) if document.folder != self._document.folder else ""

    def _node(self, asked: Asked) -> str:
        name, version = asked.wish.package
        components = self._verified(asked.folder)
        if components is not None:
            version = components.settle(name, version)
        plain = name if version is None else f"{name}@{version}"
        is_here = asked.file == self._document.path
        key = plain if is_here else f"{plain} {asked.file}"
        if asked.wish.ask.is_plugin:
            self._plugins.add(key)
        if key not in self.nodes:
            self.nodes[key] = Node(
                key=key,
                ecosystem=ECOSYSTEM,
                name=name,
                version=version,
                line=asked.wish.ask.line,
                file=None if is_here else asked.file,
            )
        return key

    def _verified(self, folder: str) -> Components | None:
        """Return what the build around a folder has verified, or None."""
        while True:
            path = posixpath.join(folder, VERIFIED)
            if path not in self._components:
                self._components[path] = self._build.beside.read(path, read_components)
            if self._components[path] is not None or not folder:
                return self._components[path]
            folder = posixpath.dirname(folder)

    def _name(self) -> str | None:
        for name in SETTINGS:
            match = _PROJECT.search(self._build.beside.text(name))
            if match:
                return printable(match[1])
        return None


def _worked_out(path: str, places: list[tuple[str, int]]) -> Problem:
    count = len(places)
    what = "one dependency is" if count == 1 else f"{count} dependencies are"
    first = "it stands in" if count == 1 else "the first stands in"
    file, line = places[0]
    return Problem(
        stage="parse",
        subject=path,
        message=f"{what} worked out by code and not shown; {first} {file}:{line}",
        hint=f"lock what Gradle makes of it: {LOCK}",
    )
