"""Where package managers keep what they have fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.stores import TITLES, local_stores


def test_store_is_named_where_it_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert local_stores() == {}
    (tmp_path / ".m2" / "repository").mkdir(parents=True)
    assert local_stores() == {"maven": tmp_path / ".m2" / "repository"}


def test_every_store_has_a_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".m2" / "repository").mkdir(parents=True)
    assert local_stores().keys() == TITLES.keys()
