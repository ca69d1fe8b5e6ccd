"""How long depsov takes to start, and to find that it has nothing to do, beside a Python that does nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.goals import Figure
from bench.programs import bare_python, depsov
from bench.projects import EXAMPLE, Case, laid_out
from bench.table import Part, Section
from bench.timing import Command, once, side_by_side

__all__ = ["measure"]

_IDLE = '[project]\nname = "made-up"\nversion = "1.0.0"\ndependencies = []\n'
_NOTHING_TO_SCAN = 3
_LOCKFILES = ("backend/poetry.lock", "frontend/package-lock.json")


def measure(rounds: int) -> Part:
    """Time the cheapest commands in turns."""
    with TemporaryDirectory(prefix="depsov-bench-") as name, laid_out(None, [Case(EXAMPLE)]) as places:
        folder, (example,) = Path(name), places.values()
        _make_idle(folder)
        once(Command(depsov("lock", "--quiet")), example)
        commands = {
            "python -c pass": bare_python(),
            "depsov --version": Command(depsov("--version")),
            "depsov check, a project without dependencies": Command(depsov("check", "--quiet", "idle")),
            "the hook on its changed manifest": Command(depsov("check", "--quiet", "idle/pyproject.toml")),
            "depsov check, a tree without documents": Command(
                depsov("check", "--quiet", "empty"), codes=(_NOTHING_TO_SCAN,)
            ),
            "the hook on the example, nothing new in 310 packages": Command(
                depsov("check", "--quiet", *(str(example / file) for file in _LOCKFILES))
            ),
        }
        times = side_by_side(commands, folder, rounds=rounds)
    bare, *rest = times
    ratios = {row: times[row].over(times[bare]) for row in rest}
    goals = zip(rest, ("version", "idle", "idle", "idle"), strict=False)
    rows = [
        (row, f"{taken.wall * 1000:.0f}", f"{ratios.get(row, 1.0):.1f}", f"{taken.peak:.0f}")
        for row, taken in times.items()
    ]
    says = f"Medians of {rounds} rounds; the ratio is that of each round."
    section = Section("Start-up", says, ("command", "ms", "times bare Python", "peak MiB"), rows)
    return Part([section], [Figure(goal, row, ratios[row]) for row, goal in goals])


def _make_idle(folder: Path) -> None:
    idle, empty = folder / "idle", folder / "empty"
    idle.mkdir()
    empty.mkdir()
    (idle / "pyproject.toml").write_text(_IDLE, "utf-8")
    once(Command(depsov("lock", "--quiet")), idle)
    shutil.copy(idle / "depsov.lock", empty)
