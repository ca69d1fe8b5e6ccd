"""How much of its tree a document knows that holds wishes."""

from __future__ import annotations

from collections.abc import Iterable

from depsov.model import Extent, Node

__all__ = ["extent_of_wishes"]


def extent_of_wishes(nodes: Iterable[Node]) -> Extent:
    """Return that a document knows only what it names itself; one that asks for nothing knows its whole tree."""
    return Extent.WISHES if any(not node.own for node in nodes) else Extent.WHOLE
