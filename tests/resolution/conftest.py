"""A package index on the loopback, and the program with it as the index of the user."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.resolution.local_index import LocalIndex, serving


@pytest.fixture
def index() -> Iterator[LocalIndex]:
    with serving() as index:
        yield index


@pytest.fixture
def program(
    index: LocalIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Program:
    """The program in an empty folder of a user whose index is the local one."""
    folder = tmp_path / "tree"
    folder.mkdir()
    monkeypatch.setenv("PIP_INDEX_URL", index.url)
    for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return Program(folder, monkeypatch, capsys)
