"""Whole processes timed side by side: in turns, so that what else the machine does hits both alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Times", "side_by_side"]


@dataclass(frozen=True, slots=True)
class Times:
    """The wall and processor seconds of the runs of one command."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    def over(self, other: Times) -> float:
        """Return how many times the wall time of another command it took: the median of the pairs."""
        return statistics.median(one / two for one, two in zip(self.wall, other.wall, strict=True))


def side_by_side(commands: Mapping[str, Sequence[str]], folder: Path, *, rounds: int = 15) -> dict[str, Times]:
    """Run each command once to warm up, then all of them in turns."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            once = _time(command, folder)
            if number:
                taken[name].append(once)
    return {name: Times(*(tuple(part) for part in zip(*pairs, strict=True))) for name, pairs in taken.items()}


def _time(command: Sequence[str], folder: Path) -> tuple[float, float]:
    begun, used = time.perf_counter(), os.times()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    cpu = after.children_user + after.children_system - used.children_user - used.children_system
    return time.perf_counter() - begun, cpu
