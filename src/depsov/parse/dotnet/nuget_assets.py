"""`obj/project.assets.json`, versions 1 to 4: what the last restore of a project found, per target.

https://learn.microsoft.com/nuget/concepts/dependency-resolution#project-assets-file; the source that writes it is
https://github.com/NuGet/NuGet.Client/blob/dev/src/NuGet.Core/NuGet.ProjectModel/LockFile/LockFileFormat.cs

Targets are called after frameworks; in version 4, as the project calls them. The section `project` is what it asked for
then, and is full of paths of the machine, of which none is kept. What the .NET SDK downloads for its own use
(`downloadDependencies`) is left out, as `dotnet list package` does.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from depsov.documents import Document, Folder, Table, get, load_json, need, printable, strings, tables
from depsov.errors import DocumentError
from depsov.model import Parsed, Root, Scope
from depsov.parse._roots import root_name
from depsov.parse.dotnet._dotnet_project import KINDS, Project, read_project
from depsov.parse.dotnet._nearby import Nearby
from depsov.parse.dotnet._nuget_graph import Graph, Named, Target, entry_lines, joined
from depsov.parse.dotnet._nuget_sources import Sources, configured
from depsov.values import replace

__all__ = ["read"]

_NEWEST = 4


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the assets file says. Raises `DocumentError` where it is none, or of a newer version."""
    table = load_json(document)
    _check(need(table, "version", int))
    spec = get(table, "project", dict, {})
    restore = get(spec, "restore", dict, {})
    nearby = Nearby(document, folder)
    home = posixpath.dirname(document.folder) if posixpath.basename(document.folder) == "obj" else document.folder
    assets = _Assets(Graph(document, _sources(restore, configured(nearby, home))))
    lines = entry_lines(document.text())
    for framework, entries in tables(table, "targets"):
        assets.graph.take(framework, entries, lines.get, assets.add)
    assets.graph.connect()
    root = Root(name=printable(root_name(get(restore, "projectName", str), home)), path=home)
    named = list(assets.named(table, spec))
    parsed = joined(assets.graph, named, _projects(restore, nearby, home), root, command="dotnet restore")
    return replace(parsed, problems=(*parsed.problems, *nearby.problems))


def _check(version: int) -> None:
    if version > _NEWEST:
        raise DocumentError(
            f"version {version} is newer than depsov knows (1 to 4)", path="version", hint="update depsov"
        )


def _sources(restore: Table, settings: Sources) -> Sources:
    """Return the sources that were used; which of them a package is from, only a mapping in the settings tells."""
    urls = get(restore, "sources", dict, {})
    return settings if settings.mapped or not urls else Sources({url.lower(): url for url in urls})


def _projects(restore: Table, nearby: Nearby, home: str) -> list[Project]:
    name = get(restore, "projectPath", str, "").replace("\\", "/").rpartition("/")[2]
    document = nearby.get(posixpath.join(home, name)) if name.endswith(KINDS) else None
    return [] if document is None else [read_project(document, nearby)]


class _Assets:
    """The entries of an assets file, and which of them the project names itself."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def add(self, target: Target, key: str, entry: Table, line: int | None) -> None:
        """Add an entry. Raises `DocumentError`."""
        name, _, version = key.partition("/")
        wanted = get(entry, "dependencies", dict, {})
        if get(entry, "type", str) == "project":
            self.graph.add_project(target, name, wanted, line)
        else:
            self.graph.add(target, name, version, wanted, line)

    def named(self, table: Table, spec: Table) -> Iterator[Named]:
        """Yield the packages that the project names itself; older files give only their names and ranges."""
        told = set()
        for _, framework in tables(spec, "frameworks"):
            for name, wanted in tables(framework, "dependencies"):
                told.add(name.lower())
                yield from (Named(name, key, _scope(wanted)) for key in self._packages(name))
        groups = get(table, "projectFileDependencyGroups", dict, {})
        for framework in groups:
            for name in (line.partition(" ")[0] for line in strings(groups, framework)):
                if name.lower() not in told:
                    yield from (Named(name, key) for key in self._packages(name))

    def _packages(self, name: str) -> Iterator[str]:
        projects = self.graph.projects
        return (key for key in self.graph.found(name) if key != projects.get(name.lower()))


def _scope(wanted: Table) -> Scope:
    """Return what a direct dependency is for: `suppressParent` is how `PrivateAssets` is written here."""
    if get(wanted, "suppressParent", str, "").lower() != "all":
        return Scope.RUNTIME
    return Scope.BUILD if get(wanted, "autoReferenced", bool) else Scope.DEVELOPMENT
