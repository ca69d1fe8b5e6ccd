"""Projects: how one is called, where it lies, and what it depends on directly; for readers of all ecosystems."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from depsov.model import Direct, Scope

__all__ = ["directs", "project_path", "root_name", "root_path"]

_ORDER = tuple(Scope)


def root_name(name: str | None, path: str) -> str:
    """Return how a project is called: by its manifest, else by its folder."""
    return name or posixpath.basename(path) or "."


def project_path(top: str, folder: str) -> str:
    """Return the path of a project in a folder below `top`, relative to the scanned tree."""
    path = posixpath.normpath(posixpath.join(top, folder)).lstrip("/")
    return "" if path == "." else path


def root_path(top: str, folder: str) -> str:
    """Return the path of a project in a folder below `top`; one that would lie outside of the tree counts for `top`."""
    path = posixpath.normpath(posixpath.join(top, folder))
    return top if path == ".." or path.startswith(("../", "/")) else "" if path == "." else path


def directs(found: Iterable[tuple[str, Scope]]) -> tuple[Direct, ...]:
    """Return the direct dependencies, each key once, with the strongest of its scopes."""
    strongest: dict[str, Scope] = {}
    for key, scope in found:
        known = strongest.setdefault(key, scope)
        if known is not scope:
            strongest[key] = min(known, scope, key=_ORDER.index)
    return tuple(Direct(key=key, scope=scope) for key, scope in strongest.items())
