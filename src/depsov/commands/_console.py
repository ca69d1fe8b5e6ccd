"""Where a command writes, and whether in colour."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from depsov.report._format import Style

__all__ = ["Console"]


@dataclass(frozen=True, slots=True)
class Console:
    """The streams of a command: the report goes to `out`, everything else to `err`."""

    out: TextIO
    err: TextIO
    environ: Mapping[str, str]

    @classmethod
    def of_process(cls) -> Console:
        """Return the console of this process."""
        return cls(sys.stdout, sys.stderr, os.environ)

    def write(self, text: str) -> None:
        """Write to the report's stream; characters that it cannot hold are replaced, never fatal."""
        encoding = getattr(self.out, "encoding", None) or "utf-8"
        self.out.write(text.encode(encoding, "replace").decode(encoding))

    def note(self, text: str) -> None:
        """Write a line for people beside the report."""
        encoding = getattr(self.err, "encoding", None) or "utf-8"
        self.err.write(f"{text}\n".encode(encoding, "replace").decode(encoding))

    def style(self, colour: str, *, verbose: bool) -> Style:
        """Return how to show a report: the option, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal."""
        width = shutil.get_terminal_size((100, 24)).columns if self._is_terminal(self.out) else 100
        return Style(width=width, colour=self._has_colour(colour), verbose=verbose)

    def shows_progress(self) -> bool:
        """Return whether a progress bar would be seen."""
        return self._is_terminal(self.err) and self.environ.get("TERM") != "dumb"

    def _has_colour(self, option: str) -> bool:
        if option != "auto":
            return option == "always"
        # Both count only when they are not empty: https://no-color.org and https://force-color.org
        if self.environ.get("NO_COLOR"):
            return False
        if self.environ.get("FORCE_COLOR"):
            return True
        return self._is_terminal(self.out) and self.environ.get("TERM") != "dumb"

    @staticmethod
    def _is_terminal(stream: TextIO) -> bool:
        return hasattr(stream, "isatty") and stream.isatty()
