"""What the case folders of `pnpm-lock.yaml` cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.errors import DocumentError
from depsov.model import Parsed
from tests.parse.written import direct, node, read, root


def parsed_of(folder: Path, text: str, **files: str) -> Parsed:
    return read(folder, "pnpm", "pnpm-lock.yaml", {"pnpm-lock.yaml": text} | files)


KEYS = [
    ("5.1", "/ms/2.1.3", "ms", "2.1.3"),
    ("5.3", "/@babel/core/7.16.0_@types+x@1.0.0", "@babel/core", "7.16.0"),
    ("5.4", "/a/1.0.0-rc.1_b@2.0.0+c@3.0.0", "a", "1.0.0-rc.1"),
    ("'6.0'", "/@babel/core@7.16.0(x@1.0.0)(y@2.0.0)", "@babel/core", "7.16.0"),
    ("'6.1'", "/ms@2.1.3", "ms", "2.1.3"),
    ("'9.0'", "'@babel/core@7.16.0'", "@babel/core", "7.16.0"),
    ("'9.0'", "ms@2.1.3-rc.1", "ms", "2.1.3-rc.1"),
    ("'9.0'", "node@runtime:26.7.0", "node", "26.7.0"),
    ("'9.0'", "ms@file:vendored/ms.tgz", "ms", None),
]


@pytest.mark.parametrize(("version", "key", "name", "number"), KEYS)
def test_name_and_version_of_a_key(tmp_path: Path, version: str, key: str, name: str, number: str | None) -> None:
    text = f"lockfileVersion: {version}\n\npackages:\n\n  {key}:\n    resolution: {{integrity: sha512-x}}\n"
    (found,) = (found for found in parsed_of(tmp_path, text).nodes if not found.own)
    assert (found.name, found.version, found.line) == (name, number, 5)


def test_same_package_with_other_peers_is_a_node_of_its_own(tmp_path: Path) -> None:
    text = (
        "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {integrity: x}\n"
        "snapshots:\n  a@1.0.0(b@1.0.0): {}\n  a@1.0.0(b@2.0.0(c@1.0.0)): {}\n"
    )
    found = [found for found in parsed_of(tmp_path, text).nodes if not found.own]
    assert [(one.key, one.name, one.version, one.line) for one in found] == [
        ("a@1.0.0(b@1.0.0)", "a", "1.0.0", 3),
        ("a@1.0.0(b@2.0.0(c@1.0.0))", "a", "1.0.0", 3),
    ]


def test_links_lead_to_members_from_wherever_they_are_written(tmp_path: Path) -> None:
    text = (
        "lockfileVersion: '9.0'\nimporters:\n"
        "  .: {}\n"
        "  apps/web:\n    dependencies:\n      core: {specifier: 'workspace:*', version: 'link:../../libs/core'}\n"
        "      gone: {specifier: 'link:../gone', version: 'link:../gone'}\n"
        "  libs/core:\n    devDependencies:\n      web: {specifier: 'workspace:*', version: 'link:../../apps/web'}\n"
        "packages:\n  a@1.0.0:\n    resolution: {integrity: x}\n"
        "snapshots:\n  a@1.0.0:\n    dependencies:\n      core: link:libs/core\n"
    )
    parsed = parsed_of(tmp_path, text)
    assert direct(parsed, "apps/web") == {"core": "runtime"}
    assert direct(parsed, "libs/core") == {"web": "development"}
    assert node(parsed, "a").requires == ("link:libs/core",)
    assert node(parsed, "core").requires == ()


def test_lock_in_a_folder_names_paths_from_the_top(tmp_path: Path) -> None:
    text = "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  parts/a: {}\n"
    files = {"web/pnpm-lock.yaml": text, "web/parts/a/package.json": '{"name": "@web/a"}'}
    parsed = read(tmp_path, "pnpm", "web/pnpm-lock.yaml", files)
    assert [(root.name, root.path) for root in parsed.roots] == [("web", "web"), ("@web/a", "web/parts/a")]


def test_one_importer_that_is_no_mapping(tmp_path: Path) -> None:
    parsed = parsed_of(tmp_path, "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  a: b\n")
    assert root(parsed, "").direct == ()
    assert [problem.message for problem in parsed.problems] == [
        "importers.a: is no mapping, or longer than a path can be"
    ]


def test_override_that_removes_a_dependency_does_not_make_the_lock_old(tmp_path: Path) -> None:
    text = "lockfileVersion: '9.0'\noverrides:\n  ms: '-'\nimporters:\n  .: {}\n"
    manifest = '{"name": "top", "dependencies": {"ms": "*", "once": "*"}}'
    parsed = parsed_of(tmp_path, text, **{"package.json": manifest})
    assert direct(parsed, "") == {"once": "runtime"}


def test_merge_conflict_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="merge conflict") as caught:
        parsed_of(tmp_path, "lockfileVersion: '9.0'\n<<<<<<< HEAD\npackages:\n")
    assert caught.value.line == 2
