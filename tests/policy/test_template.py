"""The first policy of a project: valid as it is written, and with every example in it switched on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from depsov.config import Config, load_config, preset_config
from depsov.documents import load_toml
from depsov.errors import ConfigError
from depsov.model import Level
from depsov.policy import Limits
from depsov.policy.read import KEYS, PRESETS
from depsov.policy.template import policy_text

EXPIRES = "2027-06-30"
FILES = pytest.mark.parametrize(("file", "table"), [("depsov.toml", ""), ("pyproject.toml", "tool.depsov")])
PRESET = pytest.mark.parametrize("preset", PRESETS)


def _text(
    table: str,
    *,
    preset: str = "new-only",
    perimeter: str | Sequence[str] = "europe",
    unknown: str = "warn",
    own: Sequence[str] = (),
) -> str:
    return policy_text(preset=preset, perimeter=perimeter, unknown=unknown, own=own, table=table, expires=EXPIRES)


def _load(folder: Path, file: str, text: str) -> Config:
    (folder / file).write_text(text, encoding="utf-8")
    return load_config(folder)


def _examples(text: str) -> list[str]:
    """Return the commented-out examples: runs of lines that are TOML when their comment marks are taken away."""
    lines = [line.removeprefix("# ") if _is_example(line) else "" for line in text.splitlines()]
    return [block for block in re.split(r"\n{2,}", "\n".join(lines)) if block.strip()]


def _is_example(line: str) -> bool:
    return re.match(r"# (\[+[\w.]+\]+|[\w-]+ = .+)$", line) is not None


def _with_examples(text: str) -> str:
    lines = (line.removeprefix("# ") if _is_example(line) else line for line in text.splitlines())
    return "\n".join(lines) + "\n"


# --- as it is written ---------------------------------------------------------------------------------------------


@FILES
@PRESET
@pytest.mark.parametrize("unknown", ["warn", "fail"])
@pytest.mark.parametrize("perimeter", ["europe", "eea", "eu", ("DE",), ("DE", "FR", "CH"), ["NO"]])
def test_policy_says_what_was_asked_for(
    tmp_path: Path, file: str, table: str, *, preset: str, unknown: str, perimeter: str | Sequence[str]
) -> None:
    text = _text(table, preset=preset, perimeter=perimeter, unknown=unknown)
    config = _load(tmp_path, file, text)
    assert Path(config.file or "").name == file
    assert config.perimeter == (perimeter if isinstance(perimeter, str) else tuple(perimeter))
    assert config.policy.preset == preset
    assert config.policy.unknown is Level(unknown)
    base = preset_config(preset)
    assert (config.strict, config.own) == (base.strict, ())
    for part in ("judge", "stale", "enforce", "fail", "warn", "limits", "exemptions"):
        assert getattr(config.policy, part) == getattr(base.policy, part)


@FILES
@pytest.mark.parametrize(
    "own",
    [
        [],
        ["@acme/*"],
        ["works-*", "pkg:maven/works.example/*", "@acme/*"],
        ["größe-*", "\N{SNOWMAN}-tool", "\N{ROCKET}-tool"],
        ['quote"d', "back\\slash", "a[[]b"],
    ],
)
def test_own_packages_are_written_as_they_are(tmp_path: Path, file: str, table: str, own: list[str]) -> None:
    assert _load(tmp_path, file, _text(table, own=own)).own == tuple(own)


def test_policy_may_follow_other_tables(tmp_path: Path) -> None:
    head = '[project]\nname = "example"\n\n[tool.other]\nkey = 1\n\n'
    config = _load(tmp_path, "pyproject.toml", head + _text("tool.depsov", preset="inventory"))
    assert config.policy.preset == "inventory"


def test_text_of_the_file_and_of_the_table_differ_in_their_headers_only() -> None:
    own, tool = _text(""), _text("tool.depsov")
    assert tool.startswith("[tool.depsov]\n")
    assert tool.removeprefix("[tool.depsov]\n").replace("tool.depsov.", "") == own


def test_every_line_is_short_and_every_comment_stands_before_what_it_is_about() -> None:
    for line in _text("tool.depsov").splitlines():
        assert len(line) <= 120
        assert line == line.rstrip()


@PRESET
def test_every_preset_is_explained(preset: str) -> None:
    assert f'"{preset}"' in next(line for line in _text("").splitlines() if preset in line)


# --- the examples in it -------------------------------------------------------------------------------------------


def test_examples_are_found() -> None:
    keys = {key for block in _examples(_text("")) for key in load_toml(block)}
    assert keys == {"strict", "stale", "fail", "warn", "limits", "exception"}


def _switched_on(text: str, block: str) -> str:
    """Return a policy with one of its examples switched on: a table at the end, a key before the first one."""
    if block.startswith("["):
        return f"{text}\n{block}\n"
    head, _, tail = text.partition("\npreset = ")
    return f"{head}\n{block}\npreset = {tail}"


@FILES
@PRESET
def test_each_example_is_valid_by_itself(tmp_path: Path, file: str, table: str, preset: str) -> None:
    text = _text(table, preset=preset)
    blocks = _examples(text)
    assert len(blocks) == 6
    as_written = _load(tmp_path, file, text)
    for block in blocks:
        if preset == "inventory" and "fail]]" in block:
            with pytest.raises(ConfigError, match="contradicts preset = 'inventory'") as caught:
                _load(tmp_path, file, _switched_on(text, block))
            assert "enforce = true" in str(caught.value.hint)
        else:
            is_so_already = preset == "eu-procurement" and block == "strict = true"
            assert (_load(tmp_path, file, _switched_on(text, block)) == as_written) is is_so_already


@FILES
@PRESET
def test_all_examples_together_are_valid(tmp_path: Path, file: str, table: str, preset: str) -> None:
    text = _with_examples(_text(table, preset=preset))
    if preset == "inventory":
        text = text.replace("\npreset = ", "\nenforce = true\npreset = ")
    config = _load(tmp_path, file, text)
    base = preset_config(preset)
    assert config.strict
    assert config.policy.stale is Level.WARN
    assert len(config.policy.fail) == len(base.policy.fail) + 1
    assert len(config.policy.warn) == len(base.policy.warn) + 1
    assert config.policy.limits == Limits(coverage=0.9, outside=0.5, one_party=0.2, unknown=0.1, concentration=0.25)
    (exemption,) = config.policy.exemptions
    assert exemption.expires == date(2027, 6, 30)
    assert exemption.line is not None
    assert text.splitlines()[exemption.line - 1].endswith("exception]]")


def test_comment_on_conditions_names_every_key_of_one() -> None:
    comment = " ".join(re.findall(r"^# (?:What fails beside|reason, severity).*$", _text(""), re.MULTILINE))
    for key in "verdict reason severity strength controller jurisdiction ecosystem scope direct package".split():
        assert re.search(rf"\b{key}\b", comment), key


def test_every_key_of_a_policy_is_shown_or_left_to_the_presets() -> None:
    shown = {key for key in KEYS if re.search(rf"^(# )?(\[+{key}\]+|{key} = )", _text(""), re.MULTILINE)}
    assert KEYS - shown == {"judge", "enforce"}
