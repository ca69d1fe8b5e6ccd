"""What depsov has set itself, and whether it is met: a goal is held against the worst figure that speaks of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

__all__ = ["GOALS", "HEADER", "Figure", "Goal", "Standing", "goal_rows", "standing"]


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that shall not be passed, and one that would be better still."""

    id: str
    what: str
    limit: float
    unit: str = "times"
    stretch: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value that speaks of a goal, and where it was found."""

    goal: str
    case: str
    value: float


class Standing(Enum):
    """How a goal stands."""

    MET = "met"
    NOT_MET = "not met"
    NOT_MEASURED = "not measured"


GOALS: list[Goal] = [
    Goal("version", "`depsov --version` over `python -c pass`", 3),
    Goal("idle", "`depsov check` with nothing to do over `python -c pass`", 3),
    Goal("small-lock", "a lockfile with up to 300 packages, full report, over Trivy's list", 1.0, stretch=0.6),
    Goal("large-lock", "a lockfile with about 2,000 packages, over Trivy", 0.6),
    Goal("tree", "the whole tree of docs, over Trivy", 0.6),
    Goal("memory", "memory in all of these, over Trivy", 0.4, stretch=0.35),
    Goal("memory-large", "memory for about 2,000 packages", 40, unit="MiB"),
    Goal("over-cyclonedx-py", "up to 300 packages, over cyclonedx-py without its validation", 0.1),
    Goal("over-uv", "up to 300 packages, over uv export", 2.5),
    Goal("over-cdxgen", "about 2,000 packages, over cdxgen", 0.02),
    Goal("linear", "what each package more costs on the last stretch of growth, over the stretch before", 1.25),
    Goal("reader", "a reader over its decoder, where that is more than a millisecond", 3),
]

HEADER = ("goal", "at most", "measured", "", "better still")


def goal_rows(figures: Iterable[Figure], goals: Iterable[Goal] = GOALS) -> list[Sequence[str]]:
    """Return a row for each goal, with the worst figure that speaks of it."""
    known = list(figures)
    return [_row(goal, [figure for figure in known if figure.goal == goal.id]) for goal in goals]


def standing(value: float | None, limit: float) -> Standing:
    """Return how a figure stands to a limit."""
    if value is None:
        return Standing.NOT_MEASURED
    return Standing.MET if value <= limit else Standing.NOT_MET


def _row(goal: Goal, figures: Sequence[Figure]) -> Sequence[str]:
    worst = max(figures, key=lambda figure: figure.value, default=None)
    value = None if worst is None else worst.value
    found = "" if worst is None else f"{_number(worst.value)} ({worst.case})"
    better = "" if goal.stretch is None else f"{goal.stretch:g}: {standing(value, goal.stretch).value}"
    return goal.what, f"{goal.limit:g} {goal.unit}", found, f"**{standing(value, goal.limit).value}**", better


def _number(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"
