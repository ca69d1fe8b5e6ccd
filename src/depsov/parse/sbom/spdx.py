"""SPDX documents: 2.2 and 2.3 in JSON, YAML and tag-value (https://spdx.github.io/spdx-spec/v2.3/), 3.0 in JSON-LD.

The export of GitHub's dependency graph is SPDX 2.3 inside of `sbom`. RDF/XML and spreadsheets are not read. Of those
who made a package only organisations are read; an originator or supplier that is a person is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from depsov.documents import Document, Folder, Table, get, load_json, need, printable, strings
from depsov.errors import DocumentError
from depsov.evidence.links import LinkRole
from depsov.model import Parsed
from depsov.parse.sbom._sbom import Bom, Component, json_lines, table_of
from depsov.parse.sbom._spdx_3 import read_spdx_3
from depsov.parse.sbom._spdx_graph import Edge, Relations, location_role
from depsov.parse.sbom._spdx_text import purl_lines, read_tag_value, read_yaml

__all__ = ["read"]

_VERSIONS = ("spdxVersion", "SPDXVersion", "specVersion")  # in JSON and YAML, in tag-value, in 3.0


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001 - an SBOM needs nothing beside it
    """Return what the SBOM says. Raises `DocumentError` where it is none, or of a version that is not known."""
    text = document.text()
    first = text.lstrip()[:1]
    if first == "<":
        raise DocumentError("is XML; SPDX as RDF/XML is not read", hint="write it as JSON: `pyspdxtools` does")
    if not any(word in text for word in _VERSIONS):
        raise DocumentError(
            "no SPDX document: it does not say its version",
            path="spdxVersion",
            hint="depsov reads SPDX 2.2 and 2.3 in JSON, YAML and tag-value, and 3.0 in JSON-LD",
        )
    if first != "{":
        table = read_tag_value(text) or read_yaml(text)
        return _read(document, table, purl_lines(text))
    table = load_json(document)
    if "@graph" in table or "@context" in table:
        return read_spdx_3(document, table)
    # GitHub puts the document into `sbom`; a signed statement (https://in-toto.io) has it as its predicate.
    inner = get(table, "sbom", dict) or get(table, "predicate", dict) or table
    return _read(document, inner, json_lines(text, "referenceLocator"))


def _read(document: Document, table: Table, lines: Mapping[str, int]) -> Parsed:
    version = need(table, "spdxVersion", str)
    if re.fullmatch(r"SPDX-2\.\d+", version) is None:
        raise DocumentError(
            f"version {printable(version[:20])!r} is none of those that depsov knows (SPDX-2.2, SPDX-2.3, 3.0)",
            path="spdxVersion",
            hint="update depsov, or write the SBOM as SPDX 2.3",
        )
    bom = Bom(document, things="packages")
    relations = Relations(get(table, "SPDXID", str, "SPDXRef-DOCUMENT"))
    for key in strings(table, "documentDescribes"):
        relations.add(Edge(relations.document, "DESCRIBES", (key,)))
    for index, item in enumerate(get(table, "relationships", list, [])):
        try:
            relations.add(_edge(table_of(item)))
        except DocumentError as error:
            bom.complain(error.within(index).within("relationships"))
    packages = get(table, "packages", list, [])
    tops: dict[str, str | None] = dict(relations.tops([_key(item) for item in packages]))
    for index, item in enumerate(packages):
        try:
            package = table_of(item)
            if _key(package) in tops:
                tops[_key(package)] = get(package, "name", str)
            else:
                bom.add(_component(package, lines))
        except DocumentError as error:
            bom.complain(error.within(index).within("packages"))
    relations.connect(bom, tops)
    return bom.parsed()


def _key(package: Any) -> str:
    key = package.get("SPDXID") if isinstance(package, dict) else None
    return key if isinstance(key, str) else ""


def _edge(table: Table) -> Edge:
    kind = need(table, "relationshipType", str).upper()
    return Edge(need(table, "spdxElementId", str), kind, (need(table, "relatedSpdxElement", str),))


_NO_PACKAGES = frozenset({"FILE", "OPERATING-SYSTEM", "OPERATING_SYSTEM", "SOURCE", "CONTAINER", "DEVICE"})


def _component(table: Table, lines: Mapping[str, int]) -> Component:
    purl, version = _purl(table), get(table, "versionInfo", str)
    purpose = get(table, "primaryPackagePurpose", str, "")
    return Component(
        key=_key(table),
        name=get(table, "name", str, ""),
        purl=purl,
        version=version,
        line=lines.get(purl or ""),
        # An application without version is a lockfile: Trivy hangs what stands in it from it.
        is_package=purpose not in _NO_PACKAGES and (purpose != "APPLICATION" or bool(version)),
        links=_links(table),
        parties=_parties(table),
    )


def _purl(table: Table) -> str | None:
    for item in get(table, "externalRefs", list, []):
        if isinstance(item, dict) and str(item.get("referenceType")).rpartition("/")[2].lower() == "purl":
            return need(item, "referenceLocator", str)
    return None


def _links(table: Table) -> Iterator[tuple[LinkRole, str]]:
    if homepage := get(table, "homepage", str):
        yield "homepage", homepage
    if location := get(table, "downloadLocation", str):
        yield location_role(location), location


# https://spdx.github.io/spdx-spec/v2.3/package-information/#75-package-supplier-field
_LONGEST = 500
_ORGANISATION = re.compile(r"Organization:\s*(.*?)\s*(?:\((?:[^()]*@[^()]*)?\)\s*)?\Z", re.DOTALL)


def _parties(table: Table) -> Iterator[tuple[str, str]]:
    for word in ("supplier", "originator"):
        value: Any = table.get(word)
        if isinstance(value, str) and (match := _ORGANISATION.match(value[:_LONGEST])):
            yield word, match[1]
