"""`depsov check`: compare a project with its policy and its `depsov.lock`. The gate for a hook and for CI."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from depsov.commands._console import Console
from depsov.commands._exit import CLEAN, INCOMPLETE, exit_code
from depsov.commands._options import (
    add_judging_options,
    add_language_option,
    add_preset_option,
    add_style_options,
    settings,
)
from depsov.commands._writing import add_format_option, add_output_option, outputs, write_all
from depsov.config import DEFAULT_PRESET
from depsov.errors import UsageError
from depsov.gate.check import Checked, check_root
from depsov.gate.roots import roots_of
from depsov.gate.text import lines, summary
from depsov.model import Severity
from depsov.style import Style

__all__ = ["HELP", "add_arguments", "run"]

HELP = "compare a project with its policy and its depsov.lock (offline)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="folders, or changed files, which stand for the projects they belong to (default: this folder)",
    )
    parser.add_argument("--diff", metavar="REV", help="judge only what has changed since a git revision")
    add_preset_option(parser)
    add_format_option(parser)
    add_output_option(parser)
    parser.add_argument("--fail-on", choices=[item.value for item in Severity], help="fail from this severity on")
    parser.add_argument("-q", "--quiet", action="store_true", help="print only what fails")
    add_judging_options(parser)
    add_style_options(parser)
    add_language_option(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Check, print and write; return the gravest exit code."""
    files = outputs(args)
    roots = roots_of(args.paths)
    if len(roots) > 1 and (files or args.format != "text"):
        raise UsageError("a report is about one depsov.lock", hint="check one folder at a time")
    answers = [
        check_root(
            root,
            settings(args, root.folder, console.environ, default_preset=DEFAULT_PRESET),
            as_of=args.as_of,
            since=args.diff,
        )
        for root in roots
    ]
    style = console.style(args.color, verbose=args.verbose, lang=args.lang)
    failures = [write_all(files, checked.report, style) for checked in answers]
    for checked in answers:
        _show(checked, args, console, style)
    for failed in failures:
        if failed is not None:
            raise failed
    return _exit_code(answers)


def _show(checked: Checked, args: argparse.Namespace, console: Console, style: Style) -> None:
    if args.format != "text":
        from depsov.report import by_id

        console.write(by_id()[args.format].render(checked.report, style))
        return
    for line in lines(checked, quiet=args.quiet, verbose=args.verbose):
        console.write(f"{line}\n")
    if not args.quiet:
        console.note(summary(checked))


def _exit_code(answers: Sequence[Checked]) -> int:
    codes = {exit_code(checked.failing, checked.report, checked.config) for checked in answers}
    # A gate cannot vouch for what it could not read, strict or not.
    codes |= {CLEAN if checked.is_complete else INCOMPLETE for checked in answers}
    return min(codes - {CLEAN}, default=CLEAN)
