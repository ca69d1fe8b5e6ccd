"""Installed packages: the right ones are read, nothing else is, and nothing outside the folders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from depsov.evidence import installed
from depsov.evidence._source import Gathered, Surroundings
from depsov.model import Package, Source, SourceKind
from tests.evidence.packages import npm, pypi

REPOSITORY = "git+https://github.com/acme/tool.git"


def put(folder: Path, at: str, version: str = "1.0.0", **fields: object) -> None:
    target = folder / at
    target.mkdir(parents=True)
    manifest = {"name": at, "version": version, "repository": REPOSITORY, **fields}
    (target / "package.json").write_text(json.dumps(manifest), encoding="utf-8")


def gather(packages: Sequence[Package], *folders: Path) -> Gathered:
    return installed.gather(packages, Surroundings(module_folders=folders))


def identities(gathered: Gathered, package: Package) -> list[str | None]:
    return [evidence.identity for evidence in gathered.evidence.get(package.purl, ())]


def test_repository_and_homepage_are_read(tmp_path: Path) -> None:
    put(tmp_path / "node_modules", "tool", homepage="https://tool.python.org/")
    found = gather([npm("tool")], tmp_path / "node_modules")
    assert identities(found, npm("tool")) == ["github:acme", "domain:python.org"]
    assert not found.problems


@pytest.mark.parametrize(
    "repository",
    ["acme/tool", "github:acme/tool", {"type": "git", "url": REPOSITORY, "directory": "part"}, [REPOSITORY]],
)
def test_every_form_of_the_repository_field_is_read(tmp_path: Path, repository: object) -> None:
    put(tmp_path, "tool", repository=repository)
    assert identities(gather([npm("tool")], tmp_path), npm("tool")) == ["github:acme"]


@pytest.mark.parametrize("repository", [None, 1, {}, [], {"url": 1}, {"url": ["x"]}, [[]], ""])
def test_a_field_of_another_type_is_passed_over(tmp_path: Path, repository: object) -> None:
    put(tmp_path, "tool", repository=repository)
    found = gather([npm("tool")], tmp_path)
    assert not found.evidence
    assert not found.problems


def test_scoped_nested_and_stored_packages_are_found(tmp_path: Path) -> None:
    put(tmp_path, "@acme/part")
    put(tmp_path / "@acme/part/node_modules", "inner", "2.0.0")
    put(tmp_path, "outer")
    put(tmp_path / "outer/node_modules/nested/node_modules", "inner", "3.0.0")
    put(tmp_path / ".pnpm/stored@1.0.0/node_modules", "stored")
    wanted = [npm("@acme/part"), npm("inner", "2.0.0"), npm("inner", "3.0.0"), npm("stored")]
    assert set(gather(wanted, tmp_path).evidence) == {package.purl for package in wanted}


def test_name_and_version_must_be_those_of_the_graph(tmp_path: Path) -> None:
    put(tmp_path, "tool", "2.0.0")
    put(tmp_path, "alias", name="other")
    assert not gather([npm("tool", "1.0.0"), npm("alias")], tmp_path).evidence


def test_only_packages_of_the_registry_are_looked_for(tmp_path: Path) -> None:
    put(tmp_path, "tool")
    other = npm("tool", source=Source(kind=SourceKind.INDEX, url="https://packages.acme.example"))
    assert not gather([other, pypi("tool"), npm("tool", None)], tmp_path).evidence


def test_no_link_is_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    put(outside, "tool")
    put(outside, "linked")
    modules = tmp_path / "project" / "node_modules"
    modules.mkdir(parents=True)
    (modules / "tool").symlink_to(outside / "tool")
    (modules / "linked").mkdir()
    (modules / "linked" / "package.json").symlink_to(outside / "linked" / "package.json")
    (modules / "loop").mkdir()
    (modules / "loop" / "node_modules").symlink_to(modules)
    (modules / "away").mkdir()
    (modules / "away" / "node_modules").symlink_to(outside)
    assert not gather([npm("tool"), npm("linked")], modules).evidence


def test_a_broken_manifest_is_a_problem_and_the_rest_is_read(tmp_path: Path) -> None:
    put(tmp_path, "tool")
    for name, text in [("broken", "{"), ("list", "[]"), ("empty", ""), ("large", " " * 1_100_000)]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "package.json").write_text(text, encoding="utf-8")
    found = gather([npm(name) for name in ("tool", "broken", "list", "empty", "large")], tmp_path)
    assert list(found.evidence) == [npm("tool").purl]
    assert [problem.subject for problem in found.problems] == [
        "node_modules/broken/package.json",
        "node_modules/empty/package.json",
        "node_modules/large/package.json",
        "node_modules/list/package.json",
    ]


def test_a_folder_that_is_not_there_is_no_problem(tmp_path: Path) -> None:
    found = gather([npm("tool")], tmp_path / "node_modules")
    assert not found.evidence
    assert not found.problems
