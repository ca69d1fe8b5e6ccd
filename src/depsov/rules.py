"""The rules that a package or a project can trip, and the findings that they give.

`RULES` is the one list of them: id, and what it means, for every report format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from depsov.model import Assessment, Finding, Level, Location, PerimeterRef, Reason, Scope, Severity, Verdict
from depsov.phrases import percent, reason, verdict, who
from depsov.policy import Limits
from depsov.values import replace

__all__ = [
    "RULES",
    "about",
    "by_weight",
    "find",
    "finding_of",
    "limit_findings",
    "policy_finding",
    "severity_of",
]

RULES = {
    "outside-control": "An organisation outside the perimeter decides what the next release contains.",
    "single-person": "One account decides the releases.",
    "unknown-control": "Nothing tells who decides the releases.",
    "policy": "The policy of the project names a package that no other rule speaks of.",
    "controller-changed": "Another controller decides than depsov.lock says, or than a revision had.",
    "strength-rise": "Its controller can do more to the project alone than before.",
    "share": "Too large a share of the runtime tree is decided outside, or by nobody knows whom.",
    "concentration": "One controller decides over a large share of the runtime tree.",
    "coverage": "Too many packages have no answer.",
    "lock-stale": "depsov.lock does not say what is known of the tree.",
    "exception-expired": "An exception of the policy holds no longer.",
    "exception-unused": "An exception of the policy accepts nothing.",
}

CONCENTRATION = 0.25
"""The share of one controller from which a report mentions it, where the policy sets no limit."""


def find(assessments: Sequence[Assessment], perimeter: PerimeterRef, limits: Limits) -> list[Finding]:
    """Return all findings, heaviest first; those on a limit that the policy sets fail."""
    found = [*_per_package(assessments, perimeter), *limit_findings(assessments, perimeter, limits)]
    if limits.concentration is None:
        mentioned = _concentration(_runtime(assessments), perimeter, CONCENTRATION)
        found += [replace(item, level=None, hint=None) for item in mentioned]
    return by_weight(found)


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order of every report."""
    return sorted(findings, key=lambda item: (item.severity.rank, item.rule, item.package or "", item.message))


def severity_of(item: Assessment) -> Severity:
    """Return how much a package weighs by itself."""
    if item.verdict is Verdict.OUTSIDE and item.severity is not None:
        return item.severity
    return Severity.LOW if item.verdict is Verdict.UNKNOWN else Severity.INFO


def finding_of(item: Assessment, perimeter: PerimeterRef) -> Finding | None:
    """Return what a package trips by itself: that it is outside, unknown or in one person's hands."""
    name = item.package.name
    if item.verdict is Verdict.OUTSIDE and item.controller is not None:
        # Its country alone would read as inside, where only the head office is not.
        where = "run from outside" if item.reason is Reason.BY_HEAD_OFFICE else "outside"
        return about(item, "outside-control", f"{name} is decided by {who(item)}, {where} {perimeter.label}")
    if item.verdict is Verdict.INDIVIDUAL:
        return about(item, "single-person", f"{name} is in one person's hands")
    if item.verdict is Verdict.UNKNOWN:
        return about(item, "unknown-control", f"{name}: {reason(item.reason, perimeter)}")
    return None


def policy_finding(item: Assessment, perimeter: PerimeterRef) -> Finding:
    """Return what is said of a package that trips nothing by itself, where the policy names it."""
    return about(item, "policy", f"{item.package.name} is {verdict(item.verdict, perimeter)}, decided by {who(item)}")


def about(item: Assessment, rule: str, message: str) -> Finding:
    """Return a finding on a package, in the first place where it stands."""
    place = item.package.locations[0] if item.package.locations else Location(file="")
    return Finding(
        rule=rule,
        severity=severity_of(item),
        message=message,
        root=place.file.rpartition("/")[0],
        subject=item.package.bare_purl,
        package=item.package.purl,
        location=place,
    )


def _per_package(assessments: Iterable[Assessment], perimeter: PerimeterRef) -> Iterable[Finding]:
    """Return one finding per rule, project and package; of several versions, the heaviest stands for all."""
    heaviest: dict[tuple[str, str, str], Finding] = {}
    for item in assessments:
        finding = finding_of(item, perimeter)
        if finding is None:
            continue
        key = (finding.rule, finding.root, finding.subject)
        known = heaviest.get(key)
        if known is None or finding.severity.rank < known.severity.rank:
            heaviest[key] = finding
    return heaviest.values()


# --- the project as a whole ---------------------------------------------------------------------------------------


def limit_findings(assessments: Sequence[Assessment], perimeter: PerimeterRef, limits: Limits) -> list[Finding]:
    """Return the limits that a project exceeds; who sets a limit means it, so they fail."""
    runtime = _runtime(assessments)
    return [
        *_concentration(runtime, perimeter, limits.concentration),
        *_shares(runtime, perimeter, limits),
        *_coverage(assessments, limits.coverage),
    ]


def _runtime(assessments: Iterable[Assessment]) -> list[Assessment]:
    return [item for item in assessments if item.package.scope is Scope.RUNTIME]


def _concentration(runtime: Sequence[Assessment], perimeter: PerimeterRef, limit: float | None) -> Iterable[Finding]:
    if limit is None:
        return
    counts = Counter(item.controller for item in runtime if item.controller and item.verdict is Verdict.OUTSIDE)
    for controller, count in counts.items():
        share = count / len(runtime)
        if share > limit:
            yield _whole(
                "concentration",
                Severity.LOW,
                f"{controller.name} decides {count} of {len(runtime)} runtime packages ({percent(share)}) "
                f"from outside {perimeter.label}; the limit is {percent(limit)}",
                controller.id,
            )


def _shares(runtime: Sequence[Assessment], perimeter: PerimeterRef, limits: Limits) -> Iterable[Finding]:
    outside = [item for item in runtime if item.verdict is Verdict.OUTSIDE]
    one_party = [item for item in outside if item.group == "one-party-outside"]
    unknown = [item for item in runtime if item.verdict is Verdict.UNKNOWN]
    for key, limit, items, what in (
        ("outside", limits.outside, outside, f"are decided outside {perimeter.label}"),
        ("one-party", limits.one_party, one_party, f"are decided by one party outside {perimeter.label}"),
        ("unknown", limits.unknown, unknown, "have no answer"),
    ):
        share = len(items) / len(runtime) if runtime else 0.0
        if limit is not None and share > limit:
            counted = f"{len(items)} of {len(runtime)} runtime packages ({percent(share)})"
            yield _whole("share", Severity.MEDIUM, f"{counted} {what}; the limit is {percent(limit)}", key)


def _coverage(assessments: Sequence[Assessment], wanted: float | None) -> Iterable[Finding]:
    known = sum(item.verdict is not Verdict.UNKNOWN for item in assessments)
    coverage = known / len(assessments) if assessments else 1.0
    if wanted is not None and coverage < wanted:
        message = f"{percent(coverage)} of the packages have an answer; at least {percent(wanted)} are wanted"
        hint = "`depsov lock --online` may find more answers"
        yield replace(_whole("coverage", Severity.MEDIUM, message, ""), hint=hint)


def _whole(rule: str, severity: Severity, message: str, subject: str) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        subject=subject,
        level=Level.FAIL,
        hint="`depsov scan` shows which packages count; leave some out, or set another limit",
    )
