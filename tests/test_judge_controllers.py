"""Controllers that a policy names are organisations that depsov knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.config import load_config
from depsov.errors import ConfigError
from depsov.judge import check_controllers
from tests.knowledge_of import WORKS_AND_SAMPLE, knowledge_of

KNOWLEDGE = knowledge_of(WORKS_AND_SAMPLE)

EXCEPTION = """
[[exception]]
package = "works-tool"
controller = "{controller}"
reason = "no other reads that format"
owner = "platform team"
expires = 2027-06-30
"""


def _check(folder: Path, text: str) -> None:
    (folder / "depsov.toml").write_text(text, encoding="utf-8")
    check_controllers(load_config(folder), KNOWLEDGE)


@pytest.mark.parametrize("controller", ["example-works", "sample-corp", "individual", "unknown"])
def test_known_controller_is_let_pass(tmp_path: Path, controller: str) -> None:
    rules = f'[[fail]]\ncontroller = "{controller}"\n[[warn]]\ncontroller = ["{controller}"]\ndirect = true\n'
    _check(tmp_path, rules + EXCEPTION.format(controller=controller))


def test_policy_that_names_nobody_is_let_pass(tmp_path: Path) -> None:
    _check(tmp_path, '[[fail]]\nverdict = "outside"')


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('[[fail]]\ncontroller = "nobody-inc"', "fail[0].controller"),
        ('[[fail]]\ncontroller = ["sample-corp", "nobody-inc"]', "fail[0].controller"),
        ('[[fail]]\ndirect = true\n[[fail]]\ncontroller = "nobody-inc"', "fail[1].controller"),
        ('[[warn]]\ncontroller = "nobody-inc"', "warn[0].controller"),
        (EXCEPTION.format(controller="nobody-inc"), "exception[0].controller"),
        (
            EXCEPTION.format(controller="sample-corp") + EXCEPTION.format(controller="nobody-inc"),
            "exception[1].controller",
        ),
    ],
)
def test_unknown_controller_is_refused_with_file_and_path(tmp_path: Path, text: str, path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        _check(tmp_path, text)
    assert caught.value.message == f"depsov.toml: {path}: no organisation has the id 'nobody-inc'"
    assert "depsov org" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("controller", "similar"),
    [("sample-corps", "sample-corp"), ("Sample-Corp", "sample-corp"), ("example-work", "example-works")],
)
def test_misspelt_controller_is_shown_what_it_may_be(tmp_path: Path, controller: str, similar: str) -> None:
    with pytest.raises(ConfigError) as caught:
        _check(tmp_path, f'[[fail]]\ncontroller = "{controller}"')
    assert f"similar: {similar}" in str(caught.value.hint)


def test_nothing_alike_is_not_made_up(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        _check(tmp_path, '[[fail]]\ncontroller = "qqqqqqq"')
    assert "similar" not in str(caught.value.hint)


def test_name_of_an_organisation_is_no_id(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no organisation has the id 'Sample Corp\.'"):
        _check(tmp_path, '[[fail]]\ncontroller = "Sample Corp."')
