"""What a .NET project asks for: `PackageReference` and its kin, with the versions that are managed centrally.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files,
https://learn.microsoft.com/nuget/consume-packages/central-package-management
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from depsov.documents import Document, get, load_json, printable
from depsov.errors import DocumentError
from depsov.model import Problem, Scope
from depsov.parse.dotnet._msbuild import Evaluation, Item
from depsov.parse.dotnet._nearby import Nearby
from depsov.parse.dotnet._nuget import Wish, exact_version
from depsov.values import dataclass, field, replace

__all__ = ["KINDS", "TEST_PACKAGES", "Project", "read_project"]

KINDS = ("csproj", "fsproj", "vbproj")

TEST_PACKAGES = frozenset(
    """
    microsoft.net.test.sdk mstest mstest.testadapter nunit3testadapter tunit xunit.runner.visualstudio xunit.v3
    """.split()
)
"""Packages (in lower case) that only a project of tests has: what runs them, not what tests are written with."""

_TESTS = re.compile(r"\$\(\w*Test\w*\)'?\s*==\s*'?true\b|\.(?:EndsWith|Contains)\(['\"`]\.?\w*Tests?\b", re.IGNORECASE)
_LONGEST_CONDITION = 1000
_CALLED_TESTS = re.compile(r"(?:^|\.)\w*Tests$|\.(?:Unit|Integration|Func(?:tional)?)?Test$")
_MOST = 50
"""No project asks for one package in more versions, or under more conditions."""

_UNKNOWN = ("$(", "@(", "%(", "*")


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its name, its wishes, its wishes to the build (which no lockfile holds), the projects it refers to."""

    name: str
    path: str
    wishes: tuple[Wish, ...]
    build: tuple[Wish, ...]
    references: tuple[str, ...]
    is_test: bool


@dataclass(slots=True)
class _Reference:
    """A `PackageReference` while later items change it."""

    name: str
    item: Item
    values: dict[str, str] = field(default_factory=dict)


def read_project(document: Document, nearby: Nearby) -> Project:
    """Return what a project asks for. The files that it takes in are read as well; what cannot be read is a Problem."""
    return _Asked(document, nearby).project()


class _Asked:
    """The items of one project, sorted by what they mean."""

    def __init__(self, document: Document, nearby: Nearby) -> None:
        self._document = document
        self._name = _stem(document.name)
        self._nearby = nearby
        self._evaluation = Evaluation(document, nearby)
        self._references: dict[str, list[_Reference]] = {}
        self._central: dict[str, dict[str, None]] = {}
        for item in self._evaluation.items:
            if item.kind == "PackageReference":
                self._reference(item)
            elif item.kind in {"PackageVersion", "GlobalPackageReference"}:
                self._manage(item)

    def project(self) -> Project:
        """Return all that was found."""
        is_test = self._is_test()
        most = Scope.DEVELOPMENT if is_test else None
        items = self._evaluation.items
        return Project(
            name=self._name,
            path=self._document.path,
            wishes=tuple(_at_most(most, wish) for wish in (*self._packages(), *self._global())),
            build=tuple(_at_most(most, wish) for item in items for wish in self._tools(item)),
            references=tuple(
                _stem(name) for item in items if item.kind == "ProjectReference" for name in _included(item)
            ),
            is_test=is_test,
        )

    # --- packages ---------------------------------------------------------------------------------------------------

    def _manage(self, item: Item) -> None:
        """Take a central version: those under conditions stand beside each other."""
        for name in item.names("include") + item.names("update"):
            versions = self._central.setdefault(name.lower(), {})
            if item.names("update") and not item.condition:
                versions.clear()
            if len(versions) < _MOST:
                versions[item.get("version")] = None

    def _reference(self, item: Item) -> None:
        """Take a reference, or change those of the same name that came before it."""
        for name in item.names("include"):
            references = self._references.setdefault(name.lower(), [])
            if any(sign in name for sign in _UNKNOWN):
                self._nearby.problems.append(_unknown(item, name))
            elif len(references) < _MOST:
                references.append(_Reference(name, item, dict(item.values)))
        for name in item.names("update"):
            for reference in self._references.get(name.lower(), ()):
                old, new = reference.values, item.values
                reference.values = (new | old) if item.condition else (old | new)
        for name in item.names("remove") if not item.condition else ():
            self._references.pop(name.lower(), None)

    def _all(self) -> Iterator[_Reference]:
        return (reference for references in self._references.values() for reference in references)

    def _packages(self) -> Iterator[Wish]:
        for reference in self._all():
            item = reference.item
            certain = item.file == self._document.path and not item.condition
            for version in self._versions(reference):
                yield _wish(item, reference.name, version, _scope(reference, item), certain=certain)

    def _versions(self, reference: _Reference) -> list[str]:
        own = reference.values.get("versionoverride") or reference.values.get("version")
        if own:
            return [own]
        managed = self._evaluation.value("ManagePackageVersionsCentrally").lower() != "false"
        central = self._central.get(reference.name.lower(), ()) if managed else ()
        return list(central) or [""]

    def _global(self) -> Iterator[Wish]:
        for item in self._evaluation.items:
            if item.kind == "GlobalPackageReference":
                for name in _included(item):
                    yield _wish(item, name, item.get("version"), Scope.DEVELOPMENT)

    # --- the build --------------------------------------------------------------------------------------------------

    def _tools(self, item: Item) -> Iterator[Wish]:
        if item.kind in {"DotNetCliToolReference", "PackageDownload"}:
            for name in _included(item):
                yield _wish(item, name, item.get("version").partition(";")[0], Scope.BUILD)
        elif item.kind == "Sdk":
            name, _, version = item.get("name").partition("/")
            version = version or item.get("version") or self._sdk_version(name)
            if version and not any(sign in name for sign in _UNKNOWN):
                yield _wish(item, name.strip(), version, Scope.BUILD)

    def _sdk_version(self, name: str) -> str:
        """Return the version that `global.json` gives to an SDK that is a package; what .NET brings along has none."""
        document = (
            None if name.startswith("Microsoft.NET.Sdk") else self._nearby.above(self._document.folder, "global.json")
        )
        try:
            versions = get(load_json(document), "msbuild-sdks", dict, {}) if document else {}
            return get(versions, name, str, "")
        except DocumentError:  # it may have comments, and says nothing else of packages
            return ""

    # --- tests ------------------------------------------------------------------------------------------------------

    def _is_test(self) -> bool:
        if self._evaluation.value("IsTestProject").lower() == "true" or _CALLED_TESTS.search(self._name):
            return True
        sdks = (item.get("name") for item in self._evaluation.items if item.kind == "Sdk")
        if any(name.partition("/")[0] == "MSTest.Sdk" for name in sdks):
            return True
        return any(item.name.lower() in TEST_PACKAGES and not item.item.condition for item in self._all())


def _included(item: Item) -> list[str]:
    return [name for name in item.names("include") if not any(sign in name for sign in _UNKNOWN)]


def _unknown(item: Item, name: str) -> Problem:
    message = f"line {item.line}: {printable(name[:100])!r} is a package that only the build can name; it is left out"
    return Problem(stage="parse", subject=item.file, message=message, hint="read a lockfile or an SBOM of the project")


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path.replace("\\", "/")))[0]


def _wish(item: Item, name: str, version: str, scope: Scope, *, certain: bool = False) -> Wish:
    exact = exact_version(version)
    return Wish(name=name, version=exact, scope=scope, file=item.file, line=item.line, certain=certain)


def _scope(reference: _Reference, item: Item) -> Scope:
    private = reference.values.get("privateassets", "").lower()
    return (
        Scope.DEVELOPMENT
        if "all" in private.split(";") or _TESTS.search(item.condition[:_LONGEST_CONDITION])
        else Scope.RUNTIME
    )


def _at_most(scope: Scope | None, wish: Wish) -> Wish:
    return wish if scope is None else replace(wish, scope=scope)
