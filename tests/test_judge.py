"""What a policy makes of a package: it fails, is worth a warning, is accepted, or passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from depsov.config import Config, preset_config
from depsov.judge import Judge, levelled
from depsov.model import Assessment, Finding, Level, Reason, Severity, Verdict
from depsov.policy import Condition, Exemption, Judging, Policy
from tests.made import EUROPE, assessment, organisation, package

TODAY = date(2027, 6, 30)
SAMPLE = organisation("sample")
BUYER = organisation("buyer")

OUTSIDE = assessment(package("works-tool"), controller=SAMPLE, severity=Severity.MEDIUM)
INSIDE = assessment(verdict=Verdict.INSIDE, reason=Reason.CLEAN, controller=organisation("example", "DE"))
PERSON = assessment(verdict=Verdict.INDIVIDUAL, reason=Reason.ONE_ACCOUNT)
NOBODY = assessment(verdict=Verdict.UNKNOWN)

IS_OUTSIDE = Condition(verdict=(Verdict.OUTSIDE,))
ACCEPTED = Exemption(
    package=("works-*",), controller="sample", reason="no other reads it", owner="platform team", expires=TODAY
)


def _config(
    *,
    fail: Iterable[Condition] = (),
    warn: Iterable[Condition] = (),
    exemptions: Iterable[Exemption] = (),
    fail_on: Severity | None = None,
    judge: Judging = Judging.ALL,
    unknown: Level = Level.WARN,
    enforce: bool = True,
) -> Config:
    policy = Policy(
        judge=judge,
        unknown=unknown,
        enforce=enforce,
        fail=tuple(fail),
        warn=tuple(warn),
        exemptions=tuple(exemptions),
    )
    return Config(fail_on=fail_on, policy=policy)


def _level(
    config: Config, item: Assessment = OUTSIDE, *, is_changed: bool = False, judging: Judging | None = None
) -> Level | None:
    return Judge(config, TODAY, judging).level(item, item.severity or Severity.INFO, is_changed=is_changed)


# --- rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", [OUTSIDE, INSIDE, PERSON])
def test_policy_without_rules_says_nothing_of_what_is_known(item: Assessment) -> None:
    assert _level(_config(), item) is None


@pytest.mark.parametrize(("item", "level"), [(OUTSIDE, Level.FAIL), (INSIDE, None), (PERSON, None)])
def test_rule_speaks_of_the_packages_that_it_means(item: Assessment, level: Level | None) -> None:
    assert _level(_config(fail=[IS_OUTSIDE]), item) is level


def test_warning_warns() -> None:
    assert _level(_config(warn=[IS_OUTSIDE])) is Level.WARN


def test_failing_goes_before_warning() -> None:
    assert _level(_config(fail=[Condition(controller=("sample",))], warn=[IS_OUTSIDE])) is Level.FAIL


def test_one_rule_of_many_is_enough() -> None:
    rules = [Condition(verdict=(Verdict.INSIDE,)), Condition(ecosystem=("npm",)), Condition(strength=3)]
    assert _level(_config(fail=rules)) is Level.FAIL
    assert _level(_config(fail=rules[:2])) is None


# --- which packages are looked at ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("judge", "own", "override", "is_changed", "level"),
    [
        (Judging.ALL, None, None, False, Level.FAIL),
        (Judging.ALL, None, None, True, Level.FAIL),
        (Judging.CHANGES, None, None, False, None),
        (Judging.CHANGES, None, None, True, Level.FAIL),
        (Judging.CHANGES, Judging.ALL, None, False, Level.FAIL),  # the rule says more than its policy
        (Judging.ALL, Judging.CHANGES, None, False, None),
        (Judging.ALL, Judging.CHANGES, None, True, Level.FAIL),
        (Judging.ALL, None, Judging.CHANGES, False, None),  # since a revision: whatever the policy says
        (Judging.CHANGES, Judging.ALL, Judging.CHANGES, False, None),
        (Judging.CHANGES, Judging.CHANGES, Judging.ALL, False, Level.FAIL),
    ],
)
def test_policy_looks_at_changes_or_at_all(
    judge: Judging, own: Judging | None, override: Judging | None, level: Level | None, *, is_changed: bool
) -> None:
    rule = replace(IS_OUTSIDE, judge=own)
    assert _level(_config(fail=[rule], judge=judge), is_changed=is_changed, judging=override) is level
    softer = None if level is None else Level.WARN
    assert _level(_config(warn=[rule], judge=judge), is_changed=is_changed, judging=override) is softer


# --- unknown packages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unknown", [Level.WARN, Level.FAIL])
def test_unknown_package_is_worth_what_the_policy_says(unknown: Level) -> None:
    assert _level(_config(unknown=unknown), NOBODY) is unknown
    assert _level(_config(unknown=unknown), OUTSIDE) is None


@pytest.mark.parametrize("unknown", [Level.WARN, Level.FAIL])
def test_unknown_package_that_is_as_it_was_is_passed_over(unknown: Level) -> None:
    config = _config(unknown=unknown, judge=Judging.CHANGES)
    assert _level(config, NOBODY) is None
    assert _level(config, NOBODY, is_changed=True) is unknown


def test_rule_may_be_harder_on_unknown_packages_than_the_policy() -> None:
    rule = Condition(reason=(Reason.NO_EVIDENCE,))
    assert _level(_config(fail=[rule]), NOBODY) is Level.FAIL
    assert _level(_config(warn=[rule], unknown=Level.FAIL), NOBODY) is Level.FAIL


# --- the severity from which on all fails -------------------------------------------------------------------------


@pytest.mark.parametrize("fail_on", list(Severity))
@pytest.mark.parametrize("severity", list(Severity))
def test_severity_fails_from_there_on(fail_on: Severity, severity: Severity) -> None:
    order = list(Severity)
    is_heavy = order.index(severity) <= order.index(fail_on)
    item = replace(OUTSIDE, severity=severity)
    assert _level(_config(fail_on=fail_on), item) is (Level.FAIL if is_heavy else None)
    assert Judge(_config(fail_on=fail_on), TODAY).weighs(severity) is is_heavy


@pytest.mark.parametrize("severity", list(Severity))
def test_no_severity_weighs_where_none_is_named(severity: Severity) -> None:
    assert not Judge(_config(), TODAY).weighs(severity)


def test_severity_looks_at_what_the_policy_looks_at() -> None:
    config = _config(fail_on=Severity.MEDIUM, judge=Judging.CHANGES)
    assert _level(config) is None
    assert _level(config, is_changed=True) is Level.FAIL


# --- exceptions ---------------------------------------------------------------------------------------------------

FAILING = [
    _config(fail=[IS_OUTSIDE], exemptions=[ACCEPTED]),
    _config(warn=[IS_OUTSIDE], exemptions=[ACCEPTED]),
    _config(fail_on=Severity.INFO, exemptions=[ACCEPTED]),
    _config(fail=[IS_OUTSIDE], exemptions=[ACCEPTED], judge=Judging.CHANGES),
    _config(fail=[IS_OUTSIDE], exemptions=[ACCEPTED], enforce=False),
]


@pytest.mark.parametrize("config", FAILING)
def test_exception_accepts_what_would_fail_or_warn(config: Config) -> None:
    assert _level(config, is_changed=True) is Level.ACCEPTED


@pytest.mark.parametrize("config", FAILING)
@pytest.mark.parametrize("controller", ["buyer", "individual", "unknown"])
def test_exception_never_hides_a_new_controller(config: Config, controller: str) -> None:
    now = {"buyer": replace(OUTSIDE, controller=BUYER)}.get(controller, replace(OUTSIDE, controller=None))
    if controller == "individual":
        now = replace(now, reason=Reason.ONE_ACCOUNT)
    without = replace(config, policy=replace(config.policy, exemptions=()))
    level = _level(config, now, is_changed=True)
    assert level is _level(without, now, is_changed=True)
    assert level in (Level.FAIL, Level.WARN)
    assert Judge(config, TODAY).exemption(now) is None
    assert Judge(config, TODAY).notice(now) is Level.WARN


def test_package_that_the_policy_does_not_mind_is_not_accepted_either() -> None:
    assert _level(_config(exemptions=[ACCEPTED])) is None
    assert _level(_config(fail=[IS_OUTSIDE], exemptions=[ACCEPTED], judge=Judging.CHANGES)) is None


def test_exception_for_another_package_accepts_nothing() -> None:
    other = replace(OUTSIDE, package=package("other-tool"))
    assert _level(_config(fail=[IS_OUTSIDE], exemptions=[ACCEPTED]), other) is Level.FAIL


@pytest.mark.parametrize(
    ("today", "level"),
    [(date(2027, 6, 29), Level.ACCEPTED), (TODAY, Level.ACCEPTED), (date(2027, 7, 1), Level.FAIL)],
)
def test_exception_accepts_on_its_last_day_and_not_after(today: date, level: Level) -> None:
    judge = Judge(_config(fail=[IS_OUTSIDE], exemptions=[ACCEPTED]), today)
    assert judge.level(OUTSIDE, Severity.MEDIUM, is_changed=False) is level


def test_exception_that_holds_stands_in_for_one_that_has_expired() -> None:
    old = replace(ACCEPTED, expires=date(2026, 1, 1))
    new = replace(ACCEPTED, package=("works-tool",))
    judge = Judge(_config(fail=[IS_OUTSIDE], exemptions=[old, new]), TODAY)
    assert judge.exemption(OUTSIDE) == new


def test_new_hands_that_no_rule_speaks_of_are_a_notice_unless_accepted() -> None:
    assert Judge(_config(), TODAY).notice(OUTSIDE) is Level.WARN
    assert Judge(_config(exemptions=[ACCEPTED]), TODAY).notice(OUTSIDE) is Level.ACCEPTED


# --- without enforcement ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "item"),
    [
        (_config(fail=[IS_OUTSIDE], enforce=False), OUTSIDE),
        (_config(fail_on=Severity.INFO, enforce=False), OUTSIDE),
        (_config(unknown=Level.FAIL, enforce=False), NOBODY),
        (_config(warn=[IS_OUTSIDE], enforce=False), OUTSIDE),
    ],
)
def test_without_enforcement_what_would_fail_is_a_warning(config: Config, item: Assessment) -> None:
    assert _level(config, item) is Level.WARN


def _finding(severity: Severity = Severity.LOW, level: Level | None = None) -> Finding:
    return Finding(rule="share", severity=severity, message="too much", level=level)


@pytest.mark.parametrize(
    ("fail_on", "enforce", "level", "expected"),
    [
        (None, True, Level.FAIL, Level.FAIL),
        (None, True, Level.WARN, Level.WARN),
        (None, True, None, None),
        (None, False, Level.FAIL, Level.WARN),
        (None, False, Level.WARN, Level.WARN),
        (None, False, None, None),
        (Severity.LOW, True, None, Level.FAIL),
        (Severity.LOW, True, Level.WARN, Level.FAIL),
        (Severity.LOW, False, None, Level.WARN),
        (Severity.MEDIUM, True, None, None),
    ],
)
def test_finding_on_the_whole_project_is_taken_as_the_policy_takes_it(
    fail_on: Severity | None, level: Level | None, expected: Level | None, *, enforce: bool
) -> None:
    judge = Judge(_config(fail_on=fail_on, enforce=enforce), TODAY)
    finding = _finding(level=level)
    assert judge.enforced(finding) == replace(finding, level=expected)


# --- presets ------------------------------------------------------------------------------------------------------

LIGHT = replace(OUTSIDE, severity=Severity.LOW)


@pytest.mark.parametrize(
    ("preset", "item", "as_it_was", "changed"),
    [
        ("inventory", OUTSIDE, Level.WARN, Level.WARN),
        ("inventory", LIGHT, None, None),
        ("inventory", NOBODY, Level.WARN, Level.WARN),
        ("inventory", PERSON, None, None),
        ("new-only", OUTSIDE, None, Level.FAIL),
        ("new-only", LIGHT, None, Level.FAIL),
        ("new-only", NOBODY, None, Level.WARN),
        ("new-only", INSIDE, None, None),
        ("new-only", PERSON, None, None),
        ("eu-procurement", OUTSIDE, Level.FAIL, Level.FAIL),
        ("eu-procurement", LIGHT, None, None),
        ("eu-procurement", NOBODY, Level.FAIL, Level.FAIL),
        ("eu-procurement", PERSON, None, None),
        ("eu-procurement", INSIDE, None, None),
    ],
)
def test_what_each_preset_makes_of_a_package(
    preset: str, item: Assessment, as_it_was: Level | None, changed: Level | None
) -> None:
    config = preset_config(preset)
    assert _level(config, item, is_changed=False) is as_it_was
    assert _level(config, item, is_changed=True) is changed


# --- the findings of a scan ---------------------------------------------------------------------------------------


def _about(item: Assessment, severity: Severity) -> Finding:
    return replace(_finding(severity), rule="outside-control", package=item.package.purl)


def test_findings_of_a_scan_get_their_levels() -> None:
    other = replace(NOBODY, package=package("nobody"))
    findings = [_about(OUTSIDE, Severity.MEDIUM), _about(other, Severity.LOW), _finding(level=Level.FAIL), _finding()]
    config = _config(fail=[IS_OUTSIDE])
    levels = [item.level for item in levelled(findings, [OUTSIDE, other], EUROPE, Judge(config, TODAY))]
    assert sorted(levels, key=str) == [Level.FAIL, Level.FAIL, Level.WARN, None]


def test_scan_knows_of_no_change() -> None:
    config = _config(fail=[IS_OUTSIDE], judge=Judging.CHANGES)
    (finding,) = levelled([_about(OUTSIDE, Severity.MEDIUM)], [OUTSIDE], EUROPE, Judge(config, TODAY))
    assert finding.level is None


def test_scan_changes_nothing_but_the_level() -> None:
    before = _about(OUTSIDE, Severity.MEDIUM)
    config = _config(fail=[IS_OUTSIDE], exemptions=[ACCEPTED])
    (after,) = levelled([before], [OUTSIDE], EUROPE, Judge(config, TODAY))
    assert after == replace(before, level=Level.ACCEPTED)


def test_scan_names_a_package_that_only_the_policy_speaks_of() -> None:
    inside = assessment(package("works-tool"), Verdict.INSIDE, controller=organisation("works", "DE"))
    config = _config(fail=[Condition(controller=("works",))])
    (finding,) = levelled([], [inside], EUROPE, Judge(config, TODAY))
    assert (finding.rule, finding.level) == ("policy", Level.FAIL)
    assert finding.message == "works-tool is inside Europe, decided by Works Inc. (DE)"
    assert levelled([], [inside], EUROPE, Judge(_config(), TODAY)) == []
