"""The sentences for people, where they have to be counted or rounded right."""

from __future__ import annotations

import pytest

from depsov.model import Location, Problem, Resolved
from depsov.phrases import count, listed, percent, problem, resolved, strays


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


@pytest.mark.parametrize(
    ("indexes", "target", "packages", "said"),
    [
        (
            ("pypi",),
            "CPython 3.11, Linux x86_64",
            75,
            "(75 packages) by depsov 0.1 from PyPI on 2026-11-22 for CPython 3.11, Linux x86_64.",
        ),
        (
            ("packages.example", "npm"),
            None,
            1,
            "(1 package) by depsov 0.1 from packages.example and npm registry on 2026-11-22.",
        ),
        ((), None, 0, "(0 packages) by depsov 0.1 on 2026-11-22."),
    ],
)
def test_a_resolved_tree_says_by_whom_from_where_when_and_for_what(
    indexes: tuple[str, ...], target: str | None, packages: int, said: str
) -> None:
    tree = Resolved(
        file="a/pyproject.toml",
        root="a",
        ecosystem="pypi",
        resolver="depsov 0.1",
        indexes=indexes,
        date="2026-11-22",
        target=target,
        packages=packages,
    )
    assert resolved(tree) == f"Resolved, not locked: a/pyproject.toml {said}"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("a", "Installed in .venv, but nothing that the project asks for needs it: 1 package (a)."),
        ("ba", "Installed in .venv, but nothing that the project asks for needs them: 2 packages (a, b)."),
        (
            "abcdef",
            "Installed in .venv, but nothing that the project asks for needs them: 6 packages (a, b, c, d, e, …).",
        ),
    ],
)
def test_what_nobody_asked_for_is_named_five_at_most(names: str, said: str) -> None:
    assert strays({f"pkg:pypi/{name}@1.0": (Location(file=".venv"),) for name in names}) == said


def test_what_nobody_asked_for_in_several_environments_is_one_sentence() -> None:
    places = {"pkg:pypi/a@1.0": (Location(file="a/.venv"), Location(file="b/.venv"))}
    assert strays(places).startswith("Installed in a/.venv and 1 more environment, but")
