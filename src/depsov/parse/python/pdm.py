"""`pdm.lock`, 4.x: the lockfile of PDM, with the `pyproject.toml` that says who asks.

https://pdm-project.org/latest/usage/lockfile/; the source that writes it is
https://github.com/pdm-project/pdm/blob/main/src/pdm/formats/base.py and its `project/lockfile` folder

A package that is asked for with extras has an entry of its own for them, which depends on the plain one: both are one
package.
"""

from __future__ import annotations

from depsov.documents import Document, Folder, Table, get, need, strings
from depsov.model import REGISTRY, Node, Parsed, Scope, Source
from depsov.parse import _address
from depsov.parse._nodes import Keys, by_name
from depsov.parse._toml_lock import Entries, check_version
from depsov.parse.python._locked import name_and_version
from depsov.parse.python._requirement import required_name
from depsov.parse.python._wishes import companion, with_project
from depsov.values import dataclass

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a `pdm.lock` says, joined with what the manifest beside it asks for."""
    entries = Entries(document, "package", whole=b"static_urls" in document.data)
    metadata = need(entries.table, "metadata", dict)
    check_version(need(metadata, "lock_version", str), "4.5", "metadata.lock_version")
    project = companion(folder)
    nodes = _Lock(entries, (project and project.index) or REGISTRY).nodes()
    problems = [*entries.problems, *(project.index_problems() if project else ())]
    return with_project(document, project, nodes, problems, command="pdm lock")


@dataclass(slots=True)
class _Entry:
    """One package: its node without edges, and the names and groups that all its entries list."""

    node: Node
    wanted: list[str]
    groups: set[str]


class _Lock:
    """All packages of a lockfile, the entries of their extras merged into them."""

    def __init__(self, entries: Entries, index: Source) -> None:
        self._problems = entries.problems
        self._path = entries.path
        self._index = index
        self._keys = Keys()
        self._entries: dict[str, _Entry] = {}
        for entry in entries.read(self._entry):
            self._entries[entry.node.key] = entry

    def nodes(self) -> list[Node]:
        """Return every node with its edges and the scope of its groups."""
        named = by_name(entry.node for entry in self._entries.values())
        nodes = []
        for key, entry in self._entries.items():
            requires = dict.fromkeys(node.key for name in entry.wanted for node in named.get(name, ()))
            requires.pop(key, None)
            nodes.append(entry.node._replace(requires=tuple(requires), scope=_scope(entry.groups)))
        return nodes

    def _entry(self, table: Table, line: int | None) -> _Entry | None:
        named = name_and_version(table, line, self._path, self._problems)
        if named is None:
            return None
        name, version = named
        source = _source(table) or self._index
        wanted = [required for text in strings(table, "dependencies") if (required := required_name(text)) is not None]
        groups = set(strings(table, "groups"))
        key = self._keys.of(name, version, source)
        known = self._entries.get(key)
        if known is not None:
            known.wanted += wanted
            known.groups |= groups
            return None
        node = Node(
            key=key,
            ecosystem="pypi",
            name=name,
            version=version,
            source=source,
            line=line,
            own=source == _address.PATH,
        )
        return _Entry(node, wanted, groups)


def _source(table: Table) -> Source | None:
    """Return where the entry says that its package comes from; only the strategy `static_urls` tells the index."""
    for system in ("git", "hg", "svn", "bzr"):
        if (repository := get(table, system, str)) is not None:
            return _address.repository(repository)
    if (url := get(table, "url", str)) is not None:
        return _address.archive(url)
    if get(table, "path", str) is not None:
        return _address.PATH
    files = [item.get("url") for item in get(table, "files", list, []) if isinstance(item, dict)]
    return next((_address.index_of_file(url) for url in files if isinstance(url, str)), None)


def _scope(groups: set[str]) -> Scope | None:
    """Return the scope that the groups tell: extras and development groups look the same without a manifest."""
    if not groups:
        return None
    return Scope.RUNTIME if "default" in groups else Scope.DEVELOPMENT
