"""What this process does while it is watched: every file that it opens, program that it starts, address that it calls.

An audit hook (https://docs.python.org/3/library/audit_events.html) cannot be taken out again: there is one, and it
records only inside of `watching`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType

from depsov.values import dataclass, field

__all__ = ["Seen", "watching"]

_STARTING = (
    "subprocess.Popen",
    "os.exec",
    "os.system",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.forkpty",
    "os.startfile",
)
_CALLING = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
    "socket.bind",
    "urllib.Request",
)
_CHANGING = ("os.remove", "os.rename", "os.link", "os.symlink", "os.rmdir", "os.mkdir", "os.chmod", "os.truncate")


@dataclass(slots=True)
class Seen:
    """What was seen. Paths are absolute and have no links in them."""

    read: set[Path] = field(default_factory=set)
    written: set[Path] = field(default_factory=set)
    listed: set[Path] = field(default_factory=set)
    started: list[tuple[object, ...]] = field(default_factory=list)
    called: list[tuple[object, ...]] = field(default_factory=list)
    run: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        """Keep what an event says."""
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            flags = arguments[2] if isinstance(arguments[2], int) else 0
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            (self.written if writes else self.read).add(_real(arguments[0]))
        elif event in ("os.listdir", "os.scandir") and isinstance(arguments[0], str | bytes | os.PathLike):
            self.listed.add(_real(arguments[0]))
        elif event in _STARTING:
            self.started.append((event, *arguments))
        elif event in _CALLING:
            self.called.append((event, *arguments))
        elif event in _CHANGING:
            self.written.add(_real(str(arguments[0])))
        elif event == "exec" and isinstance(arguments[0], CodeType):
            self.run.add(arguments[0].co_filename)
        elif event == "compile" and arguments[1] is not None:
            self.run.add(os.fsdecode(arguments[1]) if isinstance(arguments[1], str | bytes) else str(arguments[1]))
        elif event == "import" and isinstance(arguments[1], str):
            self.run.add(arguments[1])
        elif event.startswith("ctypes."):
            self.foreign.add(event)


def _real(path: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> Path:
    return Path(os.path.realpath(os.fsdecode(path)))


_now: list[Seen] = []
_is_noting = [False]


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _now and not _is_noting[0]:
        _is_noting[0] = True  # to resolve a path may raise events of its own
        try:
            _now[-1].note(event, arguments)
        finally:
            _is_noting[0] = False


@contextmanager
def watching() -> Iterator[Seen]:
    """Record what happens inside of the block."""
    if not getattr(sys, "_depsov_watched", False):
        sys.addaudithook(_hook)
        sys._depsov_watched = True  # type: ignore[attr-defined]
    seen = Seen()
    _now.append(seen)
    try:
        yield seen
    finally:
        _now.remove(seen)
