"""What the case folders of `package-lock.json` cannot show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from depsov.model import Parsed, Scope
from depsov.parse._funding import Funding
from depsov.parse.javascript import npm
from depsov.tree import Tree
from tests.parse.written import direct, node, read, requires


def lock(packages: dict[str, Any], **members: Any) -> str:
    return json.dumps({"lockfileVersion": 3, "packages": packages} | members, indent=2)


def parsed_of(folder: Path, packages: dict[str, Any], **files: str) -> Parsed:
    return read(folder, "npm", "package-lock.json", {"package-lock.json": lock(packages)} | files)


def test_alias_is_the_real_package(tmp_path: Path) -> None:
    packages = {
        "": {"dependencies": {"react-is-18": "npm:react-is@^18.3.1"}},
        "node_modules/react-is-18": {"name": "react-is", "version": "18.3.1"},
    }
    parsed = parsed_of(tmp_path, packages)
    assert [node.name for node in parsed.nodes] == ["react-is"]
    assert direct(parsed, "") == {"react-is": "runtime"}


def test_path_that_leads_elsewhere_ends_and_is_no_project_there(tmp_path: Path) -> None:
    packages = {
        "/etc": {"dependencies": {"a": "*"}},
        "../../etc": {"dependencies": {"a": "*"}},
        "web/../../../etc": {"dependencies": {"a": "*"}},
        "node_modules/a": {"version": "1.0.0"},
    }
    parsed = parsed_of(tmp_path, packages)
    assert {root.path for root in parsed.roots} == {""}
    assert [problem.message for problem in parsed.problems] == [
        "line 4: packages./etc: is no path below the lockfile",
    ]


def test_nearest_folder_wins(tmp_path: Path) -> None:
    packages = {
        "node_modules/a": {"version": "1.0.0", "dependencies": {"b": "*"}},
        "node_modules/a/node_modules/b": {"version": "1.0.0", "dependencies": {"c": "*", "d": "*"}},
        "node_modules/a/node_modules/c": {"version": "1.0.0"},
        "node_modules/b": {"version": "2.0.0"},
        "node_modules/c": {"version": "2.0.0"},
        "node_modules/d": {"version": "2.0.0"},
        "packages/p": {"dependencies": {"b": "*", "c": "*", "d": "*"}},
        "packages/node_modules/c": {"version": "3.0.0"},
        "packages/p/node_modules/b": {"version": "4.0.0"},
    }
    found = {node.key: set(node.requires) for node in parsed_of(tmp_path, packages).nodes}
    assert found["node_modules/a"] == {"node_modules/a/node_modules/b"}
    assert found["node_modules/a/node_modules/b"] == {"node_modules/a/node_modules/c", "node_modules/d"}
    assert found["packages/p"] == {"packages/p/node_modules/b", "packages/node_modules/c", "node_modules/d"}


def test_optional_peer_is_no_edge(tmp_path: Path) -> None:
    packages = {
        "node_modules/plugin": {
            "version": "1.0.0",
            "peerDependencies": {"host": "*", "maybe": "*"},
            "peerDependenciesMeta": {"maybe": {"optional": True}},
        },
        "node_modules/host": {"version": "1.0.0"},
        "node_modules/maybe": {"version": "1.0.0"},
    }
    assert requires(parsed_of(tmp_path, packages), "plugin") == ["host"]


def test_strongest_scope_of_a_direct_dependency(tmp_path: Path) -> None:
    packages = {
        "": {
            "dependencies": {"both": "*", "copied": "*"},
            "optionalDependencies": {"copied": "*"},
            "devDependencies": {"both": "*", "peer": "*", "dev": "*"},
            "peerDependencies": {"peer": "*"},
        },
        **{f"node_modules/{name}": {"version": "1.0.0"} for name in ("both", "copied", "dev", "peer")},
    }
    assert direct(parsed_of(tmp_path, packages), "") == {
        "both": "runtime",
        "copied": "optional",
        "dev": "development",
        "peer": "runtime",
    }


def test_development_dependencies_of_a_member_are_not_those_of_what_uses_it(tmp_path: Path) -> None:
    packages = {
        "": {"dependencies": {"member": "*"}},
        "member": {"name": "member", "devDependencies": {"tape": "*"}},
        "node_modules/member": {"resolved": "member", "link": True},
        "node_modules/tape": {"version": "5.9.0", "dev": True},
    }
    parsed = parsed_of(tmp_path, packages)
    assert node(parsed, "member").requires == ()
    assert direct(parsed, "member") == {"tape": "development"}


def test_flags_count_where_no_project_is_known(tmp_path: Path) -> None:
    dependencies = {
        "a": {"version": "1.0.0", "dev": True},
        "b": {"version": "1.0.0", "optional": True},
        "c": {"version": "1.0.0", "devOptional": True},
        "d": {"version": "1.0.0", "dev": True, "optional": True},
        "e": {"version": "1.0.0"},
    }
    text = json.dumps({"lockfileVersion": 1, "dependencies": dependencies})
    parsed = read(tmp_path, "npm", "npm-shrinkwrap.json", {"npm-shrinkwrap.json": text})
    expected = [Scope.DEVELOPMENT, Scope.OPTIONAL, Scope.OPTIONAL, Scope.DEVELOPMENT, None]
    assert [node.scope for node in parsed.nodes] == expected


@pytest.mark.parametrize("indent", ["  ", "\t", None])
def test_lines_do_not_depend_on_the_indentation(tmp_path: Path, indent: str | None) -> None:
    packages = {
        "": {"dependencies": {"packages": "*"}},
        "node_modules/packages": {"version": "1.0.0", "engines": {"node": "*"}},
        "node_modules/engines": {"version": "1.0.0"},
        'node_modules/od"d': {"version": "1.0.0"},
        "node_modules/last": {"version": "1.0.0"},
    }
    separators = (",", ":") if indent is None else None
    text = json.dumps({"lockfileVersion": 3, "packages": packages}, indent=indent, separators=separators)
    parsed = read(tmp_path, "npm", "package-lock.json", {"package-lock.json": text})
    lines = text.split("\n")
    for found in parsed.nodes:
        assert found.line is not None
        assert f'"{found.key}"' in lines[found.line - 1]


def test_lines_of_nested_dependencies(tmp_path: Path) -> None:
    nested = {"requires": {"version": "1.0.0", "requires": {"ms": "*"}, "dependencies": {"ms": {"version": "2.0.0"}}}}
    text = json.dumps({"lockfileVersion": 1, "dependencies": nested | {"ms": {"version": "1.0.0"}}}, indent=1)
    parsed = read(tmp_path, "npm", "package-lock.json", {"package-lock.json": text})
    assert [node.line for node in parsed.nodes] == [4, 10, 15]


def test_manifests_of_all_members_are_covered(tmp_path: Path) -> None:
    for name in ("", "a/", "b/"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / f"{name}package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text(lock({"": {"name": "top"}, "a": {"name": "a"}}))
    tree = Tree(tmp_path)
    npm.read(tree.open("package-lock.json"), tree.folder("package-lock.json"))
    assert tree.covered == {"package.json", "a/package.json"}


def test_broken_manifest_is_a_problem_and_the_lock_still_read(tmp_path: Path) -> None:
    packages = {"": {"name": "top"}, "node_modules/ms": {"version": "2.1.3"}}
    parsed = parsed_of(tmp_path, packages, **{"package.json": '{"name": }'})
    assert [node.name for node in parsed.nodes] == ["ms"]
    assert [problem.subject for problem in parsed.problems] == ["package.json:1"]


def test_lock_in_a_folder_names_paths_from_the_top(tmp_path: Path) -> None:
    packages = {"": {"name": "web"}, "parts/a": {"name": "a"}}
    parsed = read(tmp_path, "npm", "web/package-lock.json", {"web/package-lock.json": lock(packages)})
    assert [root.path for root in parsed.roots] == ["web", "web/parts/a"]


@pytest.mark.parametrize("place", ["a/" * 5000, "x" * 5000, "node_modules/" * 500 + "a"])
def test_endless_places_are_problems(tmp_path: Path, place: str) -> None:
    parsed = parsed_of(tmp_path, {place: {"version": "1.0.0"}})
    assert not parsed.nodes
    assert len(parsed.problems) == 1


@pytest.mark.parametrize("place", ["a\0b", "a\ud800b", "ä" * 200, "../" * 50 + "etc"])
def test_places_that_are_no_paths_are_not_looked_up(tmp_path: Path, place: str) -> None:
    parsed = parsed_of(tmp_path, {place: {"version": "1.0.0", "dependencies": {"ms": "*"}}})
    assert all(found.own for found in parsed.nodes)
    assert not parsed.problems


def test_endless_nesting_of_long_names_stays_small(tmp_path: Path) -> None:
    nested: dict[str, Any] = {}
    for _ in range(40):
        nested = {"x" * 200: {"version": "1.0.0", "dependencies": nested}}
    text = json.dumps({"lockfileVersion": 1, "dependencies": nested})
    parsed = read(tmp_path, "npm", "package-lock.json", {"package-lock.json": text})
    assert 0 < len(parsed.nodes) < 20
    assert parsed.problems


FUNDING = [
    ("https://opencollective.com/vite", ["opencollective.com/vite"]),
    ({"url": "https://OpenCollective.com/Vite/donate"}, ["opencollective.com/vite"]),
    ({"type": "individual", "url": "https://opencollective.com/somebody"}, []),
    ({"type": "github", "url": "https://github.com/sponsors/somebody"}, ["github.com"]),
    ("https://tidelift.com/funding/github/npm/ms", ["tidelift.com"]),
    ("https://somebody.example/donate", []),
    ("mailto:somebody@example.org", []),
    (["https://github.com/a", {"url": "https://github.com/b"}, 1, None, {"url": 2}], ["github.com"]),
    (None, []),
    (1, []),
]


@pytest.mark.parametrize(("funding", "pages"), FUNDING)
def test_funding_names_platforms_and_collectives_only(funding: Any, pages: list[str]) -> None:
    found = Funding("package-lock.json").evidence(funding)
    assert [evidence.text for evidence in found] == [f"funding: {page}" for page in pages]
