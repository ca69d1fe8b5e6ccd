"""The sentences for people, where they have to be counted or rounded right."""

from __future__ import annotations

import pytest

from depsov.model import Problem
from depsov.phrases import count, listed, percent, problem


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0%"),
        (0.125, "12.5%"),
        (0.25, "25%"),
        (0.29, "29%"),
        (1265 / 1268, "99.7%"),
        (99_999 / 100_000, "99.9%"),
        (1.0, "100%"),
    ],
)
def test_share_is_rounded_down(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0 packages"), (1, "1 package"), (2, "2 packages")])
def test_one_is_not_many(number: int, said: str) -> None:
    assert count(number, "package") == said


def test_problem_says_what_to_do_and_shows_no_control_characters() -> None:
    broken = Problem(stage="parse", subject="a\x1b/uv.lock", message="not TOML", hint="make it anew")
    assert problem(broken) == "a\N{REPLACEMENT CHARACTER}/uv.lock: not TOML (make it anew)"
    assert problem(Problem(stage="parse", subject="uv.lock", message="not TOML")) == "uv.lock: not TOML"


def test_an_enumeration_has_one_and() -> None:
    assert [listed("abc"[:number]) for number in range(4)] == ["", "a", "a and b", "a, b and c"]
