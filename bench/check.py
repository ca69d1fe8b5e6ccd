"""How long `depsov check` takes beside a bare Python that decodes the same files.

    python -m bench.check [SIZE] [--rounds N]

The trees are made up (1,000 packages unless told otherwise), each with a `depsov.lock` that is up to date. The bare
Python starts, imports `json` and `tomllib`, and decodes the lockfile and `depsov.lock`; another row only reads them.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.programs import PYTHON, depsov
from bench.timing import Command, side_by_side
from bench.trees import npm_tree, uv_tree


def main() -> None:
    """Make the trees, time the commands in turns, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", nargs="?", type=int, default=1000, help="packages in the tree")
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    print(f"{args.size} packages, Python {platform.python_version()}, medians of {args.rounds} rounds")
    for make in (npm_tree, uv_tree):
        with TemporaryDirectory() as name:
            _measure(Path(name), make(Path(name), args.size), args.rounds)


def _measure(folder: Path, files: Sequence[str], rounds: int) -> None:
    subprocess.run(depsov("lock", "--quiet"), cwd=folder, check=True)
    names = [*files, "depsov.lock"]
    times = side_by_side(
        {
            "python, files read": Command([PYTHON, "-c", f"{_START}{_each(names, _READ)}"]),
            "python, files decoded": Command([PYTHON, "-c", f"{_START}{_each(names, _DECODE)}"]),
            "depsov check": Command(depsov("check")),
        },
        folder,
        rounds=rounds,
    )
    check = times["depsov check"]
    print(f"{files[0]}, {sum((folder / file).stat().st_size for file in names) // 1024} KiB with depsov.lock")
    for row, taken in times.items():
        seconds = f"{taken.wall:6.3f} s wall  {taken.cpu:6.3f} s cpu"
        print(f"  {row:<22}  {seconds}  check takes {check.over(taken):5.2f} times as long")


_START = "import json, tomllib\n"
_READ = "open({0!r}, 'rb').read()"
_DECODE = "(json if {0!r}.endswith('.json') else tomllib).load(open({0!r}, 'rb'))"


def _each(names: Sequence[str], line: str) -> str:
    return "\n".join(line.format(name) for name in names)


if __name__ == "__main__":
    main()
