"""Shortest paths as steps, as the script of the HTML page puts them together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from depsov.graph import Steps, nearest, shortest_paths
from depsov.model import Graph, Scope
from tests.made import package

EDGES = st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), max_size=10)


def _graph(edges: dict[int, list[int]], direct: set[int]) -> Graph:
    purls = [package(f"p{number}").purl for number in range(10)]
    packages = {
        purls[number]: package(f"p{number}", requires=tuple(dict.fromkeys(purls[to] for to in edges.get(number, ()))))
        for number in range(10)
    }
    return Graph(packages=packages, roots={"": tuple((purls[number], Scope.RUNTIME) for number in sorted(direct))})


def _walked(steps: Steps, node: int, way: int) -> tuple[int, ...]:
    """Return a path as the page's script puts it together."""
    path: list[int] = []
    while node >= 0:
        path.append(node)
        node, way = steps.steps[node][2 * way : 2 * way + 2]
    return tuple(reversed(path))


@given(EDGES, st.sets(st.integers(0, 9), max_size=8))
def test_the_steps_make_the_shortest_paths(edges: dict[int, list[int]], direct: set[int]) -> None:
    graph = _graph(edges, direct)
    purls = list(graph.packages)

    steps = nearest(graph, {purl: number for number, purl in enumerate(purls)})

    expected = shortest_paths(graph)
    for node, purl in enumerate(purls):
        walked = [_walked(steps, node, way) for way in range(len(steps.starts[node]))]
        assert [tuple(purls[step] for step in path) for path in walked] == list(expected.get(purl, ()))
        assert [path[0] for path in walked] == steps.starts[node]
