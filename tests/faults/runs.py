"""Runs of the whole program, each in a process of its own, with something that goes wrong in it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tests.cli.program import DAY, PROJECTS
from tests.faults.registry import Registry

__all__ = ["ADDED", "Driver", "Project", "Run", "is_sound"]

ADDED = "nobody-knows"
"""The package of which only the registry knows something."""


@dataclass(frozen=True)
class Run:
    """What a run left: the exit code, or the signal that ended it as a negative number, and both streams."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """What it printed, as JSON."""
        assert self.code in (0, 4), self.err
        content: dict[str, Any] = json.loads(self.out)
        return content

    @property
    def problems(self) -> list[str]:
        """What could not be read or asked, as it is shown."""
        return [f"{item['subject']}: {item['message']}" for item in self.report["problems"]]


class Driver:
    """The process that forks the runs."""

    def __init__(self) -> None:
        path = Path(__file__).with_name("driver.py")
        self._process = subprocess.Popen(
            [sys.executable, str(path), str(PROJECTS / "all-groups")],
            env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=10)

    def ask(self, asked: Sequence[dict[str, Any]]) -> list[Run]:
        """Let runs happen at once, and return how each ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return [Run(*run) for run in json.loads(self._process.stdout.readline())]


class Project:
    """A project with a package in each group, the user's cache, and the registry that the user has set."""

    def __init__(self, driver: Driver, home: Path, registry: Registry) -> None:
        self.folder = home / "tree"
        self.cache = home / "cache"
        self.home = home
        self.registry = registry
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home / "home"),
            "TMPDIR": str(home / "tmp"),
            "DEPSOV_CACHE_DIR": str(self.cache),
            "PIP_INDEX_URL": f"{registry.base}/simple",
        }
        self._driver = driver
        (home / "tmp").mkdir()
        shutil.copytree(PROJECTS / "all-groups", self.folder)
        for package in (self.folder / "uv.lock").read_text().split("[[package]]")[1:]:
            registry.project(package.split('"')[1], home_page="https://example.org/")
        registry.project(ADDED, project_urls={"Source": "https://github.com/example-works/nobody-knows"})

    def __call__(self, *args: str, **faults: list[Any]) -> Run:
        """Run the program, with faults of the driver by name."""
        return self.at_once([args], **faults)[0]

    def at_once(self, commands: Sequence[Sequence[str]], **faults: list[Any]) -> list[Run]:
        """Run several at the same time."""
        common = {"folder": str(self.folder), "environ": self.environ, "faults": faults}
        return self._driver.ask([{"args": list(args), **common} for args in commands])

    def scan(self, *args: str, **faults: list[Any]) -> Run:
        """Scan, with what is needed to compare reports."""
        return self("scan", "--as-of", DAY, "--format", "json", *args, **faults)

    def names(self) -> set[str]:
        """Return the names of all that lies in the project."""
        return {path.name for path in self.folder.rglob("*")}


def is_sound(cache: Path) -> bool:
    """Return whether the database of a cache is whole, and every entry that a run may find in it."""
    with closing(sqlite3.connect(cache / "http-2.db")) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return False
        if "streams" not in tables:
            return True
        if database.execute("SELECT 1 FROM streams WHERE entry_id NOT IN (SELECT id FROM entries)").fetchone():
            return False
        rows = database.execute(
            "SELECT chunk_count, (SELECT count(*) FROM streams WHERE entry_id = entries.id) FROM entries"
            " WHERE expires_at > 0"
        )
        return all(announced == found for announced, found in rows)
