"""Where the cache of a user stands, by the custom of each platform. Makes nothing and reads nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["cache_folder"]


def cache_folder(environ: Mapping[str, str], platform: str) -> Path:
    """Return `$DEPSOV_CACHE_DIR`, else the place that the platform has for caches; `platform` is `sys.platform`."""
    if named := environ.get("DEPSOV_CACHE_DIR"):
        return Path(named)
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else _home() / "AppData" / "Local") / "depsov" / "Cache"
    if platform == "darwin":
        return _home() / "Library" / "Caches" / "depsov"
    # https://specifications.freedesktop.org/basedir-spec/: a relative path is to be ignored
    base = Path(environ.get("XDG_CACHE_HOME") or ".")
    return (base if base.is_absolute() else _home() / ".cache") / "depsov"


def _home() -> Path:
    """Return the folder of the user. One without a folder has no cache: below a device, none can be made."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)
