from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from depsov.knowledge import Knowledge, load
from tests.cli.program import Program
from tests.trust.server import Server, serving

_LOADED: dict[tuple[str, ...], Knowledge] = {}


def _load_once(overlays: Iterable[Path] = (), released: Path | None = None) -> Knowledge:
    assert released is None
    paths = tuple(overlays)
    texts = tuple(path.read_text(encoding="utf-8") for path in paths)
    if texts not in _LOADED:
        _LOADED[texts] = load(paths)
    return _LOADED[texts]


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the same overlay once, and not for each of a few hundred trees."""
    monkeypatch.setattr("depsov.session.load_knowledge", _load_once)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """The whole program in an empty folder."""
    folder = tmp_path / "tree"
    folder.mkdir()
    return Program(folder, monkeypatch, capsys)


@pytest.fixture(scope="module")
def _running() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def server(_running: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    """Return a registry on this machine that has no answer yet, and keep the cache to this test."""
    monkeypatch.setenv("DEPSOV_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("PIP_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "NPM_CONFIG_REGISTRY", "npm_config_registry"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    _running.forget()
    return _running
