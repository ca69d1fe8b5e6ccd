"""The threat model names its tests: they exist, and every actor has some."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
POLICY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+|\*)`", PAGE)


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)), ids="::".join)
def test_a_test_that_the_page_names_exists(file: str, name: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert re.search(r"^def test_" if name == "*" else rf"^def {name}\(", text, re.MULTILINE)


def test_every_test_is_named_in_the_same_way() -> None:
    assert len(NAMED) == PAGE.count("tests/") > 20


def _rows(title: str) -> list[list[str]]:
    section = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("row", _rows("Who can do what"), ids=lambda row: row[0][:40])
def test_every_actor_has_a_protection_and_a_test(row: list[str]) -> None:
    who, _, cannot, because, shown = row
    assert who
    assert cannot
    assert because
    assert re.search(r"`tests/[\w/]+\.py::", shown)


def test_every_module_of_these_tests_is_named() -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in Path(__file__).parent.glob("test_*.py")}
    assert modules - {file for file, _ in NAMED} == {Path(__file__).relative_to(ROOT).as_posix()}


def test_every_link_leads_somewhere() -> None:
    for text, folder in ((PAGE, ROOT / "docs"), (POLICY, ROOT)):
        targets = re.findall(r"\]\(([^)#]+)", text)
        assert targets
        assert [target for target in targets if not (folder / target).is_file()] == []


def test_nobody_is_named_and_nothing_is_sent_anywhere() -> None:
    for text in (PAGE, POLICY):
        assert not re.search(r"\w@\w|https?://", text)
