"""The rules that a package or a project can trip, and the findings that they give.

`RULES` is the one list of them: id, and what it means, for every report format.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from depsov.model import Assessment, Finding, Location, PerimeterRef, Scope, Severity, Verdict
from depsov.phrases import reason, who

__all__ = ["RULES", "Limits", "find"]

RULES = {
    "outside-control": "An organisation outside the perimeter decides what the next release contains.",
    "single-person": "One account decides the releases.",
    "unknown-control": "Nothing tells who decides the releases.",
    "concentration": "One controller decides over a large share of the runtime tree.",
    "coverage": "Too many packages have no answer.",
}

SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the rules that look at a project as a whole: fractions from 0 to 1."""

    concentration: float = 0.25
    coverage: float | None = None


def find(assessments: Sequence[Assessment], perimeter: PerimeterRef, limits: Limits, coverage: float) -> list[Finding]:
    """Return all findings, heaviest first."""
    found = [
        *_per_package(assessments, perimeter),
        *_concentration(assessments, perimeter, limits.concentration),
        *_coverage(coverage, limits.coverage),
    ]
    return sorted(
        found, key=lambda item: (SEVERITIES.index(item.severity), item.rule, item.package or "", item.message)
    )


def _per_package(assessments: Iterable[Assessment], perimeter: PerimeterRef) -> Iterable[Finding]:
    """Return one finding per rule, project and package; of several versions, the heaviest stands for all."""
    heaviest: dict[str, Finding] = {}
    for item in assessments:
        tripped = _rule(item, perimeter)
        if tripped is None:
            continue
        rule, severity, message = tripped
        place = item.package.locations[0] if item.package.locations else Location(file="")
        fingerprint = _fingerprint(rule, place.file.rpartition("/")[0], item.package.bare_purl)
        known = heaviest.get(fingerprint)
        if known is None or SEVERITIES.index(severity) < SEVERITIES.index(known.severity):
            heaviest[fingerprint] = Finding(
                rule=rule,
                severity=severity,
                message=message,
                fingerprint=fingerprint,
                package=item.package.purl,
                location=place,
            )
    return heaviest.values()


def _rule(item: Assessment, perimeter: PerimeterRef) -> tuple[str, Severity, str] | None:
    name = item.package.name
    if item.verdict is Verdict.OUTSIDE and item.severity is not None and item.controller is not None:
        return "outside-control", item.severity, f"{name} is decided by {who(item)}, outside {perimeter.label}"
    if item.verdict is Verdict.INDIVIDUAL:
        return "single-person", Severity.INFO, f"{name} is in one person's hands"
    if item.verdict is Verdict.UNKNOWN:
        return "unknown-control", Severity.LOW, f"{name}: {reason(item.reason, perimeter)}"
    return None


def _concentration(assessments: Iterable[Assessment], perimeter: PerimeterRef, limit: float) -> Iterable[Finding]:
    runtime = [item for item in assessments if item.package.scope is Scope.RUNTIME]
    counts = Counter(item.controller for item in runtime if item.controller and item.verdict is Verdict.OUTSIDE)
    for controller, count in counts.items():
        share = count / len(runtime)
        if share > limit:
            yield Finding(
                rule="concentration",
                severity=Severity.LOW,
                message=f"{controller.name} decides {count} of {len(runtime)} runtime packages ({share:.0%}) "
                f"from outside {perimeter.label}; the limit is {limit:.0%}",
                fingerprint=_fingerprint("concentration", "", controller.id),
            )


def _coverage(coverage: float, wanted: float | None) -> Iterable[Finding]:
    if wanted is not None and coverage < wanted:
        yield Finding(
            rule="coverage",
            severity=Severity.MEDIUM,
            message=f"{coverage:.0%} of the packages have an answer; the limit is {wanted:.0%}",
            fingerprint=_fingerprint("coverage", "", ""),
        )


def _fingerprint(rule: str, root: str, subject: str) -> str:
    """Return what names a finding across versions of the package and lines of the file."""
    return hashlib.sha256(f"{rule}\0{root}\0{subject}".encode("utf-8", "replace")).hexdigest()[:32]
