"""`poetry.lock`, 1.x and 2.x: the lockfile of Poetry, with the `pyproject.toml` that says who asks.

https://python-poetry.org/docs/basic-usage/; the source that writes it is
https://github.com/python-poetry/poetry/blob/main/src/poetry/packages/locker.py

The lockfile does not name its project. Where the manifest is missing, its own `groups` (2.1) or `category` (1.x) give
the scope.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from depsov.documents import Document, Folder, Table, get, need, printable, strings
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Scope, Source
from depsov.parse import _address
from depsov.parse._nodes import Keys, by_name
from depsov.parse._toml_lock import Entries, check_version
from depsov.parse.python._locked import name_and_version
from depsov.parse.python._wishes import companion, with_project
from depsov.purl import normalise

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a `poetry.lock` says, joined with what the manifest beside it asks for."""
    entries = Entries(document, "package")
    _check_version(entries.table)
    nodes = _Lock(entries).nodes()
    return with_project(document, companion(folder), nodes, entries.problems, command="poetry lock")


def _check_version(table: Table) -> None:
    # Before 1.0 there was no version to write down.
    metadata = need(table, "metadata", dict)
    check_version(get(metadata, "lock-version", str, "1.0"), "2.1", "metadata.lock-version")


class _Lock:
    """All entries of a lockfile, and the way from the name of a dependency to the nodes that it means."""

    def __init__(self, entries: Entries) -> None:
        self._problems = entries.problems
        self._path = entries.path
        self._keys = Keys()
        self._requires: dict[str, list[str]] = {}
        self._nodes = list(entries.read(self._node))
        self._by_name = by_name(self._nodes)

    def nodes(self) -> list[Node]:
        """Return every node with its edges."""
        return [node._replace(requires=self._required(node.key)) for node in self._nodes]

    def _required(self, key: str) -> tuple[str, ...]:
        keys = dict.fromkeys(node.key for name in self._requires[key] for node in self._by_name.get(name, ()))
        keys.pop(key, None)
        return tuple(keys)

    def _node(self, table: Table, line: int | None) -> Node | None:
        need(table, "version", str)  # which Poetry always writes
        named = name_and_version(table, line, self._path, self._problems)
        if named is None:
            return None
        (name, version), source = named, _source(table)
        key = self._keys.new(name, version, source)
        if key is None:
            raise DocumentError("the same package stands here a second time")
        # An optional dependency of a package stands here only where somebody asks for the extra that it belongs to.
        self._requires[key] = [normalise("pypi", wanted) for wanted in get(table, "dependencies", dict, {})]
        return Node(
            key=key,
            ecosystem="pypi",
            name=name,
            version=version,
            source=source,
            line=line,
            scope=_scope(table),
            own=source == _address.PATH,
        )


def _source(table: Table) -> Source:
    source = get(table, "source", dict, {})
    kind, url = get(source, "type", str), get(source, "url", str, "")
    if kind is None:
        return REGISTRY
    if kind in _SOURCES:
        return _SOURCES[kind](url)
    raise DocumentError(f"{printable(kind)!r} is no kind of source that depsov knows", path="source.type")


_SOURCES: Mapping[str, Callable[[str], Source]] = {
    "legacy": _address.index,
    "git": _address.repository,
    "url": _address.archive,
    "file": lambda _: _address.PATH,
    "directory": lambda _: _address.PATH,
}


def _scope(table: Table) -> Scope | None:
    """Return the scope that the lock itself writes down, for want of a manifest."""
    groups = strings(table, "groups") or [get(table, "category", str, "")]
    if "main" in groups:
        return Scope.OPTIONAL if table.get("optional") is True else Scope.RUNTIME
    return Scope.DEVELOPMENT if any(groups) else None
