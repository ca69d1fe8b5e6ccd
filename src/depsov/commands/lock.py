"""`depsov lock`: write `depsov.lock`, the facts that `depsov check` compares with."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from depsov import phrases
from depsov.commands._console import Console
from depsov.commands._exit import CLEAN, INCOMPLETE
from depsov.commands._options import add_asking_options, add_judging_options, add_preset_option, settings
from depsov.commands._progress import progress
from depsov.config import DEFAULT_PRESET
from depsov.documents import printable
from depsov.gate.known import who_controls
from depsov.gate.update import Updated, update_lock
from depsov.lock import Block

__all__ = ["HELP", "add_arguments", "run"]

HELP = "write depsov.lock: who controls each package, to commit"

MOST = 12
"""How many packages are named without `--verbose`; the rest is counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "path", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="the project (default: this folder)"
    )
    parser.add_argument("--fresh", action="store_true", help="take nothing over from the depsov.lock that is there")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing of what has changed")
    parser.add_argument("-v", "--verbose", action="store_true", help="name every package that has changed")
    parser.add_argument("--no-progress", action="store_true", help="no progress bar")
    add_preset_option(parser)
    add_asking_options(parser)
    add_judging_options(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Write the file, and say what is different in it."""
    config = settings(args, args.path, console.environ, default_preset=DEFAULT_PRESET)
    with progress(console, is_wanted=config.online and not args.no_progress) as update:
        updated = update_lock(
            args.path, config=config, as_of=args.as_of, python=args.python, progress=update, fresh=args.fresh
        )
    if not args.quiet:
        for line in _lines(updated, verbose=args.verbose):
            console.note(printable(line))
    for problem in updated.report.problems:
        console.note(phrases.problem(problem))
    is_whole = updated.is_complete and not (config.strict and updated.report.problems)
    return CLEAN if is_whole else INCOMPLETE


def _lines(updated: Updated, *, verbose: bool) -> Iterator[str]:
    renewal = updated.renewal
    changes = [
        *(f"  + {purl}" for purl in renewal.added),
        *(f"  - {purl}" for purl in renewal.dropped),
        *(f"  ~ {after.purl}: {_move(before, after)}" for before, after in renewal.moved),
    ]
    limit = len(changes) if verbose else MOST
    yield from changes[:limit]
    if len(changes) > limit:
        yield f"  ... and {len(changes) - limit} more"
    what = "written" if updated.is_written else "as it was"
    yield f"{updated.file}: {phrases.count(len(renewal.lock.blocks), 'package')}, {what}"
    if not updated.is_complete:
        yield "no package was dropped from it, as not everything could be read"


def _move(before: Block, after: Block) -> str:
    old, new = _who(before), _who(after)
    return f"{old} -> {new}" if old != new else f"{new}, {before.reason.value} -> {after.reason.value}"


def _who(block: Block) -> str:
    if block.controller is None:
        return who_controls(block)
    countries = ", ".join(sorted({place.country for place in block.jurisdictions}))
    return f"{who_controls(block)} ({countries or 'no single country'}), strength {block.strength}"
