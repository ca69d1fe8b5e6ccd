"""Python documents as trees: what is resolved together, what apart, and what the cache and the folder have of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from depsov.config import Config
from depsov.demand import Demand
from depsov.errors import ResolutionError, UsageError
from depsov.fetch import Client
from depsov.model import Extent, Parsed, Scope
from depsov.reading import Installed, read
from depsov.resolution.answer import Surroundings, TreeOfDocument
from depsov.resolution.python import project
from depsov.resolution.python.project import PythonProjects
from depsov.resolution.python.solution import Solution
from depsov.resolution.python.solve import solve_from
from depsov.resolution.python.target import Target
from depsov.tree import Tree
from tests.resolution.python.universe import Universe

DAY = date(2026, 6, 30)
TARGET = "python=3.12,platform=linux,machine=x86_64"


@dataclass
class Asked:
    """What was asked of the solver: demands, indexes and preferences, in their order."""

    universe: Universe
    demands: list[Demand] = field(default_factory=list)
    indexes: list[tuple[str, ...]] = field(default_factory=list)
    preferences: list[Mapping[str, str]] = field(default_factory=list)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Let the solver look into a universe."""
    asked = Asked(Universe())

    async def solve(
        demand: Demand, *, indexes: tuple[str, ...], preferences: Mapping[str, str], client: Client, **options: Any
    ) -> Solution:
        assert client is not None
        asked.demands.append(demand)
        asked.indexes.append(indexes)
        asked.preferences.append(preferences)
        return await solve_from(asked.universe, demand, preferences=preferences, **options)

    monkeypatch.setattr(project, "solve", solve)
    return asked


Resolve = Callable[..., dict[str, TreeOfDocument]]


@pytest.fixture
def resolve(tmp_path: Path, asked: Asked) -> Iterator[Resolve]:
    tree = tmp_path / "tree"

    def resolve(
        documents: Mapping[str, str] | None = None, day: date = DAY, **options: Any
    ) -> dict[str, TreeOfDocument]:
        for path, text in (documents or {}).items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_text(text)
        is_fresh = options.pop("is_fresh", False)
        config = Config(**{"target": TARGET, "online": True, **options})
        reading = read(Tree.of([tree], (), tree), config, installed=Installed.IGNORED, asks=True)
        around = Surroundings(reading, {}, tmp_path / "cache", day)
        own = config.own

        async def run() -> dict[str, TreeOfDocument]:
            async with Client(cache=None) as client:
                projects = PythonProjects(around, lambda name: name in own, client, is_fresh=is_fresh)
                files = [file for file in reading.files if file.path in reading.demands]
                return {file.path: await projects.resolve(file) for file in files}

        return asyncio.run(run())

    assert asked.demands == []
    yield resolve
    assert asked.universe.asked or asked.demands == []


def _edges(parsed: Parsed) -> dict[str, list[str]]:
    return {node.key: [*node.requires] for node in parsed.nodes}


def _direct(parsed: Parsed) -> dict[str, Scope]:
    (root,) = parsed.roots
    return {item.key: item.scope for item in root.direct}


PYPROJECT = """
[project]
name = "shop"
dependencies = ["app"]

[project.optional-dependencies]
fast = ["core>=2"]

[dependency-groups]
dev = ["check"]
"""
BUILD = """
[build-system]
requires = ["maker"]
"""


def _fill(universe: Universe) -> None:
    universe.add("app 1", "core").add("core 1").add("core 2").add("check 3", "core").add("maker 4", "core<2")


# --- together and apart -------------------------------------------------------------------------------------------


def test_what_a_project_needs_its_extras_and_its_groups_are_one_environment(asked: Asked, resolve: Resolve) -> None:
    _fill(asked.universe)
    answer = resolve({"pyproject.toml": PYPROJECT})["pyproject.toml"]
    (parsed,) = answer.documents
    assert _edges(parsed) == {"app@1": ["core@2"], "core@2": [], "check@3": ["core@2"]}
    assert _direct(parsed) == {"app@1": Scope.RUNTIME, "core@2": Scope.OPTIONAL, "check@3": Scope.DEVELOPMENT}
    assert parsed.extent is Extent.WHOLE
    assert all(node.resolved for node in parsed.nodes)
    assert answer.problems == ()


def test_what_cannot_join_what_is_needed_to_run_is_left_with_a_problem(asked: Asked, resolve: Resolve) -> None:
    asked.universe.add("app 1", "core<2").add("core 1").add("core 2").add("check 3", "core>=2")
    answer = resolve({"pyproject.toml": PYPROJECT.replace("core>=2", "core")})["pyproject.toml"]
    (parsed,) = answer.documents
    assert {node.key for node in parsed.nodes} >= {"app@1", "core@1", "check"}
    assert parsed.extent is Extent.WISHES
    (problem,) = answer.problems
    assert problem.message.startswith("what it needs besides to run is not resolved together with that: ")
    assert "check 3 (which pyproject.toml:" in problem.message


def test_where_what_is_needed_to_run_has_no_solution_there_is_no_tree(asked: Asked, resolve: Resolve) -> None:
    asked.universe.add("app 1", "core>=3").add("core 1").add("check 3")
    with pytest.raises(ResolutionError, match="the newest release of core is 1"):
        resolve({"pyproject.toml": PYPROJECT.replace("core>=2", "core")})


def test_build_requirements_are_an_environment_of_their_own(asked: Asked, resolve: Resolve) -> None:
    _fill(asked.universe)
    answer = resolve({"pyproject.toml": PYPROJECT + BUILD})["pyproject.toml"]
    running, building = answer.documents
    assert "maker@4" not in _edges(running)
    assert _edges(running)["app@1"] == ["core@2"]
    assert _edges(building) == {"maker@4": ["core@1"], "core@1": []}
    assert _direct(building) == {"maker@4": Scope.BUILD}
    assert answer.resolved.packages == 5


def test_build_requirements_without_a_solution_leave_the_rest(asked: Asked, resolve: Resolve) -> None:
    asked.universe.add("app 1").add("core 2").add("check 3")
    answer = resolve({"pyproject.toml": PYPROJECT + BUILD})["pyproject.toml"]
    (parsed,) = answer.documents
    assert {node.key for node in parsed.nodes} == {"app@1", "core@2", "check@3", "maker"}
    (problem,) = answer.problems
    assert problem.message.startswith("its build requirements are not resolved: pyproject.toml:")
    assert "no index has a project maker" in problem.message


def test_what_comes_from_a_repository_is_said_to_be_unknown(asked: Asked, resolve: Resolve) -> None:
    asked.universe.add("app 1")
    text = "app\nforms @ git+https://git.example.org/works/forms\n"
    (problem,) = resolve({"requirements.in": text})["requirements.in"].problems
    assert problem.message == "what forms require is not known: repositories are not cloned"


# --- the label ----------------------------------------------------------------------------------------------------


def test_a_tree_says_what_it_was_resolved_for_and_when(asked: Asked, resolve: Resolve) -> None:
    _fill(asked.universe)
    label = resolve({"pyproject.toml": PYPROJECT})["pyproject.toml"].resolved
    assert (label.file, label.root, label.ecosystem, label.date) == ("pyproject.toml", "", "pypi", "2026-06-30")
    assert (label.target, label.packages, label.cached) == (Target.parse(TARGET).label, 3, False)
    assert label.indexes == ("index.example",)
    assert label.resolver.startswith("depsov ")


# --- the cache ----------------------------------------------------------------------------------------------------


def test_what_was_found_is_kept_with_its_date(asked: Asked, resolve: Resolve) -> None:
    _fill(asked.universe)
    first = resolve({"pyproject.toml": PYPROJECT})["pyproject.toml"]
    again = resolve(day=date(2026, 7, 1))["pyproject.toml"]
    assert len(asked.demands) == 1
    assert again.documents == first.documents
    assert (again.resolved.cached, again.resolved.date) == (True, "2026-06-30")


@pytest.mark.parametrize(
    "change",
    [
        {"documents": {"pyproject.toml": PYPROJECT.replace("core>=2", "core<2")}},
        {"target": "python=3.13,platform=linux,machine=x86_64"},
        {"registries": (("pypi", "https://mirror.example"),)},
        {"own": ("check",)},
        {"is_fresh": True},
    ],
    ids=str,
)
def test_another_question_is_asked_anew(change: dict[str, Any], asked: Asked, resolve: Resolve) -> None:
    _fill(asked.universe)
    resolve({"pyproject.toml": PYPROJECT})
    answer = resolve(**change)["pyproject.toml"]
    assert len(asked.demands) == 2
    assert not answer.resolved.cached


def test_what_failed_is_not_kept(asked: Asked, resolve: Resolve) -> None:
    asked.universe.add("check 3").add("core 2")
    with pytest.raises(ResolutionError):
        resolve({"pyproject.toml": PYPROJECT})
    asked.universe.add("app 1")
    assert not resolve()["pyproject.toml"].resolved.cached


# --- documents of one folder --------------------------------------------------------------------------------------


def test_the_versions_of_one_document_are_preferred_in_the_next_of_its_folder(asked: Asked, resolve: Resolve) -> None:
    asked.universe.add("core 1").add("core 2")
    documents = {"a/requirements.in": "core<2\n", "a/requirements-dev.in": "core\n", "b/requirements.in": "core\n"}
    answers = resolve(documents)
    found = {path: answer.documents[0].nodes[0].version for path, answer in answers.items()}
    assert found["b/requirements.in"] == "2"
    places = [demand.file for demand in asked.demands]
    second = max(places.index("a/requirements.in"), places.index("a/requirements-dev.in"))
    assert asked.preferences[second] == {"core": found[places[second - 1]]}


# --- indexes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "options", "expected"),
    [
        ("--index-url https://mirror.example/simple/\n", {}, ("https://mirror.example/simple",)),
        (
            "--index-url https://mirror.example/simple\n--extra-index-url https://own.example/simple\n",
            {},
            ("https://own.example/simple", "https://mirror.example/simple"),
        ),
        (
            "--index-url https://mirror.example/simple\n",
            {"registries": (("pypi", "https://firm.example/"),)},
            ("https://firm.example/simple",),
        ),
    ],
)
def test_the_indexes_are_those_that_the_project_and_the_user_name(
    head: str, options: dict[str, Any], expected: tuple[str, ...], asked: Asked, resolve: Resolve
) -> None:
    asked.universe.add("core 1")
    resolve({"requirements.in": f"{head}core\n"}, **options)
    assert asked.indexes == [expected]


def test_an_index_without_https_is_not_asked(asked: Asked, resolve: Resolve) -> None:
    with pytest.raises(ResolutionError, match="is not asked: it has no https address"):
        resolve({"requirements.in": "--index-url http://mirror.example/simple\ncore\n"})
    assert asked.demands == []


def test_a_target_that_is_none_is_an_error(resolve: Resolve) -> None:
    with pytest.raises(UsageError, match="no platform 'plan9'"):
        resolve({"requirements.in": "core\n"}, target="platform=plan9")
