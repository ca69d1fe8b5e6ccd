"""CycloneDX bills of materials in XML, 1.0 to 1.7 (https://cyclonedx.org/docs/1.7/xml/, ECMA-424)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.evidence.links import LinkRole
from depsov.model import Parsed
from depsov.parse._xml import Element, load_xml
from depsov.parse.sbom._cyclonedx import LINKS, PARTIES, check_version, is_package, is_private, scope_of
from depsov.parse.sbom._sbom import Bom, Component

__all__ = ["read"]

_NAMESPACE = "http://cyclonedx.org/schema/bom/"


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001 - an SBOM needs nothing beside it
    """Return what the SBOM says. Raises `DocumentError` where it is none, or of another major version."""
    bom = load_xml(document)
    if bom.name != "bom" or not bom.namespace.startswith(_NAMESPACE):
        raise DocumentError(
            "no CycloneDX document: its top element is no `bom` of that namespace",
            line=bom.line,
            hint="other kinds of XML are not read from this file name",
        )
    check_version(bom.namespace.removeprefix(_NAMESPACE), path="xmlns", known="1.0 to 1.7")
    found = Bom(document)
    _take(found, bom.each("components", "component"))
    for top in bom.each("metadata", "component"):
        _take(found, top.each("components", "component"), own=True)  # the parts of the project
        found.root(top.attributes.get("bom-ref") or top.value("purl") or "", top.value("name"))
    _connect(found, bom.each("dependencies", "dependency"))
    return found.parsed()


def _take(bom: Bom, components: Iterable[Element], *, own: bool = False) -> None:
    """Take the components, and those inside of them; one that cannot be read is a Problem."""
    for element in components:
        try:
            bom.add(_component(element, own=own))
        except DocumentError as error:
            bom.complain(error)
        _take(bom, element.each("components", "component"), own=own)


def _connect(bom: Bom, dependencies: Iterable[Element]) -> None:
    """Take the dependency graph: in an entry stand the entries of what it depends on."""
    for element in dependencies:
        below = [item.attributes.get("ref", "") for item in element.each("dependency")]
        bom.link(element.attributes.get("ref", ""), below)
        _connect(bom, (item for item in element.each("dependency") if item.children))


def _component(element: Element, *, own: bool) -> Component:
    values = {child.name: child for child in element.children}
    properties = {
        item.attributes.get("name", ""): item.text.strip()
        for item in (values["properties"].children if "properties" in values else ())
    }
    purl, version = values.get("purl"), _text(values.get("version"))
    return Component(
        key=element.attributes.get("bom-ref", ""),
        name=_text(values.get("name")) or "",
        purl=_text(purl),
        version=version,
        line=None if purl is None else purl.line,
        scope=scope_of(_text(values.get("scope")) or "", properties),
        own=own or is_private(properties),
        is_package=not own and is_package(element.attributes.get("type", ""), version),
        links=_links(values.get("externalReferences")),
        parties=_parties(values),
    )


def _text(element: Element | None) -> str | None:
    return None if element is None else element.text.strip() or None


def _parties(values: dict[str, Element]) -> Iterator[tuple[str, str]]:
    for key in PARTIES:
        if key in values:
            yield key, values[key].value("name") or ""


def _links(references: Element | None) -> Iterator[tuple[LinkRole, str]]:
    for item in references.each("reference") if references is not None else ():
        kind = item.attributes.get("type", "")
        if kind in LINKS:
            yield LINKS[kind], item.value("url") or ""
