"""The report for a terminal, where the command line cannot bring it about offline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from depsov.model import Resolved
from depsov.pipeline import scan
from depsov.report import text
from depsov.style import Style

PROJECT = Path(__file__).parents[1] / "data" / "projects" / "all-groups"


def _tree(number: int) -> Resolved:
    return Resolved(
        file=f"app{number}/pyproject.toml",
        root=f"app{number}",
        ecosystem="pypi",
        resolver="depsov 0.1",
        indexes=("pypi",),
        date="2026-06-29",
        target="CPython 3.12, Linux x86_64",
        packages=75,
    )


def _head(trees: int, style: Style) -> list[str]:
    """The lines on resolved trees, which end the first section of the report."""
    report = replace(scan(PROJECT, as_of=date(2026, 6, 30)), resolved=tuple(map(_tree, range(trees))))
    lines = text.render(report, style).splitlines()
    coverage = next(number for number, line in enumerate(lines) if "countries and territories" in line)
    return lines[coverage + 1 : lines.index("")]


def test_a_resolved_tree_is_labelled_in_the_head() -> None:
    assert _head(1, Style(width=100)) == [
        "Resolved, not locked: app0/pyproject.toml (75 packages) by depsov 0.1 from PyPI on 2026-06-29 for",
        "  CPython 3.12, Linux x86_64.",
    ]


@pytest.mark.parametrize(
    ("trees", "verbose", "shown", "rest"),
    [(0, False, 0, []), (3, False, 3, []), (5, False, 3, ["  and 2 more"]), (5, True, 5, [])],
)
def test_some_of_many_resolved_trees_are_shown_and_the_others_counted(
    trees: int, shown: int, rest: list[str], *, verbose: bool
) -> None:
    head = _head(trees, Style(width=200, verbose=verbose))

    assert [line.partition(" (")[0].removeprefix("Resolved, not locked: ") for line in head] == [
        *(f"app{number}/pyproject.toml" for number in range(shown)),
        *rest,
    ]
