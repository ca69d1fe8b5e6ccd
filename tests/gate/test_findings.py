"""What a policy makes of packages beside what stood before, of a stale depsov.lock and of its own exceptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from depsov.config import Config
from depsov.gate.findings import exception_findings, package_findings, stale_finding
from depsov.gate.known import Before, before_of_assessments
from depsov.judge import Judge
from depsov.lock import Block, Lock, Party
from depsov.lock.block import block_of
from depsov.model import Assessment, Confidence, Finding, Level, Location, Reason, Severity, Verdict
from depsov.policy import Condition, Exemption, Judging, Policy
from tests.made import EUROPE, assessment, organisation, package

TODAY = date(2026, 6, 30)
SAMPLE, EXAMPLE, OTHER = organisation("sample"), organisation("example", "DE"), organisation("other")

NEW_ONLY = Policy(judge=Judging.CHANGES, fail=(Condition(verdict=(Verdict.OUTSIDE,)),))
ACCEPTED = Exemption(
    package=("example",),
    controller="sample",
    reason="we host it",
    owner="platform team",
    expires=date(2026, 12, 31),
    file="depsov.toml",
    line=4,
)

BY_SAMPLE = assessment(controller=SAMPLE, countries=("US",))
BY_OTHER = assessment(controller=OTHER, countries=("US",))
BY_EXAMPLE = assessment(verdict=Verdict.INSIDE, reason=Reason.CLEAN, controller=EXAMPLE, countries=("DE",))
BY_ONE_PERSON = assessment(verdict=Verdict.INDIVIDUAL, reason=Reason.ONE_ACCOUNT, group="one-person")
BY_NOBODY_KNOWN = assessment(verdict=Verdict.UNKNOWN)
MOVED_OUT = assessment(controller=EXAMPLE, countries=("DE", "US"), reason=Reason.BY_HEAD_OFFICE)
STRONGER = replace(BY_SAMPLE, strength=5, severity=Severity.CRITICAL)


def _findings(
    *items: Assessment, before: Assessment | None = None, policy: Policy = NEW_ONLY, day: date = TODAY
) -> list[Finding]:
    known: dict[str, Before] = {} if before is None else before_of_assessments([before])
    return package_findings(items, known, Judge(Config(policy=policy, file="depsov.toml"), day), EUROPE)


# --- packages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "rule", "level", "message"),
    [
        (
            None,
            BY_SAMPLE,
            "outside-control",
            Level.FAIL,
            "new: example is decided by Sample Inc. (US), outside Europe",
        ),
        (None, BY_NOBODY_KNOWN, "unknown-control", Level.WARN, "new: example: nothing tells who decides"),
        (
            BY_EXAMPLE,
            BY_SAMPLE,
            "controller-changed",
            Level.FAIL,
            "example is decided by Sample Inc. (US), outside Europe; before: Example Inc. (DE)",
        ),
        (
            BY_ONE_PERSON,
            BY_SAMPLE,
            "controller-changed",
            Level.FAIL,
            "example is decided by Sample Inc. (US), outside Europe; before: one person",
        ),
        (
            BY_SAMPLE,
            BY_EXAMPLE,
            "controller-changed",
            Level.WARN,
            "example is inside Europe, decided by Example Inc. (DE); before: Sample Inc. (US)",
        ),
        (
            BY_SAMPLE,
            BY_ONE_PERSON,
            "controller-changed",
            Level.WARN,
            "example is in one person's hands; before: Sample Inc. (US)",
        ),
        (
            BY_SAMPLE,
            BY_NOBODY_KNOWN,
            "unknown-control",
            Level.WARN,
            "example: nothing tells who decides; before: Sample Inc. (US)",
        ),
        (
            BY_SAMPLE,
            STRONGER,
            "strength-rise",
            Level.FAIL,
            "example: the hold of Sample Inc. (US) rose from strength 3 to 5 of 5",
        ),
        (
            BY_EXAMPLE,
            MOVED_OUT,
            "outside-control",
            Level.FAIL,
            "example is decided by Example Inc. (DE), run from outside Europe; before: inside Europe",
        ),
    ],
    ids=[
        "new",
        "new unknown",
        "to outside",
        "person to company",
        "to inside",
        "to a person",
        "lost",
        "stronger",
        "left",
    ],
)
def test_what_new_only_says(before: Assessment | None, now: Assessment, rule: str, level: Level, message: str) -> None:
    (finding,) = _findings(now, before=before)
    assert (finding.rule, finding.level, finding.message) == (rule, level, message)
    assert (finding.package, finding.location) == (now.package.purl, Location(file="uv.lock", line=3))


@pytest.mark.parametrize("item", [BY_SAMPLE, BY_EXAMPLE, BY_ONE_PERSON, BY_NOBODY_KNOWN, STRONGER, MOVED_OUT])
def test_new_only_says_nothing_of_what_is_as_it_was(item: Assessment) -> None:
    assert _findings(item, before=item) == []


@pytest.mark.parametrize("item", [BY_EXAMPLE, BY_ONE_PERSON])
def test_new_only_says_nothing_of_what_comes_in_and_is_not_outside(item: Assessment) -> None:
    assert _findings(item) == []


def test_that_something_became_known_is_no_change() -> None:
    assert _findings(BY_SAMPLE, before=BY_NOBODY_KNOWN) == []


def test_a_change_of_hands_is_never_below_low() -> None:
    light = assessment(controller=OTHER, severity=Severity.INFO)
    (finding,) = _findings(light, before=BY_SAMPLE)
    assert finding.severity is Severity.LOW


@pytest.mark.parametrize("severity", [Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW])
def test_a_change_of_hands_weighs_what_the_package_weighs(severity: Severity) -> None:
    (finding,) = _findings(assessment(controller=OTHER, severity=severity), before=BY_SAMPLE)
    assert finding.severity is severity


def test_a_package_that_only_the_policy_names_has_a_rule_of_its_own() -> None:
    policy = Policy(fail=(Condition(jurisdiction=("DE",)),))
    (finding,) = _findings(BY_EXAMPLE, before=BY_EXAMPLE, policy=policy)
    assert (finding.rule, finding.level) == ("policy", Level.FAIL)
    assert finding.message == "example is inside Europe, decided by Example Inc. (DE)"


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_versions_the_gravest_stands_for_all(order: int) -> None:
    versions = [
        replace(BY_SAMPLE, package=package(version=version), severity=severity)
        for version, severity in (("1.0", Severity.LOW), ("2.0", Severity.HIGH), ("3.0", Severity.MEDIUM))
    ]
    (finding,) = _findings(*versions[::order])
    assert (finding.package, finding.severity) == ("pkg:pypi/example@2.0", Severity.HIGH)


def test_what_fails_is_graver_than_what_weighs_more() -> None:
    policy = Policy(fail=(Condition(severity=Severity.LOW, direct=True),), warn=(Condition(severity=Severity.LOW),))
    direct = replace(BY_SAMPLE, package=replace(package(version="1.0"), direct=True), severity=Severity.LOW)
    heavy = replace(BY_SAMPLE, package=package(version="2.0"), severity=Severity.CRITICAL)
    (finding,) = _findings(heavy, direct, policy=policy)
    assert (finding.package, finding.level) == ("pkg:pypi/example@1.0", Level.FAIL)


def test_a_policy_that_enforces_nothing_warns() -> None:
    (finding,) = _findings(BY_SAMPLE, policy=replace(NEW_ONLY, enforce=False))
    assert finding.level is Level.WARN


@pytest.mark.parametrize("before", [None, BY_EXAMPLE], ids=["new", "in other hands"])
def test_a_hint_says_what_to_paste_and_where(before: Assessment | None) -> None:
    (finding,) = _findings(BY_SAMPLE, before=before)
    assert finding.hint is not None
    first, header, *_ = finding.hint.splitlines()
    assert (first, header) == ("leave it out, or accept it in depsov.toml:", "[[exception]]")
    assert 'controller = "sample"' in finding.hint


def test_the_hint_on_an_unknown_package_begins_with_what_would_settle_it() -> None:
    (finding,) = _findings(BY_NOBODY_KNOWN)
    assert finding.hint is not None
    settles, _, otherwise = finding.hint.splitlines()[0].partition(". ")
    assert settles == "`depsov lock --online` asks the registries about what is unknown"
    assert otherwise == "Or leave it out, or accept it in depsov.toml:"


# --- exceptions ---------------------------------------------------------------------------------------------------

EXCEPTED = replace(NEW_ONLY, exemptions=(ACCEPTED,))


def test_what_an_exception_accepts_is_kept_without_advice() -> None:
    (finding,) = _findings(BY_SAMPLE, policy=EXCEPTED)
    assert (finding.rule, finding.level, finding.hint) == ("outside-control", Level.ACCEPTED, None)


def test_an_exception_accepts_a_change_into_the_hands_that_it_names() -> None:
    (finding,) = _findings(BY_SAMPLE, before=BY_EXAMPLE, policy=EXCEPTED)
    assert (finding.rule, finding.level) == ("controller-changed", Level.ACCEPTED)


def test_an_exception_never_hides_a_new_controller() -> None:
    (finding,) = _findings(BY_OTHER, before=BY_SAMPLE, policy=EXCEPTED)
    assert (finding.rule, finding.level) == ("controller-changed", Level.FAIL)


def test_an_exception_does_not_hide_a_new_controller_that_no_rule_speaks_of() -> None:
    (finding,) = _findings(BY_EXAMPLE, before=BY_SAMPLE, policy=EXCEPTED)
    assert (finding.rule, finding.level) == ("controller-changed", Level.WARN)


def test_an_exception_accepts_that_the_party_which_it_names_moves_outside() -> None:
    policy = replace(NEW_ONLY, exemptions=(replace(ACCEPTED, controller="example"),))
    (finding,) = _findings(MOVED_OUT, before=BY_EXAMPLE, policy=policy)
    assert (finding.rule, finding.level) == ("outside-control", Level.ACCEPTED)


def test_an_exception_for_one_person_does_not_hold_for_a_company() -> None:
    policy = replace(NEW_ONLY, exemptions=(replace(ACCEPTED, controller="individual"),))
    (finding,) = _findings(BY_SAMPLE, before=BY_ONE_PERSON, policy=policy)
    assert finding.level is Level.FAIL


@pytest.mark.parametrize(("day", "level"), [(ACCEPTED.expires, Level.ACCEPTED), (date(2027, 1, 1), Level.FAIL)])
def test_an_exception_holds_on_its_last_day_and_no_longer(day: date, level: Level) -> None:
    (finding,) = _findings(BY_SAMPLE, policy=EXCEPTED, day=day)
    assert finding.level is level


def _exception_findings(
    *items: Assessment, exemption: Exemption = ACCEPTED, day: date = TODAY, is_whole: bool = True, enforce: bool = True
) -> list[Finding]:
    config = Config(policy=Policy(exemptions=(exemption,), enforce=enforce))
    return list(exception_findings(items, config, day, is_whole=is_whole))


def test_an_exception_that_is_used_is_not_spoken_of() -> None:
    assert _exception_findings(BY_SAMPLE) == []


@pytest.mark.parametrize(("enforce", "level"), [(True, Level.FAIL), (False, Level.WARN)])
@pytest.mark.parametrize("is_whole", [True, False])
def test_an_expired_exception_fails_used_or_not(*, enforce: bool, level: Level, is_whole: bool) -> None:
    expired = replace(ACCEPTED, expires=date(2026, 6, 29))
    for items in ((BY_SAMPLE,), ()):
        (finding,) = _exception_findings(*items, exemption=expired, enforce=enforce, is_whole=is_whole)
        assert (finding.rule, finding.level, finding.severity) == ("exception-expired", level, Severity.LOW)
        assert finding.message == "the exception for example (platform team) expired on 2026-06-29"
        assert finding.location == Location(file="depsov.toml", line=4)


def test_an_exception_that_matches_nothing_is_worth_a_warning() -> None:
    (finding,) = _exception_findings(assessment(package("else"), controller=SAMPLE))
    assert (finding.rule, finding.level) == ("exception-unused", Level.WARN)
    assert finding.message == "the exception for example (platform team) matches no package of the tree"


def test_an_exception_under_another_controller_says_who_it_is_now() -> None:
    (finding,) = _exception_findings(BY_OTHER)
    assert finding.rule == "exception-unused"
    assert finding.message.endswith("is made for 'sample', but example is decided by Other Inc. (US)")


def test_in_a_part_of_the_tree_nothing_shows_that_an_exception_is_unused() -> None:
    assert _exception_findings(is_whole=False) == []


def test_two_exceptions_that_are_unused_are_two_findings() -> None:
    others = [replace(ACCEPTED, package=(name,)) for name in ("one", "two")]
    found = [finding for item in others for finding in _exception_findings(exemption=item)]
    assert len({finding.fingerprint for finding in found}) == 2


# --- depsov.lock --------------------------------------------------------------------------------------------------


def _blocks(*items: Assessment) -> dict[str, Block]:
    return {block.purl: block for block in (block_of(item, "2026-01-01") for item in items)}


def _stale(
    *,
    then: dict[str, Block],
    now: dict[str, Block],
    policy: Policy = NEW_ONLY,
    is_same_perimeter: bool = True,
    is_whole: bool = True,
    place: str = "depsov.lock",
) -> Finding | None:
    lock = Lock(knowledge="2026-01-01", perimeter="europe", blocks=then)
    return stale_finding(
        lock, now, Config(policy=policy), place, is_same_perimeter=is_same_perimeter, is_whole=is_whole
    )


def _named(name: str) -> Assessment:
    return replace(BY_SAMPLE, package=package(name))


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ([], [_named("a")], "1 package missing from it (pkg:pypi/a)"),
        ([], [_named("a"), _named("b")], "2 packages missing from it (pkg:pypi/a, pkg:pypi/b)"),
        ([_named("a")], [], "1 package no longer in the tree (pkg:pypi/a)"),
        ([BY_SAMPLE], [BY_OTHER], "1 package about which something else is known now (pkg:pypi/example)"),
        ([BY_SAMPLE], [STRONGER], "1 package about which something else is known now (pkg:pypi/example)"),
        (
            [_named("a")],
            [_named("b")],
            "1 package missing from it (pkg:pypi/b); 1 package no longer in the tree (pkg:pypi/a)",
        ),
        (
            [],
            [_named(name) for name in "abcdefg"],
            "7 packages missing from it (pkg:pypi/a, pkg:pypi/b, pkg:pypi/c, pkg:pypi/d, pkg:pypi/e and 2 more)",
        ),
    ],
    ids=["missing", "two missing", "gone", "another controller", "stronger", "one for another", "many"],
)
def test_a_stale_lock_says_in_what(then: list[Assessment], now: list[Assessment], said: str) -> None:
    finding = _stale(then=_blocks(*then), now=_blocks(*now))
    assert finding is not None
    assert (finding.rule, finding.level, finding.severity) == ("lock-stale", Level.FAIL, Severity.LOW)
    assert finding.message == f"out of date: {said}"
    assert finding.location == Location(file="depsov.lock")


def test_a_lock_that_says_what_is_known_is_not_stale() -> None:
    assert _stale(then=_blocks(BY_SAMPLE), now=_blocks(BY_SAMPLE)) is None


def test_neither_dates_nor_confidence_make_it_stale() -> None:
    (block,) = _blocks(BY_SAMPLE).values()
    later = replace(block, date="2026-06-30", confidence=Confidence.LOW)
    assert _stale(then={block.purl: block}, now={block.purl: later}) is None


def test_another_name_of_steward_or_controller_makes_it_stale() -> None:
    (block,) = _blocks(BY_SAMPLE).values()
    name = Party("sample", "Sample Corp.")
    for renamed in (replace(block, steward=name), replace(block, controller=name)):
        finding = _stale(then={block.purl: block}, now={block.purl: renamed})
        assert finding is not None
        assert finding.message == "out of date: 1 package about which something else is known now (pkg:pypi/example)"


def test_another_reason_makes_it_stale_in_the_same_perimeter_only() -> None:
    then, now = _blocks(BY_SAMPLE), _blocks(replace(BY_SAMPLE, reason=Reason.CLEAN))
    assert _stale(then=then, now=now) is not None
    assert _stale(then=then, now=now, is_same_perimeter=False) is None


@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("depsov.lock", "`depsov lock`"),
        ("sub/depsov.lock", "`depsov lock sub`"),
        ("../depsov.lock", "`depsov lock ..`"),
    ],
)
def test_the_advice_names_the_folder_of_the_lock(place: str, command: str) -> None:
    finding = _stale(then={}, now=_blocks(BY_SAMPLE), place=place)
    assert finding is not None
    assert (finding.location, finding.hint) == (Location(file=place), f"run {command}, and look at what it changes")


def test_a_part_of_the_tree_does_not_show_what_left_it() -> None:
    assert _stale(then=_blocks(BY_SAMPLE), now={}, is_whole=False) is None


@pytest.mark.parametrize(
    ("policy", "level"),
    [
        (Policy(), Level.FAIL),
        (Policy(stale=Level.WARN), Level.WARN),
        (Policy(enforce=False), Level.WARN),
    ],
)
def test_a_policy_may_take_a_stale_lock_lightly(policy: Policy, level: Level) -> None:
    finding = _stale(then={}, now=_blocks(BY_SAMPLE), policy=policy)
    assert finding is not None
    assert finding.level is level
