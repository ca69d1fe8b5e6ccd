"""`packages.lock.json`, versions 1 to 3: what NuGet restores for one project, per target framework.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies; the source
that writes it is
https://github.com/NuGet/NuGet.Client/blob/dev/src/NuGet.Core/NuGet.ProjectModel/ProjectLockFile/PackagesLockFileFormat.cs

Version 3 is written where two targets have one framework: they stand at the top then, as the project calls them. A
target for one runtime (`net8.0/linux-x64`) holds only what it adds to that of the framework. The lock does not name its
project: what a package is for stands in the project file beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator

from depsov.documents import Document, Folder, Table, get, load_json, need, tables
from depsov.errors import DocumentError
from depsov.model import Parsed, Root
from depsov.parse._roots import root_name
from depsov.parse.dotnet._dotnet_project import KINDS, read_project
from depsov.parse.dotnet._nearby import Nearby
from depsov.parse.dotnet._nuget_graph import Graph, Named, Target, entries, joined
from depsov.parse.dotnet._nuget_sources import configured
from depsov.values import replace

__all__ = ["read"]

_NEWEST = 3


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the lock says. Raises `DocumentError` where it is none, or of a newer version."""
    table = load_json(document)
    nearby = Nearby(document, folder)
    lock = _Lock(document, Graph(document, configured(nearby, document.folder)))
    for target, members in _targets(table):
        lock.graph.take(target, members, lock.line, lock.add)
    lock.graph.connect()
    projects = [read_project(project, nearby) for project in _projects(document, nearby)]
    name = projects[0].name if len(projects) == 1 else root_name(None, document.folder)
    root = Root(name=name, path=document.folder)
    parsed = joined(lock.graph, lock.named, projects, root, command="dotnet restore --force-evaluate")
    return replace(parsed, problems=(*parsed.problems, *nearby.problems))


def _targets(table: Table) -> Iterator[tuple[str, Table]]:
    version = need(table, "version", int)
    if version > _NEWEST:
        raise DocumentError(
            f"version {version} is newer than depsov knows (1 to 3)", path="version", hint="update depsov"
        )
    if version < _NEWEST:
        return tables(table, "dependencies")
    names = [name for name in table if name != "version"]
    return ((name, get(need(table, name, dict), "dependencies", dict, {})) for name in names)


_NAMED = re.compile(r"packages\.(.+)\.lock\.json")


def _projects(document: Document, nearby: Nearby) -> list[Document]:
    """Return the projects that the lock may be of; its own name tells which where several share a folder."""
    named = _NAMED.fullmatch(document.name)
    if named is None:
        return nearby.projects(document.folder, KINDS)
    found = nearby.first(document.folder, [f"{named[1]}.{kind}" for kind in KINDS])
    return [] if found is None else [found]


class _Lock:
    """The entries of a lock, and which of them the project names itself."""

    def __init__(self, document: Document, graph: Graph) -> None:
        self.graph = graph
        self.named: list[Named] = []
        self._lines: defaultdict[str, deque[int]] = defaultdict(deque)
        for name, line in entries(document.text()):
            self._lines[name].append(line)

    def line(self, name: str) -> int | None:
        """Return the line of the next entry of that name: frameworks are taken in the order of the file."""
        lines = self._lines.get(name)
        return lines.popleft() if lines else None

    def add(self, target: Target, name: str, entry: Table, line: int | None) -> None:
        """Add an entry. Raises `DocumentError`."""
        kind, wanted = need(entry, "type", str), get(entry, "dependencies", dict, {})
        if kind == "Project":
            self.graph.add_project(target, name, wanted, line)
            return
        key = self.graph.add(target, name, need(entry, "resolved", str), wanted, line)
        if key is not None and kind == "Direct":
            self.named.append(Named(name, key))
