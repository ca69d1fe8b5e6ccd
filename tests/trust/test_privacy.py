"""What leaves the house: offline nothing, and with `--online` no name of what is the user's own or from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.trust.server import Server
from tests.trust.trees import INDEX, Files
from tests.trust.watched import watching

ELSEWHERE = "https://packages.example.net"
SECRET = "secret"
"""Part of every name, address and value that must stay here."""

HEADERS = {"Accept", "Accept-Encoding", "Connection", "User-Agent"}
"""All that is sent beside the address: no cookie, no credential, no referrer."""

NPM: dict[str, dict[str, object]] = {
    "public-tool": {"version": "1.0.0", "resolved": f"{INDEX['npm']}/public-tool/-/public-tool-1.0.0.tgz"},
    "secret-own": {"version": "1.0.0", "resolved": f"{INDEX['npm']}/secret-own/-/secret-own-1.0.0.tgz"},
    "secret-index": {"version": "1.0.0", "resolved": f"{ELSEWHERE}/secret-index/-/secret-index-1.0.0.tgz"},
    "secret-git": {"version": "1.0.0", "resolved": "git+ssh://git@github.com/nobody/secret-git.git#0123"},
    "secret-archive": {"version": "1.0.0", "resolved": "https://example.net/secret.tgz"},
    "secret-path": {"resolved": "parts/secret", "link": True},
    "@secret/scoped": {"version": "1.0.0"},
}
PYPI = {
    "public-lib": f'{{ registry = "{INDEX["pypi"]}" }}',
    "secret-lib": f'{{ registry = "{INDEX["pypi"]}" }}',
    "secret-index": f'{{ registry = "{ELSEWHERE}/simple" }}',
    "secret-git": '{ git = "https://github.com/nobody/secret?rev=1#0123" }',
    "secret-path": '{ directory = "parts/secret" }',
}


def _uv_lock() -> str:
    wishes = ", ".join(f'{{ name = "{name}" }}' for name in PYPI)
    head = f'[[package]]\nname = "shop"\nversion = "1"\nsource = {{ virtual = "." }}\ndependencies = [{wishes}]\n'
    entries = [f'[[package]]\nname = "{name}"\nversion = "1.0"\nsource = {source}\n' for name, source in PYPI.items()]
    return "\n".join(['version = 1\nrequires-python = ">=3.11"\n', head, *entries])


def _tree(server: Server) -> Files:
    wishes = dict.fromkeys(NPM, "*")
    entries = {f"node_modules/{name}": entry for name, entry in NPM.items()}
    packages = {"": {"name": "secret-shop", "dependencies": wishes}, **entries, "parts/secret": {"name": "secret-path"}}
    return {
        "package-lock.json": {"name": "secret-shop", "lockfileVersion": 3, "packages": packages},
        "package.json": {"name": "secret-shop", "author": "Secret GmbH", "dependencies": wishes},
        "uv.lock": _uv_lock(),
        "go.mod": "module example.net/secret-shop\n\ngo 1.22\n\nrequire secret.example.net/tool v1.0.0\n",
        ".npmrc": f"@secret:registry={ELSEWHERE}\n//packages.example.net/:_authToken=secret-token\n",
        ".env": "TOKEN=secret\n",
        "depsov.toml": 'own = ["pkg:npm/secret-own", "pkg:pypi/secret-lib"]\n[registries]\n'
        + "".join(f'{ecosystem} = "{server.url}/{ecosystem}"\n' for ecosystem in ("npm", "pypi", "golang")),
    }


@pytest.fixture
def shop(program: Program, server: Server, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setenv("GOPRIVATE", "secret.example.net")
    monkeypatch.setenv("SECRET_TOKEN", SECRET)
    for path, content in _tree(server).items():
        program.write(path, content if isinstance(content, str) else json.dumps(content))
    server.says(any={"info": {}})
    return program


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("command", [["scan", "--format", "json"], ["lock"], ["explain", "public-tool"]])
def test_no_name_of_ones_own_leaves_the_house(shop: Program, server: Server, command: list[str]) -> None:
    with watching() as seen:
        result = shop(*command, "--online")

    assert result.code == 0, result
    assert sorted(server.asked) == ["/npm/public-tool/1.0.0", "/pypi/pypi/public-lib/json"]
    assert {name for header in server.headers for name in header} == {"Host", *HEADERS}
    assert SECRET not in repr([server.asked, server.headers]).lower()
    assert seen.called
    assert all("127.0.0.1" in repr(event) for event in seen.called)


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_what_is_withheld_is_counted(shop: Program) -> None:
    report = json.loads(shop("scan", "--online", "--format", "json").out)
    assert report["withheld"] == sum({"own": 2, "another index": 2, "its scope": 1, "git and address": 3}.values())


@pytest.mark.parametrize("command", [["scan"], ["scan", "--strict"], ["lock"], ["check"], ["explain", "public-tool"]])
def test_offline_nothing_is_sent_anywhere(shop: Program, server: Server, command: list[str]) -> None:
    if command == ["check"]:
        shop("lock")
    with watching() as seen:
        shop(*command)
    assert seen.called == []
    assert server.asked == []


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_cache_keeps_no_name_of_ones_own(shop: Program, tmp_path: Path) -> None:
    shop("scan", "--online")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "cache").rglob("*") if path.is_file())
    assert b"public-tool" in kept
    assert SECRET.encode() not in kept.lower()
