"""An SPDX 2.3 document of a report, or the scanned one with the answers (https://spdx.github.io/spdx-spec/v2.3/)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from depsov.model import Assessment, Report, Scope
from depsov.report.sbom._answers import said_of, said_of_all, supplier_of
from depsov.report.sbom._projects import Project, projects
from depsov.report.sbom._spdx import identifier, moment, namespace, places, tool_name
from depsov.report.sbom._spdx_2_given import actor, encoded_note, enriched, note
from depsov.report.sbom._text import Encoded, content_id, dumps, members, shown, with_member

__all__ = ["render"]

_DOCUMENT = "SPDXRef-DOCUMENT"
_TOP = "SPDXRef-Project"

_NEEDS = {
    Scope.OPTIONAL: "OPTIONAL_DEPENDENCY_OF",
    Scope.BUILD: "BUILD_DEPENDENCY_OF",
    Scope.DEVELOPMENT: "DEV_DEPENDENCY_OF",
}
"""How a dependency of a project stands to it, where it is not simply depended on."""

Table = dict[str, Any]


def render(report: Report) -> str:
    """Return the document. Raises what `enriched` raises."""
    return enriched(report) or _new(report)


def _new(report: Report) -> str:
    tree = projects(report)
    keys = {item.package.purl: f"SPDXRef-{identifier('Package', item.package.purl)}" for item in report.assessments}
    body = members(
        {
            "packages": Encoded(
                [*map(dumps, _projects(tree)), *(_package(item, keys, report) for item in report.assessments)]
            ),
            "relationships": [*_about(tree), *_directs(tree, keys), *_edges(report, keys)],
            "annotations": [note(report, said_of_all(report))],
        }
    )
    head = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": _DOCUMENT,
        "name": tree[0].name if len(tree) == 1 else "project",
        "documentNamespace": namespace(content_id(f"SPDX-2.3 {body}")),
        "creationInfo": {"created": moment(report), "creators": [f"Tool: {tool_name(report)}"]},
    }
    return f"{{\n{members(head)},\n{body}\n}}\n"


# --- packages -----------------------------------------------------------------------------------------------------


def _projects(tree: list[Project]) -> Iterable[Table]:
    yield _project(_TOP, tree[0].name if len(tree) == 1 else "project")
    if len(tree) > 1:
        yield from (_project(_key(item), item.name) for item in tree)


def _project(key: str, name: str) -> Table:
    return {
        "SPDXID": key,
        "name": name,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "primaryPackagePurpose": "APPLICATION",
    }


def _key(project: Project) -> str:
    return f"SPDXRef-{identifier('Project', project.path)}"


def _package(item: Assessment, keys: dict[str, str], report: Report) -> str:
    package, organisation = item.package, supplier_of(item)
    table: Table = {"SPDXID": keys[package.purl], "name": shown(package.name)}
    if package.version is not None:
        table["versionInfo"] = shown(package.version)
    table |= {
        "supplier": "NOASSERTION" if organisation is None else actor(organisation),
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "primaryPackagePurpose": "LIBRARY",
    }
    if package.locations:
        table["sourceInfo"] = f"named in {places(package.locations)}"
    table["externalRefs"] = [
        {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": package.purl}
    ]
    return with_member(table, "annotations", encoded_note(report, said_of(item, report.perimeter)))


# --- relationships ------------------------------------------------------------------------------------------------


def _edge(start: str, kind: str, end: str) -> Table:
    return {"spdxElementId": start, "relationshipType": kind, "relatedSpdxElement": end}


def _about(tree: list[Project]) -> Iterable[Table]:
    yield _edge(_DOCUMENT, "DESCRIBES", _TOP)
    if len(tree) > 1:
        yield from (_edge(_TOP, "CONTAINS", _key(item)) for item in tree)


def _directs(tree: list[Project], keys: dict[str, str]) -> Iterable[Table]:
    for item in tree:
        project = _TOP if len(tree) == 1 else _key(item)
        for purl, scope in item.direct:
            if scope in _NEEDS:
                yield _edge(keys[purl], _NEEDS[scope], project)
            else:
                yield _edge(project, "DEPENDS_ON", keys[purl])


def _edges(report: Report, keys: dict[str, str]) -> Iterable[Table]:
    for item in report.assessments:
        for below in item.package.requires:
            yield _edge(keys[item.package.purl], "DEPENDS_ON", keys[below])
