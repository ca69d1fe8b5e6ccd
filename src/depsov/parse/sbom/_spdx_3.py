"""SPDX 3.0 as JSON-LD (https://spdx.github.io/spdx-spec/v3.0.1/serializations/), elements that name each other.

Microsoft's sbom-tool writes relationships in the words of 2.3, and identifiers as elements of their own: both are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from depsov.documents import Document, Table, get, need, printable
from depsov.errors import DocumentError
from depsov.evidence.links import LinkRole
from depsov.model import Parsed, Scope
from depsov.parse.sbom._sbom import Bom, Component, json_lines, table_of
from depsov.parse.sbom._spdx_graph import Edge, Relations, location_role

__all__ = ["read_spdx_3"]

# The relationships of 3.0 by the names that they have in 2.3.
_KINDS = {
    "dependsOn": "DEPENDS_ON",
    "hasPrerequisite": "DEPENDS_ON",
    "hasStaticLink": "DEPENDS_ON",
    "hasDynamicLink": "DEPENDS_ON",
    "hasProvidedDependency": "DEPENDS_ON",
    "hasOptionalDependency": "DEPENDS_ON",
    "hasOptionalComponent": "DEPENDS_ON",
    "usesTool": "DEPENDS_ON",
    "contains": "CONTAINS",
    "describes": "DESCRIBES",
}
_OPTIONAL = frozenset({"hasOptionalDependency", "hasOptionalComponent"})
# https://spdx.github.io/spdx-spec/v3.0.1/model/Core/Vocabularies/LifecycleScopeType/
_SCOPES = {"build": Scope.BUILD, "development": Scope.DEVELOPMENT, "test": Scope.DEVELOPMENT}
_NAMED = frozenset({"Organization", "ExternalIdentifier"})
_DATA = "dataset_DatasetPackage"
_BILLS = frozenset({"SpdxDocument", "software_Sbom", "Bom", "Bundle"})
_NO_PACKAGES = frozenset({"file", "operatingSystem", "source", "container", "data", "device"})


def read_spdx_3(document: Document, table: Table) -> Parsed:
    """Return what the SBOM says. Raises `DocumentError` where it is of another major version."""
    elements = [_typed(item) for item in get(table, "@graph", list, [table]) if isinstance(item, dict)]
    _check(elements)
    bom = Bom(document, things="packages")
    relations = _relations(bom, elements)
    named = {_key(item): item for kind, item in elements if kind in _NAMED}
    lines = json_lines(document.text(), "software_packageUrl", "packageUrl", "identifier")
    packages = [element for element in elements if element[0].endswith("Package")]
    tops: dict[str, str | None] = dict(relations.tops([_key(item) for _, item in packages]))
    for kind, item in packages:
        try:
            if _key(item) in tops:
                tops[_key(item)] = get(item, "name", str)
            else:
                bom.add(_component(kind, item, lines, named))
        except DocumentError as error:
            bom.complain(error.within(printable(_key(item)[:100])))
    relations.connect(bom, tops)
    return bom.parsed()


def _typed(element: Table) -> tuple[str, Table]:
    kind = element.get("type", element.get("@type"))
    return (kind if isinstance(kind, str) else "", element)


def _key(element: Table) -> str:
    key = element.get("spdxId", element.get("@id"))
    return key if isinstance(key, str) else ""


def _check(elements: list[tuple[str, Table]]) -> None:
    versions = [item.get("specVersion") for kind, item in elements if kind == "CreationInfo"]
    if not elements or not versions:
        raise DocumentError(
            "no SPDX document: its `@graph` has no `CreationInfo`",
            path="@graph",
            hint="other kinds of JSON-LD are not read from this file name",
        )
    for version in versions:
        if not isinstance(version, str) or not version.startswith("3."):
            raise DocumentError(
                f"version {printable(str(version)[:20])!r} is none of those that depsov knows (3.0)",
                path="specVersion",
                hint="update depsov, or write the SBOM as SPDX 3.0",
            )


# --- the graph ----------------------------------------------------------------------------------------------------


def _relations(bom: Bom, elements: list[tuple[str, Table]]) -> Relations:
    relations = Relations("")
    for kind, item in elements:
        try:
            if "relationshipType" in item:
                _add(relations, item)
            elif kind in _BILLS:
                relations.add(Edge(_key(item), "DESCRIBES", _keys(item.get("rootElement"))))
        except DocumentError as error:
            bom.complain(error.within(printable(_key(item)[:100])))
    # The roots of a document are the bills in it, whose roots are what it is about.
    relations.forget({_key(item) for kind, item in elements if kind in _BILLS})
    return relations


def _add(relations: Relations, item: Table) -> None:
    kind = need(item, "relationshipType", str)
    usual = Scope.OPTIONAL if kind in _OPTIONAL else Scope.DEVELOPMENT if kind == "usesTool" else Scope.RUNTIME
    scope = _SCOPES.get(get(item, "scope", str, ""), usual)
    (start, *_) = (*_keys(item.get("from")), "")
    relations.add(Edge(start, _KINDS.get(kind, kind), _keys(item.get("to")), scope))


def _keys(value: Any) -> tuple[str, ...]:
    """Return the IRIs that a property names: one or several, by name or with the element itself."""
    found = value if isinstance(value, list) else [value]
    keys = (_key(item) if isinstance(item, dict) else item for item in found)
    return tuple(key for key in keys if isinstance(key, str) and key)


# --- packages -----------------------------------------------------------------------------------------------------


def _component(kind: str, item: Table, lines: Mapping[str, int], named: Mapping[str, Table]) -> Component:
    purl, version = _purl(item, named), get(item, "software_packageVersion", str)
    purpose = get(item, "software_primaryPurpose", str, "")
    return Component(
        key=_key(item),
        name=get(item, "name", str, ""),
        purl=purl,
        version=version,
        line=lines.get(purl or ""),
        is_package=kind != _DATA and purpose not in _NO_PACKAGES and (purpose != "application" or bool(version)),
        links=_links(item),
        parties=_parties(item, named),
    )


def _purl(item: Table, named: Mapping[str, Table]) -> str | None:
    purl = get(item, "software_packageUrl", str) or get(item, "packageUrl", str)
    for value in () if purl else get(item, "externalIdentifier", list, []):
        identifier = table_of(named.get(value, {}) if isinstance(value, str) else value)
        if identifier.get("externalIdentifierType") in {"packageUrl", "packageURL", "purl"}:
            return need(identifier, "identifier", str)
    return purl


def _links(item: Table) -> Iterator[tuple[LinkRole, str]]:
    for prefix in ("software_", ""):
        if homepage := get(item, f"{prefix}homePage", str):
            yield "homepage", homepage
        if location := get(item, f"{prefix}downloadLocation", str):
            yield location_role(location), location


def _parties(item: Table, named: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    for word, key in (("supplier", "suppliedBy"), ("originator", "originatedBy")):
        for agent in _keys(item.get(key)):
            kind, organisation = _typed(named.get(agent, {}))
            if kind == "Organization" and isinstance(name := organisation.get("name"), str):
                yield word, name.removeprefix("Organization:")
