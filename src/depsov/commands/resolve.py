"""`depsov resolve`: find the tree of a Python project that has no lockfile, and write it as a `pylock.toml`."""

from __future__ import annotations

import argparse
from pathlib import Path

from depsov import phrases
from depsov.commands._console import Console
from depsov.commands._exit import CLEAN, INCOMPLETE
from depsov.commands._options import add_file_options, add_resolving_options, settings
from depsov.commands._writing import write_file

__all__ = ["HELP", "add_arguments", "run"]

HELP = "resolve a Python project that has no lockfile: write its pylock.toml (asks package indexes)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    said = "the project, or the document that asks for packages (default: this folder)"
    parser.add_argument("path", nargs="?", type=Path, default=Path(), metavar="PATH", help=said)
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write this file (default: standard output)")
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing of what was found")
    parser.add_argument("--strict", action="store_true", help="exit 4 on problems")
    add_resolving_options(parser)
    add_file_options(parser)
    parser.set_defaults(online=True)  # that is what the command is for


def run(args: argparse.Namespace, console: Console) -> int:
    """Resolve, and write the file; return the exit code."""
    from depsov.resolution.record import resolve_to_record

    config = settings(args, args.path if args.path.is_dir() else args.path.parent, console.environ)
    record = resolve_to_record(args.path, config=config, environ=console.environ)
    if args.output is None:
        console.write(record.text)
    else:
        write_file(args.output, record.text.encode())
    for problem in record.problems:
        console.note(phrases.problem(problem))
    if not args.quiet:
        count = phrases.count(record.packages, "package")
        requests = phrases.count(record.requests, "request")
        console.note(f"{record.file}: {count} for {record.target}, {requests}")
    return INCOMPLETE if record.problems and config.strict else CLEAN
