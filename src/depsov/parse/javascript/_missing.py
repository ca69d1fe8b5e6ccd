"""Direct dependencies that a `package.json` names and the lockfile beside it lacks: packages without version."""

from __future__ import annotations

from collections.abc import Iterator

from depsov.model import Node, Problem
from depsov.parse._names import valid_name
from depsov.parse._older import older_problem
from depsov.parse.javascript._javascript import Wish
from depsov.parse.javascript._npm_sources import Sources

__all__ = ["Missing"]


class Missing:
    """Collects them for one lockfile."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self.nodes: dict[str, Node] = {}

    def add(self, wish: Wish) -> str | None:
        """Return the key of the node for a wish; None where it is the project's own, or a lockfile need not hold it."""
        origin = self._sources.of_specifier(wish.name, wish.specifier)
        if origin.own or not wish.required or not valid_name("npm", origin.name):
            return None
        node = Node(key=origin.name, ecosystem="npm", name=origin.name, source=origin.source)
        return self.nodes.setdefault(origin.name, node).key

    def problems(self, path: str, command: str) -> Iterator[Problem]:
        """Return the Problem of a lockfile at `path` that `command` should make anew."""
        return older_problem(path, self.nodes, command)
