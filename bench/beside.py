"""depsov and the programs that read the same files, side by side: time, memory, and what each finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.goals import Figure
from bench.peers import Installed, NotInstalledError
from bench.programs import depsov, without_network
from bench.projects import LOCKS, TREES, Case, laid_out, missing
from bench.scan import left_out
from bench.table import Part, Section
from bench.timing import Command, CommandError, Run, Times, in_turns, once

__all__ = ["Contest", "measure", "part", "run"]

LONGEST = 5.0
"""Seconds that the rounds of one program may take together, unless these are the fewest."""

FEWEST_ROUNDS = 2
LIMIT = 60.0
"""Seconds after which a run is stopped: some programs build what they list."""

OURS = ("depsov", "depsov, json")
SMALL, LARGE = 300, 1500
"""Up to how many packages a lockfile is small, and from how many on it is large."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What a case has shown: the times of all who got through it, what they found, and what the others said."""

    case: Case
    times: Mapping[str, Times]
    found: Mapping[str, tuple[int, int]]
    failures: Mapping[str, str]


_Cell = Callable[[Contest, str], str]


def measure(
    projects: Path | None, peers: Mapping[str, Installed | NotInstalledError], rounds: int, fewest: int = FEWEST_ROUNDS
) -> Part:
    """Run depsov and all peers on all cases that are there."""
    cases = [*LOCKS, *TREES]
    ready = [peer for peer in peers.values() if isinstance(peer, Installed)]
    with laid_out(projects, cases) as places:
        contests = [run(case, place, ready, rounds, fewest) for case, place in places.items()]
    return part(contests, peers, rounds, left_out(missing(projects, cases)))


def run(case: Case, folder: Path, peers: Sequence[Installed], rounds: int, fewest: int) -> Contest:
    """Let all try once, and then in turns those who got through: the slow ones in fewer of the rounds.

    Raises `CommandError` where depsov itself fails.
    """
    with TemporaryDirectory(prefix="depsov-bench-") as name:
        commands = dict(_commands(case, peers, Path(name)))
        trials: dict[str, Run] = {}
        failures: dict[str, str] = {}
        found: dict[str, tuple[int, int]] = {}
        for who, command in commands.items():
            try:
                trial = once(command, folder, limit=LIMIT)
                found |= _found(who, Path(name, f"{who}.json"))
            except CommandError as error:
                failures[who] = str(error)
            else:
                trials[who] = trial
        turns = {who: min(rounds, max(fewest, int(LONGEST / trial.wall))) for who, trial in trials.items()}
        times = in_turns({who: commands[who] for who in turns}, folder, turns, failures)
    if ours := [f"{who} on {case.name}: {said}" for who, said in failures.items() if who in OURS]:
        raise CommandError(" / ".join(ours))  # nothing can be held against the others then
    return Contest(case, times, found, failures)


def part(
    contests: Sequence[Contest],
    peers: Mapping[str, Installed | NotInstalledError],
    rounds: int,
    notes: Sequence[str] = (),
) -> Part:
    """Return the tables: wall time, memory, and what was found."""
    header = ("what", *OURS, *peers)
    absent = [f"{name} is not installed: {why}" for name, why in peers.items() if isinstance(why, NotInstalledError)]
    failed = [f"{who} on {one.case.name}: {said}" for one in contests for who, said in one.failures.items()]
    says = (
        f"Wall seconds, medians of {rounds} rounds in turns; in brackets how many times as long depsov takes to write"
        f" its bill of materials (CycloneDX), which is what the others write, with the answers in it. What takes"
        f" long runs in fewer of the rounds, {FEWEST_ROUNDS} at least."
    )
    times = Section(
        "Beside programs that only list",
        says,
        header,
        [(one.case.name, *_cells(one, peers, _time)) for one in contests],
        [*notes, *absent, *failed],
    )
    memory = Section(
        "Memory beside them",
        "The peak of the largest process in MiB; in brackets how many times as much depsov takes.",
        header,
        [(one.case.name, *_cells(one, peers, _memory)) for one in contests],
    )
    found = Section(
        "What each finds",
        "Components and edges in the bill of materials; how edges from the root are counted differs.",
        header,
        [(one.case.name, *_cells(one, peers, _count)) for one in contests],
    )
    versions = {
        name: peer.peer.requirement if isinstance(peer, Installed) else "not installed" for name, peer in peers.items()
    }
    return Part([times, memory, found], list(_figures(contests)), versions)


def _commands(case: Case, peers: Sequence[Installed], out: Path) -> Iterator[tuple[str, Command]]:
    for who, output in zip(OURS, ("cyclonedx", "json"), strict=True):
        words = depsov("scan", "--quiet", "-o", f"{output}={out / who}.json")
        yield who, Command([*without_network(), *words])
    for installed in peers:
        if installed.peer.reads(case.lockfile):
            yield installed.peer.name, installed.command(case.lockfile, out / f"{installed.peer.name}.json")


def _found(who: str, file: Path) -> Mapping[str, tuple[int, int]]:
    """Return the numbers of components and edges in a bill of materials, nothing where there is none.

    Raises `CommandError` where the file is something else.
    """
    try:
        told = json.loads(file.read_bytes()) if file.is_file() else {}
    except ValueError as error:
        raise CommandError(f"what it writes is not JSON: {error}") from error
    if told.get("bomFormat") != "CycloneDX":
        return {}
    edges = sum(len(item.get("dependsOn", ())) for item in told.get("dependencies", ()))
    return {who: (len(told.get("components", ())), edges)}


def _cells(one: Contest, peers: Mapping[str, Installed | NotInstalledError], cell: _Cell) -> Iterator[str]:
    for who in (*OURS, *peers):
        if who in one.failures:
            yield "failed"
        elif isinstance(peers.get(who), NotInstalledError):
            yield "not installed"
        else:
            yield cell(one, who) if who in one.times else ""


def _time(one: Contest, who: str) -> str:
    return f"{one.times[who].wall:.3f}{_over(one, who, Times.over)}"


def _memory(one: Contest, who: str) -> str:
    return f"{one.times[who].peak:.0f}{_over(one, who, Times.peak_over)}"


def _over(one: Contest, who: str, over: Callable[[Times, Times], float]) -> str:
    if who in OURS:
        return ""
    ratio = over(one.times[OURS[0]], one.times[who])
    return f" ({ratio:.2f})" if ratio >= 0.1 else f" ({ratio:.3f})"


def _count(one: Contest, who: str) -> str:
    return " / ".join(map(str, one.found[who])) if who in one.found else ""


def _figures(contests: Sequence[Contest]) -> Iterator[Figure]:
    """Yield what the goals speak of: the worse of depsov's two reports, wherever both are there."""
    for one in contests:
        ours = [one.times[who] for who in OURS]
        count, _ = one.found[OURS[0]]
        name = f"{one.case.name}, {count} packages"
        size = _size(one.case, count)
        trivy = one.times.get("Trivy")
        if size and trivy:
            yield Figure(size, name, max(taken.over(trivy) for taken in ours))
            yield Figure("memory", name, max(taken.peak_over(trivy) for taken in ours))
        if size == "large-lock":
            yield Figure("memory-large", name, max(taken.peak for taken in ours))
        for who, goal, of in _FURTHER:
            if of == size and who in one.times:
                yield Figure(goal, name, max(taken.over(one.times[who]) for taken in ours))


_FURTHER = (
    ("cyclonedx-py", "over-cyclonedx-py", "small-lock"),
    ("uv export", "over-uv", "small-lock"),
    ("cdxgen", "over-cdxgen", "large-lock"),
)


def _size(case: Case, count: int) -> str:
    """Return the goal that speaks of the time of such a case, empty where none does."""
    if not case.lockfile:
        return "tree" if case.project == "docs" else ""
    return "small-lock" if count <= SMALL else "large-lock" if count >= LARGE else ""
