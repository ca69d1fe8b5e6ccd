"""Questions to a dependency graph: what reaches a package, for what, and by which way.

All of it is linear in the edges: reachability is carried as bits along them, not searched per package.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from depsov.model import Graph, Scope
from depsov.values import replace

__all__ = ["MAX_PATHS", "Steps", "kept", "nearest", "reachability", "scopes", "shortest_paths", "ways", "without"]

MAX_PATHS = 5
"""A report shows at most so many paths to a package: the shortest for each of as many direct dependencies."""

Edges = Mapping[str, Sequence[str]]


def reachability(starts: Mapping[str, int], edges: Edges) -> dict[str, int]:
    """Return per node the bits of all starts that reach it. Cycles are fine."""
    bits = dict(starts)
    waiting = deque(starts)
    queued = set(starts)
    while waiting:
        node = waiting.popleft()
        queued.discard(node)
        mine = bits[node]
        for below in edges.get(node, ()):
            before = bits.get(below, 0)
            if mine | before != before:
                bits[below] = mine | before
                if below not in queued:
                    queued.add(below)
                    waiting.append(below)
    return bits


def scopes(starts: Iterable[tuple[str, Scope]], edges: Edges) -> dict[str, Scope]:
    """Return per reachable node the strongest scope that reaches it."""
    result: dict[str, Scope] = {}
    listed = list(starts)
    for scope in Scope:
        waiting = [node for node, wanted in listed if wanted is scope and node not in result]
        while waiting:
            node = waiting.pop()
            if node in result:
                continue
            result[node] = scope
            waiting += [below for below in edges.get(node, ()) if below not in result]
    return result


def ways(graph: Graph) -> dict[str, int]:
    """Return per package the number of direct dependencies through which it is reached (itself, where it is one)."""
    direct = sorted({purl for listed in graph.roots.values() for purl, _ in listed})
    starts = {purl: 1 << number for number, purl in enumerate(direct)}
    edges = {purl: package.requires for purl, package in graph.packages.items()}
    return {purl: bits.bit_count() for purl, bits in reachability(starts, edges).items()}


def kept(graph: Graph, purls: AbstractSet[str]) -> Graph:
    """Return the graph with the given packages only, and the edges between them."""
    packages = {
        purl: replace(package, requires=tuple(below for below in package.requires if below in purls))
        for purl, package in graph.packages.items()
        if purl in purls
    }
    roots = {root: tuple(item for item in listed if item[0] in purls) for root, listed in graph.roots.items()}
    return replace(graph, packages=packages, roots=roots)


def without(graph: Graph, purls: AbstractSet[str]) -> Graph:
    """Return the graph without the given packages; what they require hangs from what required them."""
    if not purls:
        return graph

    def through(node: str) -> set[str]:
        """Return what stands in for a node: itself, or what its line of removed packages leads to."""
        found, seen, waiting = set(), set(), [node]
        while waiting:
            purl = waiting.pop()
            if purl in seen:
                continue
            seen.add(purl)
            if purl in purls:
                waiting += graph.packages[purl].requires
            else:
                found.add(purl)
        return found

    roots: dict[str, tuple[tuple[str, Scope], ...]] = {}
    for root, listed in graph.roots.items():
        strongest: dict[str, Scope] = {}
        for purl, scope in sorted(listed, key=lambda item: list(Scope).index(item[1]), reverse=True):
            strongest.update(dict.fromkeys(through(purl), scope))
        roots[root] = tuple(sorted(strongest.items()))
    direct = {purl for listed in roots.values() for purl, _ in listed}
    packages = {
        purl: replace(
            package,
            direct=purl in direct,
            requires=tuple(sorted({end for below in package.requires for end in through(below)} - {purl})),
        )
        for purl, package in graph.packages.items()
        if purl not in purls
    }
    return replace(graph, packages=packages, roots=roots)


class Steps(NamedTuple):
    """Shortest paths as steps, with packages as numbers: a path in a deep tree shares all but its end with others.

    `starts` has for each package the direct dependencies that it is reached from, nearest first. `steps` has two
    numbers for each of them: what stands before the package (-1 before a direct dependency), and which of its paths
    goes on here.
    """

    starts: list[list[int]]
    steps: list[list[int]]


def nearest(graph: Graph, numbers: Mapping[str, int]) -> Steps:
    """Return per package the shortest path from each of its nearest direct dependencies, `MAX_PATHS` at most.

    One breadth-first search from all direct dependencies at once: a node passes on only the first labels that
    reach it, and what is not among a node's nearest cannot be among those of the nodes below by way of it. `numbers`
    has a number, from 0 on, for each package.
    """
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
    return Steps(starts, steps)


def shortest_paths(graph: Graph) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return per package its shortest paths from the direct dependencies, one for each, `MAX_PATHS` at most."""
    purls = list(graph.packages)
    starts, steps = nearest(graph, {purl: number for number, purl in enumerate(purls)})

    def path(node: int, way: int) -> tuple[str, ...]:
        found: list[str] = []
        while node >= 0:
            found.append(purls[node])
            node, way = steps[node][2 * way : 2 * way + 2]
        return tuple(reversed(found))

    return {purls[node]: tuple(path(node, way) for way in range(len(held))) for node, held in enumerate(starts) if held}
