"""A CycloneDX document of a report, or the scanned one with the answers (https://cyclonedx.org/docs/1.7/json/)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from depsov.model import Assessment, Location, PerimeterRef, Report, Scope
from depsov.report.sbom._answers import said_of, said_of_all, supplier_of
from depsov.report.sbom._cyclonedx_given import enriched
from depsov.report.sbom._cyclonedx_parts import entity, properties, tool
from depsov.report.sbom._projects import Known, Project, known_below, projects
from depsov.report.sbom._text import Encoded, content_id, dumps, members, shown, with_member

__all__ = ["render"]

_SCOPES = {
    Scope.RUNTIME: "required",
    Scope.OPTIONAL: "optional",
    Scope.BUILD: "excluded",
    Scope.DEVELOPMENT: "excluded",
}
"""The specification: `excluded` is for "test and other non-runtime purposes"."""

_TOP = "project"
"""The `bom-ref` of what the document is about; those of packages are their purls."""

_LONGEST_VERSION = 1024
"""The schema allows no longer one. It still stands in the purl."""

Table = dict[str, Any]


def render(report: Report, version: str) -> str:
    """Return the document in a version of CycloneDX. Raises what `enriched` raises."""
    return enriched(report, version) or _new(report, version)


def _new(report: Report, version: str) -> str:
    tree = projects(report)
    body = members(
        {
            "metadata": _metadata(report, tree),
            "components": Encoded(_component(item, report.perimeter) for item in report.assessments),
            "dependencies": [*_project_edges(tree), *_edges(report)],
            "compositions": _compositions(report, tree),
        }
    )
    head = {
        "$schema": f"http://cyclonedx.org/schema/bom-{version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": f"urn:uuid:{content_id(f'CycloneDX {version} {body}')}",
        "version": 1,
    }
    return f"{{\n{members(head)},\n{body}\n}}\n"


# --- what it is about ---------------------------------------------------------------------------------------------


def _metadata(report: Report, tree: list[Project]) -> Table:
    return {
        "timestamp": f"{report.as_of.isoformat()}T00:00:00Z",
        "tools": {"components": [tool(report)]},
        "component": _top(tree),
        "properties": properties(said_of_all(report)),
    }


def _top(tree: list[Project]) -> Table:
    if len(tree) == 1:
        return {"type": "application", "bom-ref": _TOP, "name": tree[0].name}
    parts = [{"type": "application", "bom-ref": _ref(item), "name": item.name} for item in tree]
    return {"type": "application", "bom-ref": _TOP, "name": _TOP, "components": parts}


def _ref(project: Project) -> str:
    return f"{_TOP}:{quote(project.path, errors='surrogatepass') or '.'}"


def _project_edges(tree: list[Project]) -> Iterable[Table]:
    if len(tree) == 1:
        yield {"ref": _TOP, "dependsOn": [purl for purl, _ in tree[0].direct]}
        return
    yield {"ref": _TOP, "dependsOn": [_ref(item) for item in tree]}
    yield from ({"ref": _ref(item), "dependsOn": [purl for purl, _ in item.direct]} for item in tree)


def _edges(report: Report) -> Iterable[Table]:
    for item in report.assessments:
        yield {"ref": item.package.purl, "dependsOn": list(item.package.requires)}


def _compositions(report: Report, tree: list[Project]) -> list[Table]:
    known = known_below(report)
    told: dict[Known, list[str]] = {
        aggregate: [
            *(_TOP if len(tree) == 1 else _ref(item) for item in tree if item.known is aggregate),
            *(item.package.purl for item in report.assessments if known[item.package.purl] is aggregate),
        ]
        for aggregate in Known
    }
    return [{"aggregate": aggregate.value, "dependencies": refs} for aggregate, refs in told.items() if refs]


# --- packages -----------------------------------------------------------------------------------------------------


def _component(item: Assessment, perimeter: PerimeterRef) -> str:
    package = item.package
    group, _, name = shown(package.name).rpartition("/")
    table: Table = {"type": "library", "bom-ref": package.purl}
    organisation = supplier_of(item)
    if organisation is not None:
        table["supplier"] = table["manufacturer"] = entity(organisation)
    if group:
        table["group"] = group
    table["name"] = name
    if package.version is not None and len(package.version) <= _LONGEST_VERSION:
        table["version"] = shown(package.version)
    table["scope"] = _SCOPES[package.scope]
    table["purl"] = package.purl
    if package.locations:
        table["evidence"] = {"occurrences": [_occurrence(place) for place in package.locations]}
    return with_member(table, "properties", _properties(tuple(said_of(item, perimeter).items())))


@lru_cache(maxsize=4096)
def _properties(said: tuple[tuple[str, str], ...]) -> str:
    return dumps(properties(dict(said)))  # many packages have all of them in common


def _occurrence(place: Location) -> Table:
    location = shown(place.file)
    return {"location": location} if place.line is None else {"location": location, "line": place.line}
