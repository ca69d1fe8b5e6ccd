"""One environment against one demand: what it has, what it lacks, and which extras count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from depsov.demand import Demand, Want
from depsov.dependency_specifiers import Markers
from depsov.installation import Fit, Installation, some
from depsov.model import Extent, Node, Parsed, Scope, Source, SourceKind
from depsov.parse.python._installed_requirements import Interpreter, Requirements
from depsov.parse.python._requirement import parse_requirement
from depsov.parse.python.environment import Environment

FILE = "pyproject.toml"
PATH = Source(kind=SourceKind.PATH)
OLD = Interpreter("3.9", "3.9.18")


def environment(*installed: tuple[str, str, Sequence[str]], own: Sequence[str] = ()) -> Installation:
    """Return an environment of Python 3.9 with these names, versions and `Requires-Dist` lines."""
    nodes = tuple(
        Node(
            key=f"{name}@{version}",
            ecosystem="pypi",
            name=name,
            version=version,
            source=PATH if name in own else Source(kind=SourceKind.REGISTRY),
            own=name in own,
        )
        for name, version, _ in installed
    )
    markers = Markers(OLD.markers)
    lines = {f"{name}@{version}": (name, requires) for name, version, requires in installed}
    return Installation(Environment(nodes=nodes, requirements=Requirements(lines, markers), markers=markers))


def fit(
    installation: Installation,
    *requirements: str | tuple[str, Scope],
    project: str = "shop",
    own: Sequence[str] = ("shop",),
    overrides: Sequence[str] = (),
) -> Fit:
    wants = tuple(_want(*([item] if isinstance(item, str) else item)) for item in requirements)
    demand = Demand(file=FILE, project=project, folder="", wants=wants, own=frozenset(own), overrides=tuple(overrides))
    return installation.fit(demand, Parsed())


def _want(requirement: str, scope: Scope = Scope.RUNTIME) -> Want:
    parsed = parse_requirement(requirement)
    assert parsed is not None
    return Want(requirement=requirement, name=parsed.name, scope=scope, source=parsed.source, file=FILE)


def edges(found: Fit) -> dict[str, list[str]]:
    return {node.name: [key.partition("@")[0] for key in node.requires] for node in found.parsed.nodes}


# --- markers and extras -------------------------------------------------------------------------------------------


def test_wants_hold_by_the_markers_of_the_environment() -> None:
    installation = environment(("a", "1.0", []), ("b", "1.0", []))
    found = fit(installation, 'a; python_version < "3.10"', 'b; python_version >= "3.10"', 'c; sys_platform == "plan9"')
    assert edges(found) == {"a": []}
    assert found.is_whole


def test_extras_count_where_the_demand_asks_for_them() -> None:
    lines = ['fast; extra == "fast"', 'mail; extra == "mail"', 'both; extra == "mail" or extra == "fast"']
    installation = environment(("a", "1.0", lines), ("fast", "1.0", []), ("mail", "1.0", []), ("both", "1.0", []))
    assert edges(fit(installation, "a")) == {"a": []}
    assert edges(fit(installation, "a[Fast]"))["a"] == ["both", "fast"]
    assert edges(fit(installation, "a[mail]", "a[fast]"))["a"] == ["both", "fast", "mail"]


def test_extras_that_only_a_stray_asks_for_bring_nothing() -> None:
    installation = environment(
        ("a", "1.0", ['fast; extra == "fast"']), ("fast", "1.0", []), ("stray", "1.0", ["a[fast]"])
    )
    found = fit(installation, "a")
    assert edges(found) == {"a": []}
    assert found.reached == {"a"}


def test_an_extra_that_a_build_requirement_asks_for_brings_nothing() -> None:
    installation = environment(("a", "1.0", ['fast; extra == "fast"']), ("fast", "1.0", []))
    assert edges(fit(installation, "a", ("a[fast]", Scope.BUILD))) == {"a": []}


# --- what is lacking ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requirement", "version", "unfit"),
    [
        ("a", "1.0", ()),
        ("a>=2", "2.0", ()),
        ("a>=2", "1.9", ("a 1.9 (>=2)",)),
        ("a>=2", "3.0b1", ()),
        ("a>=2,<3", "3.0b1", ("a 3.0b1 (<3,>=2)",)),
        ("a==2.1", "2.1+cu118", ()),
        ("a==2.*", "3.0", ("a 3.0 (==2.*)",)),
        ("a>=1", "not-a-version", ("a not-a-version (>=1)",)),
        ("a", "not-a-version", ()),
        ("a @ https://files.example.org/a-2.0.zip", "1.0", ()),
    ],
)
def test_a_version_has_to_be_allowed_and_a_pre_release_that_is_installed_is(
    requirement: str, version: str, unfit: tuple[str, ...]
) -> None:
    found = fit(environment(("a", version, [])), requirement)
    assert found.unfit == unfit
    assert found.parsed.extent is (Extent.WISHES if unfit else Extent.WHOLE)
    assert [node.version for node in found.parsed.nodes] == [version]


def test_an_override_replaces_what_is_asked_for() -> None:
    installation = environment(("a", "1.0", []), ("b", "1.0", ["c"]))
    found = fit(installation, "a>=2", "b", "d", overrides=["a<2", "c>=1", 'd; sys_platform == "plan9"'])
    assert found.is_whole
    assert set(edges(found)) == {"a", "b"}


def test_what_installed_packages_require_and_is_not_there_is_lacking_too() -> None:
    installation = environment(("a", "1.0", ["b", 'c; extra == "x"', 'd; python_version >= "3.10"', "shop"]))
    found = fit(installation, "a")
    assert found.absent == ("b (for a)",)
    assert found.lack == "lacks b (for a)"


def test_what_is_missing_and_what_is_not_allowed_are_said_in_one_line() -> None:
    found = fit(environment(("a", "1.0", [])), "a>=2", "b", "c")
    assert found.lack == "lacks b and c, and holds what is not allowed: a 1.0 (>=2)"


@pytest.mark.parametrize(
    ("own", "scope", "missing"),
    [
        ((), Scope.DEVELOPMENT, ("gone",)),
        ((), Scope.OPTIONAL, ("gone",)),
        ((), Scope.BUILD, ()),
        (("shop",), Scope.DEVELOPMENT, ()),
        (("shop",), Scope.OPTIONAL, ()),
    ],
)
def test_a_file_of_tools_needs_its_tools_and_a_project_only_what_it_runs_on(
    own: tuple[str, ...], scope: Scope, missing: tuple[str, ...]
) -> None:
    found = fit(environment(("a", "1.0", [])), ("gone", scope), own=own)
    assert found.missing == missing
    assert found.is_whole == (not missing)


def test_missing_tools_of_a_project_lack_nothing() -> None:
    found = fit(environment(("a", "1.0", [])), "a", ("pytest", Scope.DEVELOPMENT), ("fast", Scope.OPTIONAL))
    assert found.is_whole
    assert {node.name: node.version for node in found.parsed.nodes} == {"a": "1.0", "pytest": None, "fast": None}


# --- whose environment --------------------------------------------------------------------------------------------


def test_an_environment_without_anything_of_the_project_is_foreign() -> None:
    installation = environment(("a", "1.0", []))
    assert fit(installation, "b", "c").is_foreign
    assert not fit(installation, "a>=9", "b").is_foreign


def test_an_installed_project_makes_the_environment_its_own_and_tells_what_it_requires() -> None:
    installation = environment(
        ("shop", "0", ["a", 'b; extra == "x"']), ("a", "1.0", []), ("b", "1.0", []), own=["shop"]
    )
    found = fit(installation)
    assert not found.is_foreign
    assert edges(found) == {"shop": ["a"], "a": []}
    assert found.parsed.nodes[0].own


def test_another_local_package_that_nothing_needs_is_not_reached() -> None:
    installation = environment(("a", "1.0", []), ("tool", "0", ["b"]), ("b", "1.0", []), own=["tool"])
    assert fit(installation, "a").reached == {"a"}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("a", "a"),
        ("ab", "a and b"),
        ("abc", "a, b and c"),
        ("abcde", "a, b, c, d and e"),
        ("abcdefg", "a, b, c, d, e and 2 more"),
    ],
)
def test_an_enumeration_names_five_at_most(names: str, said: str) -> None:
    assert some(names) == said
