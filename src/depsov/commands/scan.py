"""`depsov scan`: read a project and report who controls what it depends on."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from depsov.commands._console import Console
from depsov.commands._options import add_scan_options, add_style_options, settings
from depsov.config import Config
from depsov.errors import DepsovError, UsageError
from depsov.model import Finding, Report, Severity
from depsov.parse import FORMATS
from depsov.pipeline import Progress, scan
from depsov.report import ReportFormat, by_id
from depsov.report._format import Style, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["HELP", "add_arguments", "run"]

HELP = "report who controls what a project depends on"

EXIT_CLEAN, EXIT_FINDINGS, EXIT_INCOMPLETE = 0, 1, 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    formats = sorted(by_id())
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="folders and files (default: this folder)")
    parser.add_argument("-f", "--format", choices=formats, default="text", help="what to print (default: text)")
    parser.add_argument(
        "-o", "--output", action="append", default=[], metavar="FORMAT=FILE", help="also write a file (repeatable)"
    )
    parser.add_argument("--fail-on", choices=[item.value for item in Severity], help="exit 1 from this severity on")
    parser.add_argument("-q", "--quiet", action="store_true", help="print only what makes the command fail")
    parser.add_argument(
        "--roots-of", action="store_true", help="take the PATHs as changed files, and scan the projects they belong to"
    )
    parser.add_argument("--no-progress", action="store_true", help="no progress bar")
    add_scan_options(parser)
    add_style_options(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Scan, print and write; return the exit code."""
    outputs = [_output(value) for value in args.output]
    paths = _roots(args.paths) if args.roots_of else args.paths or [Path()]
    first = paths[0] if paths[0].is_dir() else paths[0].parent
    config = settings(args, first, console.environ)
    with _progress(console, is_wanted=config.online and not args.no_progress) as progress:
        report = scan(*paths, config=config, as_of=args.as_of, python=args.python, progress=progress)
    style = console.style(args.color, verbose=args.verbose)
    for writer, path in outputs:
        _write(path, writer.render(report, Style()))
    failing = _failing(report, config)
    if args.quiet:
        for line in _failures(report, failing, strict=config.strict):
            console.note(line)
    else:
        console.write(by_id()[args.format].render(report, style))
    return _exit_code(report, failing, config)


def _output(value: str) -> tuple[ReportFormat, Path]:
    name, separator, path = value.partition("=")
    formats = by_id()
    if not separator or name not in formats or not path:
        raise UsageError(f"-o {value}: not FORMAT=FILE", hint=f"formats: {', '.join(sorted(formats))}")
    return formats[name], Path(path)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise DepsovError(f"{path}: cannot be written: {error.strerror}") from error


def _roots(files: Sequence[Path]) -> list[Path]:
    """Return the projects that changed files belong to: the nearest folder upwards that has a lockfile."""
    names = {pattern for item in FORMATS if item.ROLE == "lockfile" for pattern in item.PATTERNS}
    roots = {_root(file, names) for file in files} or {Path()}
    return sorted(root for root in roots if not any(other in root.parents for other in roots))


def _root(file: Path, names: Iterable[str]) -> Path:
    for folder in file.parents:
        if any(next(folder.glob(name), None) for name in names):
            return folder
    return file.parent


@contextmanager
def _progress(console: Console, *, is_wanted: bool) -> Iterator[Progress | None]:
    if not is_wanted or not console.shows_progress():
        yield None
        return
    from depsov.commands._progress import bar

    with bar(console.err) as update:
        yield update


def _failing(report: Report, config: Config) -> list[Finding]:
    if config.fail_on is None:
        return []
    order = list(Severity)
    return [item for item in report.findings if order.index(item.severity) <= order.index(config.fail_on)]


def _failures(report: Report, failing: Iterable[Finding], *, strict: bool) -> Iterable[str]:
    for item in failing:
        place = "" if item.location is None else f"{item.location.file}:{item.location.line or 1}: "
        yield printable(f"{place}{item.severity.value}: {item.message} [{item.rule}]")
    if strict:
        for problem in report.problems:
            hint = "" if problem.hint is None else f" ({problem.hint})"
            yield printable(f"{problem.subject}: {problem.message}{hint}")


def _exit_code(report: Report, failing: Sequence[Finding], config: Config) -> int:
    if failing:
        return EXIT_FINDINGS
    is_short = config.coverage is not None and report.summary.coverage < config.coverage
    if config.strict and (report.problems or is_short):
        return EXIT_INCOMPLETE
    return EXIT_CLEAN
