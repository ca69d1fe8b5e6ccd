"""What the case folders of `flake.lock` cannot show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from depsov.model import Node, SourceKind, Trust
from depsov.registries import FLAKEHUB
from tests.parse.written import direct, read, requires


def lock(**nodes: dict[str, Any]) -> dict[str, str]:
    return {"flake.lock": json.dumps({"nodes": nodes, "root": "root", "version": 7})}


def github(repo: str, inputs: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"locked": {"type": "github", "owner": "NixOS", "repo": repo, "rev": "0" * 40}, "inputs": inputs or {}}


_PAGES, _HUB = (url.partition("/f/")[0] for url in FLAKEHUB)
SOURCES = [
    ({"type": "github", "owner": "NixOS", "repo": "Nixpkgs"}, "github", "nixos/nixpkgs", None),
    ({"type": "github", "owner": "a", "repo": "b", "host": "github.com"}, "github", "a/b", None),
    ({"type": "gitlab", "owner": "a%2Fb", "repo": "c"}, "generic", "c", "https://gitlab.com/a/b/c"),
    (
        {"type": "gitlab", "owner": "a", "repo": "c", "host": "gitlab.example.org"},
        "generic",
        "c",
        "https://gitlab.example.org/a/c",
    ),
    (
        {"type": "git", "url": "https://git.example.org/a/b.git?dir=c"},
        "generic",
        "b",
        "https://git.example.org/a/b.git",
    ),
    ({"type": "git", "url": "https://git.example.org/"}, "generic", "input", "https://git.example.org"),
    ({"type": "hg", "url": "https://hg.example.org/a/b"}, "generic", "b", "https://hg.example.org/a/b"),
    (
        {"type": "file", "url": "https://files.example.org/a.json"},
        "generic",
        "input",
        "https://files.example.org/a.json",
    ),
    (
        {"type": "tarball", "url": f"{FLAKEHUB[1]}NixOS/nixpkgs/0.1.9/01/source.tar.gz"},
        "generic",
        "NixOS/nixpkgs",
        _HUB,
    ),
    ({"type": "tarball", "url": f"{FLAKEHUB[0]}NixOS/nixpkgs/0.1.tar.gz"}, "generic", "NixOS/nixpkgs", _PAGES),
    (
        {"type": "tarball", "url": f"https://files.example.org/{FLAKEHUB[1]}NixOS/nixpkgs/1"},
        "generic",
        "input",
        f"https://files.example.org/{FLAKEHUB[1]}NixOS/nixpkgs/1",
    ),
]


@pytest.mark.parametrize(("locked", "ecosystem", "name", "url"), SOURCES)
def test_what_an_input_is_called_and_where_it_comes_from(
    tmp_path: Path, locked: dict[str, str], ecosystem: str, name: str, url: str | None
) -> None:
    (node,) = read(
        tmp_path, "nix", "flake.lock", lock(root={"inputs": {"input": "input"}}, input={"locked": locked})
    ).nodes

    assert (node.ecosystem, node.name, node.source.url) == (ecosystem, name, url)


@pytest.mark.parametrize("url", ["git+file:///home/desk/shelf", "file:///home/desk/shelf", "/home/desk/shelf"])
def test_repository_on_the_disk_is_the_projects_own(tmp_path: Path, url: str) -> None:
    (node,) = read(tmp_path, "nix", "flake.lock", lock(root={}, a={"locked": {"type": "git", "url": url}})).nodes

    assert is_own(node)


def is_own(node: Node) -> bool:
    return node.own and node.source.kind is SourceKind.PATH


def test_input_that_follows_another_is_that_one_however_far(tmp_path: Path) -> None:
    files = lock(
        root={"inputs": {"a": "a", "same": ["a", "b"], "deep": ["a", "c"], "self": []}},
        a=github("a", {"b": "b", "c": ["same"]}),
        b=github("b", {"up": ["a"]}),
    )
    parsed = read(tmp_path, "nix", "flake.lock", files)

    assert direct(parsed, "") == {"nixos/a": "runtime", "nixos/b": "runtime"}
    assert requires(parsed, "nixos/a") == ["nixos/b"]
    assert requires(parsed, "nixos/b") == ["nixos/a"]


def test_inputs_that_follow_each_other_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    files = lock(root={"inputs": {"a": ["b"], "b": ["a"], "c": "c"}}, c=github("c", {"x": ["a"]}))
    parsed = read(tmp_path, "nix", "flake.lock", files)

    assert direct(parsed, "") == {"nixos/c": "runtime"}
    assert requires(parsed, "nixos/c") == []


def test_flake_of_flakehub_says_which_repository_it_is_of_and_nobody_else_does(tmp_path: Path) -> None:
    locked = {"type": "tarball", "url": f"{FLAKEHUB[1]}NixOS/nixpkgs/0.1.9/01/source.tar.gz", "rev": "0" * 40}
    (node,) = read(tmp_path, "nix", "flake.lock", lock(root={}, a={"locked": locked})).nodes

    assert node.source.kind is SourceKind.INDEX
    assert [(item.identity, item.trust) for item in node.evidence] == [("github:nixos", Trust.DECLARED)]


@pytest.mark.parametrize(("owner", "repo"), [("NixOS/nixpkgs", "a"), ("NixOS", "nixpkgs/../../evil/a"), ("a%2Fb", "c")])
def test_what_is_no_repository_on_github_is_left_out(tmp_path: Path, owner: str, repo: str) -> None:
    locked = {"type": "github", "owner": owner, "repo": repo}
    parsed = read(tmp_path, "nix", "flake.lock", lock(root={}, a={"locked": locked}))

    assert parsed.nodes == ()
    assert "names no repository" in parsed.problems[0].message


def test_number_behind_the_name_of_an_input_tells_two_of_that_name_apart(tmp_path: Path) -> None:
    locked = {"locked": {"type": "file", "url": "https://files.example.org/a.json"}}
    parsed = read(tmp_path, "nix", "flake.lock", lock(root={}, data=locked, data_2=locked, python_3=locked))

    assert [node.name for node in parsed.nodes] == ["data", "data", "python_3"]


def test_inputs_that_follow_each_other_very_far_end_soon(tmp_path: Path) -> None:
    far = {f"a{number}": [f"a{number + 1}"] for number in range(3000)}  # it was a RecursionError
    twice = {f"b{number}": [f"b{number + 1}", f"c{number + 1}"] for number in range(40)}  # it took 2 ** 40 steps
    again = {f"c{number}": [f"b{number}"] for number in range(41)}
    inputs = {**far, "a3000": "x", **twice, "b40": "x"}
    parsed = read(tmp_path, "nix", "flake.lock", lock(root={"inputs": inputs}, x=github("x", again)))

    assert direct(parsed, "") == {"nixos/x": "runtime"}
