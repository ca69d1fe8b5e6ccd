"""`depsov knowledge` as a whole program."""

from __future__ import annotations

import re

from tests.cli.program import Program


def test_version(program: Program) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\n", program("knowledge", "version").out)


def test_stats(program: Program) -> None:
    out = program("knowledge", "stats").out

    assert re.search(r"^\d+ organisations in \d+ countries: ", out, re.MULTILINE)
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


def test_verify_names_what_contradicts(program: Program) -> None:
    # boto3 is listed under Amazon; this installation claims that it comes from elsewhere.
    info = ".venv/lib/python3.11/site-packages/boto3-1.0.dist-info/METADATA"
    program.write(info, "Name: boto3\nVersion: 1.0\nProject-URL: Source, https://github.com/google/boto3\n\n")

    result = program("knowledge", "verify", "--installed", ".")

    assert result.code == 1
    assert result.out.startswith("contradicted: pkg:pypi/boto3@1.0: listed under ")
    assert "its repository (github:google) leads to Google LLC\n" in result.out
    assert result.out.endswith("0 name none, 0 are not listed\n")


def test_verify_names_no_owner_who_is_not_listed(program: Program) -> None:
    info = ".venv/lib/python3.11/site-packages/boto3-1.0.dist-info/METADATA"
    program.write(info, "Name: boto3\nVersion: 1.0\nProject-URL: Source, https://github.com/some-handle/boto3\n\n")

    result = program("knowledge", "verify", "--installed", ".", "--verbose")

    assert result.code == 0
    assert "unconfirmed: pkg:pypi/boto3@1.0: " in result.out
    assert "some-handle" not in result.out + result.err


def test_verify_of_a_folder_without_packages(program: Program) -> None:
    result = program("knowledge", "verify", "--installed", ".")

    assert result.code == 2
    assert "holds no installed packages" in result.err


def test_a_release_is_taken_by_every_command(program: Program) -> None:
    assert program("knowledge", "release", "k.json").code == 0
    for command in (["knowledge", "version"], ["knowledge", "stats"], ["org", "github:psf"], ["explain", "boto3"]):
        assert program(*command, "--knowledge", "k.json").out == program(*command).out
    program.write("requirements.txt", "boto3==1.0\n")
    assert program("scan", "--knowledge", "k.json").out == program("scan").out


def test_a_damaged_release_is_refused(program: Program) -> None:
    program("knowledge", "release", "k.json")
    program.write("k.json", (program.folder / "k.json").read_bytes()[:-100])

    result = program("scan", "--knowledge", "k.json")

    assert result.code == 2
    assert "k.json: its checksum does not fit" in result.err


def test_a_release_that_cannot_be_written(program: Program) -> None:
    result = program("knowledge", "release", "nowhere/k.json")

    assert result.code == 2
    assert "cannot be written" in result.err
