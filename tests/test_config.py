"""Settings of a scan: which file, which precedence, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from depsov.config import Config, load_config, preset_config
from depsov.errors import ConfigError
from depsov.model import Level, Scope, Severity, Verdict
from depsov.policy import Condition, Judging, Limits, Policy
from depsov.policy.read import PRESETS

FULL = """
perimeter = "eu"
online = true
strict = true
fail-on = "high"
exclude = ["examples"]
own = ["@acme/*"]
knowledge = ["our-orgs.toml", "more/orgs.toml"]
mirrors = ["https://mirror.example/simple"]
scopes = ["runtime", "build"]

[registries]
pypi = "https://pypi.example"
npm = "https://npm.example"

[limits]
coverage = 0.9
concentration = 0.5
"""

EXCEPTION = """
[[{table}exception]]
package = "works-tool"
controller = "{controller}"
reason = "no other reads that format"
owner = "platform team"
expires = 2027-06-30
"""


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_folder_without_configuration_has_the_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path) == Config()
    assert Config().perimeter == "europe"
    assert not Config().online


def test_every_key_is_read(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", FULL)
    assert load_config(tmp_path) == Config(
        perimeter="eu",
        online=True,
        strict=True,
        fail_on=Severity.HIGH,
        exclude=("examples",),
        own=("@acme/*",),
        knowledge=(tmp_path / "our-orgs.toml", tmp_path / "more/orgs.toml"),
        mirrors=("https://mirror.example/simple",),
        registries=(("npm", "https://npm.example"), ("pypi", "https://pypi.example")),
        scopes=(Scope.RUNTIME, Scope.BUILD),
        policy=Policy(limits=Limits(coverage=0.9, concentration=0.5)),
    )


def test_perimeter_may_be_a_list_of_codes(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", 'perimeter = ["DE", "FR"]')
    assert load_config(tmp_path).perimeter == ("DE", "FR")


# --- which file ---------------------------------------------------------------------------------------------------


def test_table_of_pyproject_is_read(tmp_path: Path) -> None:
    _write(tmp_path, "pyproject.toml", '[project]\nname = "example"\n[tool.depsov]\nperimeter = "eea"\n')
    assert load_config(tmp_path).perimeter == "eea"


def test_own_file_goes_before_pyproject(tmp_path: Path) -> None:
    _write(tmp_path, "pyproject.toml", '[tool.depsov]\nperimeter = "eea"\nstrict = true\n')
    _write(tmp_path, "depsov.toml", 'perimeter = "eu"\n')
    assert load_config(tmp_path) == Config(perimeter="eu")


def test_empty_own_file_is_the_defaults(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", " \n")
    assert load_config(tmp_path) == Config()


@pytest.mark.parametrize(
    "text",
    ['[project]\nname = "example"\n', '[project]\ndependencies = ["depsov"]\n', '[tool.other]\nname = "depsov"\n'],
    ids=["not a word of it", "a dependency", "a word elsewhere"],
)
def test_pyproject_without_the_table_is_the_defaults(tmp_path: Path, text: str) -> None:
    _write(tmp_path, "pyproject.toml", text)
    assert load_config(tmp_path) == Config()


def test_broken_pyproject_that_never_names_depsov_is_not_our_business(tmp_path: Path) -> None:
    _write(tmp_path, "pyproject.toml", "[project\n")
    assert load_config(tmp_path) == Config()


def test_named_file_is_taken(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", 'perimeter = "eu"')
    _write(tmp_path, "strict.toml", "strict = true")
    assert load_config(tmp_path, name="strict.toml") == Config(strict=True)
    _write(tmp_path, "pyproject.toml", "[tool.depsov]\nonline = true")
    assert load_config(tmp_path, name="pyproject.toml") == Config(online=True)


def test_overlays_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "settings").mkdir()
    _write(tmp_path, "settings/depsov.toml", 'knowledge = ["orgs.toml"]')
    assert load_config(tmp_path, name="settings/depsov.toml").knowledge == (tmp_path / "settings/orgs.toml",)


@pytest.mark.parametrize(
    ("files", "name", "expected"),
    [
        ({}, None, None),
        ({"pyproject.toml": "[project]\n# depsov"}, None, None),
        ({"pyproject.toml": "[tool.depsov]"}, None, "pyproject.toml"),
        ({"depsov.toml": ""}, None, "depsov.toml"),
        ({"pyproject.toml": "[tool.depsov]", "depsov.toml": "strict = true"}, None, "depsov.toml"),
        ({"depsov.toml": "", "ours.toml": "strict = true"}, "ours.toml", "ours.toml"),
        ({"settings/ours.toml": "strict = true"}, "settings/ours.toml", "ours.toml"),
    ],
)
def test_configuration_knows_the_name_of_its_file(
    tmp_path: Path, files: dict[str, str], name: str | None, expected: str | None
) -> None:
    (tmp_path / "settings").mkdir()
    for path, text in files.items():
        _write(tmp_path, path, text)
    file = load_config(tmp_path, name=name).file
    assert (file and Path(file).name) == expected


def test_name_of_the_file_makes_no_other_configuration(tmp_path: Path) -> None:
    _write(tmp_path, "ours.toml", "strict = true")
    _write(tmp_path, "theirs.toml", "strict = true")
    assert load_config(tmp_path, name="ours.toml") == load_config(tmp_path, name="theirs.toml")


# --- exceptions and their lines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "table"), [("depsov.toml", ""), ("pyproject.toml", "tool.depsov.")])
def test_exception_knows_its_file_line_and_path(tmp_path: Path, name: str, table: str) -> None:
    head = "[tool.depsov]\n" if table else ""
    first, second = (EXCEPTION.format(table=table, controller=controller) for controller in ("ours", "theirs"))
    _write(tmp_path, name, f"{head}strict = true\n# [[{table}exception]]\n{first}\n[{table}limits]\n{second}")
    exemptions = load_config(tmp_path).policy.exemptions
    lines = (tmp_path / name).read_text().splitlines()
    assert [item.controller for item in exemptions] == ["ours", "theirs"]
    assert [item.path for item in exemptions] == ["exception[0]", "exception[1]"]
    assert {item.file for item in exemptions} == {str(tmp_path / name)}
    for item in exemptions:
        assert item.line is not None
        assert lines[item.line - 1] == f"[[{table}exception]]"
        assert lines[item.line + 1].endswith(f'"{item.controller}"')


@pytest.mark.parametrize("header", ["[[exception]]", "  [[exception]]", "[[ exception ]]", "[[exception]] # one"])
def test_header_of_an_exception_may_be_spelled_freely(tmp_path: Path, header: str) -> None:
    text = EXCEPTION.format(table="", controller="ours").replace("[[exception]]", header)
    _write(tmp_path, "depsov.toml", f"strict = true\n{text}")
    assert [item.line for item in load_config(tmp_path).policy.exemptions] == [3]


def test_lines_count_the_same_with_any_line_ending(tmp_path: Path) -> None:
    text = EXCEPTION.format(table="", controller="ours").replace("\n", "\r\n")
    (tmp_path / "depsov.toml").write_bytes(f"strict = true\r\n{text}".encode())
    assert [item.line for item in load_config(tmp_path).policy.exemptions] == [3]


def test_exception_in_one_line_has_no_line(tmp_path: Path) -> None:
    table = 'package = "a", controller = "b", reason = "c", owner = "d", expires = 2027-06-30'
    _write(tmp_path, "depsov.toml", f"exception = [{{ {table} }}]")
    (item,) = load_config(tmp_path).policy.exemptions
    assert item.line is None
    assert (item.file, item.path) == (str(tmp_path / "depsov.toml"), "exception[0]")


# --- presets ------------------------------------------------------------------------------------------------------


def test_no_preset_is_taken_unless_somebody_names_one(tmp_path: Path) -> None:
    assert load_config(tmp_path).policy == Policy()


def test_file_stands_on_the_preset_that_it_names(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", 'preset = "eu-procurement"\nperimeter = "eea"\nunknown = "warn"')
    config = load_config(tmp_path)
    assert (config.perimeter, config.strict) == ("eea", True)
    assert config.policy.unknown is Level.WARN
    assert config.policy.fail == preset_config("eu-procurement").policy.fail
    assert config.policy.preset == "eu-procurement"


def test_preset_may_be_softened_by_the_file(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", 'preset = "eu-procurement"\nstrict = false\nenforce = false')
    config = load_config(tmp_path)
    assert not config.strict
    assert not config.policy.enforce


def test_rules_of_the_file_come_beside_those_of_its_preset(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", 'preset = "new-only"\n[[fail]]\nverdict = "unknown"\n')
    assert load_config(tmp_path).policy.fail == (
        Condition(verdict=(Verdict.OUTSIDE,)),
        Condition(verdict=(Verdict.UNKNOWN,)),
    )


@pytest.mark.parametrize("name", PRESETS)
def test_named_preset_goes_before_that_of_the_file(tmp_path: Path, name: str) -> None:
    _write(tmp_path, "depsov.toml", 'preset = "new-only"\nexclude = ["examples"]')
    config = load_config(tmp_path, preset=name, default_preset="new-only")
    assert config.policy == preset_config(name).policy
    assert config.exclude == ("examples",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "new-only"),
        ("", "new-only"),
        ("strict = true", "new-only"),
        ('unknown = "fail"', "new-only"),
        ('[[warn]]\nverdict = "unknown"', "new-only"),
        ('preset = "inventory"', "inventory"),
        ('[[fail]]\nverdict = "unknown"', None),
        ('fail-on = "high"', None),
        ('preset = "inventory"\nfail-on = "high"', "inventory"),
    ],
)
def test_default_preset_is_taken_where_the_file_says_nothing_of_what_fails(
    tmp_path: Path, text: str | None, expected: str | None
) -> None:
    if text is not None:
        _write(tmp_path, "depsov.toml", text)
    config = load_config(tmp_path, default_preset="new-only")
    assert config.policy.preset == expected
    assert config.policy.judge is (Judging.CHANGES if expected == "new-only" else Judging.ALL)


def test_default_preset_alone_makes_no_file(tmp_path: Path) -> None:
    assert load_config(tmp_path, default_preset="new-only") == preset_config("new-only")
    assert load_config(tmp_path, default_preset="new-only").file is None


def test_environment_goes_before_the_file_before_a_named_preset(tmp_path: Path) -> None:
    assert load_config(tmp_path, preset="eu-procurement").perimeter == "eu"
    _write(tmp_path, "depsov.toml", 'preset = "new-only"\nperimeter = "eea"')
    assert load_config(tmp_path).perimeter == "eea"
    assert load_config(tmp_path, preset="eu-procurement").perimeter == "eea"
    config = load_config(tmp_path, {"DEPSOV_PERIMETER": "DE"}, preset="eu-procurement")
    assert (config.perimeter, config.policy.preset) == ("DE", "eu-procurement")


def test_unknown_preset_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no preset is called 'strictest'") as caught:
        load_config(tmp_path, preset="strictest")
    assert all(name in str(caught.value.hint) for name in PRESETS)
    _write(tmp_path, "depsov.toml", 'preset = "strictest"')
    with pytest.raises(ConfigError, match=r"^depsov\.toml: preset: 'strictest' is none of inventory, new-only"):
        load_config(tmp_path)
    _write(tmp_path, "depsov.toml", "preset = 1")
    with pytest.raises(ConfigError, match=r"^depsov\.toml: preset: expected a string"):
        load_config(tmp_path)


def test_contradiction_names_the_file(tmp_path: Path) -> None:
    _write(tmp_path, "pyproject.toml", '[[tool.depsov.fail]]\nverdict = "inside"\nseverity = "high"')
    with pytest.raises(ConfigError, match=r"^pyproject\.toml: fail\[0\]\.severity: contradicts the verdict"):
        load_config(tmp_path)


# --- environment --------------------------------------------------------------------------------------------------


def test_environment_goes_before_the_file(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", 'perimeter = "eu"\nfail-on = "low"\nstrict = true')
    config = load_config(tmp_path, {"DEPSOV_PERIMETER": "DE,FR", "DEPSOV_FAIL_ON": "critical"})
    assert config == Config(perimeter="DE,FR", fail_on=Severity.CRITICAL, strict=True)


def test_empty_variable_is_none(tmp_path: Path) -> None:
    assert load_config(tmp_path, {"DEPSOV_PERIMETER": "", "HOME": "/nowhere"}) == Config()


def test_wrong_variable_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="environment: fail-on: 'severe' is none of critical, high"):
        load_config(tmp_path, {"DEPSOV_FAIL_ON": "severe"})


def test_environment_is_not_read_unless_handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPSOV_PERIMETER", "eu")
    assert load_config(tmp_path) == Config()


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('perimetre = "eu"', "perimetre: unknown key"),
        ("perimeter = 1", "perimeter: expected a string, found a whole number"),
        ('perimeter = ["DE", 1]', "perimeter[1]: expected a string"),
        ('online = "yes"', "online: expected true or false, found a string"),
        ("strict = 1", "strict: expected true or false"),
        ('fail-on = "severe"', "fail-on: 'severe' is none of critical, high, medium, low, info"),
        ("fail-on = 3", "fail-on: expected a string"),
        ("coverage = 0.9", "coverage: unknown key"),
        ("limits = 0.9", "limits: expected a table"),
        ("[limits]\ncoverage = 90", "limits.coverage: expected a fraction from 0 to 1"),
        ("[limits]\ncoverage = -0.1", "limits.coverage: expected a fraction from 0 to 1"),
        ("[limits]\ncoverage = nan", "limits.coverage: expected a fraction from 0 to 1"),
        ("[limits]\ncoverage = true", "limits.coverage: expected a fraction from 0 to 1"),
        ('[limits]\nconcentration = "25%"', "limits.concentration: expected a fraction from 0 to 1"),
        ("[limits]\ncoverag = 0.9", "limits.coverag: unknown key"),
        ('perimeter = ["DE", "XX"]', "perimeter[1]: 'XX' is no perimeter and no ISO 3166-1 alpha-2 code"),
        ('perimeter = "DE, XX"', "perimeter: 'XX' is no perimeter and no ISO 3166-1 alpha-2 code"),
        ('perimeter = "asia"', "perimeter: 'asia' is no perimeter and no ISO 3166-1 alpha-2 code"),
        ("perimeter = []", "perimeter: is empty: nothing would be inside"),
        ('own = ["@acme/*", " "]', "own[1]: is empty or has blanks around it"),
        ('exclude = "examples"', "exclude: expected an array, found a string"),
        ("own = [1]", "own[0]: expected a string"),
        ('knowledge = "orgs.toml"', "knowledge: expected an array"),
        ('registries = ["https://npm.example"]', "registries: expected a table, found an array"),
        ("[registries]\nnpm = 1", "registries.npm: expected a string"),
        ("scopes = []", "scopes: is empty: nothing would be judged"),
        ('[registries]\npipy = "https://pypi.example"', "registries.pipy: unknown key"),
        ('scopes = ["runtime", "prod"]', "scopes[1]: 'prod' is none of runtime, optional, build, development"),
        ("perimeter = ", "not TOML"),
    ],
)
@pytest.mark.parametrize("name", ["depsov.toml", "pyproject.toml"])
def test_what_is_wrong_is_said_with_file_and_path(tmp_path: Path, name: str, text: str, message: str) -> None:
    table = "tool.depsov." if name == "pyproject.toml" else ""
    text = re.sub(r"^\[(registries|limits)\]", rf"[{table}\1]", text)
    _write(tmp_path, name, f"[tool.depsov]\n{text}" if table else text)
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert caught.value.message.startswith(f"{name}: {message}")


def test_unknown_key_lists_the_known_ones(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", "fail_on = 'high'")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path)
    assert caught.value.hint is not None
    assert "fail-on" in caught.value.hint


@pytest.mark.parametrize("text", ["tool = 1\n# depsov", "[tool]\ndepsov = 1"])
def test_table_of_pyproject_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    _write(tmp_path, "pyproject.toml", text)
    with pytest.raises(ConfigError, match=r"^pyproject\.toml: .*expected a table"):
        load_config(tmp_path)


def test_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "depsov.toml").write_bytes(b'perimeter = "\xe9"')
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_config(tmp_path)


@pytest.mark.parametrize("name", ["missing.toml", "pyproject.toml"])
def test_named_file_that_is_missing_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path, name=name)


@pytest.mark.parametrize("value", ["0", "1", "0.0", "1.0"])
def test_limits_may_be_whole(tmp_path: Path, value: str) -> None:
    _write(tmp_path, "depsov.toml", f"[limits]\ncoverage = {value}")
    assert load_config(tmp_path).policy.limits.coverage == float(value)


# --- presets beside rules -----------------------------------------------------------------------------------------


def test_rule_that_fails_contradicts_a_preset_with_which_nothing_does(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", 'preset = "inventory"\n[[fail]]\nverdict = "outside"')
    with pytest.raises(ConfigError, match=r"^depsov\.toml: fail: contradicts preset = 'inventory'") as caught:
        load_config(tmp_path)
    assert "enforce = true" in str(caught.value.hint)
    _write(tmp_path, "depsov.toml", 'preset = "inventory"\nenforce = true\n[[fail]]\nverdict = "outside"')
    assert load_config(tmp_path).policy.enforce


def test_asked_for_on_the_command_line_it_makes_the_rules_of_the_file_warnings(tmp_path: Path) -> None:
    _write(tmp_path, "depsov.toml", '[[fail]]\nverdict = "outside"')
    policy = load_config(tmp_path, preset="inventory").policy
    assert policy.fail
    assert not policy.enforce


@pytest.mark.parametrize(
    ("text", "said"), [("preset = 1", "preset: expected a string"), ('preset = "none"', "preset: ")]
)
def test_wrong_preset_of_a_file_is_refused_even_where_another_is_asked_for(
    tmp_path: Path, text: str, said: str
) -> None:
    _write(tmp_path, "depsov.toml", text)
    with pytest.raises(ConfigError, match=rf"^depsov\.toml: {said}"):
        load_config(tmp_path, preset="inventory")
