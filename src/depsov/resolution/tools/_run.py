"""Runs a tool to its end or to the end of its time, and takes what it starts down with it.

https://docs.python.org/3/library/subprocess.html
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import IO, Final, TypeVar

from depsov.documents import MAX_BYTES
from depsov.errors import ResolutionError
from depsov.values import dataclass

__all__ = ["TIME_LIMIT", "Ended", "beside", "result", "run"]

T = TypeVar("T")

TIME_LIMIT: Final = 300.0  # seconds
MOST_OUTPUT: Final = 1024 * 1024  # bytes of each stream that are kept: the last ones, where errors stand

_LAST_WORDS: Final = 5.0  # seconds for reading the rest of what a tool wrote
_CHUNK: Final = 65536
_NEW_GROUP: Final[int] = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)  # of Windows, where there are no sessions
_running: set[subprocess.Popen[bytes]] = set()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a tool ended: its exit code, and the end of what it wrote."""

    code: int
    out: str
    err: str


def run(
    command: Sequence[str], *, name: str, folder: Path, environ: Mapping[str, str], seconds: float = TIME_LIMIT
) -> Ended:
    """Run a command in a folder, with nothing to read, and return how it ended.

    Raises `ResolutionError` where it cannot be started, or does not end in time; `name` is how messages call it. It is
    killed with all that it started, also where the wait is interrupted.
    """
    try:
        process = _start(command, folder, environ)
    except OSError as error:
        raise ResolutionError(f"{name} cannot be started: {error.strerror}") from error
    _running.add(process)
    assert process.stdout is not None
    assert process.stderr is not None
    out, err = _Tail(process.stdout), _Tail(process.stderr)
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise ResolutionError(
            f"{name} has not ended within {seconds:.0f} seconds", hint="is the registry slow, or not reached?"
        ) from error
    finally:
        _kill(process)
        _running.discard(process)
        texts = out.text(), err.text()
    return Ended(code, *texts)


async def beside(call: Callable[[], T]) -> T:
    """Return what a call that runs tools returns, made in a thread beside the event loop.

    Where the wait is interrupted, the tools are ended: nothing else would reach them.
    """
    try:
        return await asyncio.to_thread(call)
    except asyncio.CancelledError:
        for process in list(_running):
            _kill(process)
        raise


def result(path: Path, name: str) -> bytes:
    """Return the file that a tool has written. Raises `ResolutionError` where there is none, or it is too large."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ResolutionError(f"{name} has written more than {MAX_BYTES // 2**20} MB")
        return path.read_bytes()
    except OSError as error:
        raise ResolutionError(f"{name} has ended without a result") from error


class _Tail:
    """The end of a stream, read beside the wait so that a full pipe does not stop the writer."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._kept = bytearray()
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def text(self) -> str:
        """Return what was written last."""
        self._thread.join(_LAST_WORDS)  # what escaped its group could hold the pipe open for ever
        return bytes(self._kept).decode("utf-8", "replace")

    def _read(self) -> None:
        with self._stream, suppress(OSError):
            while chunk := os.read(self._stream.fileno(), _CHUNK):
                self._kept += chunk
                del self._kept[:-MOST_OUTPUT]


def _start(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # A group of its own: it is ended as a whole, and Ctrl-C reaches depsov alone.
    return subprocess.Popen(  # noqa: S603 - a program of the user's, with our arguments
        command,
        cwd=folder,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        creationflags=_NEW_GROUP,
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the tool and all that it started and that still runs."""
    if sys.platform == "win32":
        ending = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(ending, capture_output=True, check=False)  # noqa: S603 - it is Windows' own
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
