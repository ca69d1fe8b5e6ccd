"""What the case folders of `yarn.lock` cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.errors import DocumentError
from depsov.parse.javascript._yarn_descriptors import Descriptors
from depsov.parse.javascript._yarn_lock import read_berry, read_classic
from tests.parse.written import direct, node, read, requires

CLASSIC = "# yarn lockfile v1\n\n\n"
BERRY = "__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"


def entry(descriptors: str, version: str, *wants: str) -> str:
    lines = [f"{descriptors}:", f'  version "{version}"']
    lines += ["  dependencies:", *(f"    {want}" for want in wants)] if wants else []
    return "\n".join(lines) + "\n\n"


WORKSPACES = {
    "package.json": '{"name": "top", "private": true, "workspaces": ["apps/*", "libs/**", "!libs/old"]}',
    "apps/web/package.json": '{"name": "web", "dependencies": {"core": "1.0.0", "ms": "^2.0.0"}}',
    "libs/core/package.json": '{"name": "core", "dependencies": {"once": "*"}, "devDependencies": {"tape": "*"}}',
    "libs/deep/down/package.json": '{"name": "down", "peerDependencies": {"ms": "*", "react": "*"}}',
    "libs/old/package.json": '{"name": "old", "dependencies": {"ms": "^2.0.0"}}',
    "elsewhere/package.json": '{"name": "elsewhere"}',
    "yarn.lock": CLASSIC
    + entry("ms@^2.0.0", "2.1.3")
    + entry('once@"*"'.replace('"', ""), "1.4.0", 'ms "^2.0.0"')
    + entry('"tape@*"', "5.9.0"),
}


def test_classic_workspaces(tmp_path: Path) -> None:
    parsed = read(tmp_path, "yarn", "yarn.lock", WORKSPACES)
    assert [root.path for root in parsed.roots] == ["", "apps/web", "libs/core", "libs/deep/down"]
    assert direct(parsed, "apps/web") == {"core": "runtime", "ms": "runtime"}
    assert direct(parsed, "libs/core") == {"once": "runtime", "tape": "development"}
    assert direct(parsed, "libs/deep/down") == {"ms": "runtime"}
    assert requires(parsed, "core") == ["once"]
    assert node(parsed, "core").own
    assert not parsed.problems


def test_classic_workspaces_as_an_object(tmp_path: Path) -> None:
    files = WORKSPACES | {"package.json": '{"name": "top", "workspaces": {"packages": ["./apps/*"], "nohoist": []}}'}
    assert [root.path for root in read(tmp_path, "yarn", "yarn.lock", files).roots] == ["", "apps/web"]


def test_member_of_a_name_that_the_registry_has_as_well(tmp_path: Path) -> None:
    locked = entry("core@1.0.0", "1.0.0")
    parsed = read(tmp_path, "yarn", "yarn.lock", WORKSPACES | {"yarn.lock": WORKSPACES["yarn.lock"] + locked})
    core = next(found for found in parsed.nodes if found.name == "core" and not found.own)
    assert core.key in node(parsed, "web").requires  # the lockfile took it from the registry, so it is no member


def test_broken_member_is_a_problem(tmp_path: Path) -> None:
    files = WORKSPACES | {"apps/web/package.json": '{"name": "web",\n "dependencies": {"ms": 1}}'}
    parsed = read(tmp_path, "yarn", "yarn.lock", files)
    assert [(problem.subject, problem.message) for problem in parsed.problems] == [
        ("apps/web/package.json", "dependencies.ms: expected a string")
    ]


def test_one_entry_of_several_aliases_is_the_real_package(tmp_path: Path) -> None:
    text = CLASSIC + entry('"string-width-cjs@npm:string-width@^4.2.0", string-width@^4.1.0', "4.2.3")
    assert [found.name for found in read(tmp_path, "yarn", "yarn.lock", {"yarn.lock": text}).nodes] == ["string-width"]


def test_same_version_from_two_sources_is_two_nodes(tmp_path: Path) -> None:
    text = CLASSIC + entry("ms@^2.0.0", "2.1.3") + entry('"ms@https://example.org/ms.tgz"', "2.1.3")
    parsed = read(tmp_path, "yarn", "yarn.lock", {"yarn.lock": text})
    assert [found.key for found in parsed.nodes] == ["ms@2.1.3", "ms@https://example.org/ms.tgz"]


def test_carriage_returns(tmp_path: Path) -> None:
    text = (CLASSIC + entry("ms@^2.0.0", "2.1.3")).replace("\n", "\r\n")
    assert read(tmp_path, "yarn", "yarn.lock", {"yarn.lock": text}).nodes[0].version == "2.1.3"


BROKEN = {
    "no colon": ("ms@^2.0.0\n", 1),
    "member before any entry": ('  version "1.0.0"\n:\n', 2),
    "tab": ('ms@1:\n\tversion "1.0.0"\n', 2),
    "open quote": ('"ms@1:\n', 1),
    "unknown escape": ('"ms\\q@1":\n', 1),
    "three words": ("ms@1:\n  dependencies:\n    a b c\n", 3),
    "at the very end": ("ms@1:\n  version 1.0.0\nend", 3),
}


@pytest.mark.parametrize(("text", "line"), BROKEN.values(), ids=BROKEN)
def test_classic_refuses_with_the_line(text: str, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        read_classic(text)
    assert caught.value.line == line


def test_berry_refuses_a_version_that_is_none() -> None:
    with pytest.raises(DocumentError, match="version ''"):
        read_berry("__metadata:\n  cacheKey: 8\n")


def test_broken_settings_are_a_problem(tmp_path: Path) -> None:
    files = {".yarnrc.yml": "npmScopes: &a\n  b: 1\n", "yarn.lock": BERRY}
    parsed = read(tmp_path, "yarn", "yarn.lock", files)
    assert [problem.subject for problem in parsed.problems] == [".yarnrc.yml:1"]


def test_berry_workspace_that_stands_twice_is_one(tmp_path: Path) -> None:
    project = '"top@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "top@workspace:."\n\n'
    other = project.replace('"top@workspace:.":', '"top@workspace:., top@*":')
    parsed = read(tmp_path, "yarn", "yarn.lock", {"yarn.lock": BERRY + project + other})
    assert [item.key for item in parsed.nodes] == ["top@workspace:."]


def test_berry_scopes_need_the_manifests(tmp_path: Path) -> None:
    workspace = (
        '"top@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "top@workspace:."\n'
        '  dependencies:\n    ms: "npm:^2.0.0"\n\n'
    )
    package = '"ms@npm:^2.0.0":\n  version: 2.1.3\n  resolution: "ms@npm:2.1.3"\n'
    files = {"yarn.lock": BERRY + workspace + package}
    assert direct(read(tmp_path, "yarn", "yarn.lock", files), "") == {"ms": "runtime"}
    files["package.json"] = '{"name": "top", "devDependencies": {"ms": "^2.0.0"}}'
    assert direct(read(tmp_path, "yarn", "yarn.lock", files), "") == {"ms": "development"}


# --- descriptors --------------------------------------------------------------------------------------------------

KEYS = {
    "a@^1.0.0": "a1",
    "a@^2.0.0": "a2",
    "b@npm:^1.0.0": "b1",
    "b@npm:^2.0.0": "b2",
    "c@link:../c::locator=top%40workspace%3A.": "c1",
    "c@npm:^1.0.0": "c2",
    "only@npm:1.0.0": "only1",
    "@s/d@npm:^1.0.0": "d1",
    "@s/d@npm:^2.0.0": "d2",
}

FOUND = [
    ("a", "^1.0.0", "x@1", {}, "a1"),
    ("b", "^2.0.0", "x@1", {}, "b2"),
    ("b", "npm:^2.0.0", "x@1", {}, "b2"),
    ("c", "link:../c", "top@workspace:.", {}, "c1"),
    ("c", "link:../c", "x@1", {}, None),
    ("only", "^0.9.0", "x@1", {}, "only1"),
    ("a", "^3.0.0", "x@1", {}, None),
    ("none", "^1.0.0", "x@1", {}, None),
    ("member", "^1.0.0", "x@1", {}, "m1"),
    ("a", "^3.0.0", "x@1", {"a": "^2.0.0"}, "a2"),
    ("a", "^1.0.0", "x@1", {"**/a": "^2.0.0"}, "a2"),
    ("a", "^1.0.0", "x@1", {"x/a": "^2.0.0"}, "a2"),
    ("a", "^1.0.0", "y@1", {"x/a": "^2.0.0"}, "a1"),
    ("a", "^1.0.0", "x@1", {"w/x/a": "^2.0.0"}, "a2"),
    ("b", "^1.0.0", "x@1", {"b@npm:^1.0.0": "npm:^2.0.0"}, "b2"),
    ("b", "npm:^1.0.0", "x@1", {"b@npm:^3.0.0": "npm:^2.0.0"}, "b1"),
    ("a", "^1.0.0", "x@1", {"a": "^1.0.0", "x/a": "^2.0.0"}, "a2"),
    ("@s/d", "^1.0.0", "@t/x@1", {"@t/x/@s/d": "^2.0.0"}, "d2"),
    ("@s/d", "^1.0.0", "x@1", {"@s/d": "^2.0.0"}, "d2"),
    ("c", "^1.0.0", "x@1", {"c": "link:../c"}, "c1"),
    ("a", "catalog:", "x@1", {}, "a1"),
    ("a", "catalog:new", "x@1", {}, "a2"),
    ("a", "catalog:gone", "x@1", {}, None),
]


@pytest.mark.parametrize(("name", "wanted", "asker", "resolutions", "key"), FOUND)
def test_entry_that_answers(name: str, wanted: str, asker: str, resolutions: dict[str, str], key: str | None) -> None:
    descriptors = Descriptors(
        top="top@workspace:.",
        members={"member": "m1"},
        resolutions=resolutions,
        catalogs={"": {"a": "^1.0.0"}, "new": {"a": "^2.0.0"}},
    )
    for descriptor, answer in KEYS.items():
        descriptors.add([descriptor], answer)
    assert descriptors.find(name, wanted, asker) == key
