"""`conan.lock`, versions 0.4 (Conan 1) and 0.5 (Conan 2).

https://docs.conan.io/1/versioning/lockfiles/introduction.html, https://docs.conan.io/2/tutorial/versioning/lockfiles.html

The first holds the graph of one configuration with its own project on top; the second is a flat list of references
`name/version@user/channel#revision`, apart for what runs, what builds and what the recipes themselves use. Neither says
from which server: what has a user and a channel is not of ConanCenter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.documents import Document, Folder, Table, get, load_json, need, printable, strings
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Root, Scope, Source, SourceKind
from depsov.parse._json_lines import member_lines
from depsov.parse._matches import matches
from depsov.parse._roots import directs, root_name
from depsov.parse.further._collected import Collected

__all__ = ["read"]

_REFERENCE = re.compile(r"(?P<name>[^/@#%]+)(?:/(?P<version>[^/@#%]+))?(?:@(?P<user>[^#%]*))?(?:[#%].*)?\Z", re.DOTALL)
_LISTS = {
    "requires": Scope.RUNTIME,
    "build_requires": Scope.BUILD,
    "python_requires": Scope.BUILD,
    "config_requires": Scope.BUILD,
}
_VERSION = re.compile(r"(\d{1,6})\.(\d{1,6})\Z", re.ASCII)
_NOBODY = (None, "", "_/_")
_ELSEWHERE = Source(kind=SourceKind.INDEX)


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return what is locked. Raises `DocumentError` for another version of the file."""
    table = load_json(document)
    version = need(table, "version", str)
    if version == "0.5":
        return _flat(document, table)
    if version == "0.4":
        return _graph(document, need(need(table, "graph_lock", dict), "nodes", dict))
    match = _VERSION.match(version)
    newer = match is not None and (int(match[1]), int(match[2])) > (0, 5)
    raise DocumentError(
        f"version {printable(version[:20])!r} is {'newer than' if newer else 'none that'} depsov knows (0.4, 0.5)",
        path="version",
        hint="update depsov" if newer else "make the file anew with `conan lock create`",
    )


# --- version 0.5: a list ------------------------------------------------------------------------------------------


def _flat(document: Document, table: Table) -> Parsed:
    lines: dict[str, int] = {}
    for line, match in matches(_ITEM, document.text()):
        lines.setdefault(match[1], line)
    found = Collected(document)
    for key, scope in _LISTS.items():
        for reference in _references(table, key):
            name = reference.partition("#")[0].partition("%")[0]
            if name not in found:  # else it runs as well, which is the stronger scope
                at = lines.get(reference)
                found.read(key, at, _node, name, reference, at, scope=scope)
    return Parsed(nodes=found.nodes(), problems=tuple(found.problems))


def _references(table: Table, key: str) -> list[str]:
    """Return the references of a list; one with locked binaries is a pair of it and of these."""
    items = get(table, key, list, [])
    return strings({key: [item[0] if isinstance(item, list) and item else item for item in items]}, key)


_ITEM = re.compile(r'^[ \t]*"([^"\\\n]*)"', re.MULTILINE)


# --- version 0.4: a graph -----------------------------------------------------------------------------------------


def _graph(document: Document, tables: Table) -> Parsed:
    lines = dict(zip(tables, member_lines(document.text(), "nodes", tables), strict=False))
    found = Collected(document)
    projects = []
    for reference in dict.fromkeys(_python(tables)):
        found.read("graph_lock.nodes", None, _node, reference.partition("#")[0], reference, None, scope=Scope.BUILD)
    for key, table in tables.items():
        if isinstance(table, dict) and (table.get("path") is not None or table.get("ref") is None):
            projects.append(table)
        else:
            found.read(f"graph_lock.nodes.{key}", lines.get(key), _of_graph, key, tables, lines.get(key))
    wanted = directs(item for table in projects for item in _wanted(table) if item[0] in found)
    match = _REFERENCE.match(get(projects[0], "ref", str, "")) if projects else None
    root = Root(name=root_name(match and match["name"], document.folder), path=document.folder, direct=wanted)
    return Parsed(nodes=found.nodes(), roots=(root,) if projects else (), problems=tuple(found.problems))


def _of_graph(key: str, tables: Table, line: int | None) -> Node:
    table = tables[key]
    if not isinstance(table, dict):
        raise DocumentError("expected a table")
    requires = tuple(name for name, _ in _wanted(table))
    return _node(key, need(table, "ref", str), line, requires=requires)


def _wanted(table: Table) -> Iterator[tuple[str, Scope]]:
    for key in ("requires", "build_requires"):
        yield from ((name, _LISTS[key]) for name in strings(table, key))


def _python(tables: Table) -> Iterator[str]:
    """Yield the references of what the recipes themselves use, which are no nodes of the graph."""
    for table in tables.values():
        if isinstance(table, dict):
            yield from strings(table, "python_requires")


def _node(
    key: str, reference: str, line: int | None, requires: tuple[str, ...] = (), scope: Scope | None = None
) -> Node:
    match = _REFERENCE.match(reference)
    if match is None:
        raise DocumentError(f"{printable(reference[:100])!r} is no reference of a package")
    return Node(
        key=key,
        ecosystem="conan",
        name=match["name"],
        version=match["version"],
        source=REGISTRY if match["user"] in _NOBODY else _ELSEWHERE,
        line=line,
        requires=requires,
        scope=scope,
    )
