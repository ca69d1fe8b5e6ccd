"""Settings of a scan: which file, which precedence, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.config import Config, load_config
from depsov.errors import ConfigError
from depsov.model import Scope, Severity

FULL = """
perimeter = "eu"
online = true
strict = true
fail-on = "high"
coverage = 0.9
concentration = 0.5
exclude = ["examples"]
own = ["@acme/*"]
knowledge = ["our-orgs.toml", "more/orgs.toml"]
mirrors = ["https://mirror.example/simple"]
scopes = ["runtime", "build"]

[registries]
pypi = "https://pypi.example"
npm = "https://npm.example"
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
        coverage=0.9,
        concentration=0.5,
        exclude=("examples",),
        own=("@acme/*",),
        knowledge=(tmp_path / "our-orgs.toml", tmp_path / "more/orgs.toml"),
        mirrors=("https://mirror.example/simple",),
        registries=(("npm", "https://npm.example"), ("pypi", "https://pypi.example")),
        scopes=(Scope.RUNTIME, Scope.BUILD),
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
        ("coverage = 90", "coverage: expected a fraction from 0 to 1"),
        ("coverage = -0.1", "coverage: expected a fraction from 0 to 1"),
        ("coverage = nan", "coverage: expected a fraction from 0 to 1"),
        ("coverage = true", "coverage: expected a fraction from 0 to 1"),
        ('concentration = "25%"', "concentration: expected a fraction from 0 to 1"),
        ('exclude = "examples"', "exclude: expected an array, found a string"),
        ("own = [1]", "own[0]: expected a string"),
        ('knowledge = "orgs.toml"', "knowledge: expected an array"),
        ('registries = ["https://npm.example"]', "registries: expected a table, found an array"),
        ("[registries]\nnpm = 1", "registries.npm: expected a string"),
        ('scopes = ["runtime", "prod"]', "scopes[1]: 'prod' is none of runtime, optional, build, development"),
        ("perimeter = ", "not TOML"),
    ],
)
@pytest.mark.parametrize("name", ["depsov.toml", "pyproject.toml"])
def test_what_is_wrong_is_said_with_file_and_path(tmp_path: Path, name: str, text: str, message: str) -> None:
    table = "tool.depsov." if name == "pyproject.toml" else ""
    text = text.replace("[registries]", f"[{table}registries]")
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


@pytest.mark.parametrize(
    "name",
    [
        "missing.toml",
        pytest.param(
            "pyproject.toml",
        ),
    ],
)
def test_named_file_that_is_missing_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path, name=name)


@pytest.mark.parametrize("value", ["0", "1", "0.0", "1.0"])
def test_limits_may_be_whole(tmp_path: Path, value: str) -> None:
    _write(tmp_path, "depsov.toml", f"coverage = {value}")
    assert load_config(tmp_path).coverage == float(value)
