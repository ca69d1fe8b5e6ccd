"""The command line: arguments to a command, its answer to an exit code.

    0 clean   1 findings   2 could not run   3 nothing to scan   4 incomplete (scan: with --strict)

This is the only boundary where errors become messages: a traceback never leaves as exit code 1, which means findings.
"""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence
from importlib import import_module

from depsov import __version__
from depsov.commands._streams import close, flush, tell

__all__ = ["COMMANDS", "main"]

COMMANDS = ("scan", "check", "lock", "resolve", "init", "explain", "org", "knowledge", "formats")
"""The commands, each a module in `depsov.commands`; only the one that runs is imported."""

COLLECT_AFTER = 500_000
"""How many new objects make the process of the command line look for unreachable ones."""

EXIT_FAILED = 2
EXIT_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    try:
        code = _answer(argv)
        flush(sys.stdout)
    except OSError as error:
        close(sys.stdout)
        if not isinstance(error, BrokenPipeError):  # else the reader of our output has gone (`depsov scan | head`)
            _complain(f"standard output: cannot be written: {error.strerror}", None)
        code = EXIT_FAILED
    tell(sys.stderr, "")  # what argparse or Python left in it
    return code


def _answer(argv: Sequence[str] | None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments in (["--version"], ["-V"]):
        print(f"depsov {__version__}")  # noqa: T201 - which, unlike a method of the stream, can do without one
        return 0
    if argv is None:
        # A short run makes hardly any cycles, and looking for them at the usual pace takes a sixth of its time.
        gc.set_threshold(COLLECT_AFTER)
        atexit.register(gc.freeze)  # nor does the interpreter find any at its end
    from depsov.errors import DepsovError

    try:
        return _run(arguments)
    except DepsovError as error:
        _complain(error.message, error.hint)
        return error.exit_code
    except KeyboardInterrupt:
        _complain("interrupted", None)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception:  # noqa: BLE001 - the one boundary
        import traceback
        from contextlib import suppress

        with suppress(OSError):
            traceback.print_exc()
        _complain("an error in depsov itself", "please report it with the lines above")
        return EXIT_FAILED


def _run(arguments: list[str]) -> int:
    from depsov.commands._console import Console
    from depsov.commands._parser import Parser

    parser = Parser(prog="depsov", description="Tells who controls the software that a project depends on.")
    parser.add_argument("-V", "--version", action="version", version=f"depsov {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    for name in COMMANDS:
        # The module of another command is imported only where its help line is shown.
        if wanted in COMMANDS and wanted != name:
            commands.add_parser(name)
            continue
        module = import_module(f"depsov.commands.{name}")
        subparser = commands.add_parser(name, help=module.HELP)
        module.add_arguments(subparser)
        subparser.set_defaults(run=module.run)
    try:
        args = parser.parse_args(arguments)
    except SystemExit as error:  # argparse has printed the help, or what is wrong
        return int(error.code or 0)
    return int(args.run(args, Console.of_process()))


def _complain(message: str, hint: str | None) -> None:
    from depsov.report.escape import terminal

    text = message if hint is None else f"{message} ({hint})"
    lines = "\n".join(terminal(line) for line in text.splitlines())
    tell(sys.stderr, f"depsov: {lines}\n")
