"""The cache stands where the platform keeps caches, unless the user says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.cache_folder import cache_folder


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_variable_decides(platform: str) -> None:
    environ = {"DEPSOV_CACHE_DIR": "/elsewhere", "XDG_CACHE_HOME": "/xdg", "LOCALAPPDATA": "/local"}
    assert cache_folder(environ, platform) == Path("/elsewhere")


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({}, "linux", Path.home() / ".cache/depsov"),
        ({"XDG_CACHE_HOME": "/xdg"}, "linux", Path("/xdg/depsov")),
        ({"XDG_CACHE_HOME": "relative"}, "linux", Path.home() / ".cache/depsov"),
        ({"XDG_CACHE_HOME": ""}, "freebsd14", Path.home() / ".cache/depsov"),
        ({}, "darwin", Path.home() / "Library/Caches/depsov"),
        ({"LOCALAPPDATA": "/local"}, "win32", Path("/local/depsov/Cache")),
        ({}, "win32", Path.home() / "AppData/Local/depsov/Cache"),
    ],
)
def test_each_platform_has_its_custom(environ: dict[str, str], platform: str, expected: Path) -> None:
    assert cache_folder(environ, platform) == expected
