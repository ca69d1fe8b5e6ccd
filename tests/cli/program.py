"""Runs the whole program in this process, as a terminal would, with a clean environment."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from depsov import __version__
from depsov.cli import main

PROJECTS = Path(__file__).parents[1] / "data" / "projects"
DAY = "2026-06-30"

_AMBIENT = ("CI", "COLUMNS", "DEPSOV_FAIL_ON", "DEPSOV_PERIMETER", "FORCE_COLOR", "NO_COLOR", "PRE_COMMIT", "TERM")


@dataclass(frozen=True)
class Result:
    """What a run left: exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def stable(self) -> str:
        """The report with what changes from release to release replaced."""
        text = self.out.replace(f"depsov {__version__}", "depsov VERSION")
        return re.sub(r"knowledge of \d{4}-\d\d-\d\d", "knowledge of DATE", text)


class Program:
    """The command line in a folder of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        for name in _AMBIENT:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("DEPSOV_CACHE_DIR", str(folder.parent / "cache"))
        monkeypatch.chdir(folder)

    def __call__(self, *args: str) -> Result:
        code = main(list(args))
        captured = self._capsys.readouterr()
        return Result(code, captured.out, captured.err)

    def write(self, path: str, content: str | bytes) -> Path:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def take(self, project: str) -> None:
        shutil.copytree(PROJECTS / project, self.folder, dirs_exist_ok=True)
