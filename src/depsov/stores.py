"""Where package managers keep on this machine what they have fetched: read by `scan`, and never by the gate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["TITLES", "local_stores"]

TITLES: Mapping[str, str] = {"maven": "local repository (Maven)"}
"""What reports call the stores."""


def local_stores() -> Mapping[str, Path]:
    """Return the folders of those stores that exist, by the name of the package manager.

    Maven's is where it puts it unless told otherwise (https://maven.apache.org/settings.html#simple-values).
    """
    try:
        maven = Path.home() / ".m2" / "repository"
    except RuntimeError:  # a user without a home
        return {}
    return {"maven": maven} if maven.is_dir() else {}
