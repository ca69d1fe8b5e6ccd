"""Demands and the sets that pip finds for them. What is expected was compared with pip on an index of such packages."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace

import pytest

from depsov.demand import Want
from depsov.errors import ResolutionError
from depsov.fetch import Failure
from depsov.model import Source, SourceKind
from depsov.resolution.index.metadata import Metadata
from depsov.resolution.index.page import File
from depsov.resolution.python.solve import Limits
from depsov.resolution.python.target import Target
from tests.resolution.python.universe import FILES, INDEX, Universe, demand, failure, names, solution, versions, want

MIRROR = "https://mirror.example/simple"
GIT = Source(kind=SourceKind.GIT, url="https://git.example.org/works/forms")


# --- extras -------------------------------------------------------------------------------------------------------


def _tool(*extras: str) -> Universe:
    lines = [f"{extra}-io; extra == '{extra}'" for extra in ("fast", "slow")]
    universe = Universe().add("tool 1.0", *lines, "tool[fast,slow]; extra == 'all'").add("tool 2.0", *lines, *extras)
    return universe.add("fast-io 1").add("slow-io 1").add("app 1", "tool[fast]").add("web 1", "tool[slow]<2")


@pytest.mark.parametrize(
    ("wants", "expected"),
    [
        (["tool"], {"tool": "2.0"}),
        (["tool[fast]"], {"tool": "2.0", "fast-io": "1"}),
        (["Tool[FAST]"], {"tool": "2.0", "fast-io": "1"}),
        (["tool[unknown]"], {"tool": "2.0"}),
        (["tool[all]<2"], {"tool": "1.0", "fast-io": "1", "slow-io": "1"}),
        (["tool[all]"], {"tool": "2.0"}),
        (["app", "web"], {"tool": "1.0", "fast-io": "1", "slow-io": "1", "app": "1", "web": "1"}),
        (["app", "tool<2"], {"tool": "1.0", "fast-io": "1", "app": "1"}),
    ],
)
def test_extras_bring_what_the_chosen_release_has_for_them(wants: list[str], expected: dict[str, str]) -> None:
    assert versions(_tool(), *wants) == expected


def test_an_extra_that_the_metadata_does_not_provide_brings_nothing() -> None:
    universe = Universe().add("tool 1.0", "dep; extra == 'x'", extras=frozenset()).add("dep 1")
    assert versions(universe, "tool[x]") == {"tool": "1.0"}


def test_edges_of_all_extras_belong_to_the_package() -> None:
    found = names(_tool(), "app", "web")
    assert found["tool"].requires == ("fast-io", "slow-io")
    assert found["app"].requires == ("tool",)


# --- constraints, overrides, preferences --------------------------------------------------------------------------


def _core() -> Universe:
    return Universe().add("app 1", "core>=1").add("core 1.0").add("core 1.5").add("core 2.0").add("core 3.0a1")


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("core<2", "1.5"),
        ("core<2; sys_platform == 'win32'", "2.0"),
        ("core>=2.5a1", "3.0a1"),
        ("core===1.0", "1.0"),
        ("other==7", "2.0"),
        (f"core @ {FILES}/core-1.0-py3-none-any.whl", "1.0"),
    ],
)
def test_a_constraint_narrows_what_others_ask_for(constraint: str, expected: str) -> None:
    assert versions(_core(), "app", constraints=(constraint,)) == {"app": "1", "core": expected}


def test_a_constraint_counts_for_extras_as_well() -> None:
    assert versions(_tool(), "tool[fast]", constraints=("tool<2",)) == {"tool": "1.0", "fast-io": "1"}


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (["core==1.0"], "1.0"),
        (["core<1.2"], "1.0"),
        (["core==1.0; sys_platform == 'win32'", "core==1.5; sys_platform != 'win32'"], "1.5"),
        ([f"core @ {FILES}/core-1.5-py3-none-any.whl"], "1.5"),
    ],
)
def test_an_override_replaces_what_anybody_asks_for(overrides: list[str], expected: str) -> None:
    universe = _core().add("web 1", "core>=2")
    assert versions(universe, "web", "core>=1.2", overrides=tuple(overrides)) == {"web": "1", "core": expected}


def test_an_override_whose_marker_does_not_hold_removes_a_package() -> None:
    assert versions(_core(), "app", overrides=("core; sys_platform == 'win32'",)) == {"app": "1"}


def test_preferred_versions_are_taken_where_they_will_do() -> None:
    preferences = {"core": "1.5", "app": "0.1", "web": "not a version"}
    found = solution(_core().add("web 1"), demand("app", "web"), preferences=preferences)
    assert {item.name: item.version for item in found.packages} == {"app": "1", "core": "1.5", "web": "1"}


def test_prereleases_are_taken_where_the_project_says_so() -> None:
    assert versions(_core(), "app", prereleases=True)["core"] == "3.0a1"


# --- addresses ----------------------------------------------------------------------------------------------------

ADDRESS = "https://elsewhere.example/tool-1.0-py3-none-any.whl"


def _elsewhere(**fields: object) -> Universe:
    metadata = Metadata(name="tool", version="1.0", requires=("dep; extra == 'x'",), extras=frozenset("x"))
    universe = Universe().add("tool 2.0").add("tool 1.0").add("dep 1").add("app 1", "tool[x]").add("web 1", "tool>=2")
    return universe.add_file(ADDRESS, replace(metadata, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wants", "expected"),
    [
        ([f"tool @ {ADDRESS}"], {"tool": "1.0"}),
        ([f"tool[x] @ {ADDRESS}"], {"tool": "1.0", "dep": "1"}),
        ([f"tool @ {ADDRESS}", "app"], {"tool": "1.0", "dep": "1", "app": "1"}),
        (["app", f"tool @ {ADDRESS}"], {"tool": "1.0", "dep": "1", "app": "1"}),
    ],
)
def test_an_address_decides_for_all_who_ask(wants: list[str], expected: dict[str, str]) -> None:
    universe = _elsewhere()
    assert versions(universe, *wants) == expected
    assert names(universe, *wants)["tool"].index is None


def test_what_lies_at_an_address_may_be_a_prerelease() -> None:
    universe = Universe().add("app 1", "tool").add_file(ADDRESS, Metadata(name="tool", version="1.0a1"))
    assert versions(universe, "app", f"tool @ {ADDRESS}") == {"app": "1", "tool": "1.0a1"}


def test_the_hash_of_an_address_is_that_of_its_file() -> None:
    found = names(_elsewhere(), f"tool @ {ADDRESS}#sha256={'ab' * 32}&egg=tool")["tool"]
    assert (found.url, found.filename, found.hashes) == (ADDRESS, "tool-1.0-py3-none-any.whl", {"sha256": "ab" * 32})


@pytest.mark.parametrize("address", ["git+https://git.example.org/works/tool", "file:///srv/tool-1.0-py3-none-any.whl"])
def test_what_a_package_asks_for_from_elsewhere_than_the_web_is_not_asked_for(address: str) -> None:
    universe = Universe().add("app 1", f"tool @ {address}").add("app 0.9")
    assert versions(universe, "app") == {"app": "0.9"}
    assert not [question for question in universe.asked if question.startswith("file ")]


def test_a_host_that_does_not_answer_at_an_address_ends_the_resolution() -> None:
    universe = Universe().add_file(ADDRESS, Failure("no answer", host_failed=True))
    assert failure(universe, demand(f"tool @ {ADDRESS}")).startswith("tool: the index does not answer: no answer")


# --- what is passed over ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("universe", "reason"),
    [
        (Universe().add("tool 1.0", "dep >>> 2"), "'dep >>> 2' is no requirement"),
        (Universe().add("tool 1.0", name="other"), "its metadata is that of another release"),
        (Universe().add("tool 1.0", version="1.1"), "its metadata is that of another release"),
        (
            Universe().add("tool 1.0").add_file(f"{FILES}/tool-1.0-py3-none-any.whl", Failure("is damaged")),
            "is damaged",
        ),
    ],
)
def test_a_broken_release_is_passed_over_and_said(universe: Universe, reason: str) -> None:
    found = solution(universe.add("tool 0.9"), demand("tool"))
    assert [item.version for item in found.packages] == ["0.9"]
    (problem,) = found.problems
    assert problem.message.startswith("tool 1.0 was passed over: ")
    assert reason in problem.message


def test_a_release_whose_metadata_is_for_another_python_is_passed_over() -> None:
    universe = Universe().add("tool 1.0", python_inside=">=3.13").add("tool 0.9", python_inside="no specifier")
    assert versions(universe, "tool") == {"tool": "0.9"}
    assert versions(universe, "tool", target=Target(python="3.13", platform="linux", machine="x86_64")) == {
        "tool": "1.0"
    }


def test_metadata_that_is_not_known_in_full_is_said() -> None:
    universe = Universe().add("tool 1.0", complete=False).add("dep 1", computed_elsewhere=True)
    messages = [problem.message for problem in solution(universe, demand("tool", "dep")).problems]
    assert sorted(messages) == [
        "dep 1: what it requires is what the machine of its author computed",
        "tool 1.0: what it requires is computed when it is built, and is not known in full",
    ]


def test_the_same_version_written_in_another_way_is_the_same() -> None:
    assert versions(Universe().add("tool 1.0", version="1.0.0"), "tool") == {"tool": "1.0"}


# --- the project itself -------------------------------------------------------------------------------------------


def test_a_want_whose_marker_does_not_hold_is_not_asked_about() -> None:
    universe = _core()
    assert versions(universe, "core", "other; sys_platform == 'win32'") == {"core": "2.0"}
    assert "page other" not in universe.asked


def test_nobody_is_asked_about_the_project_itself_or_what_is_withheld() -> None:
    universe = _core().add("web 1", "shop", "secret", "core").add("shop 9").add("secret 9")
    found = solution(universe, demand("web", "secret-tool", own=frozenset({"shop"})), withheld=lambda n: "secret" in n)
    assert [item.name for item in found.packages] == ["core", "web"]
    assert found.packages[1].requires == ("core",)
    assert {"page shop", "page secret", "page secret-tool"}.isdisjoint(universe.asked)


def test_what_comes_from_a_repository_stays_unresolved() -> None:
    universe = _core().add("app 2", "forms")
    found = solution(universe, demand("app>=2", want("forms", source=GIT)))
    assert (found.unresolved, found.direct) == (("forms",), ("app", "forms"))
    assert [(item.name, item.requires) for item in found.packages] == [("app", ("forms",))]
    assert "page forms" not in universe.asked


def test_what_comes_from_the_local_disk_is_no_need() -> None:
    found = solution(_core(), demand("app", want("part", source=Source(kind=SourceKind.PATH))))
    assert [item.name for item in found.packages] == ["app", "core"]


@pytest.mark.parametrize(
    ("universe", "expected"),
    [
        (Universe().add("a 1", "b").add("b 1", "a"), {"a": "1", "b": "1"}),
        (Universe().add("a 1", "a"), {"a": "1"}),
        (Universe().add("a 2", "a<2").add("a 1"), {"a": "1"}),
        (Universe().add("a 2", "b", "c>1").add("b 1", "d").add("d 1", "b").add("c 1").add("a 1"), {"a": "1"}),
    ],
)
def test_circles_end(universe: Universe, expected: dict[str, str]) -> None:
    assert versions(universe, "a") == expected


def test_a_requirement_that_is_none_is_an_error_with_its_place() -> None:
    broken = Want(requirement="core >>> 2", name="core", file="requirements.in", line=7)
    with pytest.raises(ResolutionError, match=r"^requirements.in:7: 'core >>> 2' is no requirement"):
        solution(_core(), demand(broken))


# --- indexes ------------------------------------------------------------------------------------------------------


def test_an_index_that_the_project_names_for_a_package_counts_for_all_who_ask() -> None:
    universe = (
        Universe().add("core 9").add("core 1", "dep; extra == 'x'", index=MIRROR).add("app 1", "core[x]").add("dep 1")
    )
    source = Source(kind=SourceKind.INDEX, url=f"{MIRROR}/")
    found = names(universe, "app", want("core", source=source))
    assert {name: item.version for name, item in found.items()} == {"app": "1", "core": "1", "dep": "1"}
    assert (found["core"].index, found["app"].index) == (MIRROR, INDEX)
    assert solution(universe, demand("app", want("core", source=source))).indexes == (INDEX, MIRROR)


# --- work ---------------------------------------------------------------------------------------------------------


def _long(count: int) -> Universe:
    """Return two packages of which each release asks for one release of the other, as some of real life do."""
    universe = Universe().add("core 1.0").add("core 2.0")
    for minor in range(count):
        universe.add(f"client 1.{minor}", f"engine>=1.{minor},<1.{minor + 1}")
        universe.add(f"engine 1.{minor}", "core<2" if minor < 20 else "core>=2")
    return universe


def test_everything_is_asked_for_ahead_and_once() -> None:
    universe = _core()
    assert versions(universe, "app") == {"app": "1", "core": "2.0"}
    assert universe.asked == [
        "page app",
        "metadata app-1-py3-none-any.whl",
        "page core",
        "metadata core-2.0-py3-none-any.whl",
    ]


def test_a_long_walk_back_ends_quickly() -> None:
    started = time.process_time()
    assert versions(_long(400), "client", "core<2") == {"client": "1.19", "engine": "1.19", "core": "1.0"}
    assert time.process_time() - started < 10


def test_a_long_walk_back_is_ended_by_the_limit() -> None:
    universe = _long(400)
    universe.limit = 100
    shown = failure(universe, demand("client", "core<2"), limits=Limits(questions=100))
    assert shown.startswith("not resolved within 100 questions: it was still trying ")
    assert len(universe.asked) == 100


class _Slow(Universe):
    """An index of which every answer takes a while. `most` is how many questions were under way at once."""

    def __init__(self) -> None:
        super().__init__()
        self.most = self._now = 0

    async def metadata(self, file: File, index: str | None) -> Metadata | Failure:
        self._now += 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(0.005)
        self._now -= 1
        return await super().metadata(file, index)


def test_while_the_resolver_walks_back_the_next_releases_are_asked_for_ahead() -> None:
    universe = _Slow()
    for minor in range(100):
        universe.add(f"tool 1.{minor}", "core<2" if minor < 10 else "core>=2")
    universe.add("core 1.0").add("core 2.0")
    assert versions(universe, "tool", "core<2") == {"tool": "1.9", "core": "1.0"}
    assert universe.most > 10


def test_a_limit_of_time_leaves_no_thread_behind() -> None:
    universe = _Slow()
    for minor in range(400):
        universe.add(f"tool 1.{minor}", "core>=2")
    universe.add("core 1.0").add("core 2.0")
    before = threading.active_count()
    shown = failure(universe, demand("tool", "core<2"), limits=Limits(seconds=0.05))
    assert shown.startswith("not resolved within 0 seconds: ")
    assert threading.active_count() <= before
