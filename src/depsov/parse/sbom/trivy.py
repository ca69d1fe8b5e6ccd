"""Trivy's own JSON, schema 2 (https://trivy.dev/latest/docs/configuration/reporting/#json).

A report has one result for each lockfile or image layer, with its packages where it is written with `--list-all-pkgs`.
Trivy before 0.49 wrote no package URLs: there they are made of the type of the result and the names in it. The
maintainers that a report names are never looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from depsov import purl as purls
from depsov.documents import Document, Folder, Table, get, load_json, printable, strings
from depsov.errors import DocumentError
from depsov.model import Parsed, Scope
from depsov.parse.sbom._sbom import Bom, Component, json_lines, table_of

__all__ = ["read"]

_OWN = frozenset({"root", "workspace"})

_ECOSYSTEMS: Mapping[str, str] = {
    **dict.fromkeys(("jar", "pom", "gradle", "sbt"), "maven"),
    **dict.fromkeys(("npm", "node-pkg", "yarn", "pnpm", "bun"), "npm"),
    **dict.fromkeys(("pip", "pipenv", "poetry", "python-pkg", "uv", "pylock"), "pypi"),
    **dict.fromkeys(("bundler", "gemspec"), "gem"),
    **dict.fromkeys(("gomod", "gobinary"), "golang"),
    **dict.fromkeys(("cargo", "rustbinary"), "cargo"),
    **dict.fromkeys(("composer", "composer-vendor"), "composer"),
    **dict.fromkeys(("nuget", "dotnet-core", "packages-props"), "nuget"),
    **dict.fromkeys(("conda-pkg", "conda-environment"), "conda"),
    **{name: name for name in ("hex", "pub", "swift", "conan", "cocoapods", "julia")},
    "alpine": "apk/alpine",
    "debian": "deb/debian",
    "ubuntu": "deb/ubuntu",
}
"""The purl types (with their namespace, where one goes for all) by what Trivy calls the type of a result."""


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001 - an SBOM needs nothing beside it
    """Return what the report says. Raises `DocumentError` where it is none, or holds no packages."""
    table = load_json(document)
    version = get(table, "SchemaVersion", int)
    if version != 2:
        raise DocumentError(
            f"version {printable(str(version)[:20])} is none of those that depsov knows (2)",
            path="SchemaVersion",
            hint="update depsov, or write the report with `trivy fs --format cyclonedx`",
        )
    bom = Bom(document, things="packages")
    lines = json_lines(document.text(), "PURL")
    ecosystems = {} if lines else _ECOSYSTEMS  # where others have a purl, one without is published nowhere
    results = get(table, "Results", list, [])
    if not any(isinstance(result, dict) and result.get("Packages") for result in results):
        raise DocumentError(
            "holds no packages, only what was found about them",
            path="Results",
            hint="write the report with `--list-all-pkgs`",
        )
    for index, item in enumerate(results):
        try:
            _Result(bom, index, table_of(item), ecosystems).take(lines)
        except DocumentError as error:
            bom.complain(error.within(index).within("Results"))
    return bom.parsed()


class _Result:
    """One result of a report: the identifiers of its packages count only inside of it."""

    def __init__(self, bom: Bom, index: int, table: Table, ecosystems: Mapping[str, str]) -> None:
        self._bom = bom
        self._index = index
        self._project = str(index)
        self._packages = get(table, "Packages", list, [])
        self._name = get(table, "Target", str)
        # Before there were relationships, only what the project does not name itself was marked.
        self._marks_indirect = any(_is_indirect(package) for package in self._packages)
        self._ecosystem = ecosystems.get(get(table, "Type", str, ""), "")

    def take(self, lines: Mapping[str, int]) -> None:
        """Take its packages and what they depend on; one that cannot be read is a Problem."""
        for index, item in enumerate(self._packages):
            try:
                package = table_of(item)
                key = self._key(package)
                self._bom.add(_component(package, key, self._ecosystem, lines))
                if below := strings(package, "DependsOn"):
                    self._bom.link(key, (f"{self._project}/{each}" for each in below))
                self._place(package, key)
            except DocumentError as error:
                self._bom.complain(error.within(index).within("Packages").within(self._index).within("Results"))

    def _place(self, package: Table, key: str) -> None:
        """Say what the project of the result names itself, where the report tells."""
        relationship = package.get("Relationship")
        if relationship == "direct" or (
            relationship is None and self._marks_indirect and package.get("Indirect") is not True
        ):
            self._bom.link(self._project, [key], Scope.DEVELOPMENT if package.get("Dev") is True else Scope.RUNTIME)
            self._bom.root(self._project, self._name)

    def _key(self, package: Table) -> str:
        name = get(package, "ID", str) or f"{get(package, 'Name', str)}@{get(package, 'Version', str)}"
        return f"{self._project}/{name}"


def _is_indirect(package: Any) -> bool:
    return isinstance(package, dict) and package.get("Indirect") is True and "Relationship" not in package


def _component(package: Table, key: str, ecosystem: str, lines: Mapping[str, int]) -> Component:
    purl = get(get(package, "Identifier", dict, {}), "PURL", str) or _purl(package, ecosystem)
    own = package.get("Relationship") in _OWN
    return Component(
        key=key,
        name=get(package, "Name", str, ""),
        purl=purl,
        version=get(package, "Version", str),
        line=lines.get(purl or ""),
        scope=Scope.DEVELOPMENT if package.get("Dev") is True else None,
        own=own,
        is_package=not own,
    )


def _purl(package: Table, ecosystem: str) -> str | None:
    """Return the purl of a package that a report names without, or None where its ecosystem is not known."""
    name, version = get(package, "Name", str), get(package, "Version", str)
    if not ecosystem or not name:
        return None
    if ecosystem == "maven":
        name = name.replace(":", "/")
    if ecosystem == "golang" and version and version[0].isdigit():
        version = f"v{version}"  # which Trivy left out
    return purls.build(ecosystem, purls.normalise(ecosystem, name), version or None)
