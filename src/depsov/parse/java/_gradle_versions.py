"""Coordinates of Maven packages as Gradle writes them, and which versions say what is used.

https://docs.gradle.org/current/userguide/dependency_versions.html: ranges, `1.+` and `latest.release` are worked out
when Gradle runs, so no version is known from them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from depsov.parse._names import MAX_NAME

__all__ = ["ECOSYSTEM", "Coordinates", "coordinates", "is_platform", "package", "pinned", "plugin"]

ECOSYSTEM = "maven"

# Narrower than what any package may be called: group and name are both needed, and begin with no sign.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*/[A-Za-z0-9_][A-Za-z0-9_.-]*")
_VERSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+~-]*")
_DYNAMIC = re.compile(r"\+\Z|latest\.", re.IGNORECASE)


class Coordinates(NamedTuple):
    """A package: its name with the group before the slash, and its version where one is given."""

    name: str
    version: str | None


def package(group: str, name: str) -> str | None:
    """Return the name of a package, or None where one of its parts is none."""
    full = f"{group}/{name}"
    return full if len(full) <= MAX_NAME and _NAME.fullmatch(full) else None


def coordinates(notation: str) -> Coordinates | None:
    """Return what `group:name`, `group:name:version`, `…:classifier` or `…@extension` means, or None."""
    parts = notation.partition("@")[0].split(":")
    if not 2 <= len(parts) <= 4:
        return None
    name = package(parts[0], parts[1])
    return None if name is None else Coordinates(name, pinned(parts[2]) if len(parts) > 2 else None)


def plugin(plugin_id: str, version: str | None) -> Coordinates | None:
    """Return the artifact that stands for a plugin in a repository, or None where that is no id.

    https://docs.gradle.org/current/userguide/plugins.html#sec:plugin_markers
    """
    name = package(plugin_id, f"{plugin_id}.gradle.plugin")
    return None if name is None else Coordinates(name, pinned(version or ""))


def is_platform(name: str) -> bool:
    """Return whether a package is a platform (a bill of materials, which holds no code) by its name."""
    return name.endswith(("/bom", "-bom"))


def pinned(version: str) -> str | None:
    """Return a version where it is one, and not a range or a wish for the latest; `!!` says that no other will do."""
    exact = version.strip().removesuffix("!!")
    return exact if _VERSION.fullmatch(exact) and not _DYNAMIC.search(exact) else None
