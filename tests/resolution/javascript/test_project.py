"""A `package.json` as the tree that npm makes of it: workspaces, lines, scopes, what is left out, and the cache."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from depsov.config import Config
from depsov.errors import ResolutionError
from depsov.model import Node, Scope
from depsov.reading import Installed, read
from depsov.resolution.answer import Surroundings, TreeOfDocument
from depsov.resolution.javascript import project
from depsov.resolution.javascript.project import resolve_npm
from depsov.resolution.tools.npm import Locked
from depsov.tree import Tree
from tests.resolution.tools.servers import npm_package, serving

DAY = date(2026, 6, 30)
REGISTRY = "https://mirror.example/npm/"


@dataclass
class Npm:
    """What npm is asked, and what it answers."""

    packages: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    text: bytes | None = None
    manifests: list[dict[str, Any]] = field(default_factory=list)
    registries: list[dict[str, str]] = field(default_factory=list)
    withheld: list[Callable[[str], bool]] = field(default_factory=list)

    def lock(
        self,
        documents: Mapping[str, bytes],
        environ: Mapping[str, str],
        registries: Mapping[str, str],
        *,
        tree: Path,
        withheld: Callable[[str], bool],
    ) -> Locked:
        assert tree.is_dir()
        assert "PATH" in environ
        self.manifests.append({path: json.loads(data) for path, data in documents.items()})
        self.registries.append(dict(registries))
        self.withheld.append(withheld)
        root = self.manifests[-1]["package.json"]
        table = {"name": root["name"], "lockfileVersion": 3, "packages": {"": root, **self.packages}}
        return Locked(json.dumps(table).encode() if self.text is None else self.text, self.left_out)


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch) -> Npm:
    npm = Npm()
    monkeypatch.setattr(project, "lock_with_npm", npm.lock)
    return npm


Resolve = Callable[..., TreeOfDocument]


@pytest.fixture
def resolve(tmp_path: Path) -> Resolve:
    tree = tmp_path / "tree"

    def resolve(
        documents: Mapping[str, Any] | None = None, path: str = "package.json", day: date = DAY, **options: Any
    ) -> TreeOfDocument:
        for name, content in (documents or {}).items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(content if isinstance(content, str) else json.dumps(content, indent=1))
        reading = read(Tree.of([tree], (), tree), Config(**options), installed=Installed.IGNORED)
        environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home")}
        around = Surroundings(reading, environ, tmp_path / "cache", day)
        (file,) = [file for file in reading.files if file.path == path]
        before = sorted(tree.rglob("*"))
        answer = asyncio.run(resolve_npm(file, around, lambda name: name in reading.config.own))
        assert sorted(tree.rglob("*")) == before
        return answer

    (tmp_path / "home").mkdir()
    return resolve


def _package(version: str, **fields: Any) -> dict[str, Any]:
    return {"version": version, "resolved": f"{REGISTRY}x-{version}.tgz", "integrity": "sha512-x", **fields}


def _nodes(answer: TreeOfDocument) -> dict[str, Node]:
    (parsed,) = answer.documents
    return {node.name: node for node in parsed.nodes}


def _direct(answer: TreeOfDocument) -> dict[str, dict[str, Scope]]:
    """Return the scopes of what is asked for itself, by the folder of the asking project."""
    (parsed,) = answer.documents
    names = {node.key: node.name for node in parsed.nodes}
    return {root.path: {names[item.key]: item.scope for item in root.direct} for root in parsed.roots}


SHOP = {"name": "shop", "dependencies": {"web": "^1"}, "devDependencies": {"check": "*"}}
PACKAGES = {
    "node_modules/web": _package("1.2.0", dependencies={"core": "*"}),
    "node_modules/core": _package("2.0.0"),
    "node_modules/check": _package("3.0.0", dev=True),
}


def test_the_tree_is_that_of_the_lockfile_that_npm_makes(npm: Npm, resolve: Resolve) -> None:
    npm.packages = PACKAGES
    answer = resolve({"package.json": SHOP})
    nodes = _nodes(answer)
    assert {name: node.version for name, node in nodes.items()} == {"web": "1.2.0", "core": "2.0.0", "check": "3.0.0"}
    assert nodes["web"].requires == (nodes["core"].key,)
    assert _direct(answer) == {"": {"web": Scope.RUNTIME, "check": Scope.DEVELOPMENT}}
    assert answer.problems == ()


def test_packages_stand_where_the_project_asks_for_them(npm: Npm, resolve: Resolve) -> None:
    npm.packages = PACKAGES
    nodes = _nodes(resolve({"app/package.json": SHOP}, "app/package.json"))
    lines = json.dumps(SHOP, indent=1).splitlines()
    assert {name: node.line and lines[node.line - 1].strip() for name, node in nodes.items()} == {
        "web": '"web": "^1"',
        "check": '"check": "*"',
        "core": None,
    }
    assert {node.file for node in nodes.values()} == {None}
    assert all(node.resolved for node in nodes.values())


def test_a_tree_says_who_made_it_and_when(npm: Npm, resolve: Resolve) -> None:
    npm.packages = PACKAGES
    label = resolve({"app/package.json": SHOP}, "app/package.json").resolved
    assert (label.file, label.root, label.ecosystem, label.resolver) == ("app/package.json", "app", "npm", "npm")
    assert (label.date, label.packages, label.cached, label.indexes) == ("2026-06-30", 3, False, ("npm",))


# --- workspaces ---------------------------------------------------------------------------------------------------

MEMBERS = {
    "package.json": {"name": "shop", "workspaces": ["packages/*"], "dependencies": {"web": "*"}},
    "packages/till/package.json": {"name": "till", "version": "1.0.0", "dependencies": {"core": "*", "stand": "*"}},
    "packages/stand/package.json": {"name": "stand", "version": "1.0.0", "devDependencies": {"check": "*"}},
}
LINKS = {
    "node_modules/till": {"resolved": "packages/till", "link": True},
    "node_modules/stand": {"resolved": "packages/stand", "link": True},
    "packages/till": {"version": "1.0.0", "dependencies": {"core": "*", "stand": "*"}},
    "packages/stand": {"version": "1.0.0", "devDependencies": {"check": "*"}},
}


@pytest.mark.parametrize("folder", ["", "front/"])
def test_the_members_of_a_workspace_are_resolved_with_it(folder: str, npm: Npm, resolve: Resolve) -> None:
    npm.packages = {**PACKAGES, **LINKS}
    answer = resolve({f"{folder}{path}": table for path, table in MEMBERS.items()}, f"{folder}package.json")
    assert npm.manifests == [MEMBERS]
    place = folder.rstrip("/")
    direct = _direct(answer)
    assert direct.keys() == {place, f"{folder}packages/till", f"{folder}packages/stand"}
    assert direct[place]["web"] is Scope.RUNTIME
    assert direct[f"{folder}packages/till"]["core"] is Scope.RUNTIME
    assert direct[f"{folder}packages/stand"] == {"check": Scope.DEVELOPMENT}
    assert answer.resolved.packages == 3
    assert not [node.name for node in _nodes(answer).values() if node.own and node.resolved]


# --- what is asked, and of whom -----------------------------------------------------------------------------------


def test_what_npm_was_not_asked_about_is_said(npm: Npm, resolve: Resolve) -> None:
    npm.packages, npm.left_out = PACKAGES, ("forms", "part")
    (problem,) = resolve({"package.json": SHOP}).problems
    assert problem.subject == "package.json"
    assert problem.message.startswith("forms and part: from no registry, or your own")


def test_names_of_the_user_are_withheld(npm: Npm, resolve: Resolve) -> None:
    resolve({"package.json": SHOP}, own=("web",))
    (withheld,) = npm.withheld
    assert (withheld("web"), withheld("check")) == (True, False)


OWN = "https://own.example/"


@pytest.mark.parametrize(
    ("files", "expected", "indexes"),
    [
        ({}, {}, ("npm",)),
        ({".npmrc": f"registry={REGISTRY}\n"}, {"": REGISTRY}, ("mirror.example",)),
        (
            {".npmrc": f"registry={REGISTRY}\n", "app/.npmrc": f"registry={OWN}\n@firm:registry=https://f.example/\n"},
            {"": OWN, "@firm": "https://f.example/"},
            ("f.example", "own.example"),
        ),
    ],
)
def test_the_registries_are_those_that_the_project_names(
    files: dict[str, str], expected: dict[str, str], indexes: tuple[str, ...], npm: Npm, resolve: Resolve
) -> None:
    answer = resolve({"app/package.json": SHOP, **files}, "app/package.json")
    assert npm.registries == [expected]
    assert answer.resolved.indexes == indexes


def test_the_registry_of_the_configuration_comes_before_that_of_the_project(npm: Npm, resolve: Resolve) -> None:
    files = {"package.json": SHOP, ".npmrc": f"registry={REGISTRY}\n"}
    answer = resolve(files, registries=(("npm", "https://firm.example"),))
    assert npm.registries == [{"": "https://firm.example"}]
    assert answer.resolved.indexes == ("firm.example",)


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"lockfileVersion": 99}'])
def test_what_cannot_be_read_is_an_error(text: bytes, npm: Npm, resolve: Resolve) -> None:
    npm.text = text
    with pytest.raises(ResolutionError, match=r"^what npm made cannot be read: "):
        resolve({"package.json": SHOP})


# --- the cache ----------------------------------------------------------------------------------------------------


def test_what_npm_made_is_kept_with_its_date(npm: Npm, resolve: Resolve) -> None:
    npm.packages, npm.left_out = PACKAGES, ("forms",)
    first = resolve({"package.json": SHOP})
    again = resolve(day=date(2026, 7, 1))
    assert len(npm.manifests) == 1
    assert (again.documents, again.problems) == (first.documents, first.problems)
    assert (again.resolved.cached, again.resolved.date) == (True, "2026-06-30")


@pytest.mark.parametrize(
    "change",
    [
        {"documents": {"package.json": {**SHOP, "version": "2.0.0"}}},
        {"documents": {".npmrc": f"registry={REGISTRY}\n"}},
        {"own": ("web",)},
    ],
    ids=str,
)
def test_another_question_is_asked_anew(change: dict[str, Any], npm: Npm, resolve: Resolve) -> None:
    resolve({"package.json": SHOP})
    assert not resolve(**change).resolved.cached
    assert len(npm.manifests) == 2


@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b'{"date": 1, "left_out": [], "text": "?"}'])
def test_a_damaged_cache_is_as_if_it_were_not_there(damage: bytes, npm: Npm, resolve: Resolve, tmp_path: Path) -> None:
    npm.packages = PACKAGES
    resolve({"package.json": SHOP})
    (kept,) = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    kept.write_bytes(damage)
    assert {name: node.version for name, node in _nodes(resolve()).items()}["web"] == "1.2.0"
    assert len(npm.manifests) == 2


# --- the real one -------------------------------------------------------------------------------------------------


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm")
def test_npm_itself_makes_the_tree_of_a_workspace(resolve: Resolve) -> None:
    with serving() as server:
        npm_package(
            server, "web", {"1.0.0": {"dependencies": {"core": "^1"}}, "1.2.0": {"dependencies": {"core": "^1"}}}
        )
        npm_package(server, "core", {"1.0.0": {}, "1.9.0": {}, "2.0.0": {}})
        npm_package(server, "check", {"3.0.0": {}})
        answer = resolve({**MEMBERS, ".npmrc": f"registry={server.url}/\n"})
    (parsed,) = answer.documents
    found = sorted((node.name, node.version) for node in parsed.nodes if not node.own)
    assert found == [("check", "3.0.0"), ("core", "1.9.0"), ("web", "1.2.0")]
    assert _direct(answer)["packages/stand"] == {"check": Scope.DEVELOPMENT}
    assert (answer.resolved.packages, answer.problems) == (3, ())
