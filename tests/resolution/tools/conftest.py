"""What the tests of the tools share: a registry on the loopback, and an environment without the user's settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.resolution.tools.servers import Server, serving

_PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A scanned tree."""
    folder = tmp_path / "tree"
    folder.mkdir()
    return folder


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who has set nothing: home and caches are new, a failed request is not sent again."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "npmrc").touch()
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "HOME": str(home),
        "USERPROFILE": str(home),
        "npm_config_globalconfig": str(home / "npmrc"),
        "npm_config_cache": str(home / "npm"),
        "npm_config_fetch_retries": "0",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_CACHE_DIR": str(home / "pip"),
        "PIP_RETRIES": "0",
        "UV_CACHE_DIR": str(home / "uv"),
        "UV_HTTP_RETRIES": "0",
    }
