"""`depsov knowledge` as a whole program."""

from __future__ import annotations

import re

from tests.cli.program import Program


def test_version(program: Program) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\n", program("knowledge", "version").out)


def test_stats(program: Program) -> None:
    out = program("knowledge", "stats").out

    assert re.search(r"^\d+ organisations: ", out, re.MULTILINE)
    assert re.search(r"^\d+ packages of pypi by name$", out, re.MULTILINE)


def test_lint_of_a_folder_with_errors(program: Program) -> None:
    program.write("data/organisations/x.toml", 'curated = 2026-01-01\n[acme]\nname = "Acme"\nkind = "firm"\n')

    result = program("knowledge", "lint", "data")

    assert result.code == 1
    assert "organisations/x.toml: acme.kind: 'firm' is none of" in result.err


def test_lint_of_a_sound_folder(program: Program) -> None:
    program.write("data/organisations/x.toml", 'curated = 2026-01-01\n[acme]\nname = "Acme"\nkind = "community"\n')

    assert program("knowledge", "lint", "data").code == 0


def test_lint_of_no_folder(program: Program) -> None:
    assert program("knowledge", "lint", "nowhere").code == 1
