"""Whatever a configuration file holds: it gives a `Config`, or a `ConfigError` that names the file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from depsov.config import Config, load_config
from depsov.documents import load_toml
from depsov.errors import ConfigError
from depsov.model import Reason, Scope, Severity, Verdict
from depsov.policy.read import PRESETS
from depsov.policy.schema import schema

RELAXED = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCHEMA = jsonschema.Draft7Validator(schema(), format_checker=jsonschema.FormatChecker())


# --- TOML ---------------------------------------------------------------------------------------------------------


def _toml(value: Any) -> str:
    """Return a value as TOML writes it in one line."""
    if isinstance(value, str):
        return '"' + "".join(_escaped(sign) for sign in value) + '"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return value.isoformat() if isinstance(value, date | time) else repr(value)


def _escaped(sign: str) -> str:
    return f"\\U{ord(sign):08x}" if sign in '"\\' or not sign.isprintable() else sign


def _file(table: dict[str, Any], prefix: str = "") -> str:
    """Return a table as a file; arrays of tables get headers, as a person writes them."""
    lines = [f"[{prefix}]"] if prefix else []
    is_headed = {key: _is_array_of_tables(value) and key.isalpha() and key.isascii() for key, value in table.items()}
    lines += [f"{_toml(key)} = {_toml(value)}" for key, value in table.items() if not is_headed[key]]
    for key in (key for key, headed in is_headed.items() if headed):
        for item in table[key]:
            lines.append(f"[[{prefix}.{key}]]" if prefix else f"[[{key}]]")
            lines += [f"{_toml(name)} = {_toml(value)}" for name, value in item.items()]
    return "\n".join(lines) + "\n"


def _is_array_of_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


# --- tables -------------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SCALARS = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-10, 10),
    st.just(10**30),
    st.floats(),
    st.dates(),
    st.datetimes().map(lambda value: value.replace(fold=0)),
    st.times().map(lambda value: value.replace(fold=0)),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)

PATTERNS = ["works-tool", "@acme/*", "works-[ab]*", "pkg:npm/%40acme/tool", "pkg:pypi/*", "a@1", "b[", " ", "pkg:x/y"]


def _one_or_many(*values: str) -> st.SearchStrategy[Any]:
    one = st.sampled_from(values)
    return st.one_of(one, one, st.lists(one, max_size=3), ANYTHING)


def _or_anything(plausible: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(plausible, plausible, plausible, ANYTHING)


def _one_of(*values: Any) -> st.SearchStrategy[Any]:
    return _or_anything(st.sampled_from(values))


def _some_of(*values: str) -> st.SearchStrategy[Any]:
    return _or_anything(st.lists(st.sampled_from(values), max_size=3))


def _some_keys(keys: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a table of one to three keys: of many, one is always wrong."""
    drawn = st.lists(st.sampled_from(sorted(keys)), min_size=1, max_size=3, unique=True)
    return drawn.flatmap(lambda names: st.fixed_dictionaries({name: keys[name] for name in names}))


CONDITION = _some_keys(
    {
        "verdict": _one_or_many(*(item.value for item in Verdict), "abroad"),
        "reason": _one_or_many(*(item.value for item in Reason), "seat"),
        "severity": _one_of(*(item.value for item in Severity)),
        "strength": _one_of(0, 3, 5, 6, -1, 3.0),
        "controller": _one_or_many("sample", "individual", "unknown"),
        "jurisdiction": _one_or_many("DE", "US", "UK", "de"),
        "ecosystem": _one_or_many("pypi", "npm", "pip"),
        "scope": _one_or_many(*(item.value for item in Scope)),
        "direct": _one_of(True, False),
        "package": _one_or_many(*PATTERNS),
        "judge": _one_of("changes", "all", "some"),
    }
)
EXCEPTION = st.fixed_dictionaries(
    {
        "package": _one_or_many(*PATTERNS[:5]),
        "controller": _one_of("sample", "individual", "unknown"),
        "reason": _one_of("no other reads it", " "),
        "owner": _one_of("platform team", "team@works.example"),
        "expires": _one_of(date(2027, 6, 30), "2027-06-30", datetime(2027, 6, 30, 12)),  # noqa: DTZ001 - as TOML has it
    },
    optional={"until": ANYTHING},
)
FRACTION = _one_of(0, 0.5, 1, 1.5, math.nan, math.inf)
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "perimeter": _one_or_many("europe", "eea", "eu", "DE", "de", "DE, fr", "asia", "UK"),
    "online": _one_of(True, False),
    "strict": _one_of(True, False),
    "fail-on": _one_of(*(item.value for item in Severity)),
    "exclude": _some_of("examples", "docs/**", "[", ""),
    "own": _some_of(*PATTERNS),
    "knowledge": _some_of("orgs.toml", "../orgs.toml", "/", "a\0b"),
    "mirrors": _some_of("https://mirror.example/simple", ""),
    "registries": _or_anything(st.dictionaries(st.sampled_from(["npm", "pypi"]), st.just("https://x.example"))),
    "scopes": _some_of(*(item.value for item in Scope), "prod"),
    "preset": _one_of(*PRESETS, "strictest"),
    "judge": _one_of("changes", "all"),
    "unknown": _one_of("warn", "fail", "accepted"),
    "stale": _one_of("warn", "fail", "accepted"),
    "enforce": _one_of(True, False),
    "fail": _or_anything(st.lists(CONDITION, max_size=3)),
    "warn": _or_anything(st.lists(CONDITION, max_size=3)),
    "limits": _or_anything(
        st.dictionaries(
            st.sampled_from(["coverage", "outside", "one-party", "unknown", "concentration", "share"]), FRACTION
        )
    ),
    "exception": _or_anything(st.lists(EXCEPTION, max_size=3)),
}
TABLES = st.fixed_dictionaries({}, optional=KEYS)
NEARLY_RIGHT = _some_keys(KEYS)


# --- what holds of all of them ------------------------------------------------------------------------------------


def _load(text: str, name: str, **options: Any) -> Config | ConfigError:
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(text.encode())
        try:
            return load_config(Path(folder), **options)
        except ConfigError as error:
            return error


def _holds(found: Config | ConfigError, name: str) -> None:
    if isinstance(found, ConfigError):
        assert found.message.startswith(f"{name}: ")
        assert len(found.message) > len(f"{name}: ")
    else:
        assert Path(found.file or "").name == name


NAMES = pytest.mark.parametrize(("name", "prefix"), [("depsov.toml", ""), ("pyproject.toml", "tool.depsov")])


@NAMES
@RELAXED
@given(
    table=st.one_of(NEARLY_RIGHT, TABLES, st.dictionaries(TEXT, ANYTHING, max_size=3)),
    preset=st.sampled_from([None, *PRESETS]),
    default=st.sampled_from([None, *PRESETS]),
)
@example(table={"fail": [{"verdict": "outside"}]}, preset="inventory", default=None)
@example(table={"exception": [{}]}, preset=None, default="new-only")
@example(table={"\x1b[31m": 1}, preset=None, default=None)
def test_any_table(name: str, prefix: str, table: dict[str, Any], preset: str | None, default: str | None) -> None:
    _holds(_load(_file(table, prefix), name, preset=preset, default_preset=default), name)


@RELAXED
@given(table=NEARLY_RIGHT)
def test_what_the_code_accepts_the_schema_accepts(table: dict[str, Any]) -> None:
    text = _file(table)
    if isinstance(_load(text, "depsov.toml"), Config) and not _is_held_back(table):
        assert not [*_complaints(load_toml(text))]


def _complaints(table: Any) -> Iterator[str]:
    yield from (error.message for error in SCHEMA.iter_errors(table))


def _is_held_back(table: dict[str, Any]) -> bool:
    """Tell whether it says what a file may say, and an editor should not offer."""
    rules = [*table.get("fail", []), *table.get("warn", [])]
    controllers = [name for rule in rules for name in _listed(rule.get("controller", []))]
    return (
        table.get("scopes") == []
        or not {"npm", "pypi"} >= set(table.get("registries", {}))
        or not all(name.strip() for name in controllers)
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@RELAXED
@given(table=NEARLY_RIGHT, text=st.text(max_size=20), at=st.integers(0, 400))
def test_any_text_in_a_file(table: dict[str, Any], text: str, at: int) -> None:
    whole = _file(table)
    found = _load((whole[:at] + text + whole[at:]).encode("utf-8", "replace").decode(), "depsov.toml")
    _holds(found, "depsov.toml")


@RELAXED
@given(severity=TEXT.filter(lambda text: "\0" not in text), perimeter=TEXT)
def test_any_environment(severity: str, perimeter: str) -> None:
    environ = {"DEPSOV_FAIL_ON": severity, "DEPSOV_PERIMETER": perimeter}
    found = _load("", "depsov.toml", environ=environ)
    if isinstance(found, ConfigError):
        assert re.match(r"environment: (fail-on|perimeter): ", found.message)


@RELAXED
@given(table=st.dictionaries(TEXT, ANYTHING, max_size=4))
def test_tables_are_written_as_toml_reads_them(table: dict[str, Any]) -> None:
    assert repr(load_toml(_file(table))) == repr(_in_order(table))


def _in_order(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table as a file has it: what has headers stands last."""
    return dict(
        sorted(table.items(), key=lambda item: _is_array_of_tables(item[1]) and item[0].isalpha() and item[0].isascii())
    )
