"""A goal is held against the worst figure that speaks of it, and says so where there is none."""

from __future__ import annotations

import pytest

from bench.goals import GOALS, HEADER, Figure, Goal, goal_rows

GOAL = Goal("small", "a small one", 1.0, stretch=0.6)


@pytest.mark.parametrize(
    ("values", "measured", "said", "better"),
    [
        ([0.45], "0.45 (case 0)", "**met**", "0.6: met"),
        ([1.0], "1.00 (case 0)", "**met**", "0.6: not met"),
        ([1.01], "1.01 (case 0)", "**not met**", "0.6: not met"),
        ([0.2, 1.5, 0.9], "1.50 (case 1)", "**not met**", "0.6: not met"),
        ([], "", "**not measured**", "0.6: not measured"),
    ],
)
def test_a_goal_is_met_only_by_all_figures(values: list[float], measured: str, said: str, better: str) -> None:
    figures = [Figure("small", f"case {at}", value) for at, value in enumerate(values)]

    (row,) = goal_rows([*figures, Figure("another", "elsewhere", 99.0)], [GOAL])

    assert row == ("a small one", "1 times", measured, said, better)
    assert len(row) == len(HEADER)


def test_the_goals_of_the_project_are_all_there() -> None:
    limits = {goal.id: goal.limit for goal in GOALS}

    assert len(limits) == len(GOALS)
    assert limits["version"] == limits["idle"] == 3
    assert (limits["small-lock"], limits["large-lock"], limits["tree"], limits["memory"]) == (1.0, 0.6, 0.6, 0.4)
