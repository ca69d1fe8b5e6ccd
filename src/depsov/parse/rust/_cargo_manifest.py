"""What a `Cargo.toml` says: its package, the dependencies that it names, and its workspace.

https://doc.rust-lang.org/cargo/reference/manifest.html,
https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from depsov.documents import Document, Table, get, load_toml, printable, strings
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Problem, Scope, Source, SourceKind
from depsov.parse import _address
from depsov.parse._roots import project_path
from depsov.parse._toml_lock import entry_problem
from depsov.values import dataclass

__all__ = ["Manifest", "Wish", "read_manifest"]

_TABLES = (
    ("dependencies", Scope.RUNTIME),
    ("build-dependencies", Scope.BUILD),
    ("build_dependencies", Scope.BUILD),
    ("dev-dependencies", Scope.DEVELOPMENT),
    ("dev_dependencies", Scope.DEVELOPMENT),
)


class Wish(NamedTuple):
    """A dependency as a manifest names it.

    `alias` is what the manifest calls it, `name` what its registry does; `place` is its folder relative to the scanned
    tree, for one on the local disk, `registry` the name of one that only the configuration of cargo knows.
    """

    alias: str
    name: str
    requirement: str | None = None
    scope: Scope = Scope.RUNTIME
    optional: bool = False
    source: Source = REGISTRY
    place: str | None = None
    registry: str | None = None
    features: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A `Cargo.toml`; `place` is its folder, relative to the scanned tree.

    `members` is None where it is not the top of a workspace, `shared` are the dependencies by alias that members take
    over, `orphans` the aliases that ask for a workspace which was not found. `patches` are by name what stands in for
    packages of the default registry.
    """

    path: str
    place: str
    name: str | None
    version: str | None
    wishes: tuple[Wish, ...]
    features: Mapping[str, list[str]]
    members: tuple[str, ...] | None
    exclude: tuple[str, ...]
    shared: Mapping[str, Wish]
    patches: Mapping[str, Wish]
    orphans: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_manifest(document: Document, shared: Mapping[str, Wish] | None = None) -> Manifest:
    """Return what a manifest says; `shared` is what its workspace does. Raises `DocumentError` where it is no TOML."""
    text = document.text()
    table = load_toml(text)
    reader = _Reader(document, _lines(text))
    workspace = get(table, "workspace", dict)
    if workspace is not None:
        shared = {wish.alias: wish for wish in reader.wishes(workspace, "dependencies")}
    package = get(table, "package", dict) or get(table, "project", dict, {})
    wishes = tuple(reader.all(table, shared))
    version = package.get("version")
    return Manifest(
        path=document.path,
        place=document.folder,
        name=get(package, "name", str),
        version=version if isinstance(version, str) else None,  # a table where the workspace says it
        wishes=wishes,
        features={feature: strings(get(table, "features", dict, {}), feature) for feature in table.get("features", {})},
        members=None if workspace is None else tuple(strings(workspace, "members")),
        exclude=() if workspace is None else tuple(strings(workspace, "exclude")),
        shared=shared or {},
        patches={wish.name: wish for wish in reader.wishes(get(table, "patch", dict, {}), "crates-io")},
        orphans=tuple(reader.orphans),
        problems=tuple(reader.problems),
    )


class _Reader:
    """Reads the tables of dependencies of one manifest; an entry that cannot be read is a Problem."""

    def __init__(self, document: Document, lines: Mapping[tuple[str, str], int]) -> None:
        self.problems: list[Problem] = []
        self.orphans: list[str] = []
        self._path = document.path
        self._folder = document.folder
        self._lines = lines

    def all(self, table: Table, shared: Mapping[str, Wish] | None) -> Iterator[Wish]:
        """Yield the dependencies of all platforms."""
        for part in (table, *get(table, "target", dict, {}).values()):
            if not isinstance(part, dict):
                raise DocumentError("expected a table", path="target")
            for key, scope in _TABLES:
                yield from self.wishes(part, key, scope, shared)

    def wishes(
        self, table: Table, key: str, scope: Scope = Scope.RUNTIME, shared: Mapping[str, Wish] | None = None
    ) -> Iterator[Wish]:
        """Yield the dependencies of one table."""
        for alias, value in get(table, key, dict, {}).items():
            line = self._lines.get((key, alias))
            try:
                if isinstance(value, str):
                    yield Wish(alias=alias, name=alias, requirement=value, scope=scope, line=line)
                elif not isinstance(value, dict):
                    raise DocumentError("expected a version or a table")
                elif value.get("workspace") is True:
                    yield self._taken_over(alias, value, scope, shared, line)
                else:
                    yield self._detailed(alias, value, scope, line)
            except DocumentError as error:
                self.problems.append(entry_problem(self._path, error.within(printable(alias)).within(key), line))

    def _taken_over(
        self, alias: str, table: Table, scope: Scope, shared: Mapping[str, Wish] | None, line: int | None
    ) -> Wish:
        base = (shared or {}).get(alias)
        if base is None:
            self.orphans.append(alias)
            base = Wish(alias=alias, name=alias)
        return Wish(
            alias=alias,
            name=base.name,
            requirement=base.requirement,
            scope=scope,
            optional=get(table, "optional", bool, False),
            source=base.source,
            place=base.place,
            registry=base.registry,
            features=(*base.features, *strings(table, "features")),
            line=line,
        )

    def _detailed(self, alias: str, table: Table, scope: Scope, line: int | None) -> Wish:
        place, registry = get(table, "path", str), get(table, "registry", str)
        return Wish(
            alias=alias,
            name=get(table, "package", str, alias),
            requirement=get(table, "version", str),
            scope=scope,
            optional=get(table, "optional", bool, False),
            source=_source(table, place, registry),
            place=None if place is None else project_path(self._folder, place),
            registry=registry,
            features=tuple(strings(table, "features")),
            line=line,
        )


def _source(table: Table, place: str | None, registry: str | None) -> Source:
    if place is not None:
        return _address.PATH
    if (git := get(table, "git", str)) is not None:
        return _address.repository(git)
    if (index := get(table, "registry-index", str)) is not None:
        return _address.index(index.removeprefix("sparse+"))
    return REGISTRY if registry in {None, "crates-io"} else Source(kind=SourceKind.INDEX)


_HEADER = re.compile(
    r"""\s*\[(?!\[|\s*workspace\b)(?:[^\n]*\.)?\s*((?:(?:dev|build)[-_])?dependencies)\s*(?:\.\s*["']?([\w-]+)["']?\s*)?\]"""
)
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Return the line of each dependency by table and alias: the first, where several platforms name it."""
    found: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip()[:1] == "[":
            header = _HEADER.match(line)
            table = header[1] if header else ""
            if header and header[2]:
                found.setdefault((table, header[2]), number)
                table = ""  # what follows are the members of that one dependency
        elif table and (key := _KEY.match(line)):
            found.setdefault((table, key[1]), number)
    return found
