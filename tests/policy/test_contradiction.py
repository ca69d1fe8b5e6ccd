"""What a policy can never mean is refused; what it can mean is not."""

from __future__ import annotations

from datetime import date

import pytest

from depsov.errors import DocumentError
from depsov.model import Reason, Severity, Verdict
from depsov.policy import Condition, Exemption, Policy
from depsov.policy.contradiction import check

UNKNOWN = (
    Reason.NO_EVIDENCE,
    Reason.UNLISTED_IDENTITY,
    Reason.WEAK_EVIDENCE,
    Reason.OTHER_SOURCE,
    Reason.CONFLICTING,
)
PAIRS = {
    Verdict.OUTSIDE: {Reason.BY_PARENT, Reason.BY_HEAD_OFFICE, Reason.BY_SEAT, Reason.BY_LEGAL_HOME},
    Verdict.INSIDE: {Reason.CLEAN, Reason.PARENT_UNPROVEN, Reason.MINORITY_EXPOSED, Reason.BY_LEGAL_HOME},
    Verdict.DISTRIBUTED: {Reason.COMMUNITY},
    Verdict.INDIVIDUAL: {Reason.ONE_ACCOUNT},
    Verdict.UNKNOWN: {*UNKNOWN},
}
"""The reasons of each verdict, as docs/method.md has them."""


def _exemption(*package: str, controller: str = "sample", path: str = "exception[0]") -> Exemption:
    return Exemption(
        package=package,
        controller=controller,
        reason="no other",
        owner="platform team",
        expires=date(2027, 6, 30),
        path=path,
    )


def _error(policy: Policy) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        check(policy)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("reason", list(Reason))
def test_reason_goes_with_the_verdicts_that_it_can_stand_beside(verdict: Verdict, reason: Reason) -> None:
    policy = Policy(warn=(Condition(verdict=(verdict,), reason=(reason,)),))
    if reason in PAIRS[verdict]:
        check(policy)
    else:
        error = _error(policy)
        assert error.path == "warn[0].reason"
        assert error.message.startswith(f"contradicts verdict {verdict.value}: {reason.value!r} goes with ")


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.OUTSIDE])
def test_only_packages_outside_have_a_severity(verdict: Verdict) -> None:
    error = _error(Policy(fail=(Condition(verdict=(verdict,), severity=Severity.LOW),)))
    assert str(error) == "fail[0].severity: contradicts the verdict or reason: only packages outside have a severity"


@pytest.mark.parametrize("verdict", [Verdict.INDIVIDUAL, Verdict.DISTRIBUTED])
def test_no_country_reaches_what_no_single_party_decides(verdict: Verdict) -> None:
    error = _error(Policy(fail=(Condition(verdict=(verdict,), jurisdiction=("US",)),)))
    assert str(error) == "fail[0].jurisdiction: contradicts the verdict or reason: such packages have no jurisdiction"


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Condition(reason=(Reason.CLEAN,), severity=Severity.HIGH), "severity: contradicts the verdict or reason"),
        (
            Condition(reason=(Reason.COMMUNITY,), jurisdiction=("US",)),
            "jurisdiction: contradicts the verdict or reason",
        ),
        (Condition(verdict=(Verdict.OUTSIDE,), controller=("unknown",)), "controller: 'unknown' contradicts"),
        (Condition(reason=(Reason.CLEAN,), controller=("individual",)), "controller: 'individual' contradicts"),
    ],
)
def test_keys_that_never_hold_together(condition: Condition, said: str) -> None:
    assert str(_error(Policy(warn=(condition,)))).startswith(f"warn[0].{said}")


@pytest.mark.parametrize(
    "condition",
    [
        # Strictly, what a listed organisation only claims is unknown, and its countries are known all the same.
        Condition(verdict=(Verdict.UNKNOWN,), jurisdiction=("US",)),
        Condition(verdict=(Verdict.INSIDE, Verdict.OUTSIDE), reason=(Reason.CLEAN, Reason.BY_SEAT)),
        Condition(verdict=(Verdict.OUTSIDE, Verdict.UNKNOWN), severity=Severity.HIGH),
        Condition(severity=Severity.HIGH),
        Condition(reason=(Reason.COMMUNITY, Reason.CLEAN)),
        Condition(verdict=(Verdict.INDIVIDUAL, Verdict.OUTSIDE), jurisdiction=("US",)),
        Condition(verdict=(Verdict.UNKNOWN,), package=("works-tool",)),
        Condition(jurisdiction=("US",)),
    ],
)
def test_what_can_be_met_is_let_pass(condition: Condition) -> None:
    check(Policy(fail=(condition,)))
    check(Policy(warn=(condition,)))


def test_one_reason_too_many_is_refused_even_beside_one_that_fits() -> None:
    condition = Condition(verdict=(Verdict.INSIDE,), reason=(Reason.CLEAN, Reason.BY_SEAT))
    assert "'by-seat' goes with outside" in _error(Policy(fail=(condition,))).message


def test_error_names_the_rule_by_its_place() -> None:
    good = Condition(verdict=(Verdict.OUTSIDE,))
    bad = Condition(verdict=(Verdict.INSIDE,), reason=(Reason.BY_SEAT,))
    assert _error(Policy(fail=(good, bad))).path == "fail[1].reason"
    assert _error(Policy(fail=(good,), warn=(bad,))).path == "warn[0].reason"


def test_warning_for_what_fails_is_refused() -> None:
    condition = Condition(verdict=(Verdict.OUTSIDE,), severity=Severity.HIGH)
    other = Condition(verdict=(Verdict.UNKNOWN,))
    error = _error(Policy(fail=(condition,), warn=(other, condition)))
    assert str(error) == "warn[1]: says the same as a [[fail]]"


def test_warning_for_more_than_what_fails_is_let_pass() -> None:
    check(
        Policy(
            fail=(Condition(verdict=(Verdict.OUTSIDE,), severity=Severity.HIGH),),
            warn=(Condition(verdict=(Verdict.OUTSIDE,)),),
        )
    )


def test_same_package_in_the_same_hands_is_accepted_once() -> None:
    first = _exemption("works-tool", "works-lib")
    second = _exemption("works-*", "works-lib", path="exception[1]")
    error = _error(Policy(exemptions=(first, second)))
    assert str(error) == "exception[1]: 'works-lib' under 'sample' is accepted in exception[0] already"


def test_same_package_may_be_accepted_in_other_hands() -> None:
    check(Policy(exemptions=(_exemption("works-tool"), _exemption("works-tool", controller="other"))))
