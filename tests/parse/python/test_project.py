"""What manifests wish for: what the case folders do not show."""

from __future__ import annotations

import pytest

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Scope, SourceKind
from depsov.parse.python._project import Project, read_project
from depsov.parse.python._wish import Wish


def project(text: str) -> Project:
    return read_project(Document("pyproject.toml", text.encode()))


def wish(text: str) -> Wish:
    (only,) = project(text).wishes
    return only


def test_extra_of_the_project_itself_is_no_wish() -> None:
    text = '[project]\nname = "Some.Thing"\n[project.optional-dependencies]\nall = ["some-thing[web]", "flask"]\n'
    assert [wish.name for wish in project(text).wishes] == ["flask"]


def test_included_groups_may_go_in_circles() -> None:
    text = '[dependency-groups]\na = ["x", {include-group = "b"}]\nb = [{include-group = "A"}, "y"]\n'
    found = project(text)
    assert {(wish.name, wish.scope) for wish in found.wishes} == {
        ("x", Scope.DEVELOPMENT),
        ("y", Scope.DEVELOPMENT),
    }
    assert found.problems == []


@pytest.mark.parametrize(
    ("constraint", "version"),
    [
        ('"1.2.3"', "1.2.3"),
        ('"==1.2.3"', "1.2.3"),
        ('"^1.2.3"', None),
        ('"~1.2"', None),
        ('">=1,<2"', None),
        ('"*"', None),
        ('"1.*"', None),
        ('"1.2 || 1.3"', None),
        ('{ version = "1.2.3" }', "1.2.3"),
    ],
)
def test_pin_of_poetry(constraint: str, version: str | None) -> None:
    assert wish(f"[tool.poetry.dependencies]\nattrs = {constraint}\n").version == version


def test_table_of_poetry_beside_the_standard_one_adds_sources_only() -> None:
    found = project(
        '[project]\nname = "x"\ndependencies = ["part>=1"]\n'
        '[tool.poetry.dependencies]\npart = { git = "https://git.example.org/team/part" }\nunlisted = "1"\n'
    )
    assert [(wish.name, wish.source.kind) for wish in found.wishes] == [("part", SourceKind.GIT)]


SOURCE = (
    '[tool.poetry.dependencies]\nattrs = "*"\n[[tool.poetry.source]]\nname = "house"\nurl = "https://h.example/s"\n'
)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ("", SourceKind.INDEX),  # without priority it is primary, which replaces the default registry
        ('priority = "primary"\n', SourceKind.INDEX),
        ('priority = "default"\n', SourceKind.INDEX),
        ('priority = "supplemental"\n', SourceKind.REGISTRY),
        ('priority = "explicit"\n', SourceKind.REGISTRY),
        ('priority = "primary"\n[[tool.poetry.source]]\nname = "PyPI"\n', SourceKind.REGISTRY),
        ('[[tool.poetry.source]]\nname = "PyPI"\nurl = "https://other.example/s"\n', SourceKind.INDEX),
    ],
)
def test_priority_of_a_source_of_poetry(more: str, kind: SourceKind) -> None:
    assert wish(SOURCE + more).source.kind is kind


def test_default_index_of_uv_replaces_the_registry() -> None:
    found = wish(
        '[project]\nname = "x"\ndependencies = ["attrs"]\n'
        '[[tool.uv.index]]\nurl = "https://u:p@h.example/s"\ndefault = true\n'
    )
    assert (found.source.kind, found.source.url) == (SourceKind.INDEX, "https://h.example/s")


def test_further_index_makes_a_problem_only() -> None:
    found = project('[project]\nname = "x"\ndependencies = ["attrs"]\n[[tool.uv.index]]\nurl = "https://h.example/s"\n')
    assert found.wishes[0].source == REGISTRY
    assert "https://h.example/s" in next(found.index_problems()).message


def test_explicit_index_concerns_nobody_else() -> None:
    found = project(
        '[project]\nname = "x"\ndependencies = ["attrs"]\n'
        '[[tool.uv.index]]\nurl = "https://h.example/s"\nexplicit = true\n'
    )
    assert list(found.index_problems()) == []


@pytest.mark.parametrize(
    "text",
    [
        "project = 1",
        "tool = []",
        "[tool]\npoetry = 3",
        "[project]\noptional-dependencies = []",
        "dependency-groups = 1",
        "[tool.poetry]\ndependencies = 5",
        "[tool.uv]\nsources = 1",
        "[tool.pdm]\nsource = 1",
    ],
)
def test_table_that_is_none(text: str) -> None:
    with pytest.raises(DocumentError):
        project(text)
