"""CycloneDX bills of materials in JSON, 1.2 to 1.7 (https://cyclonedx.org/docs/1.7/json/, ECMA-424)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from depsov.documents import Document, Folder, Table, get, load_json, need, strings
from depsov.errors import DocumentError
from depsov.evidence.links import LinkRole
from depsov.model import Parsed
from depsov.parse.sbom._cyclonedx import LINKS, PARTIES, check_version, is_package, is_private, scope_of
from depsov.parse.sbom._sbom import Bom, Component, json_lines, table_of

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001 - an SBOM needs nothing beside it
    """Return what the SBOM says. Raises `DocumentError` where it is none, or of another major version."""
    table = load_json(document)
    table = get(table, "predicate", dict) or table  # of a signed statement: https://in-toto.io
    if table.get("bomFormat") != "CycloneDX":
        raise DocumentError(
            "no CycloneDX document: `bomFormat` does not say so",
            path="bomFormat",
            hint="depsov reads CycloneDX JSON; other kinds of SBOM are not read from this file name",
        )
    check_version(need(table, "specVersion", str), path="specVersion", known="1.2 to 1.7")
    top = get(get(table, "metadata", dict, {}), "component", dict, {})
    reader = _Reader(document)
    reader.take(get(table, "components", list, []))
    reader.take(get(top, "components", list, []), own=True)  # the parts of the project that the SBOM is about
    reader.connect(get(table, "dependencies", list, []))
    reader.bom.root(get(top, "bom-ref", str) or get(top, "purl", str, ""), get(top, "name", str))
    return reader.bom.parsed()


class _Reader:
    """Takes the components and the graph of one document."""

    def __init__(self, document: Document) -> None:
        self.bom = Bom(document)
        self._lines = json_lines(document.text(), "purl")

    def take(self, components: Iterable[Any], *, own: bool = False) -> None:
        """Take the components, and those inside of them; one that cannot be read is a Problem."""
        for index, value in enumerate(components):
            try:
                component = table_of(value)
                self.bom.add(_component(component, self._lines, own=own))
                self.take(get(component, "components", list, []), own=own)
            except DocumentError as error:
                self.bom.complain(error.within(index).within("components"))

    def connect(self, dependencies: Iterable[Any]) -> None:
        """Take the dependency graph; an entry that cannot be read is a Problem."""
        for index, item in enumerate(dependencies):
            try:
                self.bom.link(need(table_of(item), "ref", str), strings(item, "dependsOn"))
            except DocumentError as error:
                self.bom.complain(error.within(index).within("dependencies"))


def _component(table: Table, lines: Mapping[str, int], *, own: bool) -> Component:
    properties = _properties(table)
    purl, version = get(table, "purl", str), get(table, "version", str)
    return Component(
        key=get(table, "bom-ref", str, ""),
        name=get(table, "name", str, ""),
        purl=purl,
        version=version,
        line=lines.get(purl or ""),
        scope=scope_of(get(table, "scope", str, ""), properties),
        own=own or is_private(properties),
        is_package=not own and is_package(str(table.get("type")), version),
        links=_links(table),
        parties=_parties(table),
    )


def _properties(table: Table) -> dict[str, str]:
    return {
        item["name"]: item["value"]
        for item in get(table, "properties", list, [])
        if isinstance(item, dict) and isinstance(item.get("name"), str) and isinstance(item.get("value"), str)
    }


def _parties(table: Table) -> Iterator[tuple[str, str]]:
    for key in PARTIES:
        if key in table:
            yield key, get(get(table, key, dict, {}), "name", str, "")


def _links(table: Table) -> Iterator[tuple[LinkRole, str]]:
    for item in get(table, "externalReferences", list, []):
        kind, url = (item.get("type"), item.get("url")) if isinstance(item, dict) else (None, None)
        if isinstance(kind, str) and kind in LINKS and isinstance(url, str):
            yield LINKS[kind], url
