"""Where a command writes, and whether in colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from depsov.commands._streams import close, tell
from depsov.documents import MAX_BYTES, Document
from depsov.errors import DepsovError, NamedFileError
from depsov.style import Style
from depsov.values import dataclass

__all__ = ["Console"]


@dataclass(frozen=True, slots=True)
class Console:
    """The streams of a command: the report goes to `out`, everything else, questions too, to `err`.

    A stream is None where the process was started without it.
    """

    out: TextIO | None
    err: TextIO | None
    environ: Mapping[str, str]
    answers: TextIO | None = None

    @classmethod
    def of_process(cls) -> Console:
        """Return the console of this process."""
        return cls(sys.stdout, sys.stderr, os.environ, sys.stdin)

    def write(self, text: str) -> None:
        """Write to the report's stream; characters that it cannot hold are replaced, never fatal.

        Raises `DepsovError` where it takes nothing, and `BrokenPipeError` where nobody reads it any more.
        """
        if self.out is None:
            raise DepsovError("standard output: cannot be written: it is closed")
        encoding = getattr(self.out, "encoding", None) or "utf-8"
        try:
            self.out.write(text.encode(encoding, "replace").decode(encoding))
        except BrokenPipeError:
            raise
        except OSError as error:
            close(self.out)
            raise DepsovError(f"standard output: cannot be written: {error.strerror}") from error

    def note(self, text: str) -> None:
        """Write a line for people beside the report; a runner takes none of it for a command."""
        from depsov.report.escape import log

        tell(self.err, f"{log(text)}\n")

    def document(self) -> Document:
        """Return standard input, read to its end. Raises `NamedFileError` where there is none, or it is too large."""
        stream = getattr(self.answers, "buffer", None)
        if stream is None:
            raise NamedFileError("-: there is no standard input")
        data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise NamedFileError(f"-: standard input is over the limit of {MAX_BYTES // 2**20} MB")
        return Document("-", data)

    def can_ask(self) -> bool:
        """Return whether somebody is there to answer."""
        return self.answers is not None and self._is_terminal(self.answers)

    def ask(self, question: str, default: str) -> str:
        """Return the answer to a question, the default where only Enter is pressed, or the input ends."""
        return self._answer(f"{question} [{default}] " if default else f"{question} ").strip() or default

    def choose(self, question: str, choices: Sequence[str], default: str) -> str:
        """Ask until the answer is one of the choices."""
        while True:
            answer = self.ask(f"{question} ({', '.join(choices)})", default)
            if answer in choices:
                return answer

    def confirm(self, question: str) -> bool:
        """Ask for yes or no; Enter means yes, the end of the input no."""
        line = self._answer(f"{question} (y, n) [y] ")
        return line != "" and line.strip().lower() in ("", "y", "yes")

    def _answer(self, question: str) -> str:
        if self.err is not None:
            self.err.write(question)
            self.err.flush()
        return "" if self.answers is None else self.answers.readline()

    def style(self, colour: str, *, verbose: bool, lang: str = "en") -> Style:
        """Return how to show a report: the option, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal."""
        return Style(width=self._width(), colour=self._has_colour(colour), verbose=verbose, lang=lang)

    def _width(self) -> int:
        if not self._is_terminal(self.out):
            return 100
        import shutil

        return shutil.get_terminal_size((100, 24)).columns

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
    def _is_terminal(stream: TextIO | None) -> bool:
        return stream is not None and stream.isatty()
