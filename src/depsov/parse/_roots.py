"""Projects: how one is called, where it lies, and what it depends on directly; for readers of all ecosystems."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from depsov.model import Direct, Node, Root, Scope
from depsov.parse._address import PATH

__all__ = ["directs", "own_node", "project", "project_path", "root_name", "root_path"]

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


def project(name: str | None, folder: str, found: Iterable[tuple[str, Scope]]) -> Root:
    """Return a project in a folder with what it names itself: keys, and what each is for."""
    return Root(name=root_name(name, folder), path=folder, direct=directs(found))


def own_node(key: str, ecosystem: str, name: str | None, folder: str, found: Iterable[tuple[str, Scope]]) -> Node:
    """Return the node of a project: others reach through it what it names, but for what it is developed with."""
    requires = dict.fromkeys(below for below, scope in found if scope is not Scope.DEVELOPMENT)
    called = root_name(name, folder)
    return Node(key=key, ecosystem=ecosystem, name=called, source=PATH, requires=tuple(requires), own=True)


def directs(found: Iterable[tuple[str, Scope]]) -> tuple[Direct, ...]:
    """Return the direct dependencies, each key once, with the strongest of its scopes."""
    strongest: dict[str, Scope] = {}
    for key, scope in found:
        known = strongest.setdefault(key, scope)
        if known is not scope:
            strongest[key] = min(known, scope, key=_ORDER.index)
    return tuple(Direct(key=key, scope=scope) for key, scope in strongest.items())
