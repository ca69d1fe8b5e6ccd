"""Reports into files: `-o FORMAT=FILE`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from depsov.errors import DepsovError, UsageError
from depsov.model import Report
from depsov.style import Style

if TYPE_CHECKING:
    from depsov.report import ReportFormat

__all__ = ["Output", "add_output_option", "outputs"]


class Output:
    """A report format, and the file that it goes to."""

    def __init__(self, form: ReportFormat, path: Path) -> None:
        self._form = form
        self._path = path

    def write(self, report: Report) -> None:
        """Write the report. Raises `DepsovError` where the file cannot be written."""
        try:
            self._path.write_text(self._form.render(report, Style()), encoding="utf-8", newline="\n")
        except OSError as error:
            raise DepsovError(f"{self._path}: cannot be written: {error.strerror}") from error


def add_output_option(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "-o", "--output", action="append", default=[], metavar="FORMAT=FILE", help="also write a file (repeatable)"
    )


def outputs(args: argparse.Namespace) -> list[Output]:
    """Return what the command line asks to write. Raises `UsageError` for a format that there is not."""
    return [_output(value) for value in args.output]


def _output(value: str) -> Output:
    from depsov.report import by_id

    name, separator, path = value.partition("=")
    formats = by_id()
    if not separator or name not in formats or not path:
        raise UsageError(f"-o {value}: not FORMAT=FILE", hint=f"formats: {', '.join(sorted(formats))}")
    return Output(formats[name], Path(path))
