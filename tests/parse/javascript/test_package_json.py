"""What the case folders of `package.json` cannot show: workspaces without a lockfile."""

from __future__ import annotations

from pathlib import Path

from depsov.model import REGISTRY
from tests.parse.written import direct, node, read, requires

FILES = {
    "package.json": '{\n "name": "top",\n "workspaces": ["libs/*"],\n "devDependencies": {\n  "tape": "^5.9.0"\n }\n}',
    "libs/core/package.json": '{"name": "core", "dependencies": {"ms": "^2.0.0"}, "devDependencies": {"tape": "*"}}',
    "libs/web/package.json": '{"name": "web", "dependencies": {"core": "^1.0.0"}}',
}


def test_members_are_no_packages_of_the_registry(tmp_path: Path) -> None:
    parsed = read(tmp_path, "package-json", "package.json", FILES)
    assert direct(parsed, "libs/web") == {"core": "runtime"}
    assert node(parsed, "core").own
    assert requires(parsed, "core") == ["ms"]
    assert [root.path for root in parsed.roots] == ["", "libs/core", "libs/web"]


def test_lines_are_those_of_the_document_itself(tmp_path: Path) -> None:
    parsed = read(tmp_path, "package-json", "package.json", FILES)
    assert (node(parsed, "tape").line, node(parsed, "ms").line) == (5, None)


def test_workspaces_of_pnpm(tmp_path: Path) -> None:
    settings = "packages:\n- 'libs/*'\n- '!libs/web' # not this one\n\ncatalog: &unread\n  ms: ^2\n"
    files = FILES | {"package.json": '{"name": "top"}', "pnpm-workspace.yaml": settings}
    parsed = read(tmp_path, "package-json", "package.json", files)
    assert [root.path for root in parsed.roots] == ["", "libs/core"]
    assert not parsed.problems


def test_broken_workspaces_of_pnpm_are_a_problem(tmp_path: Path) -> None:
    files = {"package.json": '{"name": "top"}', "pnpm-workspace.yaml": "packages:\n  - *x\n"}
    parsed = read(tmp_path, "package-json", "package.json", files)
    assert [problem.subject for problem in parsed.problems] == ["pnpm-workspace.yaml:2"]


def test_broken_npmrc_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / ".npmrc").write_bytes(b"registry=https://\xff")
    parsed = read(tmp_path, "package-json", "package.json", FILES)
    assert [problem.subject for problem in parsed.problems] == [".npmrc:1"]


def test_companion_that_leads_out_of_the_tree_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("registry=https://evil.example")
    (tmp_path / "top").mkdir()
    (tmp_path / "top/.npmrc").symlink_to(tmp_path / "outside")
    parsed = read(tmp_path / "top", "package-json", "package.json", FILES)
    assert [problem.subject for problem in parsed.problems] == [".npmrc"]
    assert node(parsed, "tape").source == REGISTRY


def test_empty_npmrc_is_none(tmp_path: Path) -> None:
    assert not read(tmp_path, "package-json", "package.json", FILES | {".npmrc": "\n"}).problems


def test_optional_peer_is_not_wished_for(tmp_path: Path) -> None:
    manifest = '{"peerDependencies": {"a": "*", "b": "*"}, "peerDependenciesMeta": {"b": {"optional": true}}}'
    parsed = read(tmp_path, "package-json", "package.json", {"package.json": manifest})
    assert direct(parsed, "") == {"a": "runtime"}


def test_member_that_matches_twice_stands_once(tmp_path: Path) -> None:
    files = FILES | {"package.json": '{"name": "top", "workspaces": ["libs/*", "libs/core", "."]}'}
    parsed = read(tmp_path, "package-json", "package.json", files)
    assert [root.path for root in parsed.roots] == ["", "libs/core", "libs/web"]
