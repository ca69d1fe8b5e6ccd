from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Program


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program in an empty folder."""
    folder = tmp_path / "tree"
    folder.mkdir()
    return Program(folder, monkeypatch, capsys)


@pytest.fixture
def all_groups(program: Program) -> Program:
    """The program in a project whose packages fall into all groups."""
    program.take("all-groups")
    return program
