"""Presets: a few lines of the language that a configuration is written in."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov import policy
from depsov.config import DEFAULT_PRESET, load_config, preset_config
from depsov.errors import ConfigError
from depsov.model import Level, Severity, Verdict
from depsov.policy import Condition, Judging
from depsov.policy.read import PRESETS, preset

FOLDER = Path(policy.__file__).with_name("presets")


def test_every_preset_has_a_file_and_every_file_is_a_preset() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.toml" for name in PRESETS}
    assert DEFAULT_PRESET in PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_preset_is_a_few_lines_and_says_first_what_it_is_for(name: str) -> None:
    lines = (FOLDER / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 12
    assert lines[0].startswith("# ")


@pytest.mark.parametrize("name", PRESETS)
def test_preset_says_nothing_twice_and_stands_on_no_other(name: str) -> None:
    table = preset(name)  # TOML itself refuses a key that stands twice in a table
    rules = [*table.get("fail", []), *table.get("warn", [])]
    assert all(rule not in rules[:index] for index, rule in enumerate(rules))
    assert "preset" not in table


@pytest.mark.parametrize("name", PRESETS)
def test_preset_is_a_configuration_of_its_own(tmp_path: Path, name: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    (tmp_path / "depsov.toml").write_text(text, encoding="utf-8")
    written, built_in = load_config(tmp_path), preset_config(name)
    assert built_in.policy.preset == name
    for part in ("perimeter", "strict", "fail_on", "scopes"):
        assert getattr(written, part) == getattr(built_in, part)
    for part in ("judge", "unknown", "stale", "enforce", "fail", "warn", "limits", "exemptions"):
        assert getattr(written.policy, part) == getattr(built_in.policy, part)


@pytest.mark.parametrize("name", PRESETS)
def test_preset_may_be_named_by_a_file_that_says_nothing_else(tmp_path: Path, name: str) -> None:
    (tmp_path / "depsov.toml").write_text(f'preset = "{name}"\n', encoding="utf-8")
    assert load_config(tmp_path) == preset_config(name)


def test_inventory_never_fails() -> None:
    policy = preset_config("inventory").policy
    assert not policy.enforce
    assert policy.judge is Judging.ALL
    assert policy.fail == ()


def test_new_only_fails_on_what_comes_in_from_outside() -> None:
    config = preset_config("new-only")
    assert config.perimeter == "europe"
    assert config.policy.enforce
    assert config.policy.judge is Judging.CHANGES
    assert config.policy.fail == (Condition(verdict=(Verdict.OUTSIDE,)),)


def test_eu_procurement_is_the_eu_and_strict() -> None:
    config = preset_config("eu-procurement")
    assert (config.perimeter, config.strict) == ("eu", True)
    assert config.policy.enforce
    assert config.policy.judge is Judging.ALL
    assert config.policy.unknown is Level.FAIL
    assert config.policy.fail == (Condition(verdict=(Verdict.OUTSIDE,), severity=Severity.MEDIUM),)


def test_no_preset_asks_a_registry() -> None:
    assert not any(preset_config(name).online for name in PRESETS)


def test_unknown_preset_is_refused() -> None:
    with pytest.raises(ConfigError, match="no preset is called 'strictest'"):
        preset_config("strictest")
