"""Findings: what trips them, how heavy they are, and what names them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depsov.model import Assessment, Finding, Location, Reason, Scope, Severity, Verdict
from depsov.rules import RULES, Limits, find
from tests.made import EUROPE, assessment, organisation, package

SAMPLE = organisation("sample")
EXAMPLE = organisation("example", "DE")


def _find(*items: Assessment, limits: Limits | None = None, coverage: float = 1.0) -> list[Finding]:
    # No concentration unless a test asks for it.
    return find(items, EUROPE, limits or Limits(concentration=1.0), coverage)


# --- one package --------------------------------------------------------------------------------------------------


def test_outside_control_names_package_steward_parent_countries_and_perimeter() -> None:
    (finding,) = _find(
        assessment(package("works-tool"), steward=EXAMPLE, controller=SAMPLE, countries=("US", "DE", "US"))
    )
    assert finding.rule == "outside-control"
    for part in ("works-tool", "Example Inc.", "under Sample Inc.", "US", "outside Europe"):
        assert part in finding.message
    assert (finding.severity, finding.package) == (Severity.MEDIUM, "pkg:pypi/works-tool@1.0")
    assert finding.location == Location(file="uv.lock", line=3)


def test_steward_that_is_its_own_controller_is_named_once() -> None:
    (finding,) = _find(assessment(controller=SAMPLE, countries=("US",)))
    assert finding.message.count("Sample Inc.") == 1
    assert "under" not in finding.message


@pytest.mark.parametrize("severity", list(Severity))
def test_outside_control_weighs_what_the_assessment_weighs(severity: Severity) -> None:
    (finding,) = _find(assessment(controller=SAMPLE, severity=severity))
    assert finding.severity is severity


@pytest.mark.parametrize("verdict", [Verdict.INSIDE, Verdict.DISTRIBUTED])
def test_inside_and_distributed_trip_nothing(verdict: Verdict) -> None:
    assert _find(assessment(verdict=verdict, controller=EXAMPLE)) == []


def test_one_person_is_worth_an_info() -> None:
    (finding,) = _find(assessment(verdict=Verdict.INDIVIDUAL, reason=Reason.ONE_ACCOUNT))
    assert (finding.rule, finding.severity) == ("single-person", Severity.INFO)


@pytest.mark.parametrize(
    "reason",
    [
        Reason.NO_EVIDENCE,
        Reason.UNLISTED_IDENTITY,
        Reason.WEAK_EVIDENCE,
        Reason.OTHER_SOURCE,
        Reason.CONFLICTING,
    ],
)
def test_unknown_control_says_why(reason: Reason) -> None:
    (finding,) = _find(assessment(verdict=Verdict.UNKNOWN, reason=reason))
    assert (finding.rule, finding.severity) == ("unknown-control", Severity.LOW)
    assert finding.message.startswith("example: ")


def test_every_reason_of_an_unknown_has_words_of_its_own() -> None:
    reasons = [Reason.NO_EVIDENCE, Reason.UNLISTED_IDENTITY, Reason.WEAK_EVIDENCE, Reason.OTHER_SOURCE]
    messages = {_find(assessment(verdict=Verdict.UNKNOWN, reason=reason))[0].message for reason in reasons}
    assert len(messages) == len(reasons)


def test_package_without_a_place_still_gives_a_finding() -> None:
    (finding,) = _find(assessment(package(files=()), controller=SAMPLE))
    assert finding.package == "pkg:pypi/example@1.0"


# --- order and fingerprints ---------------------------------------------------------------------------------------


def test_heaviest_stands_first_then_rule_and_package() -> None:
    findings = _find(
        assessment(package("d"), Verdict.INDIVIDUAL),
        assessment(package("c"), Verdict.UNKNOWN),
        assessment(package("b"), controller=SAMPLE, severity=Severity.LOW),
        assessment(package("a2"), controller=SAMPLE, severity=Severity.CRITICAL),
        assessment(package("a1"), controller=SAMPLE, severity=Severity.CRITICAL),
    )
    assert [(item.severity.value, item.rule, item.package) for item in findings] == [
        ("critical", "outside-control", "pkg:pypi/a1@1.0"),
        ("critical", "outside-control", "pkg:pypi/a2@1.0"),
        ("low", "outside-control", "pkg:pypi/b@1.0"),
        ("low", "unknown-control", "pkg:pypi/c@1.0"),
        ("info", "single-person", "pkg:pypi/d@1.0"),
    ]


def _fingerprint(
    name: str = "example", version: str = "1.0", file: str = "back/uv.lock", verdict: Verdict = Verdict.OUTSIDE
) -> str:
    return _find(assessment(package(name, version=version, files=(file,)), verdict, controller=SAMPLE))[0].fingerprint


def test_fingerprint_is_rule_root_and_package_without_version() -> None:
    assert _fingerprint() == _fingerprint(version="2.0")
    assert len({_fingerprint(), _fingerprint(name="other"), _fingerprint(file="front/uv.lock")}) == 3
    assert _fingerprint() != _fingerprint(verdict=Verdict.UNKNOWN)


def test_fingerprint_stays_when_only_the_line_moves() -> None:
    moved = replace(package(), locations=(Location(file="uv.lock", line=99),))
    assert _find(assessment(moved, controller=SAMPLE))[0].fingerprint == _fingerprint(file="uv.lock")


def test_two_versions_in_one_project_are_one_finding() -> None:
    findings = _find(*(assessment(package(version=version), controller=SAMPLE) for version in ("1.0", "2.0")))
    assert len(findings) == 1


def test_heaviest_of_two_versions_is_the_finding() -> None:
    findings = _find(
        assessment(package(version="1.0", scope=Scope.DEVELOPMENT), controller=SAMPLE, severity=Severity.LOW),
        assessment(package(version="2.0"), controller=SAMPLE, severity=Severity.MEDIUM),
    )
    assert [item.severity for item in findings] == [Severity.MEDIUM]


# --- concentration ------------------------------------------------------------------------------------------------


def _tree(outside: int, others: int) -> list[Assessment]:
    return [
        *(assessment(package(f"sample-{number}"), controller=SAMPLE) for number in range(outside)),
        *(assessment(package(f"other-{number}"), Verdict.DISTRIBUTED) for number in range(others)),
    ]


def _concentration(items: list[Assessment], limit: float = 0.25) -> list[Finding]:
    return [item for item in _find(*items, limits=Limits(concentration=limit)) if item.rule == "concentration"]


def test_one_controller_over_the_limit_is_a_finding() -> None:
    (finding,) = _concentration(_tree(3, 7))
    assert finding.message == "Sample Inc. decides 3 of 10 runtime packages (30%) from outside Europe; the limit is 25%"
    assert (finding.severity, finding.package) == (Severity.LOW, None)


def test_share_at_the_limit_is_within_it() -> None:
    assert _concentration(_tree(1, 3)) == []


def test_only_runtime_packages_count() -> None:
    development = [
        assessment(package(f"tool-{number}", scope=Scope.DEVELOPMENT), controller=SAMPLE) for number in range(9)
    ]
    assert _concentration([*_tree(1, 3), *development]) == []
    assert len(_concentration([*_tree(2, 3), *development])) == 1


def test_share_of_a_controller_inside_is_no_concentration() -> None:
    assert _concentration([assessment(verdict=Verdict.INSIDE, controller=EXAMPLE)]) == []


def test_each_controller_counts_by_itself_and_has_its_fingerprint() -> None:
    other = organisation("other", "JP")
    items = [
        assessment(package("a"), controller=SAMPLE),
        assessment(package("b"), controller=other),
        assessment(package("c"), Verdict.DISTRIBUTED),
    ]
    findings = _concentration(items)
    assert len({item.fingerprint for item in findings}) == 2
    assert _concentration(items, limit=0.5) == []


# --- coverage -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("coverage", "wanted", "trips"),
    [(0.5, None, False), (0.8, 0.8, False), (0.79, 0.8, True), (0.0, 0.0, False)],
)
def test_coverage_below_what_is_wanted(coverage: float, wanted: float | None, trips: bool) -> None:  # noqa: FBT001
    findings = _find(limits=Limits(coverage=wanted), coverage=coverage)
    assert [item.rule for item in findings] == (["coverage"] if trips else [])


# --- the list of rules --------------------------------------------------------------------------------------------


def test_every_finding_is_of_a_listed_rule_and_every_listed_rule_can_be_tripped() -> None:
    items = [
        *_tree(3, 1),
        assessment(package("person"), Verdict.INDIVIDUAL),
        assessment(package("nobody"), Verdict.UNKNOWN),
    ]
    findings = _find(*items, limits=Limits(concentration=0.1, coverage=0.9), coverage=0.5)
    assert {item.rule for item in findings} == set(RULES)


def test_same_input_gives_the_same_findings() -> None:
    items = _tree(3, 2)
    assert _find(*items) == _find(*reversed(items))
