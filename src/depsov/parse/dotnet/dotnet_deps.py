"""`*.deps.json`: the packages that a built .NET program brings along or looks for when it starts.

https://github.com/dotnet/cli/blob/rel/1.0.0/Documentation/specs/runtime-configuration-file.md

`targets` hold the edges, `libraries` what each entry is: `project` is the program and its parts, `package` and
`runtimepack` come from NuGet, and references are files, not packages.
"""

from __future__ import annotations

from depsov.documents import Document, Folder, Table, get, load_json, need, printable, tables
from depsov.errors import DocumentError
from depsov.model import Parsed, Root, Scope
from depsov.parse._roots import directs
from depsov.parse.dotnet._nearby import Nearby
from depsov.parse.dotnet._nuget_graph import Graph, Target, entry_lines
from depsov.parse.dotnet._nuget_sources import configured

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the file says. Raises `DocumentError` where it is none of .NET."""
    table = load_json(document)
    if "targets" not in table:
        raise DocumentError("missing", path="targets", hint="is it a file that `dotnet build` wrote?")
    nearby = Nearby(document, folder)
    deps = _Deps(document, table, Graph(document, configured(nearby, document.folder)))
    lines = entry_lines(document.text())
    for name, entries in tables(table, "targets"):
        deps.graph.take(name, entries, lines.get, deps.add)
    deps.graph.connect()
    return Parsed(
        nodes=deps.graph.packages.nodes(),
        roots=tuple(deps.roots()),
        problems=(*deps.graph.problems, *nearby.problems),
    )


_PACK = "runtimepack."


class _Deps:
    """The entries of the file, by what `libraries` say that they are."""

    def __init__(self, document: Document, table: Table, graph: Graph) -> None:
        self.graph = graph
        self._document = document
        self._libraries = get(table, "libraries", dict, {})

    def add(self, target: Target, key: str, entry: Table, line: int | None) -> None:
        """Add an entry; a file that is referred to is no package. Raises `DocumentError`."""
        name, _, version = key.partition("/")
        wanted = [name.removeprefix(_PACK) for name in get(entry, "dependencies", dict, {})]
        library = get(self._libraries, key, dict)
        if library is None:
            raise DocumentError("does not stand among the `libraries`")
        kind = need(library, "type", str)
        if kind == "project":
            self.graph.add_project(target, name, wanted, line)
        elif kind in {"package", "runtimepack"}:
            self.graph.add(target, name.removeprefix(_PACK), version, wanted, line)

    def roots(self) -> list[Root]:
        """Return the program, which the file is called after; else what no other project requires."""
        name = self._document.name.removesuffix(".deps.json")
        own = self.graph.projects.get(name.lower())
        tops = [own] if own is not None else self.graph.top_projects()
        found = [(below, Scope.RUNTIME) for key in tops for below in self.graph.packages.requires.get(key, ())]
        return [Root(name=printable(name), path=self._document.folder, direct=directs(found))] if tops else []
