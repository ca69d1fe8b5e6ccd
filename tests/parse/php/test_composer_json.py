"""What the case folders of `composer.json` do not show well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from depsov.model import REGISTRY, Source, SourceKind
from depsov.parse.php._composer_sources import SOMEWHERE, Repositories
from tests.parse.written import direct, node, read


@pytest.mark.parametrize(
    ("constraint", "version"),
    [
        ("6.4.15", "6.4.15"),
        ("v6.4.15", "v6.4.15"),
        ("=6.4.15", "6.4.15"),
        (" == 1.0 ", "1.0"),
        ("2.4.0.1", "2.4.0.1"),
        ("4.0.0-RC1", "4.0.0-RC1"),
        ("1.0.0-beta.2", "1.0.0-beta.2"),
        ("1.0.0@dev", "1.0.0"),
        ("4.0 as 3.0", "4.0"),
        ("dev-main", "dev-main"),
        ("dev-feature/quay#0ab1c2d", "dev-feature/quay"),
        ("dev-main as 2.x-dev", "dev-main"),
        ("5", None),
        ("^6.4", None),
        ("~6.4.15", None),
        (">=6.4.15", None),
        ("6.4.*", None),
        ("6.4.15 || 7.0.0", None),
        ("6.4.15|7.0.0", None),
        ("1.0 - 2.0", None),
        ("!=6.4.15", None),
        ("*", None),
        ("@stable", None),
        ("self.version", None),
        ("", None),
    ],
)
def test_version_is_known_where_one_is_pinned(tmp_path: Path, constraint: str, version: str | None) -> None:
    text = json.dumps({"require": {"a/a": constraint}})
    assert node(read(tmp_path, "composer-json", "composer.json", {"composer.json": text}), "a/a").version == version


def test_packages_of_path_repositories_are_the_projects_own(tmp_path: Path) -> None:
    files: dict[str, Any] = {
        "composer.json": {
            "name": "harbour/office",
            "require": {"harbour/tides": "*", "psr/log": "^3.0"},
            "repositories": [{"type": "path", "url": "./packages/*"}, {"type": "path", "url": "tools/lint/"}],
        },
        "packages/tides/composer.json": {"name": "Harbour/Tides", "require": {"psr/clock": "1.0.0"}},
        "packages/unused/composer.json": {"name": "harbour/unused", "require-dev": {"harbour/lint": "*"}},
        "tools/lint/composer.json": {"name": "harbour/lint", "require": {"psr/log": "^3.0"}},
        "elsewhere/composer.json": {"name": "harbour/elsewhere"},
    }
    written = {path: json.dumps(table, indent=4) for path, table in files.items()}
    parsed = read(tmp_path, "composer-json", "composer.json", written)
    assert [root.path for root in parsed.roots] == ["", "packages/tides", "packages/unused", "tools/lint"]
    assert direct(parsed, "") == {"harbour/tides": "runtime", "psr/log": "runtime"}
    assert direct(parsed, "packages/unused") == {"harbour/lint": "development"}
    assert [(node.name, node.file) for node in parsed.nodes if not node.own] == [
        ("psr/log", None),
        ("psr/clock", "packages/tides/composer.json"),
    ]


def test_path_repository_without_manifest_is_the_projects_own(tmp_path: Path) -> None:
    table = {"require": {"harbour/lint": "*"}, "repositories": [{"type": "path", "url": "../lint"}]}
    parsed = read(tmp_path, "composer-json", "composer.json", {"composer.json": json.dumps(table)})
    assert direct(parsed, "") == {}


INDEX = {"type": "composer", "url": "https://satis.example.org"}
OTHER = {"type": "composer", "url": "https://other.example.org"}
SATIS = Source(kind=SourceKind.INDEX, url="https://satis.example.org")


@pytest.mark.parametrize(
    ("declared", "source"),
    [
        (None, REGISTRY),
        ([], REGISTRY),
        (["text", 5, {"type": "composer"}, {"url": "https://satis.example.org"}], REGISTRY),
        ([INDEX], SOMEWHERE),
        ([INDEX, {"packagist.org": False}], SATIS),
        ([INDEX, INDEX, {"packagist": False}], SATIS),
        ([INDEX, OTHER, {"packagist.org": False}], SOMEWHERE),
        ({"ours": INDEX, "packagist.org": False}, SATIS),
        ([{"packagist.org": False}], SOMEWHERE),
        ([{**INDEX, "only": ["acme/*"]}], SATIS),
        ([{**INDEX, "only": ["other/*"]}], REGISTRY),
        ([{**INDEX, "only": ["Acme/Quay"]}, OTHER], SATIS),
        ([{"type": "vcs", "url": "https://git.example.org/php/quay.git"}], "https://git.example.org/php/quay.git"),
        ([{"type": "git", "url": "git@git.example.org:acme-quay"}], "git@git.example.org:acme-quay"),
        ([{"type": "vcs", "url": "https://git.example.org/acme/crane"}], REGISTRY),
        ([{"type": "package", "package": {"name": "acme/Quay"}}, INDEX], SOMEWHERE),
        ([{"type": "path", "url": "packages/quay/"}], Source(kind=SourceKind.PATH)),
    ],
)
def test_source_is_what_the_repositories_leave_open(declared: Any, source: Source | str) -> None:
    expected = Source(kind=SourceKind.GIT, url=source) if isinstance(source, str) else source
    assert Repositories(declared).source_of("acme/quay") == expected


def test_lines_are_those_of_the_first_table_that_names_a_package(tmp_path: Path) -> None:
    text = '{\n"suggest": {"a/a": "for a"},\n"require": {\n"b/b": "*",\n"A/A": "*"},\n"require-dev": {"a/a": "*"}}'
    parsed = read(tmp_path, "composer-json", "composer.json", {"composer.json": text})
    assert {node.name: node.line for node in parsed.nodes if not node.own} == {"b/b": 4, "a/a": 5}
    assert direct(parsed, "") == {"b/b": "runtime", "a/a": "runtime"}


def test_long_lists_of_repositories_are_read_once() -> None:
    vcs = [{"type": "vcs", "url": f"https://git.example.org/acme/php-quay{number}.git"} for number in range(900)]
    only = [f"harbour{number}/*" for number in range(900)]
    found = Repositories([*vcs, {"type": "composer", "url": "https://registry.example.org", "only": only}])

    assert found.source_of("acme/quay899").url == "https://git.example.org/acme/php-quay899.git"
    assert found.source_of("harbour899/crane").url == "https://registry.example.org"
    assert {found.source_of(f"acme/crane{number}") for number in range(5000)} == {REGISTRY}


def test_index_with_more_patterns_than_are_looked_at_may_serve_anything() -> None:
    only = [f"harbour{number}/*" for number in range(1001)]

    found = Repositories([{"type": "composer", "url": "https://registry.example.org", "only": only}])

    assert found.source_of("acme/quay").kind is SourceKind.INDEX
