"""`bun.lock`: what the case folders do not show well."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from depsov.model import SourceKind
from tests.parse.written import direct, node, read, requires


def lock(packages: Mapping[str, object], workspaces: Mapping[str, object] | None = None) -> str:
    members = {"": {"name": "portal"}} if workspaces is None else workspaces
    return json.dumps({"lockfileVersion": 1, "workspaces": members, "packages": packages}, indent=2)


def test_a_name_leads_to_the_nearest_package(tmp_path: Path) -> None:
    packages = {
        "a": ["a@1.0.0", "", {"dependencies": {"@s/b": "1", "c": "1"}}, ""],
        "@s/b": ["@s/b@1.0.0", "", {}, ""],
        "c": ["c@1.0.0", "", {}, ""],
        "a/@s/b": ["@s/b@2.0.0", "", {"dependencies": {"c": "2", "d": "1"}}, ""],
        "a/@s/b/c": ["c@2.0.0", "", {}, ""],
        "a/d": ["d@1.0.0", "", {}, ""],
    }
    parsed = read(tmp_path, "bun", "bun.lock", {"bun.lock": lock(packages)})
    edges = {item.key: item.requires for item in parsed.nodes}
    assert edges["a"] == ("a/@s/b", "c")
    assert edges["a/@s/b"] == ("a/@s/b/c", "a/d")


def test_an_optional_peer_is_a_wish_that_only_others_fulfil(tmp_path: Path) -> None:
    about = {"peerDependencies": {"b": "*", "c": "*"}, "optionalPeers": ["c"], "optionalDependencies": {"d": "*"}}
    packages = {"a": ["a@1.0.0", "", about, ""]} | {name: [f"{name}@1.0.0", "", {}, ""] for name in "bcd"}
    parsed = read(tmp_path, "bun", "bun.lock", {"bun.lock": lock(packages)})
    assert requires(parsed, "a") == ["b", "d"]


def test_an_optional_peer_of_the_project_is_none_of_its_dependencies(tmp_path: Path) -> None:
    top = {"name": "portal", "peerDependencies": {"a": "*", "b": "*"}, "optionalPeers": ["b"]}
    packages = {name: [f"{name}@1.0.0", "", {}, ""] for name in "ab"}
    parsed = read(tmp_path, "bun", "bun.lock", {"bun.lock": lock(packages, {"": top})})
    assert direct(parsed, "") == {"a": "runtime"}


@pytest.mark.parametrize(
    ("entry", "kind", "url"),
    [
        (["a@1.0.0", ""], "registry", None),
        (["a@1.0.0", "https://registry.example/npm/a/-/a-1.0.0.tgz"], "index", "https://registry.example/npm"),
        (["a@1.0.0", "https://registry.example/files/0a1b2c"], "index", "https://registry.example"),
        (["a@git+https://reader:secret@git.example.org/team/a.git#0a1b"], "git", "https://git.example.org/team/a.git"),
        (["a@github:team/a#0a1b"], "git", "https://github.com/team/a"),
        (["a@https://downloads.example.org/a.tgz?key=secret"], "url", "https://downloads.example.org/a.tgz"),
        (["a@./a.tgz"], "path", None),
        (["a@root:", {"bin": "a.js"}], "path", None),
        (["a@workspace:packages/a"], "path", None),
    ],
)
def test_an_entry_says_where_a_package_comes_from(
    entry: list[object], kind: str, url: str | None, tmp_path: Path
) -> None:
    parsed = read(tmp_path, "bun", "bun.lock", {"bun.lock": lock({"a": entry})})
    source = node(parsed, "a").source
    assert (source.kind.value, source.url) == (kind, url)
    assert node(parsed, "a").own is (source.kind is SourceKind.PATH)


def test_registries_of_a_scope_stand_in_npmrc(tmp_path: Path) -> None:
    files = {"bun.lock": lock({"@s/a": ["@s/a@1.0.0", ""]}), ".npmrc": "@s:registry=https://registry.example/npm/\n"}
    parsed = read(tmp_path, "bun", "bun.lock", files)
    assert node(parsed, "@s/a").source.url == "https://registry.example/npm"


def test_in_a_lockfile_on_one_line_all_stands_on_the_first(tmp_path: Path) -> None:
    text = json.dumps(json.loads(lock({"a": ["a@1.0.0", ""]})), separators=(",", ":"))
    assert node(read(tmp_path, "bun", "bun.lock", {"bun.lock": text}), "a").line == 1


def test_what_another_member_has_locked_is_not_missed(tmp_path: Path) -> None:
    files = {
        "bun.lock": lock({"a": ["a@1.0.0", ""], "b": ["b@1.0.0", ""]}),
        "package.json": '{"name": "portal", "dependencies": {"a": "^1", "alias": "npm:b@^1"}}',
    }
    parsed = read(tmp_path, "bun", "bun.lock", files)
    assert direct(parsed, "") == {"a": "runtime", "b": "runtime"}


def test_member_outside_of_the_tree_is_no_place_of_its_own(tmp_path: Path) -> None:
    members = {"": {"name": "portal"}, "../../etc": {"dependencies": {"a": "1"}}, "/etc": {"dependencies": {"a": "1"}}}
    text = json.dumps({"lockfileVersion": 1, "workspaces": members, "packages": {"a": ["a@1.0.0", ""]}})
    assert {item.path for item in read(tmp_path, "bun", "bun.lock", {"bun.lock": text}).roots} == {""}
