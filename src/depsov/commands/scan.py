"""`depsov scan`: read a project and report who controls what it depends on."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from depsov import phrases
from depsov.commands._console import Console
from depsov.commands._exit import exit_code
from depsov.commands._options import add_language_option, add_scan_options, add_style_options, settings
from depsov.commands._progress import progress
from depsov.commands._writing import add_format_option, add_output_option, outputs, write_all
from depsov.documents import printable
from depsov.model import Finding, Level, Report, Severity
from depsov.pipeline import scan
from depsov.report import by_id

__all__ = ["HELP", "add_arguments", "run"]

_STANDARD_INPUT = Path("-")

HELP = "report who controls what a project depends on"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    said = "folders and files, - for standard input (default: this folder)"
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=said)
    add_format_option(parser)
    add_output_option(parser)
    parser.add_argument("--fail-on", choices=[item.value for item in Severity], help="exit 1 from this severity on")
    parser.add_argument("-q", "--quiet", action="store_true", help="print only what makes the command fail")
    parser.add_argument("--no-progress", action="store_true", help="no progress bar")
    add_scan_options(parser)
    add_style_options(parser)
    add_language_option(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Scan, print and write; return the exit code."""
    files = outputs(args)
    paths = [console.document() if path == _STANDARD_INPUT else path for path in args.paths or [Path()]]
    first = next((path for path in paths if isinstance(path, Path)), Path())
    config = settings(args, first if first.is_dir() else first.parent, console.environ)
    with progress(console, is_wanted=config.online and not args.no_progress) as update:
        report = scan(*paths, config=config, as_of=args.as_of, python=args.python, progress=update)
    style = console.style(args.color, verbose=args.verbose, lang=args.lang)
    failed = write_all(files, report, style)
    failing = [item for item in report.findings if item.level is Level.FAIL]
    if args.quiet:
        for line in _failures(report, failing, strict=config.strict):
            console.note(line)
    else:
        console.write(by_id()[args.format].render(report, style))
    if failed is not None:
        raise failed
    return exit_code(failing, report, config)


def _failures(report: Report, failing: Iterable[Finding], *, strict: bool) -> Iterable[str]:
    for item in failing:
        place = "" if item.location is None else f"{item.location.file}:{item.location.line or 1}: "
        yield printable(f"{place}{item.severity.value}: {item.message} [{item.rule}]")
    if strict:
        yield from map(phrases.problem, report.problems)
