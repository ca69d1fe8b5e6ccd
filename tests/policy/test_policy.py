"""The words of a policy: which packages a condition means, and which an exception covers."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from depsov.model import INDIVIDUAL, Assessment, OrganisationRef, Reason, Scope, Severity, Verdict
from depsov.policy import Condition, Exemption, Judging
from depsov.policy.policy import UNKNOWN, controller_of
from tests.made import assessment, organisation, package

SAMPLE = organisation("sample")
EXAMPLE = organisation("example", "DE")

ITEM = replace(
    assessment(
        replace(package("works-tool", scope=Scope.OPTIONAL), direct=True),
        Verdict.OUTSIDE,
        reason=Reason.BY_PARENT,
        severity=Severity.MEDIUM,
        steward=EXAMPLE,
        controller=SAMPLE,
        countries=("DE", "US"),
    ),
    strength=3,
)


# --- conditions ---------------------------------------------------------------------------------------------------

MET: list[tuple[str, Condition]] = [
    ("verdict", Condition(verdict=(Verdict.UNKNOWN, Verdict.OUTSIDE))),
    ("reason", Condition(reason=(Reason.BY_SEAT, Reason.BY_PARENT))),
    ("severity", Condition(severity=Severity.MEDIUM)),
    ("severity", Condition(severity=Severity.INFO)),
    ("strength", Condition(strength=3)),
    ("strength", Condition(strength=0)),
    ("controller", Condition(controller=("other", "sample"))),
    ("jurisdiction", Condition(jurisdiction=("FR", "US"))),
    ("jurisdiction", Condition(jurisdiction=("DE",))),
    ("ecosystem", Condition(ecosystem=("npm", "pypi"))),
    ("scope", Condition(scope=(Scope.RUNTIME, Scope.OPTIONAL))),
    ("direct", Condition(direct=True)),
    ("package", Condition(package=("@acme/*", "works-*"))),
    ("judge", Condition(judge=Judging.CHANGES)),
]
UNMET: list[tuple[str, Condition]] = [
    ("verdict", Condition(verdict=(Verdict.INSIDE, Verdict.UNKNOWN))),
    ("reason", Condition(reason=(Reason.BY_SEAT,))),
    ("severity", Condition(severity=Severity.HIGH)),
    ("severity", Condition(severity=Severity.CRITICAL)),
    ("strength", Condition(strength=4)),
    ("controller", Condition(controller=("example",))),  # the steward, who has a parent
    ("controller", Condition(controller=(UNKNOWN, INDIVIDUAL))),
    ("jurisdiction", Condition(jurisdiction=("FR",))),
    ("ecosystem", Condition(ecosystem=("npm",))),
    ("scope", Condition(scope=(Scope.RUNTIME, Scope.DEVELOPMENT))),
    ("direct", Condition(direct=False)),
    ("package", Condition(package=("pkg:npm/works-tool", "works"))),
]


@pytest.mark.parametrize(("key", "condition"), MET)
def test_condition_is_met(key: str, condition: Condition) -> None:
    assert condition.matches(ITEM)


@pytest.mark.parametrize(("key", "condition"), UNMET)
def test_condition_is_not_met(key: str, condition: Condition) -> None:
    assert not condition.matches(ITEM)


def test_every_key_of_a_condition_is_tried_above() -> None:
    keys = {field.name for field in fields(Condition)} - {"path"}
    assert {key for key, _ in MET} == keys
    assert {key for key, _ in UNMET} == keys - {"judge"}  # who is looked at is for the judge


@pytest.mark.parametrize(("key", "unmet"), UNMET)
def test_one_key_that_does_not_hold_is_enough(key: str, unmet: Condition) -> None:
    all_met = {name: getattr(condition, name) for name, condition in MET}
    assert Condition(**all_met).matches(ITEM)
    assert not Condition(**{**all_met, key: getattr(unmet, key)}).matches(ITEM)


def test_condition_that_says_nothing_means_every_package() -> None:
    assert all(Condition().matches(assessment(verdict=verdict)) for verdict in Verdict)


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.OUTSIDE])
def test_package_without_a_severity_meets_none(verdict: Verdict) -> None:
    item = assessment(verdict=verdict)
    assert not any(Condition(severity=severity).matches(item) for severity in Severity)


# --- controllers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("controller", "verdict", "reason", "expected"),
    [
        (SAMPLE, Verdict.OUTSIDE, Reason.BY_SEAT, "sample"),
        (EXAMPLE, Verdict.INSIDE, Reason.CLEAN, "example"),
        (None, Verdict.INDIVIDUAL, Reason.ONE_ACCOUNT, INDIVIDUAL),
        (None, Verdict.UNKNOWN, Reason.NO_EVIDENCE, UNKNOWN),
        (None, Verdict.UNKNOWN, Reason.CONFLICTING, UNKNOWN),
        # With --strict an unproven answer is unknown, and still names who it would be.
        (EXAMPLE, Verdict.UNKNOWN, Reason.WEAK_EVIDENCE, "example"),
    ],
)
def test_controller_as_a_policy_names_it(
    controller: OrganisationRef | None, verdict: Verdict, reason: Reason, expected: str
) -> None:
    item = assessment(verdict=verdict, reason=reason, controller=controller)
    assert controller_of(item) == expected
    assert Condition(controller=(expected,)).matches(item)


# --- exceptions ---------------------------------------------------------------------------------------------------

EXEMPTION = Exemption(
    package=("works-*", "pkg:npm/@acme/*"),
    controller="sample",
    reason="no other reads that format",
    owner="platform team",
    expires=date(2027, 6, 30),
)


@pytest.mark.parametrize(
    "item",
    [
        ITEM,
        assessment(package("works-lib"), controller=SAMPLE),
        assessment(package("@acme/tool", "npm"), controller=SAMPLE),
        assessment(package("works-tool", version="9.9"), controller=SAMPLE),
    ],
)
def test_exception_covers_the_package_in_the_hands_that_it_names(item: Assessment) -> None:
    assert EXEMPTION.names(item)
    assert EXEMPTION.covers(item)


@pytest.mark.parametrize(
    "item",
    [
        assessment(package("works-tool"), controller=organisation("buyer")),
        assessment(package("works-tool"), Verdict.INSIDE, reason=Reason.CLEAN, controller=EXAMPLE),
        assessment(package("works-tool"), Verdict.INDIVIDUAL, reason=Reason.ONE_ACCOUNT),
        assessment(package("works-tool"), Verdict.UNKNOWN),
        # The steward stays, and gets a parent.
        assessment(package("works-tool"), steward=SAMPLE, controller=organisation("buyer")),
    ],
)
def test_exception_names_the_package_in_new_hands_but_does_not_cover_it(item: Assessment) -> None:
    assert EXEMPTION.names(item)
    assert not EXEMPTION.covers(item)


@pytest.mark.parametrize(
    "item",
    [
        assessment(package("other-tool"), controller=SAMPLE),
        assessment(package("@acme/tool", "pypi"), controller=SAMPLE),
        assessment(package("works-tool", "npm"), controller=EXAMPLE),
    ],
)
def test_exception_does_not_cover_what_it_does_not_mean(item: Assessment) -> None:
    assert not EXEMPTION.covers(item)


@pytest.mark.parametrize(
    ("controller", "verdict", "reason"),
    [
        (INDIVIDUAL, Verdict.INDIVIDUAL, Reason.ONE_ACCOUNT),
        (UNKNOWN, Verdict.UNKNOWN, Reason.NO_EVIDENCE),
    ],
)
def test_exception_may_be_made_for_one_person_and_for_nobody_known(
    controller: str, verdict: Verdict, reason: Reason
) -> None:
    item = assessment(package("works-tool"), verdict, reason=reason)
    exemption = replace(EXEMPTION, controller=controller)
    assert exemption.covers(item)
    assert not exemption.covers(replace(item, controller=SAMPLE))


@pytest.mark.parametrize(
    ("today", "is_expired"),
    [
        (date(2026, 11, 22), False),
        (date(2027, 6, 29), False),
        (date(2027, 6, 30), False),  # its last day
        (date(2027, 7, 1), True),
        (date(2028, 1, 1), True),
    ],
)
def test_exception_holds_on_its_last_day_and_not_after(today: date, *, is_expired: bool) -> None:
    assert EXEMPTION.is_expired(today) is is_expired


def test_place_of_an_exception_makes_no_other_exception() -> None:
    assert replace(EXEMPTION, line=3, path="exception[0]") == EXEMPTION
