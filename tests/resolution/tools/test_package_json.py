"""What of a `package.json` npm gets to see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from depsov.errors import ResolutionError
from depsov.resolution.tools._package_json import Reduced, reduced


def _reduced(top: Mapping[str, Any], **members: Mapping[str, Any]) -> Reduced:
    documents = {"package.json": json.dumps(top).encode()}
    documents |= {f"packages/{name}/package.json": json.dumps(table).encode() for name, table in members.items()}
    return reduced(documents, lambda name: name.startswith("@acme/"))


def _top(found: Reduced) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(found.files["package.json"])
    return table


def test_only_what_decides_versions_stays() -> None:
    manifest = {
        "name": "top",
        "version": "1.0.0",
        "dependencies": {"a": "^1.0.0"},
        "devDependencies": {"b": "latest"},
        "optionalDependencies": {"c": ">=1 <3 || 5.x"},
        "peerDependencies": {"d": "*"},
        "peerDependenciesMeta": {"d": {"optional": True, "note": "x"}, "a": {"optional": "yes"}},
    }
    others = {
        "scripts": {"preinstall": "x"},
        "bin": "x.js",
        "engines": {"node": ">99"},
        "os": ["none"],
        "devEngines": {"runtime": {"name": "none"}},
        "packageManager": "yarn@9",
        "config": {"script-shell": "x"},
        "bundleDependencies": ["a"],
        "publishConfig": {"registry": "x"},
        "author": "Example Works",
    }
    found = _reduced(manifest | others)
    assert _top(found) == manifest | {"private": True, "peerDependenciesMeta": {"d": {"optional": True}}}
    assert found.left_out == ()


FROM_A_REGISTRY = [
    "^1.2.3", "~1.2", "1.x", "*", "", ">=1.0.0 <2.0.0", "1.0.0 - 2.0.0", "^1 || ^2", "latest", "next-11", "v1.0.0",
    "=1.0.0-beta.1+build", "npm:other@^1", "npm:@scope/other", "npm:@scope/other@latest",
]  # fmt: skip
FROM_ELSEWHERE = [
    "git+https://git.example/a.git", "git+ssh://git@git.example:a/b.git", "git://git.example/a.git", "team/name",
    "github:team/name", "gist:1234", "https://files.example/a.tgz", "http://files.example/a", "file:../a", "./a",
    "../a", "/a", "~/a", "a.tgz", "a.tar.gz", "A.TGZ", ".", "..", "link:../a", "portal:../a", "patch:a@npm%3A1#x",
    "catalog:", "workspace:*", "jsr:@scope/a@1", "exec:./x.js", "npm:other@file:../a", "npm:other@team/name",
    "npm:../../a@1", "git@git.example:team/name.git", "C:\\a", "^1.0.0\n--git=x", 1, None, {"version": "1"},
]  # fmt: skip


@pytest.mark.parametrize("wish", FROM_A_REGISTRY)
def test_wish_that_a_registry_meets_stays_as_it_is(wish: str) -> None:
    assert _top(_reduced({"dependencies": {"a": wish}}))["dependencies"] == {"a": wish}


@pytest.mark.parametrize("wish", FROM_ELSEWHERE)
def test_wish_that_npm_would_fetch_from_elsewhere_is_taken_out(wish: Any) -> None:
    found = _reduced({"dependencies": {"a": wish, "b": "1.0.0"}})
    assert _top(found)["dependencies"] == {"b": "1.0.0"}
    assert found.left_out == ("a",)


@pytest.mark.parametrize("field", ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"])
def test_it_is_taken_out_of_every_field(field: str) -> None:
    assert _top(_reduced({field: {"a": "team/name"}})) == {"private": True}


def test_withheld_names_are_taken_out_by_alias_too() -> None:
    found = _reduced({"dependencies": {"@acme/a": "1", "b": "npm:@acme/b@1", "c": "1"}, "overrides": {"@acme/d": "1"}})
    assert _top(found) == {"private": True, "dependencies": {"c": "1"}}
    assert found.left_out == ("@acme/a", "@acme/d", "b")


def test_text_that_is_no_name_is_taken_out_and_not_repeated() -> None:
    found = _reduced({"dependencies": {"../../a": "1", "a b": "1", "--git=x": "1"}})
    assert _top(found) == {"private": True}
    assert found.left_out == ()


def test_members_are_named_one_by_one_and_asked_for_in_any_version() -> None:
    found = _reduced(
        {"name": "top", "workspaces": ["packages/*", "!packages/b"], "dependencies": {"a": "workspace:^"}},
        b={"name": "b", "dependencies": {"a": "^9.0.0", "top": "1.0.0"}, "peerDependencies": {"b": "file:../b"}},
        a={"name": "a", "version": "1.0.0-beta", "workspaces": ["x"], "overrides": {"c": "1"}},
    )
    assert _top(found)["workspaces"] == ["packages/a", "packages/b"]
    assert _top(found)["dependencies"] == {"a": "*"}
    assert json.loads(found.files["packages/b/package.json"]) == {
        "private": True,
        "name": "b",
        "dependencies": {"a": "*"},
        "peerDependencies": {"b": "*"},
    }
    assert json.loads(found.files["packages/a/package.json"]) == {
        "private": True,
        "name": "a",
        "version": "1.0.0-beta",
    }
    assert found.left_out == ()  # what is the project's own is not missing


OVERRIDES = [
    ({"b": "^2"}, {"b": "^2"}),
    ({"b": "$a"}, {"b": "$a"}),
    ({"b": "$gone", "c": "1"}, {"c": "1"}),
    ({"b": "git+https://git.example/b.git"}, None),
    ({"a": {".": "1.0.0", "b": {"c": "2.0.0", "d": "team/name"}}}, {"a": {".": "1.0.0", "b": {"c": "2.0.0"}}}),
    ({"b@^1": "1.2.3", "@scope/b@2": "npm:c@1"}, {"b@^1": "1.2.3", "@scope/b@2": "npm:c@1"}),
    ({"b": ["1"]}, None),
]


@pytest.mark.parametrize(("overrides", "kept"), OVERRIDES)
def test_overrides_stay_where_a_registry_meets_them(overrides: dict[str, Any], kept: dict[str, Any] | None) -> None:
    found = _reduced({"dependencies": {"a": "1.0.0", "gone": "team/name"}, "overrides": overrides})
    assert _top(found).get("overrides") == kept


@pytest.mark.parametrize(("field", "value"), [("name", "My App!/x"), ("name", 1), ("version", "1.0"), ("version", {})])
def test_name_or_version_that_npm_would_refuse_is_left_away(field: str, value: Any) -> None:
    assert _top(_reduced({field: value})) == {"private": True}


BROKEN = [
    ('{"dependencies": ', "package.json: not JSON"),
    ('{"dependencies": []}', "package.json: dependencies: expected a table"),
    ("[]", "package.json: expected a table at the top"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_broken_manifest_is_an_error_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ResolutionError, match=message):
        reduced({"package.json": text.encode()}, lambda _: False)


@pytest.mark.parametrize("path", ["../a/package.json", "/a/package.json", "a/*/package.json", "a/{b,c}/package.json"])
def test_path_that_leads_elsewhere_is_an_error(path: str) -> None:
    with pytest.raises(ResolutionError, match="member of the workspace"):
        reduced({"package.json": b"{}", path: b"{}"}, lambda _: False)
