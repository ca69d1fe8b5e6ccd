"""Syft's own JSON (https://github.com/anchore/syft/tree/main/schema/json).

It lists what was found, and of some ecosystems what requires what; what a project asks for itself it does not know.
Authors and maintainers in the metadata of packages are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from depsov.documents import Document, Folder, Table, get, load_json, need
from depsov.errors import DocumentError
from depsov.evidence.links import LinkRole
from depsov.model import Parsed
from depsov.parse.sbom._sbom import Bom, Component, json_lines, table_of

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001 - an SBOM needs nothing beside it
    """Return what the SBOM says. Raises `DocumentError` where it is none."""
    table = load_json(document)
    if "artifacts" not in table:
        raise DocumentError(
            "no Syft document: it has no `artifacts`", path="artifacts", hint="write it with `syft DIR -o syft-json`"
        )
    bom = Bom(document, things="artifacts")
    lines = json_lines(document.text(), "purl")
    for index, item in enumerate(get(table, "artifacts", list, [])):
        try:
            bom.add(_component(table_of(item), lines))
        except DocumentError as error:
            bom.complain(error.within(index).within("artifacts"))
    for index, item in enumerate(get(table, "artifactRelationships", list, [])):
        try:
            if table_of(item).get("type") == "dependency-of":  # the parent is a dependency of the child
                bom.link(need(item, "child", str), [need(item, "parent", str)])
        except DocumentError as error:
            bom.complain(error.within(index).within("artifactRelationships"))
    return bom.parsed()


def _component(table: Table, lines: Mapping[str, int]) -> Component:
    purl = get(table, "purl", str) or None
    return Component(
        key=get(table, "id", str, ""),
        name=get(table, "name", str, ""),
        purl=purl,
        version=get(table, "version", str),
        line=lines.get(purl or ""),
        links=_links(get(table, "metadata", dict, {})),
    )


# What the catalogers of the ecosystems call the links that manifests have.
_LINKS: Mapping[str, LinkRole] = {
    "sourceRepo": "repository",
    "repository": "repository",
    "source": "repository",
    "vcs_url": "repository",
    "vcsUrl": "repository",
    "homepage": "homepage",
    "url": "homepage",
}


def _links(metadata: Table) -> Iterator[tuple[LinkRole, str]]:
    for table in (metadata, get(metadata, "pomProject", dict, {}), get(metadata, "directUrlOrigin", dict, {})):
        for key, role in _LINKS.items():
            value = table.get(key)
            url = value.get("url") if isinstance(value, dict) else value
            if isinstance(url, str) and "/" in url:
                yield role, url
