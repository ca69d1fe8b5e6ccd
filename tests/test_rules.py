"""Findings: what trips them, how heavy they are, and what names them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depsov.model import Assessment, Finding, Level, Location, Reason, Scope, Severity, Verdict
from depsov.policy import Limits
from depsov.rules import RULES, find
from tests.made import EUROPE, assessment, organisation, package

SAMPLE = organisation("sample")
EXAMPLE = organisation("example", "DE")


def _find(*items: Assessment, limits: Limits | None = None) -> list[Finding]:
    # No concentration unless a test asks for it.
    return find(items, EUROPE, limits or Limits(concentration=1.0))


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


def test_party_with_a_seat_inside_is_said_to_be_run_from_outside() -> None:
    (finding,) = _find(assessment(controller=EXAMPLE, reason=Reason.BY_HEAD_OFFICE, countries=("DE", "US")))
    assert finding.message == "example is decided by Example Inc. (DE), run from outside Europe"


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


def test_without_a_limit_a_large_share_is_mentioned_and_does_not_fail() -> None:
    (finding,) = (item for item in _find(*_tree(3, 7), limits=Limits()) if item.rule == "concentration")
    assert finding.level is None


def test_a_limit_that_somebody_set_fails() -> None:
    (finding,) = _concentration(_tree(3, 7))
    assert finding.level is Level.FAIL


# --- shares and coverage ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unknown", "known", "wanted", "trips"),
    [(5, 5, None, False), (2, 8, 0.8, False), (3, 7, 0.8, True), (3, 0, 0.0, False), (0, 0, 1.0, False)],
)
def test_coverage_below_what_is_wanted(unknown: int, known: int, wanted: float | None, *, trips: bool) -> None:
    items = [
        *(assessment(package(f"nobody-{number}"), Verdict.UNKNOWN) for number in range(unknown)),
        *(assessment(package(f"known-{number}"), Verdict.DISTRIBUTED) for number in range(known)),
    ]
    findings = _find(*items, limits=Limits(coverage=wanted, concentration=1.0))
    assert [item.rule for item in findings if item.package is None] == (["coverage"] if trips else [])


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(outside=0.3), "4 of 10 runtime packages (40%) are decided outside Europe; the limit is 30%"),
        (Limits(one_party=0.2), "3 of 10 runtime packages (30%) are decided by one party outside Europe"),
        (Limits(unknown=0.05), "1 of 10 runtime packages (10%) have no answer; the limit is 5%"),
    ],
)
def test_share_of_the_runtime_tree_over_its_limit(limits: Limits, said: str) -> None:
    items = [
        *_tree(3, 5),
        assessment(package("numbers"), controller=EXAMPLE, group="home-outside"),
        assessment(package("nobody"), Verdict.UNKNOWN),
        *(assessment(package(f"tool-{number}", scope=Scope.DEVELOPMENT), Verdict.UNKNOWN) for number in range(9)),
    ]
    (finding,) = (item for item in _find(*items, limits=replace(limits, concentration=1.0)) if item.rule == "share")
    assert said in finding.message
    assert (finding.level, finding.package) == (Level.FAIL, None)


def test_share_at_its_limit_is_within_it() -> None:
    limits = Limits(outside=0.3, one_party=0.3, unknown=0.0, concentration=1.0)
    assert [item for item in _find(*_tree(3, 7), limits=limits) if item.rule == "share"] == []


def test_tree_without_runtime_packages_has_no_shares() -> None:
    item = assessment(package(scope=Scope.DEVELOPMENT), controller=SAMPLE)
    limits = Limits(outside=0.0, one_party=0.0, unknown=0.0, concentration=0.0)
    assert [finding.rule for finding in _find(item, limits=limits)] == ["outside-control"]


# --- the list of rules --------------------------------------------------------------------------------------------

OF_THE_GATE = {"policy", "controller-changed", "strength-rise", "lock-stale", "exception-expired", "exception-unused"}
"""Rules that need a policy or a `depsov.lock`: tests/gate trips them."""


def test_every_finding_is_of_a_listed_rule_and_every_rule_of_a_scan_can_be_tripped() -> None:
    items = [
        *_tree(3, 1),
        assessment(package("person"), Verdict.INDIVIDUAL),
        assessment(package("nobody"), Verdict.UNKNOWN),
    ]
    findings = _find(*items, limits=Limits(concentration=0.1, coverage=0.9, outside=0.1))
    assert {item.rule for item in findings} == set(RULES) - OF_THE_GATE


def test_same_input_gives_the_same_findings() -> None:
    items = _tree(3, 2)
    assert _find(*items) == _find(*reversed(items))
