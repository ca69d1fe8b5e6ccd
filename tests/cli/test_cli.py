"""What the command line does before and after a command: help, errors, exit codes."""

from __future__ import annotations

import pytest

from depsov.cli import COMMANDS
from tests.cli.program import Program


def test_help_names_every_command(program: Program) -> None:
    result = program("--help")

    assert result.code == 0
    for name in COMMANDS:
        assert name in result.out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command(program: Program, name: str) -> None:
    assert program(name, "--help").code == 0


@pytest.mark.parametrize("args", [[], ["nope"], ["scan", "--nope"], ["scan", "--format", "nope"]])
def test_usage_errors_are_2(program: Program, args: list[str]) -> None:
    assert program(*args).code == 2


def test_options_are_not_abbreviated(program: Program) -> None:
    assert program("scan", "--onl").code == 2


def test_a_date_that_is_none(program: Program) -> None:
    result = program("scan", "--as-of", "yesterday")

    assert result.code == 2
    assert "'yesterday' is no date" in result.err


def test_a_bug_is_not_a_finding(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr("depsov.commands.scan.scan", broken)

    result = program("scan")

    assert result.code == 2
    assert "an error in depsov itself" in result.err


def test_an_interrupt(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("depsov.commands.scan.scan", interrupted)

    assert program("scan").code == 130
