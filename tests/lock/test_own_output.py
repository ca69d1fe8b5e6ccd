"""What `depsov lock` has just written, `depsov check` reads, and has nothing to say of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.lock.trees import Project, bom, component, uv_lock

OTHER = 'registry = "https://index.example/simple"'
GIT = 'git = "https://github.com/sample-corp/fork?rev=1#0123456789012345678901234567890123456789"'
DEFAULT = 'registry = "https://index.example/simple"'


def _uv(folder: Path, name: str, source: str, *, mirrors: bool = True) -> Project:
    project = Project(folder)
    project.write("uv.lock", uv_lock({name: source}))
    project.write("pyproject.toml", f'[project]\nname = "own"\nversion = "1.0"\ndependencies = ["{name}"]\n')
    if mirrors:
        project.write("depsov.toml", 'mirrors = ["https://index.example/simple"]\n')
    return project


def _check_settled(project: Project) -> None:
    """Lock, check, and lock again: the second and third run find nothing to say or to write."""
    assert project.lock().is_written
    assert [(item.rule, item.message) for item in project.check().report.findings] == []
    assert not project.lock().is_written


def test_a_curated_package(tmp_path: Path) -> None:
    _check_settled(_uv(tmp_path, "sample-tool", DEFAULT))


def test_a_package_that_nobody_knows(tmp_path: Path) -> None:
    _check_settled(_uv(tmp_path, "nobody-knows", DEFAULT))


def test_a_package_of_another_index(tmp_path: Path) -> None:
    _check_settled(_uv(tmp_path, "nobody-knows", OTHER, mirrors=False))


def test_a_git_dependency(tmp_path: Path) -> None:
    _check_settled(_uv(tmp_path, "fork", GIT))


@pytest.mark.parametrize("owner", ["sample-corp", "example-works", "nobody"])
def test_an_installed_package_says_where_it_lives(tmp_path: Path, owner: str) -> None:
    project = _uv(tmp_path, "tool", DEFAULT)
    project.install("tool", f"https://github.com/{owner}/tool")
    _check_settled(project)
    assert ("nobody" in project.text) is False


def test_a_document_says_where_a_package_lives(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("bom.json", bom(component("pkg:pypi/tool@1.0", "https://github.com/sample-corp/tool")))
    _check_settled(project)


def test_an_unreserved_prefix_that_leads_outside(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("bom.json", bom(component("pkg:nuget/Sample.Tools@1.0")))
    _check_settled(project)
    assert 'reason = "by-seat"' in project.text


def test_an_unreserved_prefix_that_leads_inside(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("bom.json", bom(component("pkg:nuget/Works.Tools@1.0")))
    _check_settled(project)


def test_an_installed_git_dependency(tmp_path: Path) -> None:
    project = _uv(tmp_path, "fork", GIT)
    project.install("fork", "https://github.com/sample-corp/fork")
    _check_settled(project)


def test_an_installed_package_of_another_index(tmp_path: Path) -> None:
    project = _uv(tmp_path, "tool", OTHER, mirrors=False)
    project.install("tool", "https://github.com/sample-corp/tool")
    _check_settled(project)


def test_a_document_says_where_a_package_of_another_index_lives(tmp_path: Path) -> None:
    project = Project(tmp_path)
    purl = "pkg:pypi/tool@1.0?repository_url=https:%2F%2Findex.example%2Fsimple"
    project.write("bom.json", bom(component(purl, "https://github.com/sample-corp/tool")))
    _check_settled(project)


def test_an_installed_package_that_contradicts_itself(tmp_path: Path) -> None:
    project = _uv(tmp_path, "tool", DEFAULT)
    project.install("tool", "https://github.com/sample-corp/tool", "https://github.com/example-works/tool")
    _check_settled(project)
    assert 'reason = "conflicting"' in project.text


def test_a_document_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    project = Project(tmp_path)
    with Path(os.fsdecode(os.fsencode(project.folder) + b"/bill\xff.cdx.json")).open("w") as file:
        file.write(bom(component("pkg:pypi/tool@1.0", "https://github.com/sample-corp/tool")))
    _check_settled(project)


def test_a_file_that_came_through_git_for_another_system_is_the_same(tmp_path: Path) -> None:
    project = _uv(tmp_path, "sample-tool", DEFAULT)
    project.lock()
    project.file.write_bytes(project.text.replace("\n", "\r\n").encode())
    assert [item.rule for item in project.check().report.findings] == []
