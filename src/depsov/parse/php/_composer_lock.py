"""The packages of a `composer.lock`, and the way from a name to those that it means.

PHP itself and its extensions are no packages. A name that no package bears (`psr/log-implementation`) means those that
provide or replace it. https://github.com/composer/composer/blob/main/src/Composer/Package/Locker.php
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from depsov.documents import Document, Table, get, need
from depsov.errors import DocumentError
from depsov.model import Node, Problem, Scope, SourceKind
from depsov.parse._address import PATH
from depsov.parse._names import name_problem, valid_name
from depsov.parse._toml_lock import entry_problem
from depsov.parse.javascript._npm_sources import Sources
from depsov.parse.php._composer import ECOSYSTEM, is_platform, links
from depsov.parse.php._composer_evidence import Links
from depsov.parse.php._composer_sources import Repositories, source_of_entry

__all__ = ["Entry", "Lockfile"]

_MOST_GIVERS = 100
_VERSION = re.compile(r"[^\s<>\"`\\]{1,300}")  # the name of a branch may be one
_LISTS = (("packages", None), ("packages-dev", Scope.DEVELOPMENT))


class Entry(NamedTuple):
    """One package: its node without edges, its folder where it is local, and the names that it wants and gives."""

    node: Node
    folder: str | None
    wants: Sequence[str]
    gives: Sequence[str]


class Lockfile:
    """All entries of a lockfile, and the way from a name to the packages that it means."""

    def __init__(self, document: Document, table: Table, repositories: Repositories) -> None:
        self.problems: list[Problem] = []
        self._path = document.path
        self._repositories = repositories
        self._links = Links(document.name)
        self._lines = _lines(document.data)
        self.entries: dict[str, Entry] = {}
        for key, scope in _LISTS:
            self._take(key, get(table, key, list, []), scope)
        self._givers: dict[str, list[str]] = {}
        self._installed_givers: dict[str, list[str]] = {}
        for entry in self.entries.values():
            for name in entry.gives:
                self._add_giver(self._givers, name, entry)
                if entry.node.scope is None:
                    self._add_giver(self._installed_givers, name, entry)

    def nodes(self) -> Iterator[Node]:
        """Yield every node with its edges."""
        for entry in self.entries.values():
            wanted = dict.fromkeys(self.keys(entry.wants, scope=entry.node.scope))
            wanted.pop(entry.node.key, None)
            yield entry.node._replace(requires=tuple(wanted)) if wanted else entry.node

    def keys(self, names: Iterable[str], *, scope: Scope | None) -> Iterator[str]:
        """Yield the keys of what the names mean to a package of that scope."""
        for name in names:
            if name in self.entries:
                yield name
            elif scope is None and name in self._installed_givers:
                yield from self._installed_givers[name]  # what is for development only gives nothing to the others
            else:
                yield from self._givers.get(name, ())

    def _add_giver(self, givers: dict[str, list[str]], name: str, entry: Entry) -> None:
        known = givers.setdefault(name, [])
        if len(known) < _MOST_GIVERS:
            known.append(entry.node.key)

    def has(self, name: str) -> bool:
        """Return whether a name means any package."""
        return name in self.entries or name in self._givers

    # --- entries --------------------------------------------------------------------------------------------------

    def _take(self, key: str, items: Iterable[object], scope: Scope | None) -> None:
        for index, item in enumerate(items):
            line = None
            try:
                if not isinstance(item, dict):
                    raise DocumentError("expected a table")
                name = need(item, "name", str).lower()
                line = self._lines.get(name)
                self._add(name, item, line, scope)
            except DocumentError as error:
                self.problems.append(entry_problem(self._path, error.within(index).within(key), line))

    def _add(self, name: str, table: Table, line: int | None, scope: Scope | None) -> None:
        if not valid_name(ECOSYSTEM, name):
            self.problems.append(name_problem(self._path, name, line=line))
            return
        if name in self.entries:
            raise DocumentError("the same package stands here a second time")
        version = need(table, "version", str)
        if not (_VERSION.fullmatch(version) and version.isprintable()):
            raise DocumentError("is no version", path="version")
        source = source_of_entry(table, self._repositories)
        own = source is PATH
        node = Node(
            key=name,
            ecosystem=ECOSYSTEM,
            name=name,
            version=version,
            source=source,
            line=line,
            scope=scope,
            own=own,
            evidence=() if own else self._links.evidence(table),
        )
        self.entries[name] = Entry(
            node=_asset(node),
            folder=_folder(table) if own else None,
            wants=[name for name in links(table, "require") if not is_platform(name)],
            gives=[*links(table, "provide"), *links(table, "replace")],
        )


_ASSET = "npm-asset/"


def _asset(node: Node) -> Node:
    """Return the node of a package of npm, which an asset repository passes on: `npm-asset/scope--name`.

    https://asset-packagist.org/site/about
    """
    if not node.name.startswith(_ASSET) or node.source.kind is not SourceKind.URL:
        return node
    scope, separator, rest = node.name.removeprefix(_ASSET).partition("--")
    name = f"@{scope}/{rest}" if separator else scope
    source = Sources().of_address(name, node.source.url or "")
    is_npm = source.kind is SourceKind.INDEX and valid_name("npm", name)
    return node._replace(ecosystem="npm", name=name, source=source) if is_npm else node


def _folder(table: Table) -> str | None:
    url = get(get(table, "dist", dict, {}), "url", str, "")
    return None if not url or url.startswith(("/", "../")) or url == ".." else url


_NAME = re.compile(rb'"name"\s*:\s*"([^"]*)"\s*,\s*"version"')


def _lines(data: bytes) -> dict[str, int]:
    """Return the line on which each package has its name."""
    found: dict[str, int] = {}
    at, line = 0, 1
    for match in _NAME.finditer(data):
        line += data.count(b"\n", at, match.start())
        at = match.start()
        found.setdefault(match[1].decode("utf-8", "replace").replace("\\/", "/").lower(), line)
    return found
