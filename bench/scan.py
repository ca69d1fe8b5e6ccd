"""How long a scan takes from end to end, offline, on real projects, and how much memory."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.programs import depsov, without_network
from bench.projects import LOCKS, TREES, Case, laid_out, missing
from bench.table import Part, Section
from bench.timing import Command, Times, side_by_side

__all__ = ["HEADER", "OUTPUTS", "commands", "left_out", "measure", "packages", "row"]

OUTPUTS = {"quiet": ["--quiet"], "json": ["--format", "json"], "cyclonedx": ["--format", "cyclonedx"]}
"""The outputs that are timed, by what the tables call them."""

HEADER = ("what", "packages", *OUTPUTS, "cpu", "peak MiB")


def measure(projects: Path | None, rounds: int) -> Part:
    """Time scans of single lockfiles and of whole trees."""
    cases = [*LOCKS, *TREES]
    with laid_out(projects, cases) as places:
        rows = [_measured(case, place, rounds) for case, place in places.items()]
    says = f"Wall seconds, medians of {rounds} rounds; processor seconds and peak are those of the report in JSON."
    return Part([Section("Offline scan, end to end", says, HEADER, rows, left_out(missing(projects, cases)))])


def left_out(cases: Sequence[Case]) -> Sequence[str]:
    """Return the note on cases that are not there."""
    return [f"Left out, as their projects are not there: {', '.join(case.name for case in cases)}."] if cases else []


def commands() -> Mapping[str, Command]:
    """Return what is timed, by the names of the outputs."""
    return {name: Command([*without_network(), *depsov("scan", *options)]) for name, options in OUTPUTS.items()}


def packages(folder: Path) -> int:
    """Return how many packages depsov counts in a folder."""
    words = [*without_network(), *depsov("scan", "--format", "json")]
    told = subprocess.run(words, cwd=folder, check=True, capture_output=True).stdout
    count: int = json.loads(told)["summary"]["packages"]
    return count


def row(name: str, count: int, times: Mapping[str, Times]) -> Sequence[str]:
    """Return a row of the table."""
    walls = (f"{times[output].wall:.3f}" for output in OUTPUTS)
    return name, str(count), *walls, f"{times['json'].cpu:.3f}", f"{times['json'].peak:.0f}"


def _measured(case: Case, place: Path, rounds: int) -> Sequence[str]:
    return row(case.name, packages(place), side_by_side(commands(), place, rounds=rounds))
