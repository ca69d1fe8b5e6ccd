"""The tables of Poetry in a `pyproject.toml`: dependencies, groups and extras as wishes.

https://python-poetry.org/docs/pyproject/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from depsov.documents import Table, get, strings
from depsov.model import REGISTRY, Scope, SourceKind
from depsov.parse._names import valid_name
from depsov.parse.python._indexes import Indexes
from depsov.parse.python._placement import address_of, path_of
from depsov.parse.python._poetry_constraint import marker_of, specifier_of
from depsov.parse.python._requirement import pinned
from depsov.parse.python._wish import Wish, requirement_of
from depsov.purl import normalise

__all__ = ["Entry", "entries", "features", "python_of", "wish_of_table"]

Entry = tuple[str, Any, Scope, str]
"""A name and what stands behind it, the scope and the name of its table."""


def entries(poetry: Table, *, beside_standard: bool) -> Iterator[Entry]:
    """Yield everything that the tables ask for; a list of constraints as one entry each.

    Where [project] says what is asked for, the table of Poetry beside it only adds sources.
    """
    tables: list[tuple[Table, str, Scope]] = []
    if not beside_standard:
        tables.append((get(poetry, "dependencies", dict, {}), "tool.poetry.dependencies", Scope.RUNTIME))
    old = get(poetry, "dev-dependencies", dict, {})
    tables.append((old, "tool.poetry.dev-dependencies", Scope.DEVELOPMENT))
    for name, group in get(poetry, "group", dict, {}).items():
        if isinstance(group, dict):
            found = get(group, "dependencies", dict, {})
            tables.append((found, f"tool.poetry.group.{name}.dependencies", Scope.DEVELOPMENT))
    for table, place, scope in tables:
        for name, value in table.items():
            if name.lower() != "python":
                for one in value if isinstance(value, list) else [value]:
                    yield name, one, scope, place


def features(poetry: Table) -> Mapping[str, tuple[str, ...]]:
    """Return by the name of an optional dependency the extras that bring it in."""
    found: dict[str, tuple[str, ...]] = {}
    for extra, names in get(poetry, "extras", dict, {}).items():
        for name in names if isinstance(names, list) else []:
            if isinstance(name, str):
                key = normalise("pypi", name)
                found[key] = (*found.get(key, ()), normalise("pypi", extra))
    return found


def python_of(poetry: Table) -> str | None:
    """Return the Pythons that a project is for, as a version specifier."""
    value = get(poetry, "dependencies", dict, {}).get("python")
    constraint = value.get("version") if isinstance(value, dict) else value
    return (specifier_of(constraint) or None) if isinstance(constraint, str) else None


def wish_of_table(entry: Entry, indexes: Indexes, extras_of: Mapping[str, tuple[str, ...]]) -> Wish | None:
    """Return the wish of one entry, or None where it is no version and no table."""
    name, value, scope, place = entry
    table = {"version": value} if isinstance(value, str) else value
    if not isinstance(table, dict) or not valid_name("pypi", name):
        return None
    version = table.get("version")
    key = normalise("pypi", name)
    source = indexes.source_of(table) or REGISTRY
    extras = tuple(strings(table, "extras"))
    is_optional = scope is Scope.RUNTIME and table.get("optional") is True
    return Wish(
        name=key,
        scope=Scope.OPTIONAL if is_optional else scope,
        version=_exact(version) if isinstance(version, str) else None,
        extras=extras,
        source=source,
        conditional="markers" in table or "python" in table or "platform" in table,
        table=place,
        written=name,
        requirement=_requirement(name, extras, table),
        features=extras_of.get(key, ()) if is_optional else (),
        path=path_of(table) if source.kind is SourceKind.PATH else None,
    )


def _requirement(name: str, extras: tuple[str, ...], table: Table) -> str:
    """Return an entry as a dependency specifier, empty where it cannot be written as one."""
    address, version = address_of(table), table.get("version", "*")
    specifier = specifier_of(version) if isinstance(version, str) else None
    what = specifier if address is None else f"@ {address}"
    marker = _marker(table)
    return "" if what is None or marker is None else requirement_of(name, extras, what, marker)


def _marker(table: Table) -> str | None:
    """Return the conditions of an entry as one marker, empty where it has none; None where one cannot be written."""
    markers: list[str | None] = []
    if isinstance(written := table.get("markers"), str) and written.strip():
        markers.append(written)
    for variable, constraint in (("python_version", table.get("python")), ("sys_platform", table.get("platform"))):
        if isinstance(constraint, str) and constraint.strip() not in ("", "*"):
            markers.append(marker_of(variable, constraint))
    known = [marker for marker in markers if marker is not None]
    if len(known) != len(markers):
        return None
    return known[0] if len(known) == 1 else " and ".join(f"({marker})" for marker in known)


def _exact(constraint: str) -> str | None:
    """Return the version that a constraint of Poetry pins: `==1.2`, or `1.2` alone, which means the same."""
    text = constraint.strip()
    return text if text[:1].isdigit() and not set(text) & set(" ,|*<>^~") else pinned(text)
