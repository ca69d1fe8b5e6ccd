"""`depsov lock` as a whole program: what it writes, what it says of it, and how it ends."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.cli.program import DAY, Program, Result
from tests.expected import check_expected
from tests.gate.projects import add_package, append, depend_on, install, replace_in, teach

LATER = "2026-09-01"


def _lock(program: Program, *args: str) -> Result:
    return program("lock", "--as-of", DAY, *args)


def _text(program: Program) -> str:
    return (program.folder / "depsov.lock").read_text()


@pytest.fixture
def locked(all_groups: Program) -> Program:
    """The program in a project whose depsov.lock is up to date."""
    assert _lock(all_groups, "--quiet").code == 0
    return all_groups


# --- what it says -------------------------------------------------------------------------------------------------


def test_the_first_one(all_groups: Program) -> None:
    result = _lock(all_groups)

    assert (result.code, result.out) == (0, "")
    check_expected("cli/lock-first.txt", result.err)


def test_the_file_itself(locked: Program) -> None:
    lines = ["knowledge = DATE" if line.startswith("knowledge = ") else line for line in _text(locked).splitlines()]
    check_expected("cli/lock-file.txt", "\n".join(lines) + "\n")


def test_what_came_what_went_and_what_moved(locked: Program) -> None:
    depend_on(locked, "cloud-queue")
    teach(locked, "cloud-queue", "example-cloud")
    teach(locked, "nobody-knows", "example-collective")
    organisations = locked.folder / "organisations.toml"
    replace_in(organisations, 'steward = "individual"', 'steward = "example-holdings"')
    replace_in(organisations, 'packages = ["srl-letters"]', 'packages = ["else"]')
    replace_in(locked.folder / "uv.lock", 'name = "works-forms"', 'name = "works-charts"')

    result = _lock(locked)

    assert result.code == 0
    check_expected("cli/lock-moved.txt", result.err)


def test_a_second_one_changes_nothing(locked: Program) -> None:
    before = _text(locked)

    result = locked("lock", "--as-of", LATER)

    assert (result.code, result.err) == (0, "depsov.lock: 8 packages, as it was\n")
    assert _text(locked) == before


@pytest.mark.parametrize(
    ("args", "count", "rest"), [((), 12, ["  ... and 11 more"]), (("--verbose",), 23, [])], ids=["cut", "verbose"]
)
def test_many_changes_are_cut_and_counted(
    all_groups: Program, args: tuple[str, ...], count: int, rest: list[str]
) -> None:
    for number in range(15):
        add_package(all_groups.folder / "uv.lock", f"part-{number:02}")

    result = _lock(all_groups, *args)

    assert result.err.count("  + pkg:pypi/") == count
    assert [line for line in result.err.splitlines() if "more" in line] == rest
    assert result.err.endswith("depsov.lock: 23 packages, written\n")


def test_quiet_says_nothing_where_all_went_well(all_groups: Program) -> None:
    result = _lock(all_groups, "--quiet")

    assert (result.code, result.out, result.err) == (0, "", "")
    assert (all_groups.folder / "depsov.lock").is_file()


# --- what it takes ------------------------------------------------------------------------------------------------


def test_a_folder_elsewhere(all_groups: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(all_groups.folder.parent)

    result = _lock(all_groups, "tree")

    assert result.err.endswith("tree/depsov.lock: 8 packages, written\n")
    assert (all_groups.folder / "depsov.lock").is_file()


def test_another_perimeter_moves_no_date(locked: Program) -> None:
    result = locked("lock", "--as-of", LATER, "--perimeter", "de,fr")

    assert result.code == 0
    assert 'perimeter = ["DE", "FR"]' in _text(locked)
    assert f"date = {LATER}" not in _text(locked)


def test_the_perimeter_of_a_preset_moves_no_date(locked: Program) -> None:
    result = locked("lock", "--as-of", LATER, "--preset", "eu-procurement")

    assert (result.code, result.err) == (0, "depsov.lock: 8 packages, written\n")
    assert 'perimeter = "eu"' in _text(locked)
    assert f"date = {LATER}" not in _text(locked)


@pytest.mark.parametrize("args", [("--perimeter", "eea"), ("--config", "eea.toml")], ids=["flag", "file"])
def test_a_perimeter_that_is_named_goes_before_that_of_a_preset(locked: Program, args: tuple[str, ...]) -> None:
    shutil.copy(locked.folder / "depsov.toml", locked.folder / "eea.toml")
    append(locked.folder / "eea.toml", 'perimeter = "eea"\n')

    assert _lock(locked, "--preset", "eu-procurement", *args).code == 0

    assert 'perimeter = "eea"' in _text(locked)


@pytest.mark.parametrize("preset", ["inventory", "new-only", "eu-procurement"])
def test_how_strictly_a_preset_judges_makes_no_other_file(locked: Program, preset: str) -> None:
    before = _text(locked)

    assert _lock(locked, "--fresh", "--preset", preset, "--perimeter", "europe").code == 0

    assert _text(locked) == before


def test_a_fresh_one_takes_nothing_over(locked: Program) -> None:
    assert locked("lock", "--as-of", LATER, "--fresh").code == 0
    assert f"date = {DAY}" not in _text(locked)


def test_an_environment_that_is_named(all_groups: Program) -> None:
    elsewhere = all_groups.folder.parent / "elsewhere"
    source = "Project-URL: Source, https://github.com/example-works/nobody-knows"
    install(elsewhere, "nobody-knows", "3.0", source)

    assert _lock(all_groups, "--python", str(elsewhere / ".venv")).code == 0
    assert '{ kind = "repository", identity = "github:example-works"' in _text(all_groups)
    assert all_groups("check", "--as-of", DAY).code == 0


# --- how it ends --------------------------------------------------------------------------------------------------


def test_a_document_that_cannot_be_read_leaves_it_incomplete(locked: Program) -> None:
    locked.write("uv.lock", "version = 1\n[[package]\n")

    result = _lock(locked)

    assert result.code == 4
    check_expected("cli/lock-incomplete.txt", result.err)
    assert "pkg:pypi/works-forms" in _text(locked)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("nowhere",), 2, "nowhere: no such file or folder"),
        (("uv.lock",), 2, "uv.lock"),
        (("--perimeter", "UK"), 2, "'UK' is no perimeter"),
        (("--preset", "none"), 2, "invalid choice: 'none'"),
        (("--config", "nowhere.toml"), 2, "nowhere.toml: no such file"),
        (("--python", "nowhere"), 2, "nowhere"),
        (("--as-of", "2026-13-01"), 2, "'2026-13-01' is no date"),
        (("empty",), 3, "nothing to scan in empty"),
    ],
)
def test_what_it_refuses(locked: Program, args: tuple[str, ...], code: int, said: str) -> None:
    (locked.folder / "empty").mkdir()
    before = _text(locked)

    result = _lock(locked, *args)

    assert result.code == code
    assert said in result.err
    assert "Traceback" not in result.err
    assert _text(locked) == before
    assert not (locked.folder / "empty" / "depsov.lock").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_to(all_groups: Program) -> None:
    all_groups.folder.chmod(0o555)
    try:
        result = _lock(all_groups)
    finally:
        all_groups.folder.chmod(0o755)

    assert result.code == 2
    assert "depsov.lock: cannot be written" in result.err


def test_a_folder_in_its_place(all_groups: Program) -> None:
    (all_groups.folder / "depsov.lock").mkdir()

    result = _lock(all_groups)

    assert result.code == 2
    assert "depsov.lock: cannot be read" in result.err


def test_the_old_file_stands_where_the_new_one_cannot_be_put(locked: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    before, files = _text(locked), sorted(locked.folder.iterdir())
    depend_on(locked, "cloud-queue")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    result = _lock(locked)

    assert result.code == 2
    assert "depsov.lock: cannot be written: No space left on device (nothing was changed)" in result.err
    assert (_text(locked), sorted(locked.folder.iterdir())) == (before, files)


def test_check_has_nothing_to_say_after_it_and_nothing_is_asked(locked: Program) -> None:
    append(locked.folder / "depsov.toml", "strict = true\n")
    assert locked("lock", "--as-of", DAY).code == 0

    result = locked("check", "--as-of", DAY)

    assert (result.code, result.out) == (0, "")
