"""How much of its tree a document knows, over all formats; what single readers say stands in their case folders."""

from __future__ import annotations

import json

import pytest

from depsov.model import Extent, Node
from depsov.parse._extent import extent_of_wishes
from tests.parse.cases import Case, find_cases


def _extent(case: Case) -> str:
    return str(json.loads(case.expected.read_text(encoding="utf-8")).get("extent", "whole"))


@pytest.mark.parametrize(
    "case", [case for case in find_cases() if _extent(case) == "wishes"], ids=lambda case: case.format().id
)
def test_whoever_only_wishes_is_told_what_settles_it(case: Case) -> None:
    assert case.format().settled_by


@pytest.mark.parametrize("id_", ["uv", "poetry", "npm", "cargo", "composer", "gradle-lockfile", "cyclonedx"])
def test_lockfile_and_sbom_know_their_whole_tree(id_: str) -> None:
    cases = [case for case in find_cases() if case.format().id == id_]
    assert cases
    assert {_extent(case) for case in cases} == {"whole"}


def test_what_asks_for_nothing_but_its_own_knows_its_whole_tree() -> None:
    own = Node(key="a", ecosystem="npm", name="a", own=True)
    assert extent_of_wishes([]) is Extent.WHOLE
    assert extent_of_wishes([own]) is Extent.WHOLE
    assert extent_of_wishes([own, own._replace(own=False)]) is Extent.WISHES
