"""What an SBOM says of an answer: the names and values that every format has in common (docs/sbom.md).

Most of it is depsov's conclusion, and stands under names of its own. Who supplies a package is a field of the format,
which others take for a fact: it is written only where it is one.
"""

from __future__ import annotations

from depsov.model import Assessment, Confidence, OrganisationRef, PerimeterRef, Report, Trust, Verdict
from depsov.report.sbom._text import shown

__all__ = ["PREFIX", "said_of", "said_of_all", "supplier_of"]

PREFIX = "depsov:"
"""What all names begin with: https://cyclonedx.github.io/cyclonedx-property-taxonomy/"""

_SURE = (Confidence.HIGH, Confidence.MEDIUM)
_PROVEN = (Trust.VERIFIED, Trust.EXCLUSIVE)


def said_of(item: Assessment, perimeter: PerimeterRef) -> dict[str, str]:
    """Return what depsov says of a package. What does not hold, or is not known, is left out."""
    package, steward, controller = item.package, item.steward, item.controller
    said = {
        "depsov:verdict": item.verdict.value,
        "depsov:perimeter": perimeter.name,
        "depsov:reason": item.reason.value,
        "depsov:group": item.group,
        "depsov:confidence": item.confidence.value,
        "depsov:strength": str(item.strength),
        "depsov:scope": package.scope.value,
    }
    if item.severity is not None:
        said["depsov:severity"] = item.severity.value
    if steward is not None:
        said["depsov:steward"] = shown(steward.name)
    if controller is not None:
        said["depsov:controller"] = shown(controller.name)
        if controller.country is not None:
            said["depsov:controller:country"] = controller.country
    if item.jurisdictions:
        said["depsov:jurisdictions"] = ",".join(sorted({place.country for place in item.jurisdictions}))
    for name, holds in (("direct", package.direct), ("contested", item.contested), ("resolved", package.resolved)):
        if holds:
            said[f"{PREFIX}{name}"] = "true"
    return said


def said_of_all(report: Report) -> dict[str, str]:
    """Return what depsov says of the whole: what the answers rest on, and how many packages have one."""
    return {
        "depsov:as-of": report.as_of.isoformat(),
        "depsov:knowledge": report.knowledge_version,
        "depsov:knowledge:oldest": report.knowledge_oldest,
        "depsov:perimeter": report.perimeter.name,
        "depsov:perimeter:countries": ",".join(report.perimeter.countries),
        "depsov:online": "true" if report.online else "false",
        "depsov:packages": str(report.summary.packages),
        "depsov:coverage": f"{report.summary.coverage:.4f}",
    }


def supplier_of(item: Assessment) -> OrganisationRef | None:
    """Return the organisation that supplies a package, where that is a fact.

    A community is no legal person and one person is not named. What rests on the package's own word, on a source that
    nobody has read or on one of several defensible answers is no fact.
    """
    steward = item.steward
    if steward is None or steward.kind == "community" or item.verdict is Verdict.UNKNOWN:
        return None
    is_proven = any(evidence.used and evidence.trust in _PROVEN for evidence in item.evidence)
    return steward if is_proven and item.confidence in _SURE and not item.contested else None
