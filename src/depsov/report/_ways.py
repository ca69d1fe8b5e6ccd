"""How packages come in: for each the shortest way from what a project names itself, by name, told in a few steps."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from depsov.model import Graph, Scope

__all__ = ["LEFT_OUT", "ways_to"]

MOST_STEPS = 4
"""A longer way is told by its first steps and its last."""

LEFT_OUT = "…"


def ways_to(graph: Graph) -> Mapping[str, Sequence[str]]:
    """Return per package the names above it, empty for a direct dependency; one that nothing leads to is not there.

    It is the shortest of those on which all is needed for what the package is: a runtime package is not told to come
    in through a tool of the developers, if that were shorter. Kept short on the way, as some chains are long.
    """
    direct = {purl for listed in graph.roots.values() for purl, _ in listed}
    above: dict[str, tuple[str, ...]] = dict.fromkeys(direct, ())
    for scope in Scope:  # the strongest first
        _search(graph, deque(sorted(purl for purl in direct if graph.packages[purl].scope is scope)), above)
    return above


def _search(graph: Graph, waiting: deque[str], above: dict[str, tuple[str, ...]]) -> None:
    while waiting:
        package = graph.packages[waiting.popleft()]
        names = _with(above[package.purl], package.name)
        for below in package.requires:
            if below not in above:
                above[below] = names
                waiting.append(below)


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return (*names, name) if len(names) < MOST_STEPS else (*names[: MOST_STEPS - 2], LEFT_OUT, name)
