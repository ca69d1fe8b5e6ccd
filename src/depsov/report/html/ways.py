"""How packages come into the tree, without writing every path out.

A path in a deep tree has a thousand steps, and shares them with the paths of other packages: so each package tells
only what stands before it, and on which of the paths there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from depsov.graph import MAX_PATHS
from depsov.model import Graph

__all__ = ["Ways", "nearest"]


class Ways(NamedTuple):
    """The paths of `shortest_paths` as steps, with packages as numbers.

    `starts` has for each package the direct dependencies that it is reached from, nearest first. `steps` has two
    numbers for each of them: what stands before the package (-1 before a direct dependency), and which of its paths
    goes on here.
    """

    starts: list[list[int]]
    steps: list[list[int]]


def nearest(graph: Graph, numbers: Mapping[str, int]) -> Ways:
    """Return the shortest path from each of the nearest direct dependencies, `MAX_PATHS` at most."""
    below: list[list[int]] = [[] for _ in numbers]
    for purl, package in graph.packages.items():
        below[numbers[purl]] = [numbers[other] for other in package.requires]
    starts: list[list[int]] = [[] for _ in numbers]
    steps: list[list[int]] = [[] for _ in numbers]
    waiting: deque[tuple[int, int]] = deque()
    for purl in sorted({purl for listed in graph.roots.values() for purl, _ in listed}):
        direct = numbers[purl]
        starts[direct].append(direct)
        steps[direct] += (-1, 0)
        waiting.append((direct, 0))
    while waiting:
        node, way = waiting.popleft()
        start = starts[node][way]
        for other in below[node]:
            held = starts[other]
            if len(held) < MAX_PATHS and start not in held:
                waiting.append((other, len(held)))
                held.append(start)
                steps[other] += (node, way)
    return Ways(starts, steps)
