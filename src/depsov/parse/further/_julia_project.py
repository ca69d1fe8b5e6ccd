"""`Project.toml`: what a project in Julia is called, which packages it names, and the projects of its workspace.

https://pkgdocs.julialang.org/v1/toml-files/#Project.toml
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from depsov.documents import Document, Table, get, load_toml, strings
from depsov.errors import DocumentError
from depsov.model import Scope
from depsov.values import dataclass

__all__ = ["Project", "Wish", "read_project"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A package that a project names; `locked` tells whether the manifest must hold it."""

    name: str
    uuid: str
    scope: Scope
    locked: bool


@dataclass(frozen=True, slots=True)
class Project:
    """A project; `members` are the folders of its workspace."""

    path: str
    name: str | None
    wishes: tuple[Wish, ...]
    members: tuple[str, ...]


# Folders of projects that test and describe the one above them.
_AROUND = frozenset({"benchmark", "benchmarks", "docs", "examples", "test"})


def read_project(document: Document) -> Project:
    """Return the project of a `Project.toml`."""
    table = load_toml(document.text())
    around = posixpath.basename(document.folder) in _AROUND
    members = strings(get(table, "workspace", dict, {}), "projects")
    wishes = tuple(_wishes(table, Scope.DEVELOPMENT if around else Scope.RUNTIME))
    return Project(document.path, get(table, "name", str), wishes, tuple(members))


def _wishes(table: Table, scope: Scope) -> Iterator[Wish]:
    weak = [*_named(table, "weakdeps", Scope.OPTIONAL, locked=False)]  # older versions of Julia want them in both
    yield from (wish for wish in _named(table, "deps", scope, locked=True) if all(wish.uuid != w.uuid for w in weak))
    yield from weak
    targets = get(table, "targets", dict, {})
    wanted = {name for target in targets for name in strings(targets, target)}
    for wish in _named(table, "extras", Scope.DEVELOPMENT, locked=False):
        if wish.name in wanted:
            yield wish


def _named(table: Table, key: str, scope: Scope, *, locked: bool) -> Iterator[Wish]:
    for name, uuid in get(table, key, dict, {}).items():
        if not isinstance(uuid, str):
            raise DocumentError("expected a string", path=f"{key}.{name}")
        yield Wish(name, uuid, scope, locked)
