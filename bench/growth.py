"""How time and memory grow with the tree: made-up trees of several sizes, and the plot of what they take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import scan
from bench.goals import Figure
from bench.peers import Installed, NotInstalledError
from bench.plot import Panel, picture
from bench.table import Part, Section
from bench.timing import Command, CommandError, Times, once, side_by_side
from bench.trees import mixed_tree

__all__ = ["PICTURE", "SIZES", "Grown", "linear", "measure", "part", "plot"]

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "growth.svg"
SIZES = (100, 1_000, 5_000, 20_000)

Grown = Mapping[int, Mapping[str, Times]]
"""The times of each output, and of the peer, by the size of the tree."""


def measure(sizes: Sequence[int], rounds: int, peer: Installed | NotInstalledError | None = None) -> Grown:
    """Make a tree of each size and scan it, in turns with a peer if there is one."""
    grown: dict[int, Mapping[str, Times]] = {}
    for size in sizes:
        with TemporaryDirectory(prefix="depsov-bench-") as name, TemporaryDirectory(prefix="depsov-bench-") as out:
            folder = Path(name)
            mixed_tree(folder, size)
            commands = dict(scan.commands())
            if isinstance(peer, Installed):
                commands |= _able(peer.peer.name, peer.command("", Path(out, "peer.json")), folder)
            grown[size] = side_by_side(commands, folder, rounds=rounds)
    return grown


def part(grown: Grown, rounds: int, notes: Sequence[str] = ()) -> Part:
    """Return the table, and how near to linear the growth is."""
    others = list(dict.fromkeys(name for times in grown.values() for name in times if name not in scan.OUTPUTS))
    header = ("what", *scan.HEADER[1:], *(f"{name}, {what}" for name in others for what in ("seconds", "MiB")))
    rows = [(*scan.row("made up", size, times), *_of(others, times)) for size, times in grown.items()]
    says = (
        "Half of each tree is a package-lock.json, half a uv.lock; each package requires three others, and none is far"
        f" from the project. Wall seconds, medians of {rounds} rounds; processor seconds and peak are those of the"
        " report in JSON."
    )
    stretch = " to ".join(f"{size:,}" for size in sorted(grown)[-2:])
    values = {output: linear(grown, output) for output in scan.OUTPUTS}
    figures = [Figure("linear", f"{name}, {stretch}", value) for name, value in values.items() if value is not None]
    return Part([Section("Growth", says, header, rows, notes)], figures)


def linear(grown: Grown, output: str) -> float | None:
    """Return what a package more costs on the last stretch over what it costs on the one before; 1 is linear."""
    costs = [
        (larger[1][output].wall - smaller[1][output].wall) / (larger[0] - smaller[0])
        for smaller, larger in pairwise(sorted(grown.items()))
    ]
    return costs[-1] / costs[-2] if len(costs) > 1 and costs[-2] > 0 else None


def plot(grown: Grown) -> str:
    """Return the picture of time and memory."""
    names = dict.fromkeys(name for times in grown.values() for name in times)
    shown = {name: " ".join(["depsov", *scan.OUTPUTS[name]]) if name in scan.OUTPUTS else name for name in names}

    def lines(of: Callable[[Times], float]) -> Mapping[str, Sequence[tuple[float, float]]]:
        return {
            title: [(size, of(times[name])) for size, times in grown.items() if name in times]
            for name, title in shown.items()
        }

    walls, peaks = lines(lambda times: times.wall), lines(lambda times: times.peak)
    panels = [Panel("Wall time, seconds", walls), Panel("Peak of memory, MiB", peaks)]
    return picture("How time and memory of a scan grow with the number of packages", "packages", panels)


def _able(name: str, command: Command, folder: Path) -> Mapping[str, Command]:
    """Return the command of a peer if it gets through."""
    try:
        once(command, folder)
    except CommandError:
        return {}
    return {name: command}


def _of(others: Sequence[str], times: Mapping[str, Times]) -> Iterator[str]:
    for name in others:
        yield from (f"{times[name].wall:.3f}", f"{times[name].peak:.0f}") if name in times else ("failed", "")
