"""All measurements in one run, and the tables that docs/performance.md shows.

    python bench/run.py [--projects FOLDER] [--peers FOLDER] [--only PART,PART] [--rounds N] [--quick] [--write]

`--projects` is a folder with real projects, each in a folder with the name that `bench/projects.py` gives it; rows
whose project is missing are left out, and said. `--peers` is where the programs are kept that depsov is measured
beside, each in an environment of its own; what is not there yet is installed, and that alone needs a network.
`--write` puts the tables into docs/performance.md, between its marks, and draws the plot; it takes a whole run.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

if not __package__:  # run as a file: the folder that Python puts first is not the one from which modules are named
    sys.path[0] = str(Path(__file__).parents[1])

from bench import beside, growth, machine, online, readers, scan, start, table
from bench.peers import PEERS, Installed, NotInstalledError, default_folder, install_all
from bench.programs import without_network
from bench.table import Part, Section
from bench.timing import Times

__all__ = ["PARTS", "main"]

EXIT_FAILED = 1
ROUNDS = 7
START_ROUNDS = 3
"""How many times as many rounds the start takes: it is short, and its noise is not."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the caller has chosen."""

    projects: Path | None
    peers: Mapping[str, Installed | NotInstalledError]
    rounds: int
    is_quick: bool
    grown: dict[int, Mapping[str, Times]] = field(default_factory=dict)  # what the plot is drawn of

    @property
    def fewest(self) -> int:
        """The rounds of a program that takes long."""
        return 1 if self.is_quick else beside.FEWEST_ROUNDS


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the tables, and write them where that is asked for; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=Path, metavar="FOLDER", help="where the real projects lie")
    parser.add_argument(
        "--peers", type=Path, default=default_folder(), metavar="FOLDER", help="default: a cache folder"
    )
    parser.add_argument("--only", type=_names, default=list(PARTS), metavar="PART,…", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default: {ROUNDS}")
    parser.add_argument("--quick", action="store_true", help="one round, and no large trees: whether all of it runs")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its plot")
    args = parser.parse_args(argv)
    if args.write and (args.quick or args.only != list(PARTS)):
        parser.error("--write takes a whole run")
    if args.projects is not None and not args.projects.is_dir():
        parser.error(f"{args.projects}: no such folder")
    if args.write:
        table.replaced(table.PAGE.read_text("utf-8"), "")  # told now, not in a quarter of an hour
    return _run(args)


def _run(args: argparse.Namespace) -> int:
    needed = [peer for peer in PEERS if "peers" in args.only or ("growth" in args.only and peer.name == "Trivy")]
    setting = Setting(
        projects=args.projects and args.projects.resolve(),
        peers=install_all(args.peers, needed),
        rounds=1 if args.quick else max(1, args.rounds),
        is_quick=args.quick,
    )
    begun = time.monotonic()
    parts = [_measured(name, setting) for name in args.only]
    taken = time.monotonic() - begun
    network = "none for the offline runs" if without_network() else "as it is: this machine cannot take it away"
    text = table.figures({**machine.here(), "network": network, "the run": f"{taken / 60:.0f} minutes"}, parts)
    print(text)
    if any(isinstance(part, _Broken) for part in parts):
        print("a part could not be measured" + ": nothing is written" * args.write, file=sys.stderr)
        return EXIT_FAILED
    if args.write:
        table.PAGE.write_text(table.replaced(table.PAGE.read_text("utf-8"), text), "utf-8")
        growth.PICTURE.write_text(growth.plot(setting.grown), "utf-8")
    return 0


class _Broken(Part):
    """A part that could not be measured."""


def _measured(name: str, setting: Setting) -> Part:
    print(f"{name} …", file=sys.stderr, flush=True)
    try:
        return PARTS[name](setting)
    except Exception as error:  # noqa: BLE001 - the other parts are worth measuring all the same
        traceback.print_exc()
        return _Broken([Section(f"Not measured: {name}", f"{type(error).__name__}: {error}", ("",), [])])


def _growth(setting: Setting) -> Part:
    sizes = growth.SIZES[:-1] if setting.is_quick else growth.SIZES
    trivy = setting.peers.get("Trivy")
    setting.grown.update(growth.measure(sizes, setting.rounds, trivy))
    absent = [f"Trivy is not installed: {trivy}"] if isinstance(trivy, NotInstalledError) else []
    return growth.part(setting.grown, setting.rounds, absent)


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: there are {', '.join(PARTS)}")
    return [name for name in PARTS if name in names]


PARTS: Mapping[str, Callable[[Setting], Part]] = {
    "start-up": lambda setting: start.measure(setting.rounds * START_ROUNDS),
    "parse": lambda setting: readers.measure(setting.projects, setting.rounds),
    "scan": lambda setting: scan.measure(setting.projects, setting.rounds),
    "online": lambda setting: online.measure(setting.rounds),
    "peers": lambda setting: beside.measure(setting.projects, setting.peers, setting.rounds, setting.fewest),
    "growth": _growth,
}
"""What can be measured, in the order in which it is."""


if __name__ == "__main__":
    sys.exit(main())
