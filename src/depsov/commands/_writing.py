"""Reports into files: `-o FORMAT=FILE`, as often as wanted, from one scan."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from depsov.errors import DepsovError, UsageError
from depsov.model import Report
from depsov.style import PLAIN, Style
from depsov.values import replace

__all__ = ["Output", "add_format_option", "add_output_option", "outputs", "write_all", "write_file"]


class Output:
    """A report format, and the file that it goes to."""

    def __init__(self, name: str, path: Path) -> None:
        self._name = name
        self.path = path

    def write(self, report: Report, style: Style) -> None:
        """Write the report, or nothing. Raises `DepsovError` where it cannot be made or written."""
        from depsov.report import by_id

        text = by_id()[self._name].render(report, style)
        write_file(self.path, text.encode("utf-8", "replace"))


def add_format_option(parser: argparse.ArgumentParser) -> None:
    """Add what decides the format that is printed."""
    said = "what to print: %(choices)s (default: text)"
    parser.add_argument("-f", "--format", choices=_Formats(), metavar="FORMAT", default="text", help=said)


class _Formats:
    """The names of the formats. `depsov check` has no time to import them where nobody asks."""

    def __contains__(self, name: object) -> bool:
        from depsov.report import FORMATS

        return name in FORMATS

    def __iter__(self) -> Iterator[str]:
        from depsov.report import FORMATS

        return iter(sorted(FORMATS))


def add_output_option(parser: argparse.ArgumentParser) -> None:
    """Add what decides which files are written beside."""
    parser.add_argument(
        "-o", "--output", action="append", default=[], metavar="FORMAT=FILE", help="also write a file (repeatable)"
    )


def outputs(args: argparse.Namespace) -> list[Output]:
    """Return what the command line asks to write.

    Raises `UsageError` for a format that there is not, a file without a folder, and two reports for one file: before
    anything is scanned.
    """
    found = [_output(value) for value in args.output]
    files = [os.path.realpath(item.path) for item in found if _is_plain(item.path)]
    twice = next((file for at, file in enumerate(files) if file in files[:at]), None)
    if twice is not None:
        raise UsageError(f"-o: two reports for {os.path.relpath(twice)}", hint="give each a file of its own")
    return found


def _output(value: str) -> Output:
    from depsov.report import FORMATS

    name, separator, file = value.partition("=")
    if not separator or name not in FORMATS or not file:
        raise UsageError(f"-o {value}: not FORMAT=FILE", hint=f"formats: {', '.join(sorted(FORMATS))}")
    path = Path(file)
    try:
        if path.is_dir():
            raise UsageError(f"{path}: cannot be written: it is a folder")
        if not path.parent.is_dir():
            raise UsageError(f"{path}: cannot be written: there is no folder {path.parent}")
    except OSError as error:  # too long a name, a folder that nobody may enter
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    return Output(name, path)


def write_all(files: Sequence[Output], report: Report, style: Style) -> DepsovError | None:
    """Write what can be written, and return what says of the others why they cannot be.

    `style` is that of what is printed: a file has its language, and leaves out what it leaves out, but no colours.
    """
    plain = replace(style, width=PLAIN.width, colour=PLAIN.colour)
    failed = [error for error in (_try(file, report, plain) for file in files) if error is not None]
    if not failed:
        return None
    hints = dict.fromkeys(error.hint for error in failed if error.hint is not None)
    return DepsovError("\n".join(error.message for error in failed), hint="; ".join(hints) or None)


def _try(file: Output, report: Report, style: Style) -> DepsovError | None:
    try:
        file.write(report, style)
    except DepsovError as error:
        return error
    return None


# --- files --------------------------------------------------------------------------------------------------------


def _is_plain(path: Path) -> bool:
    """Return whether a path is, or will be, a file by itself, and no link, pipe or device."""
    return not path.is_symlink() and (path.is_file() or not path.exists())


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it; what is no plain file is written straight.

    Raises `DepsovError` where it cannot be written.
    """
    try:
        _write(path, data)
    except OSError as error:
        raise DepsovError(f"{path}: cannot be written: {error.strerror or error}") from error


def _write(path: Path, data: bytes) -> None:
    if not _is_plain(path):
        path.write_bytes(data)
        return
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(None, "it is write-protected")
    beside = path.with_name(f".depsov-{os.urandom(6).hex()}")
    try:
        with beside.open("xb") as file:
            file.write(data)
        if path.exists():
            beside.chmod(path.stat().st_mode)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
