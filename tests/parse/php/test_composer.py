"""What the case folders of `composer.lock` do not show well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from depsov.model import Parsed, Source, SourceKind
from depsov.parse.php._composer_sources import Repositories, source_of_entry
from depsov.purl import build
from depsov.registries import is_default, registry_of
from tests.parse.written import direct, node, read, requires, root

INDEX = {"notification-url": "https://registry.example.org/downloads/"}


def package(name: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "version": "1.0.0", **INDEX, **members}


def parsed_of(folder: Path, *packages: Any, dev: Any = (), manifest: Any = None, **files: str) -> Parsed:
    lock = json.dumps({"packages": list(packages), "packages-dev": list(dev)}, indent=4)
    beside = {} if manifest is None else {"composer.json": json.dumps(manifest, indent=4)}
    return read(folder, "composer", "composer.lock", {"composer.lock": lock} | beside | files)


# --- names --------------------------------------------------------------------------------------------------------


def test_virtual_package_is_what_provides_or_replaces_it(tmp_path: Path) -> None:
    parsed = parsed_of(
        tmp_path,
        package("a/client", require={"psr/http-client-implementation": "*", "illuminate/support": "*"}),
        package("b/curl", provide={"psr/http-client-implementation": "1.0"}),
        package("c/mock", provide={"Psr/Http-Client-Implementation": "1.0"}),
        package("d/framework", replace={"illuminate/support": "self.version"}),
    )
    assert requires(parsed, "a/client") == ["b/curl", "c/mock", "d/framework"]


def test_package_of_that_name_comes_before_those_that_provide_it(tmp_path: Path) -> None:
    parsed = parsed_of(
        tmp_path, package("a/a", require={"psr/log": "*"}), package("psr/log"), package("b/b", provide={"psr/log": "*"})
    )
    assert requires(parsed, "a/a") == ["psr/log"]


def test_what_is_for_development_only_provides_nothing_to_the_others(tmp_path: Path) -> None:
    parsed = parsed_of(
        tmp_path,
        package("a/client", require={"virtual/thing": "*"}),
        package("b/thing", provide={"virtual/thing": "*"}),
        dev=[package("c/thing", provide={"virtual/thing": "*"}), package("d/test", require={"virtual/thing": "*"})],
    )
    assert requires(parsed, "a/client") == ["b/thing"]
    assert requires(parsed, "d/test") == ["b/thing", "c/thing"]


def test_package_does_not_require_itself(tmp_path: Path) -> None:
    parsed = parsed_of(tmp_path, package("a/a", require={"a/a": "*", "a/b": "*"}, replace={"a/b": "*"}))
    assert requires(parsed, "a/a") == []


@pytest.mark.parametrize(
    "name",
    ["php", "PHP", "php-64bit", "hhvm", "ext-json", "ext-zend-opcache", "lib-icu", "composer", "composer-plugin-api"],
)
def test_platform_is_no_package(tmp_path: Path, name: str) -> None:
    parsed = parsed_of(tmp_path, package("a/a", require={name: "*"}), manifest={"require": {name: "*", "a/a": "*"}})
    assert [node.name for node in parsed.nodes] == ["a/a"]
    assert not parsed.problems


def test_names_are_compared_in_lower_case(tmp_path: Path) -> None:
    parsed = parsed_of(
        tmp_path,
        package("Acme/Quay", require={"ACME/Crane": "*"}),
        package("acme/crane"),
        manifest={"require": {"acme/QUAY": "*"}},
    )
    assert requires(parsed, "acme/quay") == ["acme/crane"]
    assert direct(parsed, "") == {"acme/quay": "runtime"}
    assert node(parsed, "acme/quay").line == 4


# --- projects -----------------------------------------------------------------------------------------------------


def test_project_may_ask_for_a_virtual_package(tmp_path: Path) -> None:
    manifest = {"require": {"psr/log-implementation": "*"}}
    parsed = parsed_of(tmp_path, package("monolog/monolog", provide={"psr/log-implementation": "*"}), manifest=manifest)
    assert direct(parsed, "") == {"monolog/monolog": "runtime"}
    assert not parsed.problems


def test_what_the_project_replaces_itself_is_not_missing(tmp_path: Path) -> None:
    manifest = {"require": {"symfony/polyfill-php80": "*"}, "replace": {"symfony/polyfill-php80": "*"}}
    assert not parsed_of(tmp_path, manifest=manifest).problems


def test_manifest_of_another_name_is_found(tmp_path: Path) -> None:
    lock = json.dumps({"packages": [package("a/a")]})
    files = {"composer-next.lock": lock, "composer-next.json": '{"require-dev": {"a/a": "*"}}'}
    assert direct(read(tmp_path, "composer", "composer-next.lock", files), "") == {"a/a": "development"}


def test_own_package_outside_of_the_tree_is_no_project_of_it(tmp_path: Path) -> None:
    own = [
        package(f"acme/{number}", dist={"type": "path", "url": url}) for number, url in enumerate(["../a", "/b", "c"])
    ]
    parsed = parsed_of(tmp_path, *own, **{"c/composer.json": "{}"})
    assert [root.path for root in parsed.roots] == ["c"]
    assert all(node.own for node in parsed.nodes)


def test_own_package_for_development_keeps_its_scope(tmp_path: Path) -> None:
    own = package("acme/lint", dist={"type": "path", "url": "tools/lint"}, require={"a/a": "*"})
    parsed = parsed_of(tmp_path, dev=[own, package("a/a")], **{"tools/lint/composer.json": "{}"})
    assert root(parsed, "tools/lint").name == "acme/lint"
    assert direct(parsed, "tools/lint") == {"a/a": "development"}


# --- sources ------------------------------------------------------------------------------------------------------

GIT = {"type": "git", "url": "https://git.example.org/acme/quay.git", "reference": "1"}


@pytest.mark.parametrize(
    ("entry", "kind", "url"),
    [
        ({}, SourceKind.INDEX, None),
        ({**INDEX, "source": GIT}, SourceKind.INDEX, "https://registry.example.org"),
        (
            {"notification-url": "https://packages.example.org/8/downloads"},
            SourceKind.INDEX,
            "https://packages.example.org/8",
        ),
        ({"notification-url": "nonsense"}, SourceKind.INDEX, None),
        ({"source": GIT}, SourceKind.GIT, "https://git.example.org/acme/quay.git"),
        (
            {"source": GIT, "dist": {"type": "zip", "url": "https://api.git.example.org/acme/quay/zipball/1"}},
            SourceKind.GIT,
            "https://git.example.org/acme/quay.git",
        ),
        (
            {
                "source": {"type": "git", "url": "git@git.example.org:acme/quay.git"},
                "dist": {"url": "https://git.example.org/1.zip"},
            },
            SourceKind.GIT,
            "git@git.example.org:acme/quay.git",
        ),
        (
            {"source": GIT, "dist": {"type": "zip", "url": "https://mirror.example.org/acme/quay/1.zip"}},
            SourceKind.INDEX,
            "https://mirror.example.org",
        ),
        (
            {"source": GIT, "dist": {"url": "https://satis.example.org/d/1.zip"}},
            SourceKind.INDEX,
            "https://satis.example.org/all",
        ),
        ({"dist": {"url": "https://satis.example.org/d/1.zip"}}, SourceKind.INDEX, "https://satis.example.org/all"),
        (
            {"dist": {"url": "https://files.example.org/1.zip?token=1"}},
            SourceKind.URL,
            "https://files.example.org/1.zip",
        ),
        ({"dist": {"type": "path", "url": "packages/quay"}}, SourceKind.PATH, None),
        ({"dist": {"type": "zip", "url": "var/packages/quay.zip"}}, SourceKind.PATH, None),
        ({"source": {"type": "git", "url": "/srv/git/quay.git"}}, SourceKind.PATH, None),
        ({"source": "text", "dist": ["text"]}, SourceKind.INDEX, None),
    ],
)
def test_source_of_an_entry(entry: dict[str, Any], kind: SourceKind, url: str | None) -> None:
    repositories = Repositories([{"type": "composer", "url": "https://satis.example.org/all/"}])
    assert source_of_entry(entry, repositories) == Source(kind=kind, url=url)


def test_packages_of_the_default_registry_are_known_by_the_address_that_it_counts_downloads_at() -> None:
    registry = registry_of("composer")
    assert registry is not None
    source = source_of_entry({"notification-url": f"{registry.base_url}/downloads/", "source": GIT}, Repositories())
    assert source.url is not None
    assert is_default("composer", source.url)


def test_package_of_npm_is_one_wherever_it_is_passed_on(tmp_path: Path) -> None:
    def asset(name: str, url: str) -> dict[str, Any]:
        return {"name": name, "version": "1.0.0", "dist": {"type": "tar", "url": url}}

    parsed = parsed_of(
        tmp_path,
        asset("npm-asset/jquery", "https://npm.example.org/jquery/-/jquery-1.0.0.tgz"),
        asset("npm-asset/harbour--map", "https://npm.example.org/@harbour/map/-/map-1.0.0.tgz"),
        asset("npm-asset/other", "https://npm.example.org/jquery/-/jquery-1.0.0.tgz"),
        asset("npm-asset/archive", "https://files.example.org/archive.tgz"),
    )
    assert [build(node.ecosystem, node.name) for node in parsed.nodes] == [
        "pkg:npm/jquery",
        "pkg:npm/%40harbour/map",
        "pkg:composer/npm-asset/other",
        "pkg:composer/npm-asset/archive",
    ]


# --- evidence -----------------------------------------------------------------------------------------------------


def evidence(folder: Path, **members: Any) -> list[tuple[str, str | None]]:
    found = node(parsed_of(folder, package("a/a", **members)), "a/a").evidence
    return [(item.kind.value, item.identity or item.text) for item in found]


def test_evidence_is_what_the_links_say(tmp_path: Path) -> None:
    links = {
        "source": {"type": "git", "url": "https://github.com/harbour/quay.git"},
        "homepage": "https://harbour.example.org/quay",
        "support": {
            "source": "https://gitlab.com/cranes/quay",
            "issues": "https://codeberg.org/tides/quay/issues",
            "docs": "https://docs.example.org/",
        },
        "funding": [{"type": "opencollective", "url": "https://opencollective.com/quay"}],
    }
    assert evidence(tmp_path, **links) == [
        ("repository", "github:harbour"),
        ("domain", "domain:example.org"),
        ("repository", "gitlab:cranes"),
        ("hint", "codeberg:tides"),
        ("hint", "funding: opencollective.com/quay"),
    ]


def test_pages_of_the_repository_say_nothing_new(tmp_path: Path) -> None:
    links = {
        "source": {"type": "git", "url": "https://github.com/harbour/quay.git"},
        "support": {
            "source": "https://github.com/harbour/quay/tree/1.0.0",
            "issues": "https://github.com/harbour/issues/issues",
        },
    }
    assert evidence(tmp_path, **links) == [("repository", "github:harbour")]


def test_people_are_not_read(tmp_path: Path) -> None:
    people = {
        "authors": [{"name": "Somebody", "email": "somebody@example.org", "homepage": "https://github.com/somebody"}],
        "support": {
            "email": "somebody@example.org",
            "chat": "https://github.com/somebody",
            "irc": "irc://irc.example.org/a",
        },
        "funding": [
            {"type": "github", "url": "https://github.com/somebody"},
            {"url": "https://somebody.example/donate"},
        ],
    }
    assert evidence(tmp_path, **people) == [("hint", "funding: github.com")]


@pytest.mark.parametrize("value", [None, 5, [], {}, "", "text", [5], {"source": 5, "url": []}])
def test_links_of_another_type_are_none(tmp_path: Path, value: Any) -> None:
    assert evidence(tmp_path, source=value, homepage=value, support=value, funding=value) == []


@pytest.mark.parametrize("version", ["1.0\u202e", "1.0\n", "<b>1</b>", "1.0 ", "", "1" * 301])
def test_text_that_is_no_version_is_a_problem(tmp_path: Path, version: str) -> None:
    parsed = parsed_of(tmp_path, package("acme/quay", version=version), package("acme/crane", version="dev-feat/#1"))

    assert [node.version for node in parsed.nodes] == ["dev-feat/#1"]
    assert ["is no version" in problem.message for problem in parsed.problems] == [True]
