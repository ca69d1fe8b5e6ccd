"""`deno.lock`: what the case folders do not show well."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.parse.written import direct, read, requires, root

NPM = {"a@1.0.0_b@2.0.0__c@3.0.0": {"dependencies": ["b"]}, "b@2.0.0": {}}


def lock(**members: object) -> str:
    return json.dumps({"version": "5", **members}, indent=2)


def test_peers_behind_a_version_are_no_part_of_it(tmp_path: Path) -> None:
    text = lock(specifiers={"npm:a@1": "1.0.0_b@2.0.0__c@3.0.0"}, npm=NPM)
    parsed = read(tmp_path, "deno", "deno.lock", {"deno.lock": text})
    assert [(node.name, node.version) for node in parsed.nodes] == [("a", "1.0.0"), ("b", "2.0.0")]
    assert requires(parsed, "a") == ["b"]
    assert direct(parsed, "") == {"a": "runtime"}


def test_package_json_tells_what_a_package_is_for(tmp_path: Path) -> None:
    workspace = {"packageJson": {"dependencies": ["npm:a@1", "npm:b@2", "npm:@jsr/std__path@1"]}}
    specifiers = {"npm:a@1": "1.0.0_b@2.0.0__c@3.0.0", "npm:b@2": "2.0.0"}
    manifest = {"name": "portal", "dependencies": {"c": "^1"}, "devDependencies": {"other": "npm:a@1", "b": "2"}}
    files = {
        "deno.lock": lock(specifiers=specifiers, npm=NPM, workspace=workspace),
        "package.json": json.dumps(manifest),
    }
    parsed = read(tmp_path, "deno", "deno.lock", files)
    assert direct(parsed, "") == {
        "a": "development",
        "b": "development",
        "@jsr/std__path": "runtime",
        "c": "runtime",
    }
    assert [problem.message for problem in parsed.problems] == [
        "is older than its manifest, which asks for c: shown without version"
    ]


def test_a_package_json_that_deno_does_not_use_is_left_to_its_own_reader(tmp_path: Path) -> None:
    files = {"deno.lock": lock(npm=NPM), "package.json": '{"name": "portal", "dependencies": {"c": "1"}}'}
    parsed = read(tmp_path, "deno", "deno.lock", files)
    assert not parsed.roots
    assert not parsed.problems


def test_wish_without_version_leads_nowhere_where_there_are_several(tmp_path: Path) -> None:
    specifiers = {"npm:a@1": "1.0.0_b@2.0.0__c@3.0.0", "npm:b@1": "1.0.0", "npm:b@2": "2.0.0"}
    text = lock(specifiers=specifiers, npm=NPM | {"b@1.0.0": {}}, workspace={"dependencies": ["npm:a", "npm:b"]})
    parsed = read(tmp_path, "deno", "deno.lock", {"deno.lock": text})
    assert [(found.name, found.version) for found in parsed.nodes if found.version is None] == [("b", None)]
    named = [key.key for key in root(parsed, "").direct]
    assert named == ["npm:a@1.0.0_b@2.0.0__c@3.0.0", "npm:b", "npm:b@1.0.0", "npm:b@2.0.0"]


def test_many_wishes_for_many_versions_take_no_longer_than_they_are_many(tmp_path: Path) -> None:
    versions = range(4000)
    text = lock(
        specifiers={f"npm:a@{number}": f"{number}.0.0" for number in versions},
        npm={f"a@{number}.0.0": {} for number in versions},
        workspace={"dependencies": ["npm:a"] * len(versions)},
    )
    begun = time.perf_counter()
    read(tmp_path, "deno", "deno.lock", {"deno.lock": text})
    assert time.perf_counter() - begun < 3  # it was 15 s


def test_members_are_no_packages(tmp_path: Path) -> None:
    workspace = {"members": {"app": {"dependencies": ["jsr:@portal/map@^1", "npm:b@2"]}}}
    files = {
        "deno.lock": lock(specifiers={"npm:b@2": "2.0.0"}, npm=NPM, workspace=workspace),
        "deno.json": '{"workspace": ["app", "packages/*"]}',
        "app/deno.json": '{"name": "@portal/app"}',
        "packages/map/deno.jsonc": '{"name": "@portal/map",}',
    }
    parsed = read(tmp_path, "deno", "deno.lock", files)
    assert root(parsed, "app").name == "@portal/app"
    assert direct(parsed, "app") == {"b": "runtime"}


def test_files_behind_urls_are_counted_by_host(tmp_path: Path) -> None:
    hosts = ["a", "b", "c", "d", "e", "f", "a"]
    remote = {f"https://user:secret@{host}.example.org/{number}.ts": "" for number, host in enumerate(hosts)}
    parsed = read(tmp_path, "deno", "deno.lock", {"deno.lock": lock(remote=remote)})
    (problem,) = parsed.problems
    assert problem.message.startswith("imports 7 files by URL from a.example.org, b.example.org, c.example.org, ")
    assert problem.message.endswith(" and others: they belong to no package, and are left out")
