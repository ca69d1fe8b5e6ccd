"""Broken and hostile documents: one clear Problem each, and nothing else is lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from depsov import documents
from tests.cli.program import Program

NAMES = [
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "pylock.toml",
    "package-lock.json",
    "pnpm-lock.yaml",
    "bom.json",
]

DEEP_JSON = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
DEEP_TOML = b"a = " + b"[" * 100_000 + b"]" * 100_000


def _problems(program: Program) -> list[dict[str, str]]:
    result = program("scan", "--format", "json")
    assert result.code == 0, result.err
    report = json.loads(result.out)
    assert report["summary"]["packages"] == 8, "the rest is still scanned"
    problems = report["problems"]
    assert isinstance(problems, list)
    return problems


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b"{\x00}", "NUL"),
        (b"[[[", ""),
        (b'{"a": 1, "a": 2}', ""),
        (b'"just a string"', ""),
    ],
    ids=["empty", "utf-16", "nul", "malformed", "repeated-key", "wrong-type"],
)
def test_a_document_that_is_none(all_groups: Program, name: str, content: bytes, said: str) -> None:
    all_groups.write(f"other/{name}", content)

    (problem,) = _problems(all_groups)

    assert problem["subject"].startswith(f"other/{name}")
    assert said in problem["message"]
    assert problem["hint"]


@pytest.mark.parametrize("name", NAMES)
def test_named_by_the_user_it_ends_the_run(program: Program, name: str) -> None:
    program.write(name, b"")

    result = program("scan", name)

    assert result.code == 2
    assert f"{name}: the file is empty" in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("package-lock.json", DEEP_JSON), ("uv.lock", DEEP_TOML), ("Pipfile.lock", DEEP_JSON), ("poetry.lock", DEEP_TOML)],
)
def test_deep_nesting(all_groups: Program, name: str, content: bytes) -> None:
    all_groups.write(f"other/{name}", content)

    (problem,) = _problems(all_groups)

    assert "nested too deeply" in problem["message"] or "not TOML" in problem["message"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("uv.lock", "version = 99\n"),
        ("pdm.lock", '[metadata]\nlock_version = "99.0"\n'),
        ("pylock.toml", 'lock-version = "99.0"\ncreated-by = "x"\npackages = []\n'),
        ("package-lock.json", '{"lockfileVersion": 99, "packages": {}}'),
        ("pnpm-lock.yaml", "lockfileVersion: '99.0'\n"),
        ("bom.json", '{"bomFormat": "CycloneDX", "specVersion": "99.0"}'),
    ],
)
def test_a_version_that_depsov_does_not_know(all_groups: Program, name: str, content: str) -> None:
    all_groups.write(f"other/{name}", content)

    (problem,) = _problems(all_groups)

    assert "99" in problem["message"]


def test_a_file_over_the_limit(all_groups: Program) -> None:
    path = all_groups.write("other/uv.lock", "")
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # sparse: no disk is used

    (problem,) = _problems(all_groups)

    assert "200 MB" in problem["message"]
    assert str(documents.MAX_BYTES // 2**20) in problem["message"]


def test_a_link_loop(all_groups: Program) -> None:
    (all_groups.folder / "a").mkdir()
    (all_groups.folder / "a" / "uv.lock").symlink_to("poetry.lock")
    (all_groups.folder / "a" / "poetry.lock").symlink_to("uv.lock")

    problems = _problems(all_groups)

    assert [problem["subject"] for problem in problems] == ["a/poetry.lock", "a/uv.lock"]


def test_a_loop_of_folders(all_groups: Program) -> None:
    (all_groups.folder / "inner").symlink_to(all_groups.folder, target_is_directory=True)

    assert _problems(all_groups) == []


def test_a_link_out_of_the_tree(all_groups: Program, tmp_path: Path) -> None:
    outside = tmp_path / "outside.lock"
    outside.write_text("version = 1\n")
    (all_groups.folder / "other").mkdir()
    (all_groups.folder / "other" / "uv.lock").symlink_to(outside)

    (problem,) = _problems(all_groups)

    assert "leads out of the scanned tree" in problem["message"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(all_groups: Program) -> None:
    all_groups.write("other/uv.lock", "version = 1\n").chmod(0)

    (problem,) = _problems(all_groups)

    assert "cannot be read" in problem["message"]


def test_an_unreadable_file_whoever_runs_the_tests(all_groups: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    all_groups.write("other/uv.lock", "version = 1\n")
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.parent.name == "other":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)

    (problem,) = _problems(all_groups)

    assert problem["message"] == "cannot be read: Permission denied"


def test_names_that_are_no_names(program: Program) -> None:
    names = ["../../etc/passwd", "<script>alert(1)</script>", "a\x1b]8;;https://x.example\x07b", "a" * 400, ""]
    packages = {f"node_modules/{name}": {"version": "1.0.0"} for name in names}
    program.write(
        "package-lock.json",
        json.dumps({"lockfileVersion": 3, "packages": {"": {}, **packages, "node_modules/ok": {"version": "1"}}}),
    )

    report = json.loads(program("scan", "--format", "json").out)

    assert [package["name"] for package in report["packages"]] == ["ok"]
    assert report["problems"]
