"""What an SBOM is about, and how far the dependencies of each thing are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from depsov.model import Graph, Package, Problem, Report, Scope
from depsov.report.sbom._projects import Known, known_below, projects
from tests.made import package


def in_file(name: str, file: str, *requires: str, roots: tuple[str, ...] = (".",)) -> Package:
    edges = tuple(f"pkg:pypi/{below}@1.0" for below in requires)
    return replace(package(name, files=(file,), requires=edges), roots=roots)


def about(empty: Report, packages: Sequence[Package], roots: Mapping[str, Sequence[str]], *problems: Problem) -> Report:
    graph = Graph(
        packages={item.purl: item for item in packages},
        roots={
            path: tuple((f"pkg:pypi/{name}@1.0", Scope.RUNTIME) for name in direct) for path, direct in roots.items()
        },
    )
    return replace(empty, graph=graph, problems=problems)


def problem(subject: str, stage: str = "parse") -> Problem:
    return Problem(stage=stage, subject=subject, message="not TOML")


WEB_AND_API = {"web": ["a"], "api": ["b"]}
TWO = [in_file("a", "web/uv.lock", roots=("web",)), in_file("b", "api/uv.lock", roots=("api",))]


def test_a_project_goes_by_its_folder(empty: Report) -> None:
    report = about(empty, TWO, {"": [], **WEB_AND_API})

    assert [item.name for item in projects(report)] == ["project", "web", "api"]


@pytest.mark.parametrize(
    ("subject", "stage", "incomplete"),
    [
        ("web/uv.lock", "parse", {"web"}),
        ("web/uv.lock:12", "parse", {"web"}),
        ("api/deep/below/x.lock", "discover", {"api"}),
        ("elsewhere/uv.lock", "parse", {"web", "api"}),  # whose it would have been, nobody can tell
        ("website/uv.lock", "parse", {"web", "api"}),
        ("web/pyproject.toml", "resolve", set()),  # what the project names itself was read
        ("web/uv.lock", "attribute", set()),
    ],
)
def test_what_was_not_read_makes_its_project_incomplete(
    empty: Report, subject: str, stage: str, incomplete: set[str]
) -> None:
    found = projects(about(empty, TWO, WEB_AND_API, problem(subject, stage)))

    assert {item.path for item in found if item.known is Known.INCOMPLETE} == incomplete
    assert {item.path for item in found if item.known is Known.COMPLETE} == {"web", "api"} - incomplete


def test_a_file_counts_for_the_deepest_project_above_it(empty: Report) -> None:
    found = projects(about(empty, TWO, {"": [], **WEB_AND_API}, problem("web/uv.lock")))

    assert {item.path: item.known for item in found} == {
        "": Known.COMPLETE,
        "web": Known.INCOMPLETE,
        "api": Known.COMPLETE,
    }


def test_whether_a_project_names_a_package_itself_may_be_unknown(empty: Report) -> None:
    packages = [in_file("a", "poetry.lock", "b"), in_file("b", "poetry.lock"), in_file("c", "poetry.lock")]

    assert [item.known for item in projects(about(empty, packages, {"": []}))] == [Known.UNKNOWN]
    assert [item.known for item in projects(about(empty, packages, {"": ["a"]}))] == [Known.UNKNOWN]
    assert [item.known for item in projects(about(empty, packages, {"": ["a", "c"]}))] == [Known.COMPLETE]


def test_a_document_without_any_edge_knows_none(empty: Report) -> None:
    packages = [
        in_file("a", "uv.lock", "b"),
        in_file("b", "uv.lock"),
        in_file("c", "requirements.txt"),
        in_file("d", "requirements.txt"),
    ]

    known = known_below(about(empty, packages, {"": []}))

    assert [known[f"pkg:pypi/{name}@1.0"].value for name in "abcd"] == ["complete", "complete", "unknown", "unknown"]


@pytest.mark.parametrize("stage", ["discover", "parse", "resolve"])
def test_a_document_with_a_problem_does_not_know_all(empty: Report, stage: str) -> None:
    packages = [in_file("a", "uv.lock", "b"), in_file("b", "other.lock", "a")]

    known = known_below(about(empty, packages, {"": []}, problem("uv.lock:3", stage)))

    assert [known[f"pkg:pypi/{name}@1.0"].value for name in "ab"] == ["incomplete", "complete"]
