"""Runs the program again and again, each time in a process of its own in which something goes wrong.

A line of JSON on standard input asks for runs, a line on standard output says how they ended. What is imported is
imported once: a run is a fork of this process. Imports nothing of the tests.
"""

from __future__ import annotations

import io
import json
import os
import resource
import select
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from depsov import cli, fetch
from depsov.evidence.domains import domain_at

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.truncate", "shutil.rmtree"}
"""The events of the interpreter (PEP 578) that change a folder."""

_open = io.open
_fsync = os.fsync
_connect = sqlite3.connect
_time = time.time


class Steps:
    """Counts what a run does to the disk, and sends itself a signal at one of the steps."""

    def __init__(self, at: int, number: int) -> None:
        self._left = at
        self._signal = number

    def take(self) -> None:
        self._left -= 1
        if self._left == -1:
            os.kill(os.getpid(), self._signal)

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """Hear of an event of the interpreter."""
        if event in CHANGES or (event == "open" and isinstance(args[2], int) and args[2] & os.O_CREAT):
            self.take()


def die_in_files(at: int, number: int) -> None:
    """Let a signal arrive at a step of all that is written by Python: between any two calls, and half-way in each."""
    steps = Steps(at, number)

    class Halved(io.FileIO):
        def write(self, data: Any, /) -> int:
            half = len(data) // 2
            super().write(data[:half])
            steps.take()
            super().write(data[half:])
            return len(data)

    def opened(file: Any, mode: str = "r", buffering: int = -1, *args: Any, **kwargs: Any) -> Any:
        if not set(mode) & set("wxa+"):
            return _open(file, mode, buffering, *args, **kwargs)
        raw = Halved(file, mode.replace("b", "").replace("t", ""), opener=kwargs.pop("opener", None))
        return raw if "b" in mode else io.TextIOWrapper(raw, kwargs.get("encoding"), newline=kwargs.get("newline"))

    def synced(handle: int) -> None:
        steps.take()
        _fsync(handle)

    io.open = opened
    os.fsync = synced  # type: ignore[assignment]
    sys.addaudithook(steps.hear)


def die_in_database(at: int, number: int) -> None:
    """Let a signal arrive inside of a statement on the database of the cache, so many steps of its machine from now."""
    steps = Steps(at, number)

    def connected(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = _connect(*args, **kwargs)
        connection.set_progress_handler(steps.take, 7)
        return connection

    sqlite3.connect = connected  # type: ignore[assignment]


def turn_clock(seconds: float, after: int = 0) -> None:
    """Turn the clock of the run, after it has been looked at so often."""
    looks = [after]

    def now() -> float:
        looks[0] -= 1
        return _time() + (seconds if looks[0] < 0 else 0)

    gmtime = time.gmtime
    time.time = now
    time.gmtime = lambda secs=None: gmtime(now() if secs is None else secs)


def limit_files(size: int) -> None:
    """Let no file grow over a size, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def hurry(values: dict[str, Any]) -> None:
    """Make the client wait for less."""
    for name, value in values.items():
        setattr(fetch, name, value)


def become(uid: int) -> None:
    """Be another user, as root can."""
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)


FAULTS: dict[str, Callable[..., None]] = {
    "files": die_in_files,
    "database": die_in_database,
    "clock": turn_clock,
    "limit": limit_files,
    "user": become,
    "hurry": hurry,
}


def run(asked: dict[str, Any]) -> int:
    """Be the program, and return the exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(asked["environ"])
    os.chdir(asked["folder"])
    sys.stdin = _open(os.devnull, encoding="utf-8")
    sys.stdout = _open(1, "w", encoding="utf-8")
    sys.stderr = _open(2, "w", encoding="utf-8")
    for name, arguments in asked["faults"].items():
        FAULTS[name](*arguments)
    return cli.main(asked["args"])


def fork(asked: dict[str, Any]) -> tuple[int, list[int]]:
    """Start a run, and return its process and where its two streams can be read."""
    pipes = [os.pipe(), os.pipe()]
    process = os.fork()
    if process == 0:
        code = 99  # of an error in here
        try:
            for stream, (_, end) in enumerate(pipes, start=1):
                os.dup2(end, stream)
            code = run(asked)
        except BaseException:  # noqa: BLE001 - whatever it was, this process is only a copy
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)
    for _, end in pipes:
        os.close(end)
    return process, [source for source, _ in pipes]


def read(sources: list[int]) -> list[bytes]:
    """Return all that comes out of pipes."""
    found = dict.fromkeys(sources, b"")
    left = list(sources)
    while left:
        for source in select.select(left, [], [])[0]:
            data = os.read(source, 2**16)
            found[source] += data
            if not data:
                left.remove(source)
                os.close(source)
    return [found[source] for source in sources]


def warm_up(project: str) -> None:
    """Go the way of a run once, so that all that it needs is in this process."""
    hurry({"FIRST_PAUSE": 0.0})
    domain_at("example.org", {})  # what a registry would have said
    os.environ |= {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "DEPSOV_CACHE_DIR": os.devnull}
    with TemporaryDirectory() as name, redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        folder = Path(shutil.copytree(project, name, dirs_exist_ok=True))
        for command in (["lock"], ["check"], ["scan", "--online"], ["scan", "--format", "json"]):
            cli.main([*command, str(folder)])
        (folder / "requirements.in").write_text("works-forms==1.0\n", encoding="utf-8")
        cli.main(["resolve", str(folder / "requirements.in")])
    for setting in ("PIP_INDEX_URL", "DEPSOV_CACHE_DIR"):
        del os.environ[setting]


def main() -> None:
    """Serve runs, several at once where several are asked for."""
    was = {name: getattr(fetch, name) for name in ("FIRST_PAUSE",)}
    warm_up(sys.argv[1])
    hurry(was)
    for line in sys.stdin:
        started = [fork(asked) for asked in json.loads(line)]
        said = read([source for _, sources in started for source in sources])
        codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process, _ in started]
        texts = [text.decode() for text in said]
        sys.stdout.write(json.dumps(list(zip(codes, texts[::2], texts[1::2], strict=True))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
