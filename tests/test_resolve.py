"""Several documents as one graph: scopes, roots, places, own packages, other sources."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.model import (
    Direct,
    Evidence,
    EvidenceKind,
    Graph,
    Location,
    Node,
    Parsed,
    Root,
    Scope,
    Source,
    SourceKind,
)
from depsov.parse import ParsedFile
from depsov.resolve import resolve
from tests.made import evidence

MIRROR = "https://mirror.example/simple"
OTHER = Source(kind=SourceKind.INDEX, url="https://other.example/simple")


def _node(
    name: str,
    *requires: str,
    version: str | None = "1.0",
    own: bool = False,
    scope: Scope | None = None,
    source: Source | None = None,
    line: int | None = None,
    found: tuple[Evidence, ...] = (),
) -> Node:
    return Node(
        key=name,
        ecosystem="pypi",
        name=name,
        version=version,
        requires=requires,
        own=own,
        scope=scope,
        source=source or Source(kind=SourceKind.REGISTRY),
        line=line,
        evidence=found,
    )


def _root(path: str = "", **direct: Scope) -> Root:
    return Root(
        name=path or "top", path=path, direct=tuple(Direct(key=key, scope=scope) for key, scope in direct.items())
    )


def _file(path: str, *nodes: Node, roots: tuple[Root, ...] = ()) -> ParsedFile:
    return ParsedFile(path, Parsed(nodes=nodes, roots=roots))


def _resolve(*files: ParsedFile) -> Graph:
    return resolve(files, lambda _, url: url == MIRROR)


def _purl(name: str) -> str:
    return f"pkg:pypi/{name}@1.0"


def _scopes(graph: Graph) -> dict[str, str]:
    return {package.name: package.scope.value for package in graph.packages.values()}


# --- one document -------------------------------------------------------------------------------------------------


def test_nothing_is_an_empty_graph() -> None:
    assert _resolve() == Graph(packages={}, roots={})


def test_direct_and_transitive() -> None:
    graph = _resolve(_file("uv.lock", _node("app", "base"), _node("base"), roots=(_root(app=Scope.RUNTIME),)))
    assert {item.name: item.direct for item in graph.packages.values()} == {"app": True, "base": False}
    assert graph.packages[_purl("app")].requires == (_purl("base"),)
    assert graph.roots == {"": ((_purl("app"), Scope.RUNTIME),)}


def test_packages_are_sorted_by_purl() -> None:
    graph = _resolve(_file("uv.lock", _node("c"), _node("a"), _node("b")))
    assert list(graph.packages) == [_purl("a"), _purl("b"), _purl("c")]


def test_scope_flows_down_and_the_strongest_wins() -> None:
    nodes = (_node("app", "shared"), _node("tool", "shared", "helper"), _node("shared"), _node("helper"))
    graph = _resolve(_file("uv.lock", *nodes, roots=(_root(app=Scope.RUNTIME, tool=Scope.DEVELOPMENT),)))
    assert _scopes(graph) == {
        "app": "runtime",
        "tool": "development",
        "shared": "runtime",
        "helper": "development",
    }


def test_scope_that_the_document_states_counts() -> None:
    graph = _resolve(
        _file("package-lock.json", _node("tool", scope=Scope.DEVELOPMENT), _node("app", scope=Scope.RUNTIME))
    )
    assert _scopes(graph) == {"tool": "development", "app": "runtime"}


def test_document_without_roots_leaves_open_what_is_direct() -> None:
    graph = _resolve(_file("a/requirements.txt", _node("app"), _node("base")))
    assert {item.direct for item in graph.packages.values()} == {False}
    assert _scopes(graph) == {"app": "runtime", "base": "runtime"}
    assert graph.roots == {"a": ()}
    assert {item.roots for item in graph.packages.values()} == {("a",)}


def test_package_that_no_root_leads_to_is_kept_and_not_direct() -> None:
    graph = _resolve(_file("uv.lock", _node("app"), _node("stray"), roots=(_root(app=Scope.RUNTIME),)))
    assert {item.name: item.direct for item in graph.packages.values()} == {"app": True, "stray": False}


def test_edge_to_what_the_document_does_not_have_is_none() -> None:
    graph = _resolve(
        _file("uv.lock", _node("app", "missing", "app"), roots=(_root(app=Scope.RUNTIME, gone=Scope.RUNTIME),))
    )
    assert graph.packages[_purl("app")].requires == ()
    assert list(graph.packages) == [_purl("app")]


def test_cycle_is_kept() -> None:
    graph = _resolve(_file("uv.lock", _node("a", "b"), _node("b", "a"), roots=(_root(a=Scope.OPTIONAL),)))
    assert graph.packages[_purl("b")].requires == (_purl("a"),)
    assert _scopes(graph) == {"a": "optional", "b": "optional"}


def test_place_is_file_and_line() -> None:
    graph = _resolve(_file("a/uv.lock", _node("app", line=7), _node("base")))
    assert graph.packages[_purl("app")].locations == (Location(file="a/uv.lock", line=7),)
    assert graph.packages[_purl("base")].locations == (Location(file="a/uv.lock", line=None),)


# --- resolved for this report -------------------------------------------------------------------------------------


_FOUND = _node("app")._replace(resolved=True)


@pytest.mark.parametrize(
    ("others", "is_resolved"),
    [
        ((), True),
        ((_FOUND,), True),
        ((_node("app"),), False),
        ((_FOUND, _node("app")), False),
        ((_node("app", version=None),), True),  # a wish records no version
        ((_node("app", version="2.0"),), True),  # another package
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_package_is_resolved_where_no_document_records_its_version(
    others: tuple[Node, ...], order: int, *, is_resolved: bool
) -> None:
    files = [_file("pyproject.toml", _FOUND), *(_file(f"{number}.txt", node) for number, node in enumerate(others))]

    assert _resolve(*files[::order]).packages[_purl("app")].resolved is is_resolved


def test_wish_that_nothing_met_is_not_resolved() -> None:
    (package,) = _resolve(_file("pyproject.toml", _node("app", version=None))).packages.values()
    assert not package.resolved


# --- own packages -------------------------------------------------------------------------------------------------


def test_project_and_its_members_are_no_packages_and_what_they_require_is_direct() -> None:
    nodes = (_node("top", "member", own=True), _node("member", "app", own=True), _node("app", "base"), _node("base"))
    graph = _resolve(_file("uv.lock", *nodes, roots=(_root(top=Scope.RUNTIME),)))
    assert {item.name: item.direct for item in graph.packages.values()} == {"app": True, "base": False}


def test_edge_through_an_own_package_is_an_edge() -> None:
    nodes = (_node("app", "member"), _node("member", "base", own=True), _node("base"))
    graph = _resolve(_file("uv.lock", *nodes, roots=(_root(app=Scope.RUNTIME),)))
    assert graph.packages[_purl("app")].requires == (_purl("base"),)


def test_own_packages_in_a_circle_end() -> None:
    nodes = (_node("one", "two", own=True), _node("two", "one", "app", own=True), _node("app"))
    graph = _resolve(_file("uv.lock", *nodes, roots=(_root(one=Scope.DEVELOPMENT),)))
    assert _scopes(graph) == {"app": "development"}


# --- sources ------------------------------------------------------------------------------------------------------


def test_declared_mirror_is_the_default_registry() -> None:
    source = Source(kind=SourceKind.INDEX, url=MIRROR)
    (package,) = _resolve(_file("uv.lock", _node("app", source=source))).packages.values()
    assert (package.purl, package.source) == (_purl("app"), Source(kind=SourceKind.REGISTRY))


@pytest.mark.parametrize("kind", [SourceKind.INDEX, SourceKind.GIT, SourceKind.URL])
def test_other_sources_are_kept(kind: SourceKind) -> None:
    source = Source(kind=kind, url="https://other.example/x")
    (package,) = _resolve(_file("uv.lock", _node("app", source=source))).packages.values()
    assert package.source == source
    assert package.purl != _purl("app")


def test_same_name_from_two_sources_is_two_packages() -> None:
    graph = _resolve(_file("uv.lock", _node("app")), _file("b/uv.lock", _node("app", source=OTHER)))
    assert len(graph.packages) == 2


@pytest.mark.parametrize("order", [1, -1])
def test_address_is_a_claim_until_a_document_has_the_package_from_there(order: int) -> None:
    place = Source(kind=SourceKind.GIT, url="https://git.example.org/app")
    files = [
        _file("bom.json", _node("app", source=replace(place, claimed=True))),
        _file("uv.lock", _node("app", source=place)),
    ]
    (both,) = _resolve(*files[::order]).packages.values()
    (alone,) = _resolve(files[0]).packages.values()
    assert (both.source.claimed, alone.source.claimed) == (False, True)


# --- several documents --------------------------------------------------------------------------------------------

BACK = _file(
    "back/uv.lock", _node("app", "shared", line=1), _node("shared", line=2), roots=(_root("back", app=Scope.RUNTIME),)
)
FRONT = _file("front/uv.lock", _node("tool", "shared", line=5), _node("shared", line=6),
              roots=(_root("front", tool=Scope.DEVELOPMENT),))  # fmt: skip


def test_package_of_two_documents_is_one_with_both_places_and_roots() -> None:
    shared = _resolve(BACK, FRONT).packages[_purl("shared")]
    assert shared.locations == (Location(file="back/uv.lock", line=2), Location(file="front/uv.lock", line=6))
    assert shared.roots == ("back", "front")
    assert (shared.scope, shared.direct) == (Scope.RUNTIME, False)


def test_package_belongs_to_the_roots_that_reach_it() -> None:
    graph = _resolve(BACK, FRONT)
    assert graph.packages[_purl("app")].roots == ("back",)
    assert graph.packages[_purl("tool")].roots == ("front",)
    assert list(graph.roots) == ["back", "front"]


def test_top_is_named_by_a_dot() -> None:
    (package,) = _resolve(_file("uv.lock", _node("app"), roots=(_root(app=Scope.RUNTIME),))).packages.values()
    assert package.roots == (".",)


def test_two_versions_are_two_packages() -> None:
    graph = _resolve(_file("uv.lock", _node("app")), _file("b/uv.lock", _node("app", version="2.0")))
    assert sorted(graph.packages) == ["pkg:pypi/app@1.0", "pkg:pypi/app@2.0"]


def test_edges_of_two_documents_are_joined() -> None:
    graph = _resolve(_file("uv.lock", _node("app", "a"), _node("a")), _file("b/uv.lock", _node("app", "b"), _node("b")))
    assert graph.packages[_purl("app")].requires == (_purl("a"), _purl("b"))


def test_evidence_of_two_documents_is_joined_and_stands_once() -> None:
    one, two = evidence(EvidenceKind.REPOSITORY, "github:a"), evidence(EvidenceKind.REPOSITORY, "github:b")
    graph = _resolve(_file("a.lock", _node("app", found=(one, two))), _file("b.lock", _node("app", found=(two,))))
    assert graph.packages[_purl("app")].evidence == (one, two)


def test_wish_without_a_version_is_the_version_that_its_folder_has() -> None:
    wish = _file("requirements.in", _node("app", version=None), roots=(_root(app=Scope.RUNTIME),))
    lock = _file("requirements.txt", _node("app", found=(evidence(EvidenceKind.HINT, text="x"),)))
    for files in ((wish, lock), (lock, wish)):
        (package,) = _resolve(*files).packages.values()
        assert (package.purl, package.version, package.direct) == (_purl("app"), "1.0", True)
        assert len(package.locations) == 2


def test_wish_is_not_filled_from_another_folder_nor_where_there_are_two_versions() -> None:
    wish = _file("a/requirements.in", _node("app", version=None))
    assert len(_resolve(wish, _file("b/uv.lock", _node("app"))).packages) == 2
    two = _file("a/uv.lock", _node("app"), _node("app", version="2.0")._replace(key="app 2"))
    assert len(_resolve(wish, two).packages) == 3


def test_wish_is_not_filled_from_a_package_of_another_source() -> None:
    wish = _file("requirements.in", _node("app", version=None))
    lock = _file("uv.lock", _node("app", source=OTHER))
    for package in _resolve(wish, lock).packages.values():
        assert package.purl.partition("?")[0] == ("pkg:pypi/app" if package.version is None else _purl("app"))


# --- properties ---------------------------------------------------------------------------------------------------

NAMES = ["a", "b", "c", "d", "e"]
NODES = st.builds(
    lambda name, requires, own, scope, line: _node(name, *requires, own=own, scope=scope, line=line),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(NAMES), max_size=3),
    st.booleans(),
    st.none() | st.sampled_from(list(Scope)),
    st.none() | st.integers(1, 9),
)
ROOTS = st.builds(
    lambda path, direct: Root(
        name=path, path=path, direct=tuple(Direct(key=key, scope=scope) for key, scope in direct)
    ),
    st.sampled_from(["", "x", "y"]),
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(list(Scope))), max_size=3),
)
FILES = st.lists(
    st.builds(
        lambda path, nodes, roots: ParsedFile(path, Parsed(nodes=tuple(nodes), roots=tuple(roots))),
        st.sampled_from(["uv.lock", "x/uv.lock", "y/package-lock.json"]),
        st.lists(NODES, max_size=5, unique_by=lambda node: node.key),
        st.lists(ROOTS, max_size=2),
    ),
    max_size=3,
)


@settings(deadline=None)
@given(FILES)
def test_order_of_documents_does_not_matter(files: list[ParsedFile]) -> None:
    assert _resolve(*files) == _resolve(*reversed(files))


@settings(deadline=None)
@given(FILES)
def test_graph_is_whole(files: list[ParsedFile]) -> None:
    graph = _resolve(*files)
    assert {node.name for file in files for node in file.parsed.nodes if not node.own} == {
        package.name for package in graph.packages.values()
    }
    direct = {purl for listed in graph.roots.values() for purl, _ in listed}
    assert direct <= set(graph.packages)
    for purl, package in graph.packages.items():
        assert set(package.requires) <= set(graph.packages) - {purl}
        assert package.roots != ()
        assert package.locations != ()
        assert package.direct == (purl in direct)


# --- what is named and not built in -------------------------------------------------------------------------------


def test_what_a_document_only_mentions_is_no_package() -> None:
    file = ParsedFile("go.mod", Parsed(nodes=(_node("used"),), mentioned=(_node("unused", line=7),)))

    graph = resolve([file], lambda *_: False)

    assert [package.name for package in graph.packages.values()] == ["used"]
    assert graph.mentioned == {"pkg:pypi/unused@1.0": (Location(file="go.mod", line=7),)}


def test_what_another_document_builds_in_is_not_only_mentioned() -> None:
    one = ParsedFile("a/go.mod", Parsed(nodes=(_node("used"),), mentioned=(_node("other", version="0.9"),)))
    two = ParsedFile("b/go.mod", Parsed(nodes=(_node("other"),)))

    assert resolve([one, two], lambda *_: False).mentioned == {}


def test_what_several_documents_mention_has_all_their_places() -> None:
    files = [ParsedFile(f"{folder}/go.mod", Parsed(mentioned=(_node("unused", line=2),))) for folder in "ba"]

    (places,) = resolve(files, lambda *_: False).mentioned.values()

    assert [place.file for place in places] == ["a/go.mod", "b/go.mod"]


def test_a_nuget_id_has_one_spelling_across_documents() -> None:
    one = Parsed(nodes=(_node("Acme.Tools")._replace(ecosystem="nuget"),))
    two = Parsed(nodes=(_node("ACME.Tools")._replace(ecosystem="nuget"), _node("Acme.Tools")))

    graph = resolve([ParsedFile("a", one), ParsedFile("b", two)], lambda *_: False)

    assert sorted(graph.packages) == ["pkg:nuget/Acme.Tools@1.0", "pkg:pypi/Acme.Tools@1.0"]
    assert [place.file for place in graph.packages["pkg:nuget/Acme.Tools@1.0"].locations] == ["a", "b"]


@pytest.mark.parametrize("ecosystem", ["golang", "nuget", "swift"])
@pytest.mark.parametrize("sbom", ["a/bom.json", "z/bom.json"])
def test_a_name_in_any_case_is_spelled_as_the_project_does_and_not_as_an_sbom(ecosystem: str, sbom: str) -> None:
    project = Parsed(nodes=(_node("forge.example/Acme/Tool")._replace(ecosystem=ecosystem),))
    listed = Parsed(nodes=(_node("forge.example/acme/tool")._replace(ecosystem=ecosystem),))
    files = [ParsedFile("b/project", project), ParsedFile(sbom, listed, "sbom")]

    graph = resolve(sorted(files, key=lambda file: file.path), lambda *_: False)

    ((purl, package),) = graph.packages.items()
    assert purl == f"pkg:{ecosystem}/forge.example/Acme/Tool@1.0"
    assert sorted(place.file for place in package.locations) == sorted(["b/project", sbom])


def test_what_an_sbom_builds_in_under_another_spelling_is_not_only_mentioned() -> None:
    sums = Parsed(mentioned=(_node("forge.example/Acme/Tool")._replace(ecosystem="golang"),))
    listed = Parsed(nodes=(_node("forge.example/acme/tool")._replace(ecosystem="golang"),))

    graph = resolve([ParsedFile("go.mod", sums), ParsedFile("bom.json", listed, "sbom")], lambda *_: False)

    assert list(graph.packages) == ["pkg:golang/forge.example/Acme/Tool@1.0"]
    assert graph.mentioned == {}
