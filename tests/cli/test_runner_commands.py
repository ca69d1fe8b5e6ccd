"""What a runner of GitHub would obey in the output of a command: nothing, whatever folders and files are called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cli.program import DAY, PROJECTS, Program
from tests.report.runner import commands

FOLDERS = ["::error::y", " ::add-mask::e", "##[add-mask]e", "x ::error::y ##[group]z"]


@pytest.fixture(params=FOLDERS)
def hostile(program: Program, request: pytest.FixtureRequest) -> Program:
    """Return a program beside a folder with such a name, which holds a project and a broken lockfile."""
    source = PROJECTS / "all-groups"
    for name in ("depsov.toml", "organisations.toml"):
        program.write(name, (source / name).read_bytes())
    for name in ("uv.lock", "pyproject.toml"):
        program.write(f"{request.param}/{name}", (source / name).read_bytes())
    program.write(f"{request.param}/more/poetry.lock", "not TOML")
    return program


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan"],
        ["scan", "--verbose", "--color", "always"],
        ["scan", "--quiet", "--fail-on", "info", "--strict"],
        ["scan", "--format", "json"],
        ["scan", "--format", "sarif"],
        ["scan", "--format", "gitlab"],
        ["scan", "--format", "csv"],
        ["scan", "--format", "badge"],
        ["lock", "--verbose"],
        ["explain", "cloud-service-sdk"],
    ],
    ids=" ".join,
)
def test_a_command_says_nothing_that_is_obeyed(hostile: Program, arguments: list[str]) -> None:
    result = hostile(*arguments, "--as-of", DAY)

    assert result.code in (0, 1, 4)
    assert result.out + result.err
    assert commands(result.out + "\n" + result.err) == []


def test_a_check_says_nothing_that_is_obeyed(hostile: Program) -> None:
    assert hostile("lock", "--as-of", DAY).code == 4
    hostile.write("depsov.toml", (hostile.folder / "depsov.toml").read_text() + '[[fail]]\nverdict = "outside"\n')
    result = hostile("check", "--as-of", DAY, "--preset", "eu-procurement")

    assert result.code == 1
    assert "uv.lock:27:" in result.out
    assert commands(result.out + "\n" + result.err) == []


def test_annotations_are_all_that_is_obeyed(hostile: Program) -> None:
    found = commands(hostile("scan", "--format", "github", "--as-of", DAY).out)

    assert {item.name for item in found} == {"warning", "notice"}
    assert found[0].properties["file"].endswith("/uv.lock")


@pytest.mark.parametrize("line", ["x = 1", "[tool]\n"])
def test_an_error_says_nothing_that_is_obeyed(program: Program, line: str) -> None:
    program.write("depsov.toml", f'"##[error]x" = 1\n{line}')

    result = program("scan")

    assert result.code == 2
    assert "error]x" in result.err
    assert commands(result.err) == []


def _stderr(program: Program) -> str:
    return program("lock", "--as-of", DAY).err


def _file(program: Program) -> str:
    program("scan", "-o", "text=report.txt", "--as-of", DAY)
    return (program.folder / "report.txt").read_text()


@pytest.mark.parametrize("said", [_stderr, _file])
def test_the_name_is_shown_all_the_same(program: Program, said: Callable[[Program], str]) -> None:
    program.write("::error::y/uv.lock", "not TOML")

    assert "\\::error::y/uv.lock: " in said(program)
