"""A demand and the packages that meet it, as a document."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.demand import Demand, Want
from depsov.fulfil import Held, fulfil
from depsov.model import Direct, EvidenceKind, Extent, Node, Parsed, Problem, Root, Scope, Source, SourceKind
from depsov.parse import ParsedFile
from depsov.resolve import resolve
from tests.made import evidence

FILE = "shop/pyproject.toml"
GIT = Source(kind=SourceKind.GIT, url="https://git.example.org/works/forms")
MIRROR = Source(kind=SourceKind.INDEX, url="https://mirror.example/simple")
OTHER = Source(kind=SourceKind.INDEX, url="https://other.example/simple")
PATH = Source(kind=SourceKind.PATH)
REGISTRY = Source(kind=SourceKind.REGISTRY)


def want(
    name: str, scope: Scope = Scope.RUNTIME, *, line: int | None = None, file: str = FILE, source: Source = REGISTRY
) -> Want:
    return Want(requirement=name, name=name, scope=scope, line=line, file=file, source=source)


def demand(*wants: Want | str, own: tuple[str, ...] = (), index: str | None = None) -> Demand:
    listed = tuple(want(item) if isinstance(item, str) else item for item in wants)
    return Demand(file=FILE, project="shop", folder="shop", wants=listed, own=frozenset(own), index=index)


def held(**requires: str) -> dict[str, Held]:
    """Return packages in version 1.0, each with the names that it requires, separated by spaces."""
    return {name: Held(name=name, version="1.0", requires=tuple(below.split())) for name, below in requires.items()}


def wish(name: str, *, version: str | None = None, line: int | None = None, source: Source = REGISTRY) -> Node:
    key = name if version is None else f"{name}@{version}"
    return Node(key=key, ecosystem="pypi", name=name, version=version, line=line, source=source)


def met(asked: Demand, packages: Mapping[str, Held], *original: Node, without: tuple[str, ...] = ()) -> Parsed:
    """Return what becomes of a demand; `without` are the names of wants whose markers do not hold."""
    return fulfil(asked, Parsed(nodes=original), packages, lambda item: item.name not in without)


def edges(parsed: Parsed) -> dict[str, list[str]]:
    names = {node.key: node.name for node in parsed.nodes}
    return {node.name: [names[key] for key in node.requires] for node in parsed.nodes}


def direct(parsed: Parsed) -> dict[str, Scope]:
    (root,) = parsed.roots
    return {item.key: item.scope for item in root.direct}


def node(parsed: Parsed, name: str) -> Node:
    (found,) = [node for node in parsed.nodes if node.name == name]
    return found


# --- the tree -----------------------------------------------------------------------------------------------------


def test_what_is_asked_for_leads_to_all_that_it_requires() -> None:
    parsed = met(demand("a"), held(a="b c", b="d", c="d", d="", e="f", f=""))
    assert edges(parsed) == {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
    assert parsed.roots == (Root(name="shop", path="shop", direct=(Direct(key="a@1.0"),)),)
    assert parsed.extent is Extent.WHOLE


def test_circles_end() -> None:
    assert edges(met(demand("a"), held(a="b a", b="a"))) == {"a": ["b"], "b": ["a"]}


def test_requirements_that_are_not_there_are_no_edges() -> None:
    assert edges(met(demand("a"), held(a="gone"))) == {"a": []}


def test_only_what_is_asked_for_itself_has_a_line() -> None:
    parsed = met(demand(want("a", line=7), want("c", file="shop/base.in", line=2)), held(a="b", b="", c=""))
    places = {node.name: (node.file, node.line) for node in parsed.nodes}
    assert places == {"a": (None, 7), "b": (None, None), "c": ("shop/base.in", 2)}


def test_a_name_asked_for_twice_has_its_strongest_scope_and_the_line_of_that() -> None:
    wants = want("a", Scope.DEVELOPMENT, line=9), want("a", Scope.OPTIONAL, line=5), want("a", Scope.OPTIONAL, line=6)
    parsed = met(demand(*wants), held(a=""))
    assert direct(parsed) == {"a@1.0": Scope.OPTIONAL}
    assert node(parsed, "a").line == 5


def test_a_want_whose_marker_does_not_hold_is_left_out() -> None:
    parsed = met(demand("a", "b"), held(a="", b=""), wish("a"), wish("b"), without=("b",))
    assert edges(parsed) == {"a": []}
    assert parsed.extent is Extent.WHOLE


def test_what_packages_say_of_themselves_goes_with_them() -> None:
    said = evidence(EvidenceKind.HINT)
    packages = {"a": Held(name="a", version="2.0", evidence=(said,), resolved=True)}
    found = node(met(demand("a"), packages), "a")
    assert (found.version, found.evidence, found.resolved) == ("2.0", (said,), True)


def test_problems_and_other_roots_of_the_document_stay_and_go() -> None:
    problem = Problem(stage="parse", subject=FILE, message="is odd")
    original = Parsed(roots=(Root(name="old", path="old"), Root(name="x", path="x")), problems=(problem,))
    parsed = fulfil(demand("a"), original, held(a=""), lambda _: True)
    assert [root.name for root in parsed.roots] == ["shop"]
    assert parsed.problems == (problem,)


# --- what is not there --------------------------------------------------------------------------------------------


def test_what_is_not_there_stays_a_wish() -> None:
    parsed = met(demand("a", want("b", Scope.DEVELOPMENT)), held(a=""), wish("a"), wish("b", line=4))
    assert node(parsed, "b") == wish("b", line=4)
    assert direct(parsed) == {"a@1.0": Scope.RUNTIME, "b": Scope.DEVELOPMENT}
    assert parsed.extent is Extent.WISHES


def test_of_several_wishes_of_a_name_those_of_the_lines_stay_whose_markers_hold() -> None:
    wishes = wish("a", version="1.0", line=3), wish("a", version="2.0", line=4)
    asked = demand(want("a", line=3), want("a", line=4))
    parsed = fulfil(asked, Parsed(nodes=wishes), {}, lambda item: item.line == 4)
    assert [node.version for node in parsed.nodes] == ["2.0"]


def test_a_wish_that_the_reader_did_not_make_is_made() -> None:
    parsed = met(demand(want("a", line=4), index=MIRROR.url), {})
    assert node(parsed, "a") == wish("a", line=4, source=MIRROR)


def test_build_requirements_are_wishes_whatever_is_installed() -> None:
    parsed = met(demand("a", want("b", Scope.BUILD, line=2)), held(a="", b=""), wish("b", line=2))
    assert node(parsed, "b").version is None
    assert direct(parsed)["b"] is Scope.BUILD
    assert parsed.extent is Extent.WHOLE


def test_a_build_requirement_that_is_needed_at_runtime_too_is_there() -> None:
    parsed = met(demand(want("b", Scope.BUILD), want("b")), held(b=""), wish("b"))
    assert direct(parsed) == {"b@1.0": Scope.RUNTIME}


def test_a_pinned_build_requirement_and_the_same_package_below_another_are_one_node() -> None:
    parsed = met(demand("a", want("b", Scope.BUILD)), held(a="b", b=""), wish("b", version="1.0"))
    assert edges(parsed) == {"a": ["b"], "b": []}
    assert direct(parsed) == {"a@1.0": Scope.RUNTIME, "b@1.0": Scope.BUILD}


# --- own ----------------------------------------------------------------------------------------------------------


def test_an_installed_project_is_followed_to_what_it_requires() -> None:
    packages = {**held(a="", b=""), "shop": Held(name="shop", version="0", requires=("a", "b"), own=True)}
    parsed = met(demand(want("a", line=3), own=("shop",)), packages)
    assert direct(parsed) == {"a@1.0": Scope.RUNTIME, "shop@0": Scope.RUNTIME}
    assert node(parsed, "shop").own
    assert edges(parsed)["shop"] == ["a", "b"]


def test_a_member_adds_only_what_no_want_names() -> None:
    packages = {**held(a="", b=""), "part": Held(name="part", version="0", requires=("a", "b"), own=True)}
    parsed = met(demand(want("a", Scope.DEVELOPMENT), own=("shop", "part")), packages)
    graph = resolve([ParsedFile(FILE, parsed, "manifest", "pypi")], lambda *_: False)
    assert {item.name: item.scope for item in graph.packages.values()} == {"a": Scope.DEVELOPMENT, "b": Scope.RUNTIME}


@pytest.mark.parametrize("source", [PATH, REGISTRY])
def test_an_own_package_that_is_not_installed_is_nothing(source: Source) -> None:
    own = () if source is PATH else ("part",)
    parsed = met(demand("a", want("part", source=source), own=own), held(a=""))
    assert edges(parsed) == {"a": []}
    assert parsed.extent is Extent.WHOLE


def test_an_own_package_by_name_is_one_wherever_it_was_installed_from() -> None:
    parsed = met(demand("a", own=("shop",)), held(a="shop", shop="b", b=""))
    assert {item.name: item.own for item in parsed.nodes} == {"a": False, "shop": True, "b": False}


# --- sources ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "installed", "index", "source"),
    [
        (REGISTRY, REGISTRY, None, REGISTRY),
        (REGISTRY, REGISTRY, MIRROR.url, MIRROR),
        (REGISTRY, GIT, MIRROR.url, GIT),
        (OTHER, REGISTRY, MIRROR.url, OTHER),
        (OTHER, GIT, None, OTHER),
    ],
)
def test_the_source_is_what_the_want_says_then_the_package_then_the_index(
    wanted: Source, installed: Source, index: str | None, source: Source
) -> None:
    packages = {"a": Held(name="a", version="1.0", source=installed)}
    assert node(met(demand(want("a", source=wanted), index=index), packages), "a").source == source


def test_what_is_below_comes_from_the_index_of_the_project() -> None:
    assert (
        node(met(demand("a", index="https://user:secret@mirror.example/simple/"), held(a="b", b="")), "b").source
        == MIRROR
    )


# --- any demand ---------------------------------------------------------------------------------------------------

_NAMES = st.sampled_from("abcdefgh")
_WANTS = st.lists(st.builds(want, _NAMES, st.sampled_from(Scope)), max_size=6)
_PACKAGES = st.dictionaries(_NAMES, st.lists(_NAMES, max_size=4)).map(
    lambda table: {name: Held(name=name, version="1.0", requires=tuple(below)) for name, below in table.items()}
)


@settings(max_examples=300)
@given(
    wants=_WANTS, packages=_PACKAGES, own=st.frozensets(_NAMES, max_size=2), silent=st.frozensets(_NAMES, max_size=2)
)
def test_every_want_is_there_or_a_wish_and_nothing_is_loose(
    wants: list[Want], packages: Mapping[str, Held], own: frozenset[str], silent: frozenset[str]
) -> None:
    parsed = met(demand(*wants, own=tuple(own)), packages, without=tuple(silent))
    keys = [node.key for node in parsed.nodes]
    assert len(set(keys)) == len(keys)
    assert {key for node in parsed.nodes for key in node.requires} <= set(keys)
    assert set(direct(parsed)) <= set(keys)
    asked = {item.name for item in wants} - silent
    names = {node.key: node.name for node in parsed.nodes}
    assert {names[key] for key in direct(parsed)} - own == asked - own
    assert set(keys) == _reached(parsed)
    missing = {item.name for item in wants if item.scope is not Scope.BUILD} - silent - own - packages.keys()
    assert (parsed.extent is Extent.WHOLE) == (not missing)


def _reached(parsed: Parsed) -> set[str]:
    requires = {node.key: node.requires for node in parsed.nodes}
    seen: set[str] = set()
    waiting = [*direct(parsed)]
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += requires[key]
    return seen
