"""Where a package of PHP comes from: by its entry in a lockfile, or by the repositories that its project declares.

https://getcomposer.org/doc/05-repositories.md. A lockfile does not name the repository of a package. It keeps the
address that the repository wants to be told of installations at (`notification-url`), which git repositories do not
have, and the addresses of the sources (`source`) and of the archive (`dist`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import translate
from functools import lru_cache
from itertools import islice
from typing import Any

from depsov.documents import Table
from depsov.model import REGISTRY, Source, SourceKind
from depsov.parse import _address
from depsov.parse._names import MAX_NAME

__all__ = ["SOMEWHERE", "Repositories", "source_of_entry"]

SOMEWHERE = Source(kind=SourceKind.INDEX)
"""Some repository that nothing names: whether it is the default one cannot be told."""

_DOWNLOADS = re.compile(r"/downloads/?\Z")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?|[^/@:]*@)([^/?#:@]+)", re.IGNORECASE)
_INDEX_FILE = re.compile(r"/packages\.json\Z")

# https://getcomposer.org/doc/05-repositories.md#vcs; what is not among these is an index, a folder or inline.
_VCS = frozenset({"vcs", "git", "github", "gitlab", "git-bitbucket", "bitbucket", "forgejo", "hg", "svn", "fossil"})
_MOST = 1000  # of them, and of the patterns of one, are looked at
# What the default repository is called where a project switches it off.
_DEFAULT_NAMES = frozenset({"packagist", "packagist.org"})


class Repositories:
    """The repositories that a `composer.json` declares; what cannot be one is left alone."""

    def __init__(self, declared: Any = None) -> None:
        self.paths: list[str] = []
        self.indexes: list[str] = []
        self._by_host: dict[str, Source] = {}
        self._by_pattern: list[tuple[re.Pattern[str], Source]] = []
        self._folders: set[str] = set()
        self._repositories: dict[str, str] = {}
        self._defined: dict[str, Source] = {}
        self._replaces_default = False
        for table in islice(_tables(declared), _MOST):
            self._add(table)

    def index_of_file(self, url: str) -> Source | None:
        """Return the declared index on the host of an archive, or None."""
        return self._by_host.get(_host(url))

    def source_of(self, name: str) -> Source:
        """Return the source of a package that only its name is known of.

        A declared index comes before the default one, so that with one of them no name is sure to be public.
        """
        if name in self._defined:
            return self._defined[name]
        for pattern, source in self._by_pattern:
            if pattern.match(name):
                return source
        part = name.rpartition("/")[2]
        if part in self._folders:
            return _address.PATH
        if part in self._repositories:
            return _address.repository(self._repositories[part])
        if not self.indexes:
            return SOMEWHERE if self._replaces_default else REGISTRY
        return _address.index(self.indexes[0]) if self._replaces_default and len(self.indexes) == 1 else SOMEWHERE

    def _add(self, table: Table) -> None:
        kind, url, package = table.get("type"), table.get("url"), table.get("package")
        if any(table.get(name) is False for name in _DEFAULT_NAMES):
            self._replaces_default = True
        if kind == "package":
            self._define(package)
        elif not isinstance(url, str) or not isinstance(kind, str):
            return
        elif kind == "path":
            self.paths.append(url)
            self._folders.add(_tail(url))
        elif kind in _VCS:
            self._add_repository(url)
        elif kind == "composer":
            self._add_index(_INDEX_FILE.sub("", url), table.get("only"))

    def _add_repository(self, url: str) -> None:
        """Keep a repository by the names that its package may have: `php-parser` is that of `parser` as well."""
        tail = _tail(url.removesuffix(".git"))[-MAX_NAME:]
        while tail:
            self._repositories.setdefault(tail, url)
            tail = tail.partition("-")[2]

    def _add_index(self, url: str, only: Any) -> None:
        source = _address.index(url)
        self._by_host.setdefault(_host(url), source)
        if isinstance(only, list) and len(only) <= _MOST:
            patterns = [translate(pattern.lower()) for pattern in only if isinstance(pattern, str)]
            self._by_pattern.append((re.compile("|".join(patterns) or r"(?!)"), source))
        elif url not in self.indexes:
            self.indexes.append(url)

    def _define(self, package: Any) -> None:
        for item in package if isinstance(package, list) else [package]:
            if isinstance(item, dict) and isinstance(name := item.get("name"), str):
                self._defined.setdefault(name.lower(), source_of_entry(item, self))


def source_of_entry(entry: Table, repositories: Repositories) -> Source:
    """Return where the package of an entry comes from."""
    if _table(entry, "dist").get("type") == "path":
        return _address.PATH
    notified = entry.get("notification-url")
    if isinstance(notified, str) and notified:
        return _index_told(notified)
    dist, repository = _url(entry, "dist"), _url(entry, "source")
    if repository and (not dist or _is_forge_of(dist, repository)):
        return _address.repository(repository)
    if not dist:
        return SOMEWHERE
    index = repositories.index_of_file(dist)
    return index or (_address.index_of_file(dist) if repository else _address.archive(dist))


@lru_cache(maxsize=64)
def _index_told(url: str) -> Source:
    return _address.index(_DOWNLOADS.sub("", url))


def _tail(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2].rpartition(":")[2].lower()


def _is_forge_of(archive: str, repository: str) -> bool:
    """Return whether an archive is on the host of a repository, or on one below (`api.github.com`)."""
    host, forge = _host(archive), _host(repository)
    return host == forge or (forge != "" and host.endswith(f".{forge}"))


def _host(url: str) -> str:
    match = _HOST.match(url)
    return match[1].lower() if match else ""


def _url(entry: Table, key: str) -> str:
    url = _table(entry, key).get("url")
    return url if isinstance(url, str) else ""


def _table(entry: Table, key: str) -> Mapping[str, Any]:
    value = entry.get(key)
    return value if isinstance(value, dict) else _NONE


_NONE: Mapping[str, Any] = {}


def _tables(declared: Any) -> Iterator[Table]:
    """Yield the repositories of a list, or of a table with a name for each."""
    if isinstance(declared, dict):
        declared = [{name: item} if item is False else item for name, item in declared.items()]
    for item in declared if isinstance(declared, list) else ():
        if isinstance(item, dict):
            yield item
