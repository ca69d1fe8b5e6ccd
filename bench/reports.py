"""How long each report format takes beside the scan that it tells of, and how large it is.

    python -m bench.reports [SIZE ...] [--rounds N]

The trees are made up (100, 2,000 and 5,000 packages unless told otherwise): a package-lock.json and a uv.lock with half
of the packages each, in which no package is far from a direct dependency, as in real trees. Each round is a process of
its own, which scans once and then makes every report, so that what a format imports counts for it. The goal is a third
of the scan at 2,000 packages.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.programs import depsov
from bench.timing import Command, side_by_side
from bench.trees import mixed_tree

SIZES = [100, 2000, 5000]
GOAL = 1 / 3


def main() -> None:
    """Make the trees, scan them, render them in every format, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE", help="packages in the tree")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--round-of", metavar="FOLDER", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.round_of is not None:
        json.dump(_round(args.round_of), sys.stdout)
        return
    print(f"Python {platform.python_version()}, medians of {args.rounds} rounds")
    for size in args.sizes:
        _measure(size, args.rounds)


def _measure(size: int, rounds: int) -> None:
    with TemporaryDirectory() as name:
        mixed_tree(Path(name), size)
        command = [sys.executable, "-m", "bench.reports", "--round-of", name]
        # The first one warms up.
        done = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(rounds + 1)]
        scan = Command(depsov("scan", "--quiet"))
        whole = side_by_side({"scan": scan}, Path(name), rounds=rounds)
    _show([json.loads(text) for text in done[1:]], whole["scan"].wall)


def _show(rounds: list[dict[str, Any]], whole: float) -> None:
    first, *_ = rounds
    scanned = statistics.median(each["scan"] for each in rounds)
    times = f"scanned in {scanned * 1000:.0f} ms ({whole * 1000:.0f} ms with Python's start, as a command)"
    print(f"\n{first['packages']} packages, {first['findings']} findings: {times}")
    for name, size in first["sizes"].items():
        taken = statistics.median(each["formats"][name] for each in rounds)
        share = statistics.median(each["formats"][name] / each["scan"] for each in rounds)
        over = "  over a third" if share > GOAL else ""
        print(f"  {name:<14} {taken * 1000:8.1f} ms  {size / 1000:9.1f} kB  {share:6.2f} of the scan{over}")


def _round(folder: str) -> Mapping[str, Any]:
    """Scan once and render every format once, as the command line would."""
    from depsov import scan
    from depsov.cli import COLLECT_AFTER
    from depsov.report import FORMATS, by_id

    gc.set_threshold(COLLECT_AFTER)
    begun = time.perf_counter()
    report = scan(folder)
    result: dict[str, Any] = {
        "scan": time.perf_counter() - begun,
        "packages": report.summary.packages,
        "findings": len(report.findings),
        "formats": {},
        "sizes": {},
    }
    for name in sorted(FORMATS):
        begun = time.perf_counter()
        text = by_id()[name].render(report)
        result["formats"][name] = time.perf_counter() - begun
        result["sizes"][name] = len(text.encode("utf-8", "replace"))
    return result


if __name__ == "__main__":
    main()
