"""What holds of every tree and every policy: right after `update_lock` there is nothing to say, and what comes in
is judged by itself.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov import Checked
from depsov.model import Level, Verdict
from tests.gate.projects import ALL_GROUPS, DAY, Project, found, rules


@pytest.fixture(scope="module")
def scratch(locked: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    return locked.copy(tmp_path_factory.mktemp("scratch") / "project")


OUTSIDE = {"arrays", "cloud-service-sdk", "cloud-tools"}
NAMES = sorted(
    {*OUTSIDE, "collective-router", "nobody-knows", "srl-letters", "tiny-parser", "works-forms"}
)  # of all-groups

Names = st.lists(st.sampled_from(NAMES), unique=True)


def _uv_lock(names: list[str]) -> str:
    listed = "".join(f'    {{ name = "{name}" }},\n' for name in names)
    head = '[[package]]\nname = "all-groups"\nversion = "1.0"\nsource = { virtual = "." }\n'
    source = 'source = { registry = "https://index.example/simple" }'
    packages = (f'\n[[package]]\nname = "{name}"\nversion = "1.0"\n{source}\n' for name in names)
    return "\n".join(
        ["version = 1", 'requires-python = ">=3.11"', "", f"{head}dependencies = [\n{listed}]\n", *packages]
    )


def _check_between(project: Project, before: list[str], after: list[str], policy: str, day: date) -> Checked:
    (project.folder / "depsov.toml").write_text((ALL_GROUPS / "depsov.toml").read_text() + policy)
    (project.folder / "uv.lock").write_text(_uv_lock(before))
    project.lock(as_of=day, fresh=True)
    (project.folder / "uv.lock").write_text(_uv_lock(after))
    return project.check(as_of=day)


@settings(max_examples=30, deadline=None)
@given(
    names=Names,
    policy=st.sampled_from(["", 'perimeter = "eu"\n', 'perimeter = ["US"]\n', "strict = true\n"]),
    day=st.sampled_from([DAY, date(2019, 12, 31), date(2030, 1, 1)]),
)
def test_lock_then_check_has_nothing_to_say(scratch: Project, names: list[str], policy: str, day: date) -> None:
    checked = _check_between(scratch, names, names, policy, day)

    assert found(checked) == []
    assert len(checked.report.assessments) == len(names)


@settings(max_examples=30, deadline=None)
@given(before=Names, after=Names)
def test_what_came_in_from_outside_fails_and_nothing_else_of_the_packages(
    scratch: Project, before: list[str], after: list[str]
) -> None:
    checked = _check_between(scratch, before, after, "", DAY)
    came = set(after) - set(before)
    failing = {name for _, level, name in found(checked) if level is Level.FAIL and name}
    outside = {item.package.name for item in checked.report.assessments if item.verdict is Verdict.OUTSIDE}

    assert failing == came & OUTSIDE
    assert outside == set(after) & OUTSIDE
    assert ("lock-stale" in rules(checked.report.findings)) is (set(before) != set(after))
