"""Packages, evidence and assessments for tests, with what does not matter filled in."""

from __future__ import annotations

from depsov.model import (
    Assessment,
    Confidence,
    Evidence,
    EvidenceKind,
    Jurisdiction,
    Location,
    OrganisationRef,
    Package,
    PerimeterRef,
    Reason,
    Scope,
    Severity,
    Source,
    SourceKind,
    Trust,
    Verdict,
)
from depsov.purl import build

__all__ = ["EUROPE", "assessment", "evidence", "organisation", "package"]

EUROPE = PerimeterRef(name="europe", label="Europe", countries=("BE", "CH", "DE", "FR", "GB", "NO"))
REGISTRY = Source(kind=SourceKind.REGISTRY)

_TRUST = {
    EvidenceKind.CURATED: Trust.VERIFIED,
    EvidenceKind.NAMESPACE: Trust.EXCLUSIVE,
    EvidenceKind.HINT: Trust.WEAK,
}


def package(
    name: str = "example",
    ecosystem: str = "pypi",
    version: str | None = "1.0",
    *,
    scope: Scope = Scope.RUNTIME,
    source: Source = REGISTRY,
    files: tuple[str, ...] = ("uv.lock",),
    requires: tuple[str, ...] = (),
) -> Package:
    """Return a package as the graph holds it."""
    return Package(
        purl=build(ecosystem, name, version, source),
        ecosystem=ecosystem,
        name=name,
        version=version,
        source=source,
        scope=scope,
        requires=requires,
        locations=tuple(Location(file=file, line=3) for file in files),
    )


def evidence(
    kind: EvidenceKind,
    identity: str | None = None,
    *,
    trust: Trust | None = None,
    date: str | None = None,
    text: str | None = None,
    source: str = "uv.lock",
) -> Evidence:
    """Return a piece of evidence, with the trust that its kind usually has."""
    trust = trust or _TRUST.get(kind, Trust.DECLARED)
    return Evidence(kind=kind, trust=trust, source=source, identity=identity, text=text, date=date)


def organisation(key: str, country: str | None = "US", kind: str = "company") -> OrganisationRef:
    """Return an organisation as a report names it."""
    return OrganisationRef(id=key, name=f"{key.title()} Inc.", kind=kind, country=country)


def assessment(
    item: Package | None = None,
    verdict: Verdict = Verdict.OUTSIDE,
    *,
    reason: Reason | None = None,
    severity: Severity | None = None,
    group: str | None = None,
    steward: OrganisationRef | None = None,
    controller: OrganisationRef | None = None,
    countries: tuple[str, ...] = (),
    found: tuple[Evidence, ...] = (),
) -> Assessment:
    """Return a verdict on a package; an outside one has medium severity, and a controller where one is given."""
    is_outside = verdict is Verdict.OUTSIDE
    return Assessment(
        package=item or package(),
        verdict=verdict,
        reason=reason or (Reason.BY_SEAT if is_outside else Reason.NO_EVIDENCE),
        verdicts={},
        group=group or ("one-party-outside" if is_outside else "unknown"),
        confidence=Confidence.HIGH,
        strength=3,
        strength_basis="default",
        severity=severity or (Severity.MEDIUM if is_outside else None),
        contested=False,
        steward=steward or controller,
        controller=controller,
        jurisdictions=tuple(Jurisdiction(country=country, link="seat") for country in countries),
        notes=(),
        evidence=found,
    )
