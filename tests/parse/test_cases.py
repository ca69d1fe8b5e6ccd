"""Every reader against its case folders; `pytest --rewrite-expected` writes the expectations anew."""

from __future__ import annotations

import json

import pytest

from depsov.formats import FORMATS, Format
from tests.parse.cases import CASES, Case, find_cases, render


@pytest.mark.parametrize("case", find_cases(), ids=lambda case: case.id)
def test_reader_says_what_is_expected(case: Case, request: pytest.FixtureRequest) -> None:
    answer = render(case.read())
    if request.config.getoption("--rewrite-expected"):
        case.expected.write_text(answer, encoding="utf-8")
    assert json.loads(answer) == json.loads(case.expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", find_cases(), ids=lambda case: case.id)
def test_case_reads_the_same_twice(case: Case) -> None:
    assert case.read() == case.read()


def test_every_case_folder_belongs_to_a_reader() -> None:
    assert {folder.name for folder in CASES.iterdir()} <= {reader.id for reader in FORMATS}


@pytest.mark.parametrize("reader", FORMATS, ids=lambda reader: reader.id)
def test_every_reader_has_a_good_and_a_broken_case(reader: Format) -> None:
    answers = [case.read() for case in find_cases() if case.format() is reader]
    assert any("nodes" in answer for answer in answers)
    assert any("error" in answer for answer in answers)
