"""The nodes of one document, collected: what is wrong with one of them is a Problem, and the rest is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

from depsov.documents import Document, printable
from depsov.errors import DocumentError
from depsov.model import Node, Problem
from depsov.parse._names import name_problem, valid_name
from depsov.parse._toml_lock import entry_problem

__all__ = ["Collected"]

P = ParamSpec("P")

_SHOWN = 100


class Collected:
    """Collects nodes in the order of the document."""

    def __init__(self, document: Document) -> None:
        self.problems: list[Problem] = []
        self._path = document.path
        self._nodes: dict[str, Node] = {}

    def __contains__(self, key: str) -> bool:
        """Tell whether there is a node of that key."""
        return key in self._nodes

    def read(
        self, place: str, line: int | None, make: Callable[P, Node | None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Add the node that `make` reads at a place inside the document; what it returns None for is left out."""
        try:
            node = make(*args, **kwargs)
        except DocumentError as error:
            self.problems.append(entry_problem(self._path, error.within(printable(place[:_SHOWN])), line or error.line))
            return
        if node is not None:
            self.add(node)

    def add(self, node: Node) -> None:
        """Add a node; one that no package can be, or that stands there already, is a Problem."""
        if not node.own and not valid_name(node.ecosystem, node.name):
            self.problems.append(name_problem(self._path, node.name, line=node.line))
        elif not node.own and node.version is not None and not valid_name("", node.version):
            self._refuse(node, "has what is no version")
        elif node.key in self._nodes:
            self._refuse(node, "stands here a second time")
        else:
            self._nodes[node.key] = node

    def nodes(self) -> tuple[Node, ...]:
        """Return all nodes, with those of their edges that lead to another one."""
        return tuple(map(self._joined, self._nodes.values()))

    def _joined(self, node: Node) -> Node:
        if not node.requires:
            return node
        keys = dict.fromkeys(filter(self._nodes.__contains__, node.requires))
        keys.pop(node.key, None)
        return node if len(keys) == len(node.requires) else node._replace(requires=tuple(keys))

    def _refuse(self, node: Node, what: str) -> None:
        error = DocumentError(f"{printable(node.name[:_SHOWN])} {what}")
        self.problems.append(entry_problem(self._path, error, node.line))
