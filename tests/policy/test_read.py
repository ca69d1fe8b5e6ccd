"""Tables to the words of a policy: every key, and what is refused with its path."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from depsov.documents import load_toml
from depsov.errors import DocumentError
from depsov.knowledge.countries import CODES
from depsov.model import Level, Reason, Scope, Severity, Verdict
from depsov.policy import Condition, Exemption, Judging, Limits, Policy
from depsov.policy.pattern import ECOSYSTEMS
from depsov.policy.read import KEYS, read

EVERY_KEY = """
preset = "new-only"
judge = "changes"
unknown = "fail"
stale = "warn"
enforce = false

[[fail]]
verdict = ["outside", "unknown"]
reason = ["by-seat", "no-evidence"]
severity = "medium"
strength = 3
controller = ["sample", "unknown"]
jurisdiction = ["US", "CH"]
ecosystem = ["pypi", "npm"]
scope = ["runtime", "optional"]
direct = true
package = ["works-*", "pkg:npm/@acme/*"]
judge = "all"

[[warn]]
verdict = "outside"
reason = "by-seat"
controller = "sample"
jurisdiction = "US"
ecosystem = "pypi"
scope = "development"
direct = false
package = "works-tool"

[limits]
coverage = 0.9
outside = 0.5
one-party = 0.2
unknown = 0.1
concentration = 0.25

[[exception]]
package = "works-tool"
controller = "sample"
reason = "no other reads that format"
owner = "platform team"
expires = 2027-06-30

[[exception]]
package = ["works-lib", "pkg:npm/@acme/*"]
controller = "individual"
reason = " forked already "
owner = " platform team "
expires = "2027-12-31"
"""

EXCEPTION = {
    "package": '"works-tool"',
    "controller": '"sample"',
    "reason": '"no other reads that format"',
    "owner": '"platform team"',
    "expires": "2027-06-30",
}


def _exception(**changed: str | None) -> str:
    keys = {**EXCEPTION, **changed}
    return "[[exception]]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items() if value is not None)


def _read(text: str, base: Policy | None = None) -> Policy:
    return read(load_toml(text), base or Policy())


def test_every_key_is_read() -> None:
    policy = read(load_toml(EVERY_KEY), Policy(), "depsov.toml", [43, 50])
    assert policy == Policy(
        judge=Judging.CHANGES,
        unknown=Level.FAIL,
        stale=Level.WARN,
        enforce=False,
        fail=(
            Condition(
                verdict=(Verdict.OUTSIDE, Verdict.UNKNOWN),
                reason=(Reason.BY_SEAT, Reason.NO_EVIDENCE),
                severity=Severity.MEDIUM,
                strength=3,
                controller=("sample", "unknown"),
                jurisdiction=("US", "CH"),
                ecosystem=("pypi", "npm"),
                scope=(Scope.RUNTIME, Scope.OPTIONAL),
                direct=True,
                package=("works-*", "pkg:npm/@acme/*"),
                judge=Judging.ALL,
            ),
        ),
        warn=(
            Condition(
                verdict=(Verdict.OUTSIDE,),
                reason=(Reason.BY_SEAT,),
                controller=("sample",),
                jurisdiction=("US",),
                ecosystem=("pypi",),
                scope=(Scope.DEVELOPMENT,),
                direct=False,
                package=("works-tool",),
            ),
        ),
        limits=Limits(coverage=0.9, outside=0.5, one_party=0.2, unknown=0.1, concentration=0.25),
        exemptions=(
            Exemption(
                package=("works-tool",),
                controller="sample",
                reason="no other reads that format",
                owner="platform team",
                expires=date(2027, 6, 30),
                file="depsov.toml",
            ),
            Exemption(
                package=("works-lib", "pkg:npm/@acme/*"),
                controller="individual",
                reason="forked already",
                owner="platform team",
                expires=date(2027, 12, 31),
                file="depsov.toml",
            ),
        ),
    )
    assert [(item.path, item.line) for item in policy.exemptions] == [("exception[0]", 43), ("exception[1]", 50)]


def test_table_with_every_key_has_every_key() -> None:
    table = load_toml(EVERY_KEY)
    assert set(table) == KEYS
    assert {key.replace("-", "_") for key in table["limits"]} == {field.name for field in fields(Limits)}
    assert set(table["fail"][0]) == {field.name for field in fields(Condition)} - {"path"}
    assert set(table["exception"][0]) == {field.name for field in fields(Exemption)} - {"file", "line", "path"}


def test_empty_table_changes_nothing() -> None:
    base = _read(EVERY_KEY)
    assert read({}, base) == base
    assert read({}, Policy()) == Policy()


def test_lists_add_to_the_base_and_other_values_take_their_place() -> None:
    base = _read('judge = "all"\n[[fail]]\nverdict = "outside"\n[limits]\noutside = 0.5\nunknown = 0.1\n')
    policy = _read('judge = "changes"\n[[fail]]\nverdict = "unknown"\n[limits]\nunknown = 0.2\n', base)
    assert policy.judge is Judging.CHANGES
    assert [condition.verdict for condition in policy.fail] == [(Verdict.OUTSIDE,), (Verdict.UNKNOWN,)]
    assert policy.limits == Limits(outside=0.5, unknown=0.2)


def test_more_exceptions_than_known_lines_leave_the_rest_without_one() -> None:
    text = f"{_exception()}\n{_exception(controller=_quoted('other'))}"
    policy = read(load_toml(text), Policy(), "depsov.toml", [7])
    assert [item.line for item in policy.exemptions] == [7, None]


def _quoted(text: str) -> str:
    return f'"{text}"'


# --- values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("verdict", [item.value for item in Verdict]),
        ("reason", [item.value for item in Reason]),
        ("scope", [item.value for item in Scope]),
        ("jurisdiction", sorted(CODES)),
        ("ecosystem", sorted(ECOSYSTEMS)),
    ],
)
def test_every_value_may_be_named_alone_or_in_an_array(key: str, values: list[str]) -> None:
    for value in values:
        (alone,) = _read(f'[[fail]]\n{key} = "{value}"').fail
        (listed,) = _read(f'[[fail]]\n{key} = ["{value}"]').fail
        assert alone == listed
        assert getattr(alone, key) == (value,)
    (together,) = read({"fail": [{key: values}]}, Policy()).fail
    assert list(getattr(together, key)) == values


@pytest.mark.parametrize("value", [item.value for item in Severity])
def test_every_severity_may_be_named(value: str) -> None:
    (condition,) = _read(f'[[fail]]\nseverity = "{value}"').fail
    assert condition.severity is Severity(value)


@pytest.mark.parametrize("value", range(6))
def test_every_strength_may_be_named(value: int) -> None:
    (condition,) = _read(f"[[fail]]\nstrength = {value}").fail
    assert condition.strength == value


@pytest.mark.parametrize(("value", "expected"), [("0", 0.0), ("1", 1.0), ("0.0", 0.0), ("1.0", 1.0), ("5e-1", 0.5)])
def test_limit_may_be_any_fraction(value: str, expected: float) -> None:
    assert _read(f"[limits]\nunknown = {value}").limits == Limits(unknown=expected)


# --- what is refused ----------------------------------------------------------------------------------------------

WRONG: list[tuple[str, str]] = [
    ('judge = "some"', "judge: 'some' is none of changes, all"),
    ("judge = true", "judge: expected a string, found true or false"),
    ('unknown = "ignore"', "unknown: 'ignore' is none of warn, fail"),
    ('unknown = "accepted"', "unknown: 'accepted' is none of warn, fail"),
    ('stale = "accepted"', "stale: 'accepted' is none of warn, fail"),
    ('enforce = "no"', "enforce: expected true or false, found a string"),
    ("fail = true", "fail: expected an array, found true or false"),
    ('[fail]\nverdict = "outside"', "fail: expected an array, found a table"),
    ('fail = ["outside"]', "fail[0]: expected a table, found a string"),
    ("[[fail]]", "fail[0]: says nothing"),
    ('[[fail]]\nverdict = "outside"\n[[fail]]', "fail[1]: says nothing"),
    ('[[fail]]\nverdicts = "outside"', "fail[0].verdicts: unknown key"),
    ('[[fail]]\nverdict = "abroad"', "fail[0].verdict: 'abroad' is none of inside, outside, distributed"),
    ('[[fail]]\nverdict = ["outside", "abroad"]', "fail[0].verdict[1]: 'abroad' is none of inside"),
    ("[[fail]]\nverdict = []", "fail[0].verdict: is empty: it would match nothing"),
    ("[[fail]]\nverdict = 1", "fail[0].verdict: expected a string, found a whole number"),
    ("[[fail]]\nverdict = [1]", "fail[0].verdict[0]: expected a string, found a whole number"),
    ('[[fail]]\nreason = "seat"', "fail[0].reason: 'seat' is none of by-parent, by-head-office"),
    ('[[fail]]\nseverity = "severe"', "fail[0].severity: 'severe' is none of critical, high, medium, low, info"),
    ('[[fail]]\nseverity = ["high"]', "fail[0].severity: expected a string, found an array"),
    ("[[fail]]\nstrength = 6", "fail[0].strength: expected a whole number from 0 to 5"),
    ("[[fail]]\nstrength = -1", "fail[0].strength: expected a whole number from 0 to 5"),
    ("[[fail]]\nstrength = 3.0", "fail[0].strength: expected a whole number, found"),
    ("[[fail]]\nstrength = true", "fail[0].strength: expected a whole number, found true or false"),
    ("[[fail]]\ncontroller = []", "fail[0].controller: is empty"),
    ("[[fail]]\ncontroller = 1", "fail[0].controller: expected a string"),
    ('[[fail]]\njurisdiction = "XX"', "fail[0].jurisdiction: 'XX' is no ISO 3166-1 alpha-2 code"),
    ('[[fail]]\njurisdiction = "de"', "fail[0].jurisdiction: 'de' is no ISO 3166-1 alpha-2 code"),
    ('[[fail]]\njurisdiction = ["DE", "UK"]', "fail[0].jurisdiction[1]: 'UK' is no ISO 3166-1 alpha-2 code"),
    ('[[fail]]\necosystem = "pip"', "fail[0].ecosystem: 'pip' is no type of a package URL"),
    ('[[fail]]\nscope = "prod"', "fail[0].scope: 'prod' is none of runtime, optional, build, development"),
    ('[[fail]]\ndirect = "yes"', "fail[0].direct: expected true or false, found a string"),
    ('[[fail]]\npackage = "a@1.0"', "fail[0].package: 'a@1.0' matches nothing: it names a version"),
    ('[[fail]]\npackage = ["a", "b["]', "fail[0].package[1]: 'b[' matches nothing: its [ is not closed"),
    ('[[fail]]\njudge = "new"', "fail[0].judge: 'new' is none of changes, all"),
    ('[[warn]]\nverdict = "outside"\n[[warn]]\nscope = 1', "warn[1].scope: expected a string"),
    ("[[warn]]", "warn[0]: says nothing"),
    ("limits = 0.5", "limits: expected a table"),
    ("[limits]\nshare = 0.5", "limits.share: unknown key"),
    ("[limits]\none_party = 0.5", "limits.one_party: unknown key"),
    ("[limits]\noutside = 1.1", "limits.outside: expected a fraction from 0 to 1"),
    ("[limits]\noutside = -0.1", "limits.outside: expected a fraction from 0 to 1"),
    ("[limits]\noutside = nan", "limits.outside: expected a fraction from 0 to 1"),
    ("[limits]\noutside = inf", "limits.outside: expected a fraction from 0 to 1"),
    ('[limits]\noutside = "50%"', "limits.outside: expected a fraction from 0 to 1"),
    ("[limits]\noutside = false", "limits.outside: expected a fraction from 0 to 1"),
    ("[exception]", "exception: expected an array, found a table"),
    (_exception(until="2027-06-30"), "exception[0].until: unknown key"),
    (_exception(package=None), "exception[0].package: missing"),
    (_exception(package="[]"), "exception[0].package: is empty"),
    (_exception(package='"works-tool@1.0"'), "exception[0].package: 'works-tool@1.0' matches nothing"),
    (_exception(package='["works-tool", " "]'), "exception[0].package[1]: is empty"),
    (_exception(controller=None), "exception[0].controller: missing"),
    (_exception(controller='" "'), "exception[0].controller: is empty"),
    (_exception(controller='["sample"]'), "exception[0].controller: expected a string, found an array"),
    (_exception(reason=None), "exception[0].reason: missing"),
    (_exception(reason='""'), "exception[0].reason: is empty"),
    (_exception(owner=None), "exception[0].owner: missing"),
    (_exception(owner='" "'), "exception[0].owner: is empty"),
    (_exception(owner='"team@works.example"'), "exception[0].owner: is an e-mail address"),
    (_exception(owner='"the team, team@works.example"'), "exception[0].owner: is an e-mail address"),
    (_exception(expires=None), "exception[0].expires: missing"),
    (_exception(expires='"soon"'), "exception[0].expires: expected a day"),
    (_exception(expires='"2027-02-29"'), "exception[0].expires: expected a day"),
    (_exception(expires="2027"), "exception[0].expires: expected a day"),
    (_exception(expires="2027-06-30T12:00:00"), "exception[0].expires: expected a day"),
    (_exception(expires="12:00:00"), "exception[0].expires: expected a day"),
    (f"{_exception()}\n{_exception(owner=None)}", "exception[1].owner: missing"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_said_with_its_path(text: str, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        _read(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('[[fail]]\njurisdiction = "UK"', "write GB"),
        ('[[fail]]\njurisdiction = "EL"', "write GR"),
        ('[[fail]]\njurisdiction = "de"', "write DE"),
        ('[[fail]]\njurisdiction = "Germany"', "two letters"),
        ('[[fail]]\nverdicts = "outside"', "known keys: controller, direct, ecosystem"),
        ("[[fail]]", "name one of controller, direct"),
        ("[limits]\nshare = 0.5", "known keys: concentration, coverage, one-party, outside, unknown"),
        (_exception(controller=None), "under a new controller it does not hold"),
        (_exception(owner='"team@works.example"'), "a role or a team, not a person"),
        (_exception(expires="2027"), "2027-06-30"),
    ],
)
def test_error_says_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(DocumentError) as caught:
        _read(text)
    assert hint in str(caught.value.hint)


def test_rule_that_the_preset_has_already_is_one() -> None:
    base = _read('[[fail]]\nverdict = "outside"', Policy())
    assert len(_read('[[fail]]\nverdict = "outside"\n[[fail]]\nstrength = 4', base).fail) == 2


def test_place_of_a_rule_is_that_in_its_own_file() -> None:
    base = _read('[[fail]]\nverdict = "outside"', Policy())
    assert [path for path, _ in _read("[[fail]]\nstrength = 4\n[[fail]]\ndirect = true", base).conditions()] == [
        "fail[0]",
        "fail[0]",
        "fail[1]",
    ]


@pytest.mark.parametrize("table", [{"fail": {1: 2}}, {"limits": []}, {"exception": [None]}, {"judge": 1.5}])
def test_table_of_any_making_is_refused_all_the_same(table: dict[str, Any]) -> None:
    with pytest.raises(DocumentError):
        read(table, Policy())
