"""Whole processes timed side by side: in turns, so that what else the machine does hits all of them alike."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Callable, Container, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Command", "CommandError", "Run", "Times", "in_turns", "once", "side_by_side"]

LIMIT = 300.0
"""Seconds after which a run is stopped."""

_LAUNCH = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py"))]


class CommandError(Exception):
    """A command did not end as it should; the message is what it said."""


@dataclass(frozen=True, slots=True)
class Command:
    """What is run: its words, what it needs in the environment, the exit codes that are none of an error.

    `before` is done before each run, and not timed.
    """

    words: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    codes: Container[int] = (0,)
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall and processor seconds, and the peak of the largest of its processes in KiB."""

    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True, slots=True)
class Times:
    """The runs of one command, in their order."""

    runs: tuple[Run, ...]

    @property
    def wall(self) -> float:
        """The median of the wall seconds."""
        return statistics.median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """The median of the processor seconds."""
        return statistics.median(run.cpu for run in self.runs)

    @property
    def peak(self) -> float:
        """The median of the peaks in MiB."""
        return statistics.median(run.peak for run in self.runs) / 1024

    def over(self, other: Times) -> float:
        """Return how many times the wall time of another command it took: the median of the rounds that both ran."""
        return statistics.median(one.wall / two.wall for one, two in zip(self.runs, other.runs, strict=False))

    def peak_over(self, other: Times) -> float:
        """Return how many times the memory of another command it took."""
        return self.peak / other.peak


def side_by_side(commands: Mapping[str, Command], folder: Path, *, rounds: int = 15) -> dict[str, Times]:
    """Run each command once to warm up, then all of them in turns. Raises `CommandError`."""
    for command in commands.values():
        once(command, folder)
    return in_turns(commands, folder, dict.fromkeys(commands, rounds))


def in_turns(
    commands: Mapping[str, Command],
    folder: Path,
    rounds: Mapping[str, int],
    failures: MutableMapping[str, str] | None = None,
) -> dict[str, Times]:
    """Run all commands in turns, each of them in its first so many rounds.

    Who fails is out, and what it said goes into `failures`; without that it raises `CommandError`.
    """
    taken: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(max(rounds.values(), default=0)):
        for name, command in commands.items():
            if number >= rounds[name] or name not in taken:
                continue
            try:
                taken[name].append(once(command, folder))
            except CommandError as error:
                if failures is None:
                    raise
                failures[name] = str(error)
                del taken[name]
    return {name: Times(tuple(runs)) for name, runs in taken.items()}


def once(command: Command, folder: Path, *, limit: float = LIMIT) -> Run:
    """Run a command in a folder. Raises `CommandError` where it fails, or is not done within so many seconds."""
    command.before()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DEPSOV_")}
    process = subprocess.Popen(
        [*_LAUNCH, *command.words],
        cwd=folder,
        env={**environ, **command.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,  # so that all that it started can be stopped
    )
    try:
        told, said = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired as error:
        raise CommandError(f"stopped after {limit:.0f} s") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode:
        raise CommandError(f"cannot be started: {_gist(said)}")
    wall, cpu, peak, code = told.split()
    if int(code) not in command.codes:
        raise CommandError(_gist(said) or f"exit code {code}")
    return Run(float(wall), float(cpu), int(peak))


def _gist(said: str) -> str:
    """Return the last two lines that are more than an ornament: what went wrong, and what the program makes of it."""
    lines = [line.strip() for line in said.splitlines() if any(letter.isalpha() for letter in line)]
    return " / ".join(line[:200] for line in lines[-2:])
