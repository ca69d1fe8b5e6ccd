"""Questions to a dependency graph, against answers found the slow way."""

from __future__ import annotations

from collections import deque
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.graph import MAX_PATHS, reachability, scopes, shortest_paths, ways
from depsov.model import Graph, Package, Scope

Edges = dict[str, list[str]]

NAMES = [f"n{number}" for number in range(8)]


@st.composite
def _edges(draw: st.DrawFn) -> Edges:
    """Draw a small graph: cycles, loops and nodes of no edge included."""
    pairs = draw(st.lists(st.sampled_from(list(product(NAMES, NAMES))), max_size=24, unique=True))
    return {name: [to for start, to in pairs if start == name] for name in NAMES}


def _distances(start: str, edges: Edges) -> dict[str, int]:
    found = {start: 0}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for below in edges.get(node, []):
            if below not in found:
                found[below] = found[node] + 1
                waiting.append(below)
    return found


def _graph(edges: Edges, direct: dict[str, Scope], root: str = "") -> Graph:
    packages = {
        name: Package(purl=name, ecosystem="pypi", name=name, version=None, requires=tuple(below))
        for name, below in edges.items()
    }
    return Graph(packages=packages, roots={root: tuple(direct.items())})


# --- reachability -------------------------------------------------------------------------------------------------


def test_bits_are_carried_along_edges_and_joined() -> None:
    edges = {"a": ["c"], "b": ["c"], "c": ["d"], "e": ["a"]}
    assert reachability({"a": 1, "b": 2}, edges) == {"a": 1, "b": 2, "c": 3, "d": 3}


def test_cycle_ends() -> None:
    assert reachability({"a": 1}, {"a": ["b"], "b": ["c"], "c": ["a"]}) == {"a": 1, "b": 1, "c": 1}


@settings(deadline=None)
@given(_edges(), st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
def test_reachability_equals_a_search_from_every_start(edges: Edges, chosen: list[str]) -> None:
    starts = {name: 1 << number for number, name in enumerate(chosen)}
    expected: dict[str, int] = {}
    for name, bit in starts.items():
        for node in _distances(name, edges):
            expected[node] = expected.get(node, 0) | bit
    assert reachability(starts, edges) == expected


# --- scopes -------------------------------------------------------------------------------------------------------


def test_strongest_scope_wins_however_late_it_comes() -> None:
    edges = {"test-tool": ["shared"], "app": ["shared"], "shared": ["deep"]}
    starts = [("test-tool", Scope.DEVELOPMENT), ("app", Scope.RUNTIME)]
    assert scopes(starts, edges) == {
        "test-tool": Scope.DEVELOPMENT,
        "app": Scope.RUNTIME,
        "shared": Scope.RUNTIME,
        "deep": Scope.RUNTIME,
    }


def test_package_named_twice_has_the_stronger_scope() -> None:
    assert scopes([("a", Scope.DEVELOPMENT), ("a", Scope.OPTIONAL)], {}) == {"a": Scope.OPTIONAL}


@settings(deadline=None)
@given(_edges(), st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(list(Scope))), max_size=6))
def test_scopes_equal_the_strongest_of_a_search_from_every_start(edges: Edges, starts: list[tuple[str, Scope]]) -> None:
    order = list(Scope)
    expected: dict[str, Scope] = {}
    for name, scope in starts:
        for node in _distances(name, edges):
            if node not in expected or order.index(scope) < order.index(expected[node]):
                expected[node] = scope
    assert scopes(starts, edges) == expected


# --- ways and paths -----------------------------------------------------------------------------------------------


def test_ways_count_direct_dependencies_once_each() -> None:
    edges = {"a": ["c"], "b": ["c"], "c": ["a"], "alone": []}
    graph = _graph(edges, {"a": Scope.RUNTIME, "b": Scope.DEVELOPMENT})
    assert ways(graph) == {"a": 2, "b": 1, "c": 2}


def test_package_that_two_projects_name_is_one_way() -> None:
    graph = Graph(
        packages=_graph({"a": []}, {}).packages,
        roots={"back": (("a", Scope.RUNTIME),), "front": (("a", Scope.DEVELOPMENT),)},
    )
    assert ways(graph) == {"a": 1}
    assert shortest_paths(graph) == {"a": (("a",),)}


def test_direct_dependency_is_its_own_shortest_path() -> None:
    graph = _graph({"a": ["b"], "b": []}, {"a": Scope.RUNTIME, "b": Scope.RUNTIME})
    assert shortest_paths(graph)["b"] == (("b",), ("a", "b"))


def test_no_more_paths_than_the_limit_and_the_shortest_of_them() -> None:
    names = [f"direct{number}" for number in range(MAX_PATHS + 3)]
    edges: Edges = {name: ["middle"] for name in names} | {"middle": ["goal"], "near": ["goal"], "goal": []}
    graph = _graph(edges, dict.fromkeys([*names, "near"], Scope.RUNTIME))
    paths = shortest_paths(graph)["goal"]
    assert len(paths) == MAX_PATHS
    assert paths[0] == ("near", "goal")


@settings(deadline=None)
@given(_edges(), st.lists(st.sampled_from(NAMES), unique=True, max_size=8))
def test_shortest_paths_equal_a_search_from_every_direct_dependency(edges: Edges, direct: list[str]) -> None:
    found = shortest_paths(_graph(edges, dict.fromkeys(direct, Scope.RUNTIME)))
    distances = {start: _distances(start, edges) for start in direct}
    for node in NAMES:
        lengths = sorted(table[node] for table in distances.values() if node in table)
        paths = found.get(node, ())
        assert [len(path) - 1 for path in paths] == lengths[:MAX_PATHS]
        assert len({path[0] for path in paths}) == len(paths)
        for path in paths:
            assert (path[0] in direct, path[-1]) == (True, node)
            assert len(path) - 1 == distances[path[0]][node]
            assert all(below in edges[above] for above, below in pairwise(path))


@settings(deadline=None)
@given(_edges(), st.lists(st.sampled_from(NAMES), unique=True, max_size=8))
def test_ways_equal_a_search_from_every_direct_dependency(edges: Edges, direct: list[str]) -> None:
    counts: dict[str, int] = {}
    for start in direct:
        for node in _distances(start, edges):
            counts[node] = counts.get(node, 0) + 1
    assert ways(_graph(edges, dict.fromkeys(direct, Scope.RUNTIME))) == counts


@pytest.mark.parametrize("question", [ways, shortest_paths])
def test_long_chain_does_not_recurse(question: object) -> None:
    names = [f"p{number:05}" for number in range(3_000)]
    edges: Edges = {name: [below] for name, below in pairwise(names)} | {names[-1]: []}
    graph = _graph(edges, {names[0]: Scope.RUNTIME})
    assert callable(question)
    assert len(question(graph)) == len(names)
