"""Whether `depsov resolve` finds the sets that pip and uv find, and how long each of them takes.

    python -m bench.resolve compare [SET...] --tools FOLDER [--store FOLDER | --keep FOLDER] [--ours NAME]
    python -m bench.resolve speed [SET...] --tools FOLDER [--store FOLDER] [--latency MS] [--rounds N]

The sets are the files of `bench/requirements`. `--tools` is a folder for a virtual environment with pip and uv, made
where it is missing. With `--store` all ask a local index (bench/index_server.py) that records the real one into that
folder, so that they see the same; without it they ask the real one themselves.

`compare` exits with 1 where the sets differ and `requirements/explained.toml` does not say why. What pip hears of the
real index is kept in `--keep`, with its date, as long as the set stays as it is: where no metadata files are announced,
pip downloads all wheels.

`speed` runs the programs in turns: cold, each time with an empty cache, and warm, with the cache of a run before. With
`--store` it tells how many requests each has sent, and one round more goes before the others to record. Pages of the
local index hold for ten minutes unless `--lifetime 0` makes every client ask again; pip keeps none that came by HTTP.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import shutil
import statistics
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.index_server import LIFETIME
from bench.local_server import Served, serving
from bench.resolvers import RESOLVERS, Outcome, Resolver, install_tools

REQUIREMENTS = Path(__file__).with_name("requirements")
SPEED_SETS = ["small", "medium", "large"]
NOT_COMPARED = {"pathological"}
"""Sets that nobody is to wait for unless they are named: pip takes hours."""

EXIT_DIFFERENT = 1


def main() -> int:
    """Run one of the two measurements and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    compare = commands.add_parser("compare", help="names and versions, one by one")
    compare.set_defaults(run=_compare, sets=sorted(path.stem for path in REQUIREMENTS.glob("*.in")))
    compare.add_argument("--ours", choices=RESOLVERS, default="depsov")
    compare.add_argument("--theirs", choices=RESOLVERS, default="pip")
    compare.add_argument("--keep", type=Path, metavar="FOLDER", help="where the answers of pip are kept")
    speed = commands.add_parser("speed", help="seconds and requests, cold and warm")
    speed.set_defaults(run=_speed, sets=SPEED_SETS)
    speed.add_argument("--rounds", type=int, default=7)
    speed.add_argument("--pip-rounds", type=int, default=1, help="how many of the rounds pip takes part in")
    speed.add_argument("--of", choices=RESOLVERS, nargs="+", default=list(RESOLVERS), metavar="NAME")
    for command in (compare, speed):
        command.add_argument("named", nargs="*", metavar="SET")
        command.add_argument("--tools", type=Path, required=True, metavar="FOLDER")
        command.add_argument(
            "--store", type=Path, metavar="FOLDER", help="ask a local index that keeps its records here"
        )
        command.add_argument("--latency", type=float, default=0, metavar="MS", help="of the local index")
        command.add_argument("--lifetime", type=int, default=LIFETIME, metavar="SECONDS", help="of its pages")
        command.add_argument("--no-announce", action="store_true", help="it tells of no metadata files")
        command.add_argument("--limit", type=float, default=600, metavar="SECONDS", help="for one run")
    args = parser.parse_args()
    install_tools(args.tools.resolve())
    args.sets = args.named or [name for name in args.sets if name not in NOT_COMPARED]
    with _index(args) as served:
        args.index = served and served.url
        return int(args.run(args, served))


@contextmanager
def _index(args: argparse.Namespace) -> Iterator[Served | None]:
    options = [f"--latency={args.latency}", f"--lifetime={args.lifetime}", *["--no-announce"] * args.no_announce]
    index = serving("bench.index_server", str(args.store.resolve()), *options) if args.store else nullcontext()
    with index as served:
        what = f"a local index, {args.latency:g} ms" if served else "the real index"
        metadata = ", no metadata files announced" if served and args.no_announce else ""
        print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {what}{metadata}")
        yield served


@contextmanager
def _laid_out() -> Iterator[Path]:
    """Give a folder with copies of all sets, each under a name that all programs know for requirements."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "caches").mkdir()
        for path in REQUIREMENTS.glob("*.in"):
            shutil.copytree(REQUIREMENTS, folder / path.stem, ignore=shutil.ignore_patterns("*.in", "*.toml"))
            shutil.copy(path, folder / path.stem / "requirements.in")
        yield folder


def _once(resolver: Resolver, args: argparse.Namespace, folder: Path, name: str) -> Outcome:
    requirements, cache = folder / name / "requirements.in", folder / "caches" / resolver.name
    return resolver.run(args.tools.resolve(), requirements, cache, index=args.index, limit=args.limit)


# --- compare ------------------------------------------------------------------------------------------------------


def _compare(args: argparse.Namespace, _: Served | None) -> int:
    ours, theirs = RESOLVERS[args.ours], RESOLVERS[args.theirs]
    explained = tomllib.loads((REQUIREMENTS / "explained.toml").read_text("utf-8"))
    print(f"{'set':<16} {'wants':>5} {'packages':>8} {'same':>5} {'different':>9}  seconds: {ours.name}, {theirs.name}")
    unexplained = 0
    with _laid_out() as folder:
        for name in args.sets:
            one = _once(ours, args, folder, name)
            two = _kept(theirs, args, folder, name)
            unexplained += _tell(name, (ours.name, one), (theirs.name, two), explained.get(name, {}))
    print(f"{unexplained} differences without an explanation")
    return EXIT_DIFFERENT if unexplained else 0


def _kept(resolver: Resolver, args: argparse.Namespace, folder: Path, name: str) -> Outcome:
    """Return what pip found before for the same text and the same Python, else what is found now."""
    if args.keep is None or args.store or resolver.name != "pip":
        return _once(resolver, args, folder, name)
    texts = [path.read_bytes() for path in sorted(REQUIREMENTS.glob(f"{name}.*"))]
    asked = hashlib.sha256(b"\0".join([platform.python_version().encode(), *texts])).hexdigest()
    path = args.keep / f"{name}.json"
    kept = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    if kept.get("asked") == asked:
        print(f"{name}: pip's answer of {kept['date']}")
        return Outcome(kept["wall"], 0.0, kept["versions"])
    found = _once(resolver, args, folder, name)
    if found.versions is not None:
        args.keep.mkdir(parents=True, exist_ok=True)
        date = f"{datetime.now(UTC):%Y-%m-%d}"
        told = {"asked": asked, "date": date, "wall": found.wall, "versions": dict(found.versions)}
        path.write_text(json.dumps(told, indent=1, sort_keys=True), "utf-8")
    return found


def _tell(name: str, one: tuple[str, Outcome], two: tuple[str, Outcome], explained: Mapping[str, str]) -> int:
    """Print how two answers differ, and return how many differences nobody has explained."""
    ours, theirs = one[1].versions, two[1].versions
    seconds = f"{one[1].wall:.1f}, {two[1].wall:.1f}"
    if ours is None or theirs is None:
        print(f"{name:<16} {_wants(name):>5}  {seconds}")
        for who, outcome in (one, two):
            said = " / ".join(line.strip()[:160] for line in outcome.complaint.splitlines()[:3]) or "no answer"
            print(f"    {who}: {said if outcome.versions is None else f'{len(outcome.versions)} packages'}")
        return int(not (one[1].is_refusal and two[1].is_refusal))
    different = sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))
    counts = f"{len(theirs):>8} {len(ours.keys() & theirs.keys() - set(different)):>5} {len(different):>9}"
    print(f"{name:<16} {_wants(name):>5} {counts}  {seconds}", flush=True)
    for key in different:
        pair = ", ".join(f"{who} {found.get(key, '-')}" for who, found in ((one[0], ours), (two[0], theirs)))
        print(f"    {key}: {pair}" + (f" ({explained[key]})" if key in explained else ""))
    return sum(key not in explained for key in different)


def _wants(name: str) -> int:
    lines = (REQUIREMENTS / f"{name}.in").read_text("utf-8").splitlines()
    return sum(bool(line.strip()) and line[0] not in "#-" for line in lines)


# --- speed --------------------------------------------------------------------------------------------------------


def _speed(args: argparse.Namespace, served: Served | None) -> int:
    print("medians; the ratios are those of the rounds, depsov to the others")
    with _laid_out() as folder:
        for name in args.sets:
            if served:  # the records are made before anything is measured
                for resolver in args.of:
                    _required(RESOLVERS[resolver], args, folder, name)
            for cache in ("cold", "warm"):
                _measure(args, served, folder, name, cache)
    return 0


def _measure(args: argparse.Namespace, served: Served | None, folder: Path, name: str, cache: str) -> None:
    taken: dict[str, list[Outcome]] = {of: [] for of in args.of}
    requests: dict[str, str] = {}
    for number in range(args.rounds):
        for of in args.of:
            if of == "pip" and number >= args.pip_rounds:
                continue
            if cache == "cold":
                shutil.rmtree(folder / "caches" / of, ignore_errors=True)
            if served:
                served.counts()
            taken[of].append(_required(RESOLVERS[of], args, folder, name))
            if served:
                requests[of] = _sent(served.counts())
    for of in args.of:
        wall, cpu = (statistics.median(getattr(outcome, what) for outcome in taken[of]) for what in ("wall", "cpu"))
        ratio = "" if of == "depsov" or "depsov" not in taken else f"  depsov takes {_over(taken['depsov'], taken[of])}"
        count = f"  {len(taken[of][-1].versions or ()):>4} packages" + f"  {requests.get(of, '')}"
        print(f"{name:<10} {cache}  {of:<7} {wall:7.3f} s wall {cpu:7.3f} s cpu{count}{ratio}", flush=True)


def _required(resolver: Resolver, args: argparse.Namespace, folder: Path, name: str) -> Outcome:
    outcome = _once(resolver, args, folder, name)
    if outcome.versions is None:
        sys.exit(f"{resolver.name} cannot resolve {name}: {outcome.complaint}")
    return outcome


def _over(ours: Sequence[Outcome], theirs: Sequence[Outcome]) -> str:
    """Return how many times the wall time of another program ours took, the median of the rounds that both ran."""
    return f"{statistics.median(one.wall / two.wall for one, two in zip(ours, theirs, strict=False)):.2f} times"


def _sent(counts: Mapping[str, Mapping[str, int]]) -> str:
    kinds = [f"{sum(of.get(kind, 0) for of in counts.values())} {kind}" for kind in ("pages", "metadata", "files")]
    size = sum(of.get("bytes", 0) for of in counts.values()) / 1_000_000
    return f"{' + '.join(kinds)}, {size:.1f} MB"


if __name__ == "__main__":
    sys.exit(main())
