"""How reports say that a package comes in."""

from __future__ import annotations

from depsov.model import Graph, Scope
from depsov.report._ways import ways_to
from tests.made import package


def _graph(direct: dict[str, Scope], edges: dict[str, tuple[str, ...]], scopes: dict[str, Scope]) -> Graph:
    purl = "pkg:pypi/{}@1.0".format
    packages = {
        purl(name): package(name, requires=tuple(map(purl, below)), scope=scopes.get(name, Scope.RUNTIME))
        for name, below in edges.items()
    }
    return Graph(packages=packages, roots={"": tuple((purl(name), scope) for name, scope in direct.items())})


def _ways(graph: Graph) -> dict[str, tuple[str, ...]]:
    return {graph.packages[purl].name: tuple(names) for purl, names in ways_to(graph).items()}


def test_the_shortest_way_is_told() -> None:
    direct = {"app": Scope.RUNTIME, "kit": Scope.RUNTIME}
    edges = {"app": ("part",), "kit": ("goal",), "part": ("goal",), "goal": (), "loose": ()}
    assert _ways(_graph(direct, edges, {})) == {"app": (), "kit": (), "part": ("app",), "goal": ("kit",)}


def test_what_runs_comes_in_through_what_runs() -> None:
    direct = {"app": Scope.RUNTIME, "a-linter": Scope.DEVELOPMENT}
    edges = {"app": ("part",), "part": ("goal",), "a-linter": ("goal", "rules"), "goal": (), "rules": ()}
    scopes = {"a-linter": Scope.DEVELOPMENT, "rules": Scope.DEVELOPMENT}
    ways = _ways(_graph(direct, edges, scopes))
    assert (ways["goal"], ways["rules"]) == (("app", "part"), ("a-linter",))


def test_a_long_way_is_told_by_its_first_steps_and_its_last() -> None:
    names = "abcdefgh"
    edges = {name: tuple(names[at + 1 : at + 2]) for at, name in enumerate(names)}
    ways = _ways(_graph({"a": Scope.RUNTIME}, edges, {}))
    assert ways["e"] == ("a", "b", "c", "d")
    assert ways["h"] == ("a", "b", "…", "g")
