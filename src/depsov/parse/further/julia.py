"""`Manifest.toml`, formats 1 and 2, with the `Project.toml` that says who asks: what Julia's Pkg has locked.

https://pkgdocs.julialang.org/v1/toml-files/; the source that writes it is
https://github.com/JuliaLang/Pkg.jl/blob/master/src/manifest.jl

Packages of the standard library come with Julia itself, at its version: they have no hash of a tree, and are left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from depsov.documents import Document, Folder, Lines, Table, get, load_toml, strings
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Root, Source, SourceKind
from depsov.parse._address import PATH, index, repository
from depsov.parse._beside import Beside
from depsov.parse._older import older_problem
from depsov.parse._roots import directs, root_name
from depsov.parse._toml_lock import check_version
from depsov.parse.further._collected import Collected
from depsov.parse.further._julia_project import Project, read_project

__all__ = ["read"]

_HEADER = re.compile(r'^\[\[(?:deps\.)?"?([^\]"\n]+)"?\]\]', re.MULTILINE)
_GENERAL = "General"
_MANIFESTS = ("JuliaProject.toml", "Project.toml")


def read(document: Document, folder: Folder) -> Parsed:
    """Return what is locked, and who asks for it. Raises `DocumentError` for a newer format."""
    text = document.text()
    lock = _Lock(load_toml(text), text)
    found = Collected(document)
    for key, name, item, line in lock.entries():
        found.read(name, line, lock.node, key, name, item, line)
    beside = Beside(document, folder)
    projects = _projects(beside)
    lacking = {
        wish.name: Node(key=wish.uuid, ecosystem="julia", name=wish.name, file=project.path)
        for project in projects
        for wish in project.wishes
        if wish.locked and wish.uuid not in lock.known
    }
    for node in lacking.values():
        found.add(node)
    return Parsed(
        nodes=found.nodes(),
        roots=tuple(_root(project, found) for project in projects),
        problems=(
            *found.problems,
            *older_problem(document.path, lacking, "julia -e 'using Pkg; Pkg.resolve()'"),
            *beside.problems,
        ),
    )


class _Lock:
    """The entries of a manifest: a package is known by its UUID, as two can have one name."""

    def __init__(self, table: Table, text: str) -> None:
        check_version(get(table, "manifest_format", str, "1.0"), "2.1", "manifest_format")
        self._registries = get(table, "registries", dict, {})
        self._tables: Mapping[str, Any] = get(table, "deps", dict, {}) if "manifest_format" in table else table
        self._lines = Lines(text)
        self._starts: dict[str, list[int]] = {}
        for match in _HEADER.finditer(text):
            self._starts.setdefault(match[1], []).append(match.start())
        self._keys = {name: [_key(name, item) for item in items] for name, items in self._arrays()}
        self.known = {key for keys in self._keys.values() for key in keys}

    def entries(self) -> Iterator[tuple[str, str, Any, int | None]]:
        """Yield the key, the name and the line of each entry."""
        for name, items in self._arrays():
            starts = self._starts.get(name, [])
            for number, item in enumerate(items):
                line = self._lines.at(starts[number]) if len(starts) == len(items) else None
                yield self._keys[name][number], name, item, line

    def node(self, key: str, name: str, item: Any, line: int | None) -> Node | None:
        """Return the node of an entry; None for one that comes with Julia."""
        if not isinstance(item, dict):
            raise DocumentError("expected a table")
        source = self._source(item)
        if source is None:
            return None
        return Node(
            key=key,
            ecosystem="julia",
            name=name,
            version=get(item, "version", str),
            source=source,
            line=line,
            requires=tuple(self._required(item)),
            own=source == PATH,
        )

    def _arrays(self) -> Iterator[tuple[str, list[Any]]]:
        return ((name, items) for name, items in self._tables.items() if isinstance(items, list))

    def _source(self, item: Table) -> Source | None:
        if "path" in item:
            return PATH
        if (url := get(item, "repo-url", str)) is not None:
            return repository(url)
        if "git-tree-sha1" not in item:
            return None
        named = item.get("registries")
        name = named[0] if isinstance(named, list) and named else named
        if not isinstance(name, str):
            return REGISTRY  # up to format 2.0 nothing tells
        registry = self._registries.get(name)
        url = registry.get("url") if isinstance(registry, dict) else None
        if isinstance(url, str):
            return index(url)
        return REGISTRY if name == _GENERAL else Source(kind=SourceKind.INDEX)

    def _required(self, item: Table) -> Iterator[str]:
        """Yield the keys of what a package requires: by name, with the UUID where that is not enough."""
        if isinstance(item.get("deps"), dict):
            yield from (uuid for uuid in item["deps"].values() if isinstance(uuid, str))
            return
        for name in strings(item, "deps"):
            yield from self._keys.get(name, ())


def _key(name: str, item: Any) -> str:
    uuid = item.get("uuid") if isinstance(item, dict) else None
    return uuid if isinstance(uuid, str) else name


# --- projects -----------------------------------------------------------------------------------------------------


def _projects(beside: Beside) -> list[Project]:
    """Return the project, and those of its workspace."""
    project = _project(beside, "")
    members = [_project(beside, member) for member in project.members] if project else []
    return [item for item in (project, *members) if item is not None]


def _project(beside: Beside, folder: str) -> Project | None:
    found = (beside.read(posixpath.join(folder, name), read_project) for name in _MANIFESTS)
    return next((project for project in found if project is not None), None)


def _root(project: Project, found: Collected) -> Root:
    path = posixpath.dirname(project.path)
    wanted = ((wish.uuid, wish.scope) for wish in project.wishes if wish.uuid in found)
    return Root(name=root_name(project.name, path), path=path, direct=directs(wanted))
