"""Version catalogs: names for packages, versions, bundles and plugins that build scripts then use.

https://docs.gradle.org/current/userguide/version_catalogs.html#sec:version-catalog-toml; a script writes the name
`kotlinx-coroutines-core` as `libs.kotlinx.coroutines.core`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from depsov.documents import Document, Lines, Table, get, load_toml, need, printable, strings
from depsov.errors import DocumentError
from depsov.model import Problem
from depsov.parse._toml_lock import check_version, entry_problem
from depsov.parse.java._gradle_versions import Coordinates, coordinates, package, pinned, plugin
from depsov.values import dataclass, field

__all__ = ["Catalog", "Entry", "read_catalog"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """A package or a plugin of a catalog, and the line that it stands on."""

    coordinates: Coordinates
    line: int | None


@dataclass(slots=True)
class Catalog:
    """A catalog; its names are in the form that scripts write, in lower case."""

    versions: dict[str, str | None] = field(default_factory=dict)
    libraries: dict[str, Entry] = field(default_factory=dict)
    plugins: dict[str, Entry] = field(default_factory=dict)
    bundles: dict[str, list[str]] = field(default_factory=dict)
    own_plugins: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def find(self, accessor: str) -> list[Coordinates] | None:
        """Return what a script means by a name behind that of the catalog: a package, a plugin, or a bundle."""
        kind, _, rest = accessor.lower().partition(".")
        if kind == "bundles":
            names = self.bundles.get(rest)
            return (
                None
                if names is None
                else [self.libraries[name].coordinates for name in names if name in self.libraries]
            )
        if kind == "plugins" and rest in self.own_plugins:
            return []
        entry = self.plugins.get(rest) if kind == "plugins" else self.libraries.get(accessor.lower())
        return None if entry is None else [entry.coordinates]

    def version(self, accessor: str) -> str | None:
        """Return the version of that name, or None."""
        return self.versions.get(accessor.lower())


def read_catalog(document: Document) -> Catalog:
    """Read a catalog; an entry that cannot be read is a Problem. Raises `DocumentError` for what is no TOML."""
    text = document.text().replace("\r\n", "\n")
    table = load_toml(text)
    metadata = get(get(table, "metadata", dict, {}), "format", dict, {})
    check_version(get(metadata, "version", str, "1.1"), "1", "metadata.format.version")
    return _Reader(document.path, table, _lines(text)).catalog


class _Reader:
    def __init__(self, path: str, table: Table, lines: Mapping[tuple[str, str], int]) -> None:
        self._path = path
        self._lines = lines
        self.catalog = catalog = Catalog()
        # A name that two entries share is that of the first, as scripts see only one.
        self._each(table, "versions", lambda value, _: _version(value), catalog.versions)
        self._each(table, "libraries", self._library, catalog.libraries)
        plugins: dict[str, Entry | None] = {}
        self._each(table, "plugins", self._plugin, plugins)
        catalog.plugins = {alias: entry for alias, entry in plugins.items() if entry is not None}
        catalog.own_plugins = plugins.keys() - catalog.plugins.keys()
        bundles = get(table, "bundles", dict, {})
        self._each(
            table, "bundles", lambda _, alias: [_accessor(name) for name in strings(bundles, alias)], catalog.bundles
        )

    def _each(self, table: Table, section: str, read: Callable[[Any, str], T], into: dict[str, T]) -> None:
        for alias, value in get(table, section, dict, {}).items():
            try:
                into.setdefault(_accessor(alias), read(value, alias))
            except DocumentError as error:
                placed = error.within(printable(alias[:60])).within(section)
                self.catalog.problems.append(entry_problem(self._path, placed, self._lines.get((section, alias))))

    def _library(self, value: Any, alias: str) -> Entry:
        if isinstance(value, str):
            found = coordinates(value)
        else:
            table = _table(value)
            module = get(table, "module", str)
            group, _, artifact = (module or "").partition(":")
            if module is None:
                group, artifact = need(table, "group", str), need(table, "name", str)
            name = package(group, artifact)
            found = None if name is None else Coordinates(name, self._wanted(table))
        return self._entry("libraries", found, alias)

    def _plugin(self, value: Any, alias: str) -> Entry | None:
        """Return a plugin; None where it has no version, as those that the build makes itself."""
        if isinstance(value, str):
            plugin_id, _, version = value.partition(":")
            return self._entry("plugins", plugin(plugin_id, version), alias)
        table = _table(value)
        if "version" not in table:
            return None
        return self._entry("plugins", plugin(need(table, "id", str), self._wanted(table)), alias)

    def _entry(self, section: str, found: Coordinates | None, alias: str) -> Entry:
        if found is None:
            raise DocumentError("names no package")
        return Entry(found, self._lines.get((section, alias)))

    def _wanted(self, table: Table) -> str | None:
        value = table.get("version")
        if isinstance(value, dict) and isinstance(value.get("ref"), str):
            return self.catalog.versions.get(_accessor(value["ref"]))
        return None if value is None else _version(value)


def _table(value: Any) -> Table:
    if not isinstance(value, dict):
        raise DocumentError("expected a string or a table")
    return value


def _version(value: Any) -> str | None:
    """Return a version as catalogs give it: a string, or the strongest that a table pins."""
    if isinstance(value, str):
        return pinned(value)
    table = _table(value)
    found = (pinned(get(table, key, str, "")) for key in ("strictly", "require", "prefer"))
    return next((version for version in found if version is not None), None)


def _accessor(alias: str) -> str:
    return alias.replace("-", ".").replace("_", ".").lower()


_KEY = re.compile(
    r"""^[ \t]*(?:\[[ \t]*(?P<table>\w+)(?:[ \t]*\.[ \t]*["']?(?P<below>[^\]"'\n]+?)["']?)?[ \t]*\]
    |["']?(?P<key>[\w.-]+?)["']?[ \t]*(?:=|\.[ \t]*(?:module|group|name|version|id)\b))""",
    re.MULTILINE | re.VERBOSE,
)


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Return the line of each entry, by its table and its name."""
    lines = Lines(text)
    found: dict[tuple[str, str], int] = {}
    section = ""
    for match in _KEY.finditer(text):
        section = match["table"] or section
        name = match["below"] if match["table"] else match["key"]
        if name is not None:
            found.setdefault((section, name), lines.at(match.start(match.lastgroup or 0)))
    return found
