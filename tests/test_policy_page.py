"""The page on policies is true: it shows the presets that ship, policies that work, and the words of the code."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import depsov
from depsov.config import load_config
from depsov.policy.read import KEYS, PRESETS
from depsov.rules import RULES

REPOSITORY = Path(__file__).parents[1]
PAGE = (REPOSITORY / "docs" / "policy.md").read_text(encoding="utf-8")
POLICIES = ("maintainer", "public-body", "nis2")


def _block(name: str) -> str:
    match = re.search(rf"<!-- {name} -->\n```toml\n(.*?)```", PAGE, re.DOTALL)
    assert match is not None, name
    return match[1]


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_shown_as_they_are(preset: str) -> None:
    shipped = REPOSITORY / "src" / "depsov" / "policy" / "presets" / f"{preset}.toml"
    assert _block(f"preset: {preset}") == shipped.read_text(encoding="utf-8")


@pytest.mark.parametrize("policy", POLICIES)
def test_policies_work_on_the_example(tmp_path: Path, policy: str) -> None:
    shutil.copytree(REPOSITORY / "examples" / "web-service", tmp_path, dirs_exist_ok=True)
    (tmp_path / "depsov.toml").write_text(_block(f"policy: {policy}"), encoding="utf-8")
    depsov.update_lock(tmp_path)

    (checked,) = depsov.check(tmp_path)

    failing = {finding.rule for finding in checked.failing}
    assert (
        failing
        == {
            "maintainer": set(),
            "public-body": {"outside-control", "unknown-control", "share"},
            "nis2": set(),
        }[policy]
    )


def test_block_of_the_page_is_one_that_depsov_writes(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "examples" / "web-service", tmp_path, dirs_exist_ok=True)
    depsov.update_lock(tmp_path)
    (shown,) = re.findall(r"```toml\n(\[\[package\]\].*?)```", PAGE, re.DOTALL)
    assert _without_days(shown) in _without_days((tmp_path / "depsov.lock").read_text(encoding="utf-8"))


def _without_days(text: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d", "DAY", text)


def test_exception_of_the_page_is_valid(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(\[\[exception\]\].*?)```", PAGE, re.DOTALL)
    (tmp_path / "depsov.toml").write_text(example, encoding="utf-8")
    assert load_config(tmp_path).policy.exemptions[0].controller == "amazon"


def test_every_key_of_a_policy_is_in_the_table() -> None:
    table = PAGE[PAGE.index("## The policy") : PAGE.index("**Conditions.**")]
    for key in KEYS:
        assert re.search(rf"`\[*{key}\]*`", table), key


def test_every_rule_is_named() -> None:
    for rule in RULES:
        assert f"`{rule}`" in PAGE
