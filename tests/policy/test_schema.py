"""The JSON Schema says what the code says, and validate-pyproject takes it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from validate_pyproject.api import Validator
from validate_pyproject.errors import ValidationError
from validate_pyproject.plugins import list_from_entry_points

from depsov import config
from depsov.config import Config, load_config
from depsov.documents import Table, load_toml
from depsov.errors import ConfigError
from depsov.knowledge.countries import CODES
from depsov.model import Level, Reason, Scope, Severity, Verdict
from depsov.perimeter import ALWAYS
from depsov.policy import Condition, Exemption, Judging, Limits
from depsov.policy.pattern import ECOSYSTEMS
from depsov.policy.read import PRESETS, preset
from depsov.policy.schema import schema
from depsov.policy.template import policy_text
from depsov.registries import REGISTRIES
from tests.policy.test_read import EVERY_KEY

SCHEMA = schema()
SETTINGS = """
perimeter = ["DE", "FR"]
online = false
strict = true
fail-on = "high"
exclude = ["examples", "docs/**"]
own = ["@acme/*", "pkg:maven/works.example/*"]
knowledge = ["our-orgs.toml"]
mirrors = ["https://mirror.example/simple"]
scopes = ["runtime", "build"]
resolver = "uv"
target = "python=3.12,platform=linux"
registries = { pypi = "https://pypi.example", npm = "https://npm.example" }
"""
ALL = SETTINGS + EVERY_KEY


def _is_valid(table: Any) -> bool:
    return jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).is_valid(table)


def test_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert SCHEMA["$id"].startswith("https://example.org/")


def test_schema_is_made_anew_for_each_caller() -> None:
    schema()["properties"].clear()
    assert schema("depsov") == SCHEMA


# --- what it lets pass --------------------------------------------------------------------------------------------


def test_table_with_every_key_is_valid_and_has_every_key(tmp_path: Path) -> None:
    assert _accepts(tmp_path, ALL)
    table = load_toml(ALL)
    assert _is_valid(table)
    assert set(table) == set(SCHEMA["properties"])


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_valid(name: str) -> None:
    assert _is_valid(preset(name))


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("perimeter", ["europe", ["DE", "FR"]])
def test_template_is_valid(name: str, perimeter: str | list[str]) -> None:
    text = policy_text(
        preset=name, perimeter=perimeter, unknown="warn", own=["@acme/*"], table="", expires="2027-06-30"
    )
    assert _is_valid(load_toml(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        'perimeter = "DE, FR"',
        'perimeter = "de"',
        'perimeter = ["de", "FR"]',
        "exclude = []",
        "fail = []",
        "[limits]",
        "[limits]\nunknown = 0\ncoverage = 1",
        '[[warn]]\npackage = "pkg:npm/%40acme/tool"',
        '[[warn]]\npackage = ["@acme/tool", "works-[ab]*", "größe"]',
    ],
)
def test_other_valid_tables(tmp_path: Path, text: str) -> None:
    assert _accepts(tmp_path, text)
    assert _is_valid(load_toml(text))


EXPIRES = "expires = 2027-06-30"


@pytest.mark.parametrize("value", ['"2027-06-30"', "2027-06-30", '"2028-02-29"'])
def test_day_may_be_a_date_of_toml_or_its_text(tmp_path: Path, value: str) -> None:
    text = ALL.replace(EXPIRES, f"expires = {value}")
    assert _accepts(tmp_path, text)
    assert _is_valid(load_toml(text))


@pytest.mark.parametrize(
    "value", [1, 1.5, True, None, [], {}, [date(2027, 6, 30)], "", "soon", "2027-06-31", "20270630"]
)
def test_nothing_else_is_a_day(value: Any) -> None:
    table: dict[str, Any] = deepcopy(dict(load_toml(ALL)))
    table["exception"][0]["expires"] = value
    assert not _is_valid(table)


def _accepts(folder: Path, text: str) -> bool:
    (folder / "depsov.toml").write_text(text, encoding="utf-8")
    try:
        load_config(folder)
    except ConfigError:
        return False
    return True


# --- what it refuses ----------------------------------------------------------------------------------------------

EXCEPTION = '[[exception]]\npackage = "a"\ncontroller = "b"\nreason = "c"\nowner = "d"\nexpires = 2027-06-30\n'


@pytest.mark.parametrize(
    "text",
    [
        "perimetre = 'eu'",
        'perimeter = "asia"',
        "perimeter = 1",
        "perimeter = []",
        'perimeter = ["DE", 1]',
        'perimeter = ["Germany"]',
        'online = "yes"',
        "strict = 1",
        'fail-on = "severe"',
        'fail_on = "high"',
        "coverage = 0.9",
        'exclude = "examples"',
        'own = "@acme/*"',
        "own = ['']",
        'own = ["works-tool@1.0"]',
        "knowledge = [1]",
        'mirrors = "https://mirror.example"',
        "registries = []",
        "registries = { npm = 1 }",
        'scopes = "runtime"',
        'scopes = ["prod"]',
        'preset = "strictest"',
        'judge = "some"',
        'unknown = "accepted"',
        "stale = true",
        "enforce = 0",
        "fail = true",
        '[fail]\nverdict = "outside"',
        "[[fail]]",
        '[[fail]]\nverdicts = "outside"',
        '[[fail]]\nverdict = "abroad"',
        "[[fail]]\nverdict = []",
        '[[fail]]\nverdict = ["outside", "abroad"]',
        '[[fail]]\nreason = "seat"',
        '[[fail]]\nseverity = ["high"]',
        "[[fail]]\nstrength = 6",
        "[[fail]]\nstrength = -1",
        "[[fail]]\nstrength = true",
        "[[fail]]\nstrength = 2.5",
        "[[fail]]\ncontroller = []",
        '[[fail]]\njurisdiction = "XX"',
        '[[fail]]\njurisdiction = "UK"',
        '[[fail]]\njurisdiction = "de"',
        '[[fail]]\necosystem = "pip"',
        '[[fail]]\nscope = "prod"',
        '[[fail]]\ndirect = "yes"',
        '[[fail]]\npackage = " a"',
        '[[fail]]\npackage = "@acme/tool@1.0"',
        '[[fail]]\npackage = "pkg:pypi/tool@1.0"',
        '[[fail]]\njudge = "new"',
        "[[warn]]",
        "limits = 0.5",
        "[limits]\nshare = 0.5",
        "[limits]\none_party = 0.5",
        "[limits]\noutside = 1.1",
        "[limits]\noutside = -0.1",
        "[limits]\noutside = true",
        '[limits]\noutside = "50%"',
        *(EXCEPTION.replace(line, "") for line in EXCEPTION.splitlines(keepends=True)[1:]),
        EXCEPTION + "until = 2027-06-30",
        EXCEPTION.replace('"d"', '"team@works.example"'),
        EXCEPTION.replace('"d"', '" "'),
        EXCEPTION.replace('"c"', '""'),
        EXCEPTION.replace('"b"', '["b"]'),
        EXCEPTION.replace("2027-06-30", '"soon"'),
        EXCEPTION.replace("2027-06-30", "2027"),
    ],
)
def test_what_the_code_refuses_the_schema_refuses(tmp_path: Path, text: str) -> None:
    assert not _accepts(tmp_path, text)
    assert not _is_valid(load_toml(text))


@pytest.mark.parametrize("text", ["scopes = []", '[registries]\npip = "https://pypi.example"'])
def test_what_can_not_be_meant_the_schema_refuses(text: str) -> None:
    assert not _is_valid(load_toml(text))


def test_exception_as_it_stands_above_is_valid(tmp_path: Path) -> None:
    assert _accepts(tmp_path, EXCEPTION)
    assert _is_valid(load_toml(EXCEPTION))


# --- the same words as the code -----------------------------------------------------------------------------------


def _definition(name: str) -> Any:
    return SCHEMA["definitions"][name]


def _keys(kind: type[Any], *, without: frozenset[str] = frozenset()) -> set[str]:
    return {field.name.replace("_", "-") for field in fields(kind)} - without


def test_schema_has_the_keys_of_the_code() -> None:
    assert set(SCHEMA["properties"]) == config._KEYS
    places = {"file", "line", "path"}
    assert set(_definition("condition")["properties"]) == _keys(Condition) - places
    assert set(SCHEMA["properties"]["limits"]["properties"]) == _keys(Limits)
    assert set(_definition("exception")["properties"]) == _keys(Exemption) - places
    assert set(_definition("exception")["required"]) == _keys(Exemption) - places
    assert _keys(Config) - {"released", "policy", "file"} == config._SETTINGS
    assert set(SCHEMA["properties"]["registries"]["properties"]) == {
        registry.ecosystem for registry in REGISTRIES if registry.is_asked
    }


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("verdict", [item.value for item in Verdict]),
        ("reason", [item.value for item in Reason]),
        ("severity", [item.value for item in Severity]),
        ("scope", [item.value for item in Scope]),
        ("judge", [item.value for item in Judging]),
        ("level", [Level.WARN.value, Level.FAIL.value]),
        ("country", sorted(CODES)),
        ("ecosystem", sorted(ECOSYSTEMS)),
    ],
)
def test_schema_has_the_values_of_the_code(name: str, values: list[str]) -> None:
    assert _definition(name)["enum"] == values


def test_schema_has_the_presets_and_perimeters_of_the_code() -> None:
    assert SCHEMA["properties"]["preset"]["enum"] == list(PRESETS)
    assert SCHEMA["properties"]["perimeter"]["anyOf"][0]["enum"] == list(ALWAYS)


@pytest.mark.parametrize(
    ("key", "definition"),
    [
        ("verdict", "verdict"),
        ("reason", "reason"),
        ("controller", "controller"),
        ("jurisdiction", "country"),
        ("ecosystem", "ecosystem"),
        ("scope", "scope"),
        ("package", "pattern"),
    ],
)
def test_key_of_several_values_is_one_or_an_array(key: str, definition: str) -> None:
    reference = {"$ref": f"#/definitions/{definition}"}
    one, many = _definition("condition")["properties"][key]["anyOf"]
    assert one == reference
    assert many == {"type": "array", "minItems": 1, "items": reference}


def _tables(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        if "properties" in value and isinstance(value["properties"], dict):
            yield path, value
        for key, item in value.items():
            yield from _tables(item, f"{path}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _tables(item, f"{path}/{index}")


def test_every_table_is_closed_and_every_key_described() -> None:
    found = dict(_tables(SCHEMA))
    assert set(found) == {
        "",
        "/properties/limits",
        "/properties/registries",
        "/definitions/condition",
        "/definitions/exception",
    }
    for path, table in found.items():
        assert table["additionalProperties"] is False, path
        for key, item in table["properties"].items():
            assert item["description"].endswith("."), f"{path}/{key}"


@pytest.mark.parametrize(("key", "default"), [("perimeter", "europe"), ("online", False), ("strict", False)])
def test_defaults_are_those_of_the_code(key: str, default: Any) -> None:
    assert SCHEMA["properties"][key]["default"] == getattr(Config(), key) == default


# --- validate-pyproject -------------------------------------------------------------------------------------------

HEAD = '[project]\nname = "example"\nversion = "1"\n\n'
TABLE = """[tool.depsov]
preset = "new-only"
perimeter = ["DE", "FR"]

[[tool.depsov.fail]]
severity = "high"
scope = ["runtime", "optional"]

[[tool.depsov.exception]]
package = "works-tool"
controller = "sample"
reason = "no other reads that format"
owner = "platform team"
expires = 2027-06-30
"""


def test_schema_is_registered_for_validate_pyproject() -> None:
    (found,) = entry_points(group="validate_pyproject.tool_schema", name="depsov")
    assert found.load() is schema


@pytest.fixture(scope="module")
def validator() -> Validator:
    """Validate-pyproject with what depsov gives it, and nothing else."""
    plugins = [plugin for plugin in list_from_entry_points() if plugin.tool == "depsov"]
    return Validator(plugins)


@pytest.mark.parametrize("table", [TABLE, TABLE.replace("2027-06-30", '"2027-06-30"'), "[tool.depsov]", ""])
def test_validate_pyproject_accepts_what_depsov_accepts(validator: Validator, tmp_path: Path, table: str) -> None:
    (tmp_path / "pyproject.toml").write_text(HEAD + table, encoding="utf-8")
    load_config(tmp_path)
    text = dict(load_toml(HEAD + table))
    assert validator(text) == text


@pytest.mark.parametrize("table", [load_toml(ALL), *map(preset, PRESETS)], ids=["every key", *PRESETS])
def test_validate_pyproject_accepts_all_that_there_is(validator: Validator, table: Table) -> None:
    whole = {"project": {"name": "example", "version": "1"}, "tool": {"depsov": dict(table)}}
    assert validator(whole) == whole


WRONG = [
    ('severity = "high"', 'severity = "severe"', "tool.depsov.fail[0].severity"),
    ('severity = "high"', 'severities = "high"', "tool.depsov.fail[0]"),
    ('"FR"', '"Germany"', "tool.depsov.perimeter"),
    ('"new-only"', '"strictest"', "tool.depsov.preset"),
    ('owner = "platform team"', 'owner = "team@works.example"', "tool.depsov.exception[0].owner"),
    (EXPIRES, "expires = 2027", "tool.depsov.exception[0].expires"),
    (EXPIRES, 'expires = "soon"', "tool.depsov.exception[0].expires"),
    (EXPIRES, 'expires = "2027-02-29"', "tool.depsov.exception[0].expires"),
    (EXPIRES, "", "tool.depsov.exception[0]"),
]


@pytest.mark.parametrize(("good", "bad", "place"), WRONG)
def test_validate_pyproject_refuses_what_depsov_refuses_at_the_same_place(
    validator: Validator, tmp_path: Path, *, good: str, bad: str, place: str
) -> None:
    text = HEAD + TABLE.replace(good, bad)
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError):
        load_config(tmp_path)
    with pytest.raises(ValidationError) as caught:
        validator(dict(load_toml(text)))
    assert f"`{place}`" in str(caught.value)


def _run(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "pyproject.toml").write_text(HEAD + text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "validate_pyproject", "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "VALIDATE_PYPROJECT_NO_NETWORK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_program_finds_the_schema_by_itself(tmp_path: Path) -> None:
    good = _run(tmp_path, TABLE)
    assert (good.returncode, good.stdout) == (0, "Valid file: pyproject.toml\n")
    bad = _run(tmp_path, TABLE.replace('"high"', '"severe"'))
    assert bad.returncode == 1
    assert "tool.depsov.fail[0].severity` must be one of ['critical', 'high'" in bad.stderr
