"""The parser of the command line and of its commands."""

from __future__ import annotations

import argparse
import os
from typing import Any

__all__ = ["Parser"]

_MARGIN = 2


class Parser(argparse.ArgumentParser):
    """Takes options by their whole names only, and shows help as wide as the terminal."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, "formatter_class": _Help, **options})


class _Help(argparse.HelpFormatter):
    """What shows the help.

    argparse makes one for every option that is declared, only to see whether it could; one that has to find its width
    imports the compressors of the standard library on the way (`shutil`).
    """

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - _MARGIN)


def _columns() -> int:
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size().columns or 80
    except OSError:  # standard output is none
        return 80
