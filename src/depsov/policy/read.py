"""Tables of a configuration file to the words of a policy.

A value is refused where it cannot be meant, with its path in the file: a misspelt limit must not pass as none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from depsov.documents import Table, check_keys, each, get, load_toml, member, need, strings
from depsov.errors import DocumentError
from depsov.knowledge.countries import CODES
from depsov.model import Level, Reason, Scope, Severity, Verdict
from depsov.patterns import pattern
from depsov.policy.pattern import ECOSYSTEMS
from depsov.policy.pattern import check as check_pattern
from depsov.policy.policy import Condition, Exemption, Judging, Limits, Policy
from depsov.values import replace

__all__ = ["KEYS", "PRESETS", "check_country", "choice", "preset", "read"]

KEYS = frozenset({"preset", "judge", "unknown", "stale", "enforce", "fail", "warn", "limits", "exception"})
"""The keys of a configuration that make its policy."""

_PRESETS = Path(__file__).with_name("presets")
PRESETS = ("inventory", "new-only", "eu-procurement")

_CONDITION = frozenset(
    "verdict reason severity strength controller jurisdiction ecosystem scope direct package judge".split()
)
_LIMITS = frozenset("coverage outside one-party unknown concentration".split())
_EXEMPTION = frozenset("package controller reason owner expires".split())
_MISTAKEN = {"UK": "GB", "EL": "GR"}
_DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_E_MAIL = pattern(r"[^\s@]+@[^\s@]+\.[^\s@]+")

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


def preset(name: str) -> Table:
    """Return a preset as the table that a configuration file could hold as well."""
    return load_toml((_PRESETS / f"{name}.toml").read_text(encoding="utf-8"))


def read(table: Table, base: Policy, file: str = "", lines: Iterable[int] = ()) -> Policy:
    """Return the policy of a table on top of another: lists add to the base's, other values take their place.

    `lines` are the lines on which the exceptions begin. Raises `DocumentError` with the path of what is wrong.
    """
    over: dict[str, Any] = {
        "judge": choice(table, "judge", Judging),
        "unknown": choice(table, "unknown", Level, (Level.WARN, Level.FAIL)),
        "stale": choice(table, "stale", Level, (Level.WARN, Level.FAIL)),
        "enforce": get(table, "enforce", bool),
        "fail": tuple(dict.fromkeys((*base.fail, *_conditions(table, "fail")))),
        "warn": tuple(dict.fromkeys((*base.warn, *_conditions(table, "warn")))),
        "limits": _limits(table, base.limits),
        "exemptions": (*base.exemptions, *_exemptions(table, file, lines)),
    }
    return replace(base, **{key: value for key, value in over.items() if value is not None})


def _conditions(table: Table, key: str) -> list[Condition]:
    return [replace(item, path=f"{key}[{index}]") for index, item in enumerate(each(table, key, _condition))]


def _condition(table: Table) -> Condition:
    check_keys(table, _CONDITION)
    if not table:
        raise DocumentError("says nothing", hint=f"name one of {', '.join(sorted(_CONDITION))}")
    return Condition(
        verdict=_choices(table, "verdict", Verdict),
        reason=_choices(table, "reason", Reason),
        severity=choice(table, "severity", Severity),
        strength=_strength(table),
        controller=_several(table, "controller"),
        jurisdiction=_several(table, "jurisdiction", check_country),
        ecosystem=_several(table, "ecosystem", _check_ecosystem),
        scope=_choices(table, "scope", Scope),
        direct=get(table, "direct", bool),
        package=_several(table, "package", check_pattern),
        judge=choice(table, "judge", Judging),
    )


def _exemptions(table: Table, file: str, lines: Iterable[int]) -> list[Exemption]:
    listed = each(table, "exception", _exemption)
    known = [*lines]
    return [
        replace(item, file=file, line=known[index] if index < len(known) else None, path=f"exception[{index}]")
        for index, item in enumerate(listed)
    ]


def _exemption(table: Table) -> Exemption:
    check_keys(table, _EXEMPTION)
    patterns = _several(table, "package", check_pattern)
    if not patterns:
        raise DocumentError("missing", path="package", hint="name the package, or a pattern")
    return Exemption(
        package=patterns,
        controller=_text(table, "controller", "name whom it is made for: under a new controller it does not hold"),
        reason=_text(table, "reason", "say why it is accepted"),
        owner=_owner(table),
        expires=_day(table, "expires"),
    )


def _owner(table: Table) -> str:
    owner = _text(table, "owner", "name the role or team that answers for it")
    if _E_MAIL.search(owner):
        raise DocumentError("is an e-mail address", path="owner", hint="name a role or a team, not a person")
    return owner


def _limits(table: Table, base: Limits) -> Limits:
    limits = get(table, "limits", dict, {})
    try:
        check_keys(limits, _LIMITS)
        given = {key.replace("-", "_"): _fraction(limits, key) for key in limits}
    except DocumentError as error:
        raise error.within("limits") from error
    return replace(base, **given)


# --- values -------------------------------------------------------------------------------------------------------


def choice(table: Table, key: str, kind: type[E], allowed: Collection[E] | None = None) -> E | None:
    """Return the member of an enumeration that an optional key names. Raises `DocumentError` for any other value."""
    value = get(table, key, str)
    return None if value is None else member(value, kind, key, allowed)


def _choices(table: Table, key: str, kind: type[E]) -> tuple[E, ...]:
    listed = isinstance(table.get(key), list)
    values = _several(table, key)
    return tuple(member(value, kind, f"{key}[{index}]" if listed else key) for index, value in enumerate(values))


def _several(table: Table, key: str, check: Callable[[str], None] | None = None) -> tuple[str, ...]:
    """Return a string, or an array of strings, each of which `check` lets pass."""
    value = table.get(key)
    if value is None:
        return ()
    is_list = isinstance(value, list)
    values = tuple(strings(table, key)) if is_list else (need(table, key, str),)
    if not values:
        raise DocumentError("is empty: it would match nothing", path=key, hint="leave the key out, or name something")
    for index, item in enumerate(values):
        try:
            if not item.strip():
                raise DocumentError("is empty", hint="name something")
            if check is not None:
                check(item)
        except DocumentError as error:
            raise (error.within(index) if is_list else error).within(key) from error
    return values


def check_country(code: str) -> None:
    """Refuse what is no ISO 3166-1 alpha-2 code. Raises `DocumentError` without a path."""
    if code not in CODES:
        better = _MISTAKEN.get(code.upper()) or (code.upper() if code.upper() in CODES else None)
        hint = f"write {better}" if better else "two letters, such as DE"
        raise DocumentError(f"{code!r} is no ISO 3166-1 alpha-2 code", hint=hint)


def _check_ecosystem(name: str) -> None:
    if name not in ECOSYSTEMS:
        raise DocumentError(f"{name!r} is no type of a package URL", hint="such as pypi, npm, maven, composer, cargo")


def _strength(table: Table) -> int | None:
    value = get(table, "strength", int)
    if value is not None and not 0 <= value <= 5:
        raise DocumentError("expected a whole number from 0 to 5", path="strength")
    return value


def _fraction(table: Table, key: str) -> float:
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise DocumentError("expected a fraction from 0 to 1", path=key)
    return float(value)


def _day(table: Table, key: str) -> date:
    value = table.get(key)
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if not isinstance(value, date) or isinstance(value, datetime):
        raise DocumentError("expected a day" if key in table else "missing", path=key, hint="write it as 2027-06-30")
    return value


def _text(table: Table, key: str, hint: str) -> str:
    value = get(table, key, str)
    if value is None or not value.strip():
        raise DocumentError("missing" if value is None else "is empty", path=key, hint=hint)
    return value.strip()
