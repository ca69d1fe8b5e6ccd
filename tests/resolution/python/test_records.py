"""Solutions in the cache: they come back as they were, and a damaged one does not come back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.model import Problem
from depsov.resolution.python.records import dump, load
from depsov.resolution.python.solution import Chosen, Solution

texts = st.text(max_size=8)
chosen = st.builds(
    Chosen,
    name=texts,
    version=texts,
    index=st.none() | texts,
    filename=texts,
    url=texts,
    hashes=st.dictionaries(texts, texts, max_size=2),
    size=st.none() | st.integers(0, 2**40),
    upload_time=st.none() | texts,
    requires_python=st.none() | texts,
    requires=st.lists(texts, max_size=3).map(tuple),
    yanked=st.booleans(),
)
problems = st.builds(Problem, stage=st.just("resolve"), subject=texts, message=texts, hint=st.none() | texts)
names = st.lists(texts, max_size=3).map(tuple)
solutions = st.builds(
    Solution,
    packages=st.lists(chosen, max_size=3).map(tuple),
    direct=names,
    target=texts,
    date=texts,
    indexes=names,
    unresolved=names,
    problems=st.lists(problems, max_size=2).map(tuple),
    requests=st.integers(0, 9999),
)
SOLUTION = Solution(packages=(), direct=("tool",), target="CPython 3.12.0, Linux x86_64", date="2026-06-30")


@given(solutions)
def test_a_solution_comes_back_as_it_was(solution: Solution) -> None:
    assert load(dump(solution)) == solution


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b"null", b"\xff", dump(SOLUTION)[:-5]])
def test_what_is_damaged_is_as_if_it_were_not_there(data: bytes) -> None:
    assert load(data) is None


@pytest.mark.parametrize("change", [{"colour": 1}, {"packages": [{"name": "tool"}]}, {"packages": None}, {"direct": 1}])
def test_the_solution_of_another_depsov_is_as_if_it_were_not_there(change: dict[str, object]) -> None:
    assert load(json.dumps({**json.loads(dump(SOLUTION)), **change}).encode()) is None
