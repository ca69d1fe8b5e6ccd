"""Small random universes: a set is found where there is one, and every set that is found is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from depsov.errors import ResolutionError
from depsov.resolution.python.solution import Solution
from tests.resolution.python.universe import LINUX, Universe, demand, solution

NAMES = ("a", "b", "c", "d", "e", "f")
VERSIONS = ("1.0", "1.1", "2.0a1", "2.0")
ENVIRONMENT = {**LINUX.environment}
PYTHON = LINUX.python_version
PROFILE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

specifiers = st.sampled_from(
    ["", "", "", ">=1.0", ">=1.1", ">=2.0", "<2.0", "<=1.1", "==1.0", "==2.0", "==1.*", "!=2.0", "~=1.0", ">=2.0a1"]
)
extras = st.sampled_from(["", "", "", "[x]", "[y]", "[x,y]", "[unknown]"])
markers = st.sampled_from(["", "", "", "; python_version >= '3.10'", "; sys_platform == 'win32'"])
in_extra = st.sampled_from(["", "", "", "; extra == 'x'", "; extra == 'y'", "; extra != 'x'"])
requirements = st.tuples(st.sampled_from(NAMES), extras, specifiers, markers).map("".join)
inner = st.tuples(st.sampled_from(NAMES), extras, specifiers, st.one_of(markers, in_extra)).map("".join)


@dataclass(frozen=True)
class Made:
    """One made-up release."""

    name: str
    version: str
    requires: tuple[str, ...]
    yanked: bool
    python: str | None
    python_inside: str | None

    @property
    def extras(self) -> set[str]:
        return {extra for extra in ("x", "y") if any(f"extra == '{extra}'" in line for line in self.requires)}


World = Mapping[str, Mapping[str, Made]]


def _pythons(share: int) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None] * share + [">=3.13", ">=3.8"])


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, dict[str, Made]]:
    world: dict[str, dict[str, Made]] = {}
    for name in NAMES:
        chosen = draw(st.lists(st.sampled_from(VERSIONS), min_size=1, max_size=4, unique=True))
        world[name] = {
            version: Made(
                name,
                version,
                tuple(draw(st.lists(inner, max_size=3))),
                draw(st.sampled_from([False, False, False, False, True])),
                draw(_pythons(8)),
                draw(_pythons(8)),
            )
            for version in chosen
        }
    return world


def _universe(world: World) -> Universe:
    universe = Universe()
    for made in (made for releases in world.values() for made in releases.values()):
        universe.add(
            f"{made.name} {made.version}",
            *made.requires,
            yanked=made.yanked,
            python=made.python,
            python_inside=made.python_inside or made.python,
        )
    return universe


# --- what is right, told without the code under test --------------------------------------------------------------


def _needed(lines: tuple[str, ...], asked: set[str]) -> Iterator[Requirement]:
    for requirement in map(Requirement, lines):
        contexts = ("", *sorted(asked))
        if requirement.marker is None or any(
            requirement.marker.evaluate({**ENVIRONMENT, "extra": e}) for e in contexts
        ):
            yield requirement


def _reached(wants: tuple[str, ...], chosen: Mapping[str, Made]) -> list[Requirement]:
    """Return all that is asked for, by the wants and by what they lead to."""
    needs: list[Requirement] = []
    followed: set[tuple[str, frozenset[str]]] = set()
    waiting = [*_needed(wants, set())]
    while waiting:
        need = waiting.pop()
        needs.append(need)
        made = chosen.get(need.name)
        if made is not None:
            asked = frozenset(need.extras & made.extras)
            if (need.name, asked) not in followed:
                followed.add((need.name, asked))
                waiting += _needed(made.requires, set(asked))
    return needs


def _is_valid(wants: tuple[str, ...], chosen: Mapping[str, Made]) -> bool:
    """Return whether all that is asked for is there, nothing else is, and all of it is for this Python.

    Whether a pre-release or a yanked release will do depends on what was asked for when it was looked at.
    """
    needs = _reached(wants, chosen)
    return (
        {need.name for need in needs} == chosen.keys()
        and all(need.specifier.contains(chosen[need.name].version, prereleases=True) for need in needs)
        and all(
            PYTHON in SpecifierSet(python)
            for made in chosen.values()
            for python in (made.python, made.python_inside)
            if python is not None
        )
    )


def _any_set(world: World, wants: tuple[str, ...], chosen: Mapping[str, Made]) -> Mapping[str, Made] | None:
    """Return a set of ordinary releases that meets the wants and has what is chosen, by trying all that can be one."""
    needs = _reached(wants, chosen)
    for need in needs:
        if need.name in chosen and not need.specifier.contains(chosen[need.name].version, prereleases=True):
            return None
    missing = next((need.name for need in needs if need.name not in chosen), None)
    if missing is None:
        return chosen if _is_valid(wants, chosen) else None
    for made in world[missing].values():
        if made.yanked or Version(made.version).is_prerelease:
            continue
        found = _any_set(world, wants, {**chosen, missing: made})
        if found is not None:
            return found
    return None


def _found(world: World, wants: tuple[str, ...]) -> Solution | None:
    try:
        return solution(_universe(world), demand(*wants))
    except ResolutionError:
        return None


# --- properties ---------------------------------------------------------------------------------------------------


@settings(PROFILE, max_examples=150)
@given(world=worlds(), wants=st.lists(requirements, min_size=1, max_size=3).map(tuple))
def test_a_set_is_found_where_there_is_one_and_every_set_found_is_one(world: World, wants: tuple[str, ...]) -> None:
    found = _found(world, wants)
    if found is None:
        assert _any_set(world, wants, {}) is None
        return
    chosen = {item.name: world[item.name][item.version] for item in found.packages}
    assert _is_valid(wants, chosen)


@settings(PROFILE, max_examples=60)
@given(world=worlds(), wants=st.lists(requirements, min_size=1, max_size=3).map(tuple))
def test_edges_are_what_the_chosen_releases_ask_for_with_the_extras_that_somebody_wants(
    world: World, wants: tuple[str, ...]
) -> None:
    found = _found(world, wants)
    if found is None:
        return
    chosen = {item.name: world[item.name][item.version] for item in found.packages}
    needs = _reached(wants, chosen)
    for item in found.packages:
        asked = {extra for need in needs if need.name == item.name for extra in need.extras} & chosen[item.name].extras
        below = {need.name for need in _needed(chosen[item.name].requires, asked)} - {item.name}
        assert item.requires == tuple(sorted(below))
    assert found.direct == tuple(sorted({need.name for need in _needed(wants, set())}))


@settings(PROFILE, max_examples=60)
@given(data=st.data())
def test_without_conflicts_every_package_is_the_newest(data: st.DataObject) -> None:
    lines = st.tuples(st.sampled_from(NAMES), st.sampled_from(["", ">=1.0", ">=1.1", "!=1.0"])).map("".join)
    universe = Universe()
    for name in NAMES:
        for version in ("1.0", "1.1", "2.0", "3.0a1"):
            universe.add(f"{name} {version}", *data.draw(st.lists(lines, max_size=3)))
    found = solution(universe, demand(*data.draw(st.lists(lines, min_size=1, max_size=3))))
    assert {item.version for item in found.packages} == {"2.0"}
