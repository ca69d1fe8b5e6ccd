"""Writes `requirements.txt`: the exact versions of what depsov runs with, for those who work on it.

    python -m tools.pins              keeps the versions that will still do
    python -m tools.pins --upgrade    takes the newest

depsov resolves what its own `pyproject.toml` asks for to run, for every Python and platform of `TARGETS`, and writes
one file that pip installs on all of them, with the hashes of all files of a version. No address stands in it. This asks
the package index.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from packaging.requirements import Requirement

from depsov.demand import Demand, Want
from depsov.errors import ResolutionError
from depsov.fetch import Client, Failure
from depsov.purl import normalise
from depsov.registry_settings import simple_index
from depsov.resolution.index.catalogue import Catalogue
from depsov.resolution.python.solution import Chosen
from depsov.resolution.python.solve import solve_from
from depsov.resolution.python.target import PLATFORMS, Target

__all__ = ["LOCK", "PROJECT", "TARGETS", "main", "pinned", "resolve", "write"]

REPOSITORY = Path(__file__).parents[1]
PROJECT, LOCK = REPOSITORY / "pyproject.toml", REPOSITORY / "requirements.txt"

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
TARGETS = tuple(Target(python=python, platform=platform) for python in PYTHONS for platform in PLATFORMS)

_HEAD = """\
# What depsov runs with, in exact versions, for those who work on it. Written by `python -m tools.pins` from
# pyproject.toml, for CPython 3.11 to 3.14 on Linux, macOS and Windows; `pip install -r requirements.txt` installs it.
"""
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)

Pins = Mapping[str, tuple[Chosen, ...]]
"""By name what each target takes of a package; the targets that do not need it have none."""


def pinned(lock: str) -> dict[str, str]:
    """Return the versions in the text of the lockfile, by name."""
    return {normalise("pypi", name): version for name, version in _PIN.findall(lock)}


async def resolve(
    project: Mapping[str, object], kept: Mapping[str, str], *, index: str, targets: Sequence[Target] = TARGETS
) -> str:
    """Return the text of the lockfile of a `[project]` table. `kept` are versions to take where they will do.

    Raises `ResolutionError` where there is no solution, or not the same one for all targets.
    """
    demand = _demand(project)
    async with Client(cache=None) as client:
        catalogue = Catalogue(client, [index])
        try:
            found: dict[str, list[Chosen]] = {}
            for target in targets:
                today = datetime.now(UTC).date()
                solution = await solve_from(catalogue, demand, target=target, today=today, preferences=kept)
                for item in solution.packages:
                    found.setdefault(item.name, []).append(item)
            hashes = {name: await _hashes(catalogue, items) for name, items in found.items()}
        finally:
            catalogue.close()
    return write(demand, {name: tuple(items) for name, items in found.items()}, hashes)


def write(demand: Demand, pins: Pins, hashes: Mapping[str, Iterable[str]]) -> str:
    """Return the text of the lockfile: each package, its hashes, and who asks for it."""
    askers: dict[str, set[str]] = {want.name: {f"{demand.project} (pyproject.toml)"} for want in demand.wants}
    for name, items in pins.items():
        for required in {required for item in items for required in item.requires} - {name}:
            askers.setdefault(required, set()).add(name)
    return _HEAD + "".join(
        line + "\n"
        for name in sorted(pins)
        for line in _lines(name, pins[name][0].version, sorted(hashes[name]), sorted(askers[name]))
    )


def _lines(name: str, version: str, hashes: Sequence[str], askers: Sequence[str]) -> Iterator[str]:
    yield " \\\n".join([f"{name}=={version}", *(f"    --hash=sha256:{digest}" for digest in hashes)])
    yield from [f"    # via {askers[0]}"] if len(askers) == 1 else ["    # via", *(f"    #   {one}" for one in askers)]


def _demand(project: Mapping[str, object]) -> Demand:
    listed = project.get("dependencies")
    requirements = [str(item) for item in listed] if isinstance(listed, list) else []
    wants = [Want(requirement=text, name=_name(text), file=PROJECT.name) for text in requirements]
    return Demand(file=PROJECT.name, project=str(project["name"]), folder="", wants=tuple(wants))


def _name(requirement: str) -> str:
    return normalise("pypi", Requirement(requirement).name)


async def _hashes(catalogue: Catalogue, items: Sequence[Chosen]) -> set[str]:
    """Return the hashes of all files of a version, so that every platform finds its own."""
    name, versions = items[0].name, {item.version for item in items}
    if len(versions) > 1:
        raise ResolutionError(f"{name} has no version that will do everywhere: {', '.join(sorted(versions))}")
    listing = await catalogue.page(name)
    files = [] if isinstance(listing, Failure) else listing.page.files(items[0].version)
    found = {digest for file in files if not file.yanked for key, digest in file.hashes if key == "sha256"}
    if not found:
        raise ResolutionError(f"{name}: the index gives no SHA-256")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the lockfile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    args = parser.parse_args(arguments)
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    kept = pinned(LOCK.read_text(encoding="utf-8")) if LOCK.exists() and not args.upgrade else {}
    text = asyncio.run(resolve(project, kept, index=simple_index(os.environ)))
    LOCK.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{LOCK.name}: {len(pinned(text))} packages\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
