"""npm makes a lockfile: the one that it makes for the user, of the registry only, and without running anything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from depsov.errors import ResolutionError
from depsov.resolution.tools.npm import Locked, is_installed, lock_with_npm
from tests.parse.written import direct, node, read, requires
from tests.resolution.tools.servers import Server, npm_package

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm"),
]
NEEDS_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="programs are made as on POSIX")


def _lock(tree: Path, environ: dict[str, str], server: Server, manifests: dict[str, Any], **options: Any) -> Locked:
    documents = {
        path: text if isinstance(text, bytes) else json.dumps(text).encode() for path, text in manifests.items()
    }
    return lock_with_npm(documents, environ, {"": server.url}, tree=tree, **options)


def _versions(locked: Locked) -> dict[str, str]:
    entries = json.loads(locked.text)["packages"]
    return {
        place: entry["version"] for place, entry in entries.items() if "node_modules/" in place and "version" in entry
    }


# --- the tree -----------------------------------------------------------------------------------------------------


WORKSPACE: dict[str, Any] = {
    "package.json": {
        "name": "top",
        "workspaces": ["packages/*"],
        "dependencies": {"middle": "^1.0.0", "plugin": "*"},
        "optionalDependencies": {"native": "*"},
        "devDependencies": {"alias": "npm:leaf@1.0.0"},
    },
    "packages/a/package.json": {"name": "a", "version": "1.0.0", "dependencies": {"b": "^2", "leaf": "^2.0.0"}},
    "packages/b/package.json": {"name": "b", "version": "1.0.0", "peerDependencies": {"host": "1"}},
}


def _fill(server: Server) -> None:
    npm_package(server, "leaf", {"1.0.0": {}, "1.5.0": {}, "2.0.0": {}, "2.1.0": {}})
    npm_package(server, "middle", {"1.0.0": {"dependencies": {"leaf": "^1.0.0"}}, "2.0.0": {}})
    npm_package(server, "host", {"1.0.0": {}, "2.0.0": {}})
    npm_package(server, "maybe", {"1.0.0": {}})
    peers = {
        "peerDependencies": {"host": "^1.0.0", "maybe": "*"},
        "peerDependenciesMeta": {"maybe": {"optional": True}},
    }
    npm_package(server, "plugin", {"1.0.0": peers})
    npm_package(server, "native", {"1.0.0": {"os": ["aix"], "dependencies": {"leaf": "2.0.0"}}})


def test_lock_of_a_workspace_has_the_nodes_and_edges_that_its_reader_expects(
    tree: Path, environ: dict[str, str], server: Server
) -> None:
    _fill(server)
    locked = _lock(tree, environ, server, WORKSPACE)
    files = {path: json.dumps(manifest) for path, manifest in WORKSPACE.items()}
    parsed = read(tree, "npm", "package-lock.json", files | {"package-lock.json": locked.text.decode()})
    assert not parsed.problems
    assert sorted((found.name, found.version) for found in parsed.nodes if not found.own) == [
        ("host", "1.0.0"),
        ("leaf", "1.0.0"),
        ("leaf", "1.5.0"),
        ("leaf", "2.0.0"),
        ("leaf", "2.1.0"),
        ("middle", "1.0.0"),
        ("native", "1.0.0"),
        ("plugin", "1.0.0"),
    ]
    assert {root.path for root in parsed.roots} == {"", "packages/a", "packages/b"}
    assert direct(parsed, "") == {
        "middle": "runtime",
        "plugin": "runtime",
        "native": "optional",
        "leaf": "development",
    }
    assert direct(parsed, "packages/a") == {"b": "runtime", "leaf": "runtime"}
    assert direct(parsed, "packages/b") == {"host": "runtime"}
    assert requires(parsed, "plugin") == ["host"]
    versions = {found.key: found.version for found in parsed.nodes}
    assert [versions[key] for key in node(parsed, "middle").requires] == ["1.5.0"]
    assert [versions[key] for key in node(parsed, "native").requires] == ["2.0.0"]
    assert {found.source.url for found in parsed.nodes if not found.own} == {server.url}


def test_only_the_names_of_packages_of_the_registry_are_asked_about(
    tree: Path, environ: dict[str, str], server: Server
) -> None:
    _fill(server)
    manifest = {
        "name": "top",
        "dependencies": {"leaf": "*", "@acme/secret": "*", "cloned": f"git+{server.url}/cloned.git"},
    }
    locked = _lock(tree, environ, server, {"package.json": manifest}, withheld=lambda name: name.startswith("@acme/"))
    assert locked.left_out == ("@acme/secret", "cloned")
    assert set(server.asked) == {"/leaf"}


def test_settings_of_the_user_that_would_change_the_tree_do_not(
    tree: Path, environ: dict[str, str], server: Server
) -> None:
    _fill(server)
    settings = (
        "package-lock=false\nlockfile-version=1\ndry-run=true\nomit-lockfile-registry-resolved=true\nomit[]=dev\n"
    )
    Path(environ["HOME"], ".npmrc").write_text(f"{settings}engine-strict=true\nlegacy-peer-deps=true\n")
    locked = _lock(tree, environ, server, WORKSPACE)
    assert json.loads(locked.text)["lockfileVersion"] == 3
    assert "node_modules/host" in _versions(locked)
    assert "node_modules/alias" in _versions(locked)


def test_scope_is_asked_about_at_its_own_registry(tree: Path, environ: dict[str, str], server: Server) -> None:
    npm_package(server, "leaf", {"1.0.0": {}})
    server.put("/own/@acme/a", json.dumps(_document(server, "@acme/a")).encode())
    registries = {"": server.url, "@acme": f"{server.url}/own/"}
    manifest = json.dumps({"dependencies": {"@acme/a": "*", "leaf": "*"}}).encode()
    lock_with_npm({"package.json": manifest}, environ, registries, tree=tree)
    assert set(server.asked) == {"/leaf", "/own/@acme/a"}


def _document(server: Server, name: str) -> dict[str, Any]:
    version = {"name": name, "version": "1.0.0", "dist": {"tarball": f"{server.url}/own/{name}/-/a.tgz"}}
    return {"name": name, "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}}


# --- nothing runs -------------------------------------------------------------------------------------------------


def _trap(path: Path, trace: Path) -> str:
    """Write a program that leaves a trace where it is run, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {path.name} >> {trace}\nexit 1\n")
    path.chmod(0o755)
    subprocess.run([str(path)], check=False)
    assert trace.exists()
    trace.unlink()
    return str(path)


@NEEDS_POSIX
def test_nothing_of_the_project_or_of_a_package_runs_and_nothing_of_the_project_changes(
    tmp_path: Path, tree: Path, environ: dict[str, str], server: Server
) -> None:
    trace = tmp_path / "trace"
    trap = _trap(tree / "trap", trace)
    (tree / "trap.js").write_text(f"require('fs').writeFileSync({str(trace)!r}, 'node')")
    names = ("preinstall", "install", "postinstall", "prepare", "preprepare", "dependencies", "prepublish")
    scripts = {"scripts": dict.fromkeys(names, trap)}
    npm_package(server, "leaf", {"1.0.0": {**scripts, "hasInstallScript": True, "bin": {"x": "x"}, "gypfile": True}})
    manifests = {
        "package.json": {"name": "top", "workspaces": ["packages/*"], "dependencies": {"leaf": "*"}, **scripts},
        "packages/a/package.json": {"name": "a", "dependencies": {"leaf": "*"}, **scripts},
    }
    for path, manifest in manifests.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(json.dumps(manifest))
    settings = f"git={trap}\nscript-shell={trap}\nnode-options=--require {tree}/trap.js\nignore-scripts=false\n"
    for folder in (tree, Path(environ["HOME"])):
        (folder / ".npmrc").write_text(settings)
    for name in ("npm", "node", "git", "sh"):
        _trap(tree / "node_modules" / ".bin" / name, trace)
    environ |= {
        "PATH": os.pathsep.join([str(tree / "node_modules" / ".bin"), "node_modules/.bin", environ["PATH"]]),
        "NODE_OPTIONS": f"--require {tree}/trap.js",
        "npm_config_git": trap,
        "npm_config_script_shell": trap,
        "npm_config_ignore_scripts": "false",
        "npm_config_userconfig": str(tree / ".npmrc"),
        "BASH_ENV": trap,
    }
    before = _files(tree)
    locked = _lock(tree, environ, server, manifests)
    assert _versions(locked) == {"node_modules/leaf": "1.0.0"}
    assert not trace.exists()
    assert _files(tree) == before


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


ELSEWHERE = ["git+{url}/cloned.git", "git://127.0.0.1/cloned.git", "team/cloned", "{url}/cloned.tgz"]


@NEEDS_POSIX
@pytest.mark.parametrize("wish", ELSEWHERE)
def test_package_that_asks_for_one_from_elsewhere_is_an_error_and_that_one_is_not_fetched(
    wish: str, tmp_path: Path, tree: Path, environ: dict[str, str], server: Server
) -> None:
    trace = tmp_path / "trace"
    _trap(tmp_path / "bin" / "git", trace)
    environ["PATH"] = os.pathsep.join([str(tmp_path / "bin"), environ["PATH"]])
    npm_package(server, "leaf", {"1.0.0": {"dependencies": {"cloned": wish.format(url=server.url)}}})
    with pytest.raises(ResolutionError) as caught:
        _lock(tree, environ, server, {"package.json": {"dependencies": {"leaf": "*"}}})
    assert "\n" not in caught.value.message
    assert not trace.exists()
    assert set(server.asked) == {"/leaf"}


# --- what goes wrong ----------------------------------------------------------------------------------------------


def _error(
    tree: Path, environ: dict[str, str], server: Server, dependencies: dict[str, str], **options: Any
) -> ResolutionError:
    with pytest.raises(ResolutionError) as caught:
        _lock(tree, environ, server, {"package.json": {"name": "top", "dependencies": dependencies}}, **options)
    error = caught.value
    assert "\n" not in error.message
    assert str(tree.parent) not in error.message
    return error


@pytest.mark.parametrize("name", ["laef", "@acme/laef"])
def test_name_that_does_not_exist_is_named(tree: Path, environ: dict[str, str], server: Server, name: str) -> None:
    error = _error(tree, environ, server, {name: "^1.0.0"})
    assert error.message == f"no such package: {name}"
    assert error.names == (name,)


def test_version_that_does_not_exist_is_named(tree: Path, environ: dict[str, str], server: Server) -> None:
    _fill(server)
    error = _error(tree, environ, server, {"leaf": "^9.0.0"})
    assert error.message == "no version of leaf fits ^9.0.0"
    assert error.names == ("leaf",)


def test_conflict_of_peers_is_a_chain_of_who_asks_for_what(tree: Path, environ: dict[str, str], server: Server) -> None:
    _fill(server)
    wishes = {"host": "2.0.0", "plugin": "1.0.0"}
    error = _error(tree, environ, server, wishes)
    assert error.message == (
        "no version of host fits all that is asked: the project asks for plugin 1.0.0, which asks for host ^1.0.0; "
        "the project asks for host 2.0.0"
    )
    assert error.names == ("host",)
    assert error.hint is not None
    assert "--legacy-peer-deps" in error.hint
    locked = _lock(tree, environ, server, {"package.json": {"dependencies": wishes}}, legacy_peer_deps=True)
    assert _versions(locked)["node_modules/host"] == "2.0.0"


def test_registry_that_fails_is_an_error(tree: Path, environ: dict[str, str], server: Server) -> None:
    server.put("/leaf", b"down", status=500)
    error = _error(tree, environ, server, {"leaf": "*"})
    assert "500" in error.message
    assert server.url in error.message


@pytest.mark.parametrize("body", [b'{"name": "leaf", "versions": {', b"[]"])
def test_registry_that_answers_nonsense_is_an_error(
    tree: Path, environ: dict[str, str], server: Server, body: bytes
) -> None:
    server.put("/leaf", body)
    assert _error(tree, environ, server, {"leaf": "*"}).message


def test_registry_that_is_slow_without_end_is_given_up(tree: Path, environ: dict[str, str], server: Server) -> None:
    server.put("/leaf", b" " * 10_000)
    server.slow.add("/leaf")
    start = time.monotonic()
    error = _error(tree, environ, server, {"leaf": "*"}, seconds=4)
    assert error.message == "npm has not ended within 4 seconds"
    assert time.monotonic() - start < 30


REFUSED = [
    ("", "http://npm.example/"),
    ("", "https://npm.example/${ACME_TOKEN}/"),
    ("@acme", "file:///var/npm"),
    ("@acme", "https://npm.example/\ngit=x"),
    ("@acme", "http://localhost.npm.example"),
    ("@acme:git=x\n", "https://npm.example"),
]


@pytest.mark.parametrize(("scope", "url"), REFUSED)
def test_registry_that_is_no_plain_https_address_is_not_asked(
    tree: Path, environ: dict[str, str], scope: str, url: str
) -> None:
    with pytest.raises(ResolutionError, match="no plain https address"):
        lock_with_npm({"package.json": b"{}"}, environ, {scope: url}, tree=tree)


def test_without_npm_there_is_no_lock(tree: Path, environ: dict[str, str]) -> None:
    environ["PATH"] = str(tree)
    assert not is_installed(environ, tree)
    with pytest.raises(ResolutionError, match="npm is not installed"):
        lock_with_npm({"package.json": b"{}"}, environ, {}, tree=tree)
