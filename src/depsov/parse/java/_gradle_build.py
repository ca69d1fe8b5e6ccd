"""The files of a Gradle build around a document: scripts, catalogs, properties, and what it has verified.

A script sees the nearest catalog in the folders above it, and the values of the scripts and properties there
(https://docs.gradle.org/current/userguide/build_environment.html#sec:gradle_configuration_properties).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property

from depsov.documents import Document, Folder, printable
from depsov.model import Node, Problem, Scope
from depsov.parse._beside import Beside
from depsov.parse.java._gradle_catalog import Catalog, read_catalog
from depsov.parse.java._gradle_repositories import Sources
from depsov.parse.java._gradle_script import Ask, Script, Wish, read_script
from depsov.parse.java._gradle_values import fill, properties
from depsov.parse.java._gradle_versions import Coordinates
from depsov.values import dataclass

__all__ = ["LOCK", "SCRIPTS", "SETTINGS", "VERIFIED", "Asked", "Build", "Opaque", "upwards"]

SCRIPTS = ("build.gradle", "build.gradle.kts")
VERIFIED = "gradle/verification-metadata.xml"
LOCK = "`gradle dependencies --write-locks`"
SETTINGS = ("settings.gradle", "settings.gradle.kts")

_ABOVE = 5
_MAX_APPLIED = 100
_SHOWN = 5
_MAX_CHAIN = 20
_MAX_CATALOGS = 50
_ROOT_FOLDER = re.compile(r"(?:\$\{?(?:rootProject\.projectDir|rootDir|rootProject\.rootDir)\}?/|file:)")
_OWN_FOLDER = re.compile(r"\$\{?(?:project\.)?projectDir\}?/")
_PROJECT = re.compile(r"\w[\w.-]*(?::\w[\w.-]*)*")
_NAME = re.compile(r"[A-Za-z]\w{0,60}")
# Builds whose products are the plugins of the build around them: `buildSrc` by Gradle's rule, the others by custom.
_OF_BUILD = re.compile(r"(?:^|/)(?:buildSrc|build-?[Ll]ogic|build-(?:plugins?|conventions?|src|support))(?:/|$)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A package that the project in a folder asks for, and the file that says so."""

    folder: str
    file: str
    wish: Wish
    scope: Scope


@dataclass(frozen=True, slots=True)
class Opaque:
    """A dependency that only running the script would tell."""

    file: str
    ask: Ask


class Build:
    """What stands around one document; all paths are relative to its folder."""

    def __init__(self, document: Document, folder: Folder) -> None:
        self.beside = Beside(document, folder)
        self._at = document.folder
        self._path = document.path
        self._catalogs: dict[str, Catalog | None] = {}
        self._nearest: dict[tuple[str, str], Catalog | None] = {}
        self._filled: dict[tuple[str, str], str | None] = {}
        self._open: set[tuple[str, str]] = set()
        self._names: set[str] = set()
        self._values: dict[str, dict[str, str]] = {}
        self._scripts: dict[str, Script | None] = {}
        self._lost: dict[str, None] = {}
        self.opaque: list[Opaque] = []

    def add(self, path: str, script: Script) -> None:
        """Take a script that was read before."""
        self._scripts[path] = script

    def asked(self, path: str) -> Iterator[Asked]:
        """Yield what the script at a path asks for, and the scripts that it applies."""
        folder = posixpath.dirname(path)
        is_settings = posixpath.basename(path) in SETTINGS
        for script in self._with_applied(path):
            wishes, opaque = script.wishes(
                lambda name: self._value(folder, name), lambda name: self._in_catalog(folder, name)
            )
            self.opaque += (Opaque(script.path, ask) for ask in opaque)
            for wish in wishes:
                if is_settings and wish.ask.scope is not Scope.BUILD:
                    continue
                scope = wish.ask.scope
                if self._is_of_build(folder) and scope is not Scope.DEVELOPMENT:
                    scope = Scope.BUILD
                below = wish.ask.project.strip(":")
                at = posixpath.join(folder, below.replace(":", "/")) if _PROJECT.fullmatch(below) else folder
                yield Asked(at, script.path, wish, scope)

    def problems(self) -> Iterator[Problem]:
        """Yield the Problems met so far."""
        yield from self.beside.problems
        for _, catalog in self.catalogs():
            yield from catalog.problems
        if self._lost:
            names = ", ".join(printable(name[:60]) for name in list(self._lost)[:_SHOWN])
            message = f"applies scripts that are not in the scanned tree, so what they ask for is not known: {names}"
            yield Problem(
                stage="parse", subject=self._path, message=message, hint=f"lock what Gradle makes of it: {LOCK}"
            )

    def catalogs(self) -> Iterator[tuple[str, Catalog]]:
        """Yield the catalogs met so far, each with its path."""
        for path, catalog in self._catalogs.items():
            if catalog is not None:
                yield path, catalog

    def placed(self, node: Node) -> Node:
        """Return a node with the source that the repositories tell; to be asked when all scripts have been read."""
        sources = self._sources
        return node._replace(source=sources.of(node.name)) if sources.tell else node

    @cached_property
    def _sources(self) -> Sources:
        """Where packages are from: by the scripts read so far, and by the nearest settings at or above the document."""
        for above in upwards(""):
            if any(self.script(posixpath.join(above, name)) for name in SETTINGS):  # which is among the scripts then
                break
        return Sources(script.repositories for script in self._scripts.values() if script is not None)

    def is_coded(self) -> bool:
        """Return whether code that is not read may ask for packages: plugins of its own, scripts that count."""
        plugin_builds = any(script.plugin_builds for script in self._scripts.values() if script is not None)
        return bool(self.opaque) or plugin_builds or any(_OF_BUILD.search(path) for path in self._scripts)

    def _is_of_build(self, folder: str) -> bool:
        """Return whether the products of a folder are plugins of the build itself."""
        if _OF_BUILD.search(folder):
            return True
        settings = (script for script in map(self.script, SETTINGS) if script is not None)
        builds = (posixpath.normpath(path) for script in settings for path in script.plugin_builds)
        return any(folder == path or folder.startswith(f"{path}/") for path in builds)

    # --- scripts and values ---------------------------------------------------------------------------------------

    def script(self, path: str) -> Script | None:
        """Return the script at a path, or None."""
        if path not in self._scripts:
            self._scripts[path] = self.beside.read(path, read_script)
        return self._scripts[path]

    def _with_applied(self, path: str) -> list[Script]:
        """Return a script and those that it applies, each once."""
        found: dict[str, Script] = {}
        waiting = [path]
        while waiting:
            at = waiting.pop(0)
            if at in found:
                continue
            script = self.script(at) if len(found) < _MAX_APPLIED else None
            if script is not None:
                found[at] = script
                waiting += (self._applied(path, at, applied) for applied in script.applies)
            elif found:
                self._lost[posixpath.basename(at.partition("?")[0])] = None
        return list(found.values())

    def _applied(self, path: str, by: str, applied: str) -> str:
        """Return the path of a script that another applies, as `$rootDir/gradle/x.gradle` names it."""
        if _ROOT_FOLDER.match(applied):
            return posixpath.normpath(_ROOT_FOLDER.sub("", applied, count=1))
        own = _OWN_FOLDER.match(applied)
        return posixpath.normpath(posixpath.join(posixpath.dirname(path if own else by), _OWN_FOLDER.sub("", applied)))

    def _value(self, folder: str, name: str) -> str | None:
        """Return the value of a name, with those in it filled in; None as well where it would hold itself."""
        key = (folder, name)
        if key not in self._filled:
            if key in self._open or len(self._open) >= _MAX_CHAIN:
                return None
            self._open.add(key)
            raw = self._raw_value(folder, name)
            self._filled[key] = None if raw is None else fill(raw, lambda inner: self._value(folder, inner))
            self._open.remove(key)
        return self._filled[key]

    def _raw_value(self, folder: str, name: str) -> str | None:
        if ".versions." in name:
            catalog, _, rest = name.partition(".versions.")
            found = self._catalog(folder, catalog)
            if found is not None:
                return found.version(rest)
        for above in upwards(folder):
            value = self._values_of(above).get(name)
            if value is not None:
                return value
        return None

    def _values_of(self, folder: str) -> dict[str, str]:
        if folder not in self._values:
            self._values[folder] = values = {}
            values.update(self.beside.read(posixpath.join(folder, "gradle.properties"), properties) or {})
            # Scripts above the document's own folder are read by themselves, or are none of this build.
            if not folder.startswith(".."):
                for name in SCRIPTS:
                    for script in self._with_applied(posixpath.join(folder, name)):
                        values.update(script.values)
        return self._values[folder]

    # --- catalogs -------------------------------------------------------------------------------------------------

    def _in_catalog(self, folder: str, accessor: str) -> list[Coordinates] | None:
        name, _, rest = accessor.partition(".")
        catalog = self._catalog(folder, name) if rest else None
        return None if catalog is None else catalog.find(rest)

    def _catalog(self, folder: str, name: str) -> Catalog | None:
        """Return the catalog of that name which is nearest to a folder, upwards."""
        if name not in self._names:
            if not _NAME.fullmatch(name) or len(self._names) >= _MAX_CATALOGS:
                return None
            self._names.add(name)
        if (folder, name) not in self._nearest:
            self._nearest[folder, name] = self._search_catalog(folder, name)
        return self._nearest[folder, name]

    def _search_catalog(self, folder: str, name: str) -> Catalog | None:
        for above in upwards(folder):
            for stem in dict.fromkeys((name, re.sub("([a-z])([A-Z])", r"\1-\2", name).lower())):
                path = posixpath.join(above, f"gradle/{stem}.versions.toml")
                if path not in self._catalogs:
                    self._catalogs[path] = self.beside.read(path, read_catalog)
                catalog = self._catalogs[path]
                if catalog is not None:
                    return catalog
        return None


def upwards(folder: str) -> Iterator[str]:
    """Yield a folder below the document's, those around it, and some above the document's."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
    yield from ("/".join([".."] * count) for count in range(1, _ABOVE + 1))
