"""`depsov.report/1`: the report as JSON. Its schema is `report-1.schema.json` beside this module.

The names here are a promise to other programs. They are written out one by one, so that a change in the model
does not leak into the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from depsov.documents import printable
from depsov.graph import shortest_paths, ways
from depsov.model import (
    Assessment,
    Evidence,
    EvidenceKind,
    Finding,
    Location,
    OrganisationRef,
    PlatformUse,
    Problem,
    Report,
    Resolved,
)
from depsov.report._json import array, dumps
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "SCHEMA", "as_table", "render"]

ID = "json"
MEDIA_TYPE = "application/json"
SCHEMA = "depsov.report/1"

Table = dict[str, Any]


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - JSON is for programs
    """Return the report as JSON with a line for each member of its lists: readable in a diff, and fast to write."""
    members = ",\n".join(f"  {dumps(key)}: {_member(value)}" for key, value in as_table(report).items())
    return f"{{\n{members}\n}}\n"


def _member(value: Any) -> str:
    return array(value, "  ") if isinstance(value, list) else dumps(value)


def as_table(report: Report) -> Table:
    """Return the report as values that JSON has; an enumeration of strings is a string."""
    paths, counts = shortest_paths(report.graph), ways(report.graph)
    return {
        "schema": SCHEMA,
        "depsov": report.depsov,
        "as_of": report.as_of.isoformat(),
        "knowledge": {"version": report.knowledge_version, "oldest": report.knowledge_oldest},
        "perimeter": {"name": report.perimeter.name, "countries": list(report.perimeter.countries)},
        "online": report.online,
        "asked": [_platform(item) for item in report.asked],
        "withheld": report.withheld,
        "own": report.own,
        "overlays": [printable(name) for name in report.overlays],
        "sources": list(report.sources),
        "resolved": [_resolved(item) for item in report.resolved],
        "summary": _summary(report),
        "platforms": [_platform(item) for item in report.platforms],
        "packages": [
            _package(item, paths.get(item.package.purl, ()), counts.get(item.package.purl, 0))
            for item in report.assessments
        ],
        "mentioned": _apart(report.graph.mentioned),
        "strays": _apart(report.graph.strays),
        "findings": [_finding(item) for item in report.findings],
        "problems": [_problem(item) for item in report.problems],
    }


def _summary(report: Report) -> Table:
    summary = report.summary
    return {
        "packages": summary.packages,
        "coverage": round(summary.coverage, 4),
        "by_group": dict(summary.by_group),
        "by_verdict": dict(summary.by_verdict),
        "by_controller": [
            {**_organisation(controller), "packages": count} for controller, count in summary.by_controller
        ],
        "by_jurisdiction": dict(summary.by_jurisdiction),
    }


def _package(item: Assessment, paths: Iterable[Iterable[str]], path_count: int) -> Table:
    package = item.package
    return {
        "purl": package.purl,
        "ecosystem": package.ecosystem,
        "name": printable(package.name),
        "version": None if package.version is None else printable(package.version),
        "scope": package.scope,
        "direct": package.direct,
        "resolved": package.resolved,
        "roots": list(map(printable, package.roots)),
        "verdict": item.verdict,
        "reason": item.reason,
        "verdicts": item.verdicts,
        "group": item.group,
        "confidence": item.confidence,
        "strength": item.strength,
        "strength_basis": item.strength_basis,
        "severity": item.severity,
        "contested": item.contested,
        "steward": None if item.steward is None else _organisation(item.steward),
        "controller": None if item.controller is None else _organisation(item.controller),
        "jurisdictions": [{"country": place.country, "link": place.link} for place in item.jurisdictions],
        "evidence": [_evidence(evidence) for evidence in item.evidence],
        "paths": paths,
        "path_count": path_count,
        "locations": [_location(place) for place in package.locations],
    }


def _resolved(item: Resolved) -> Table:
    return {
        "file": printable(item.file),
        "root": printable(item.root) or ".",
        "ecosystem": item.ecosystem,
        "resolver": printable(item.resolver),
        "indexes": [printable(index) for index in item.indexes],
        "date": item.date,
        "target": None if item.target is None else printable(item.target),
        "packages": item.packages,
        "cached": item.cached,
    }


def _apart(places: Mapping[str, Iterable[Location]]) -> list[Table]:
    return [{"purl": purl, "locations": [_location(place) for place in listed]} for purl, listed in places.items()]


def _organisation(item: OrganisationRef) -> Table:
    return {"id": item.id, "name": item.name, "kind": item.kind, "country": item.country}


def _platform(item: PlatformUse) -> Table:
    operator = None if item.operator is None else _organisation(item.operator)
    return {"id": item.id, "name": item.name, "role": item.role, "operator": operator, "packages": item.packages}


def _evidence(item: Evidence) -> Table:
    return {
        "kind": item.kind,
        **_subject(item),
        "source": printable(item.source),
        "trust": item.trust,
        "date": item.date,
        "used": item.used,
    }


def _subject(item: Evidence) -> Mapping[str, str]:
    if item.identity is None:
        return {"text": printable(item.text or "")}
    if item.listed or item.kind is EvidenceKind.NAMESPACE:
        return {"identity": printable(item.identity)}
    # It may be a person's handle or domain, which a report that travels does not carry; `explain` shows it.
    return {"text": f"an identity of the kind {item.identity.partition(':')[0]!r} that is not listed"}


def _location(place: Location) -> Table:
    return {"file": printable(place.file), "line": place.line}


def _finding(item: Finding) -> Table:
    return {
        "rule": item.rule,
        "severity": item.severity,
        "level": item.level,
        "package": item.package,
        "message": printable(item.message),
        "fingerprint": item.fingerprint,
        "location": None if item.location is None else _location(item.location),
        "hint": None if item.hint is None else "\n".join(map(printable, item.hint.split("\n"))),
    }


def _problem(item: Problem) -> Table:
    return {
        "stage": item.stage,
        "subject": printable(item.subject),
        "message": printable(item.message),
        "hint": None if item.hint is None else printable(item.hint),
    }
