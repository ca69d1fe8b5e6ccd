"""`-o FORMAT=FILE`: several reports of one run, none of them half-written."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from depsov.commands import check, scan
from depsov.report import FORMATS
from tests.cli.program import DAY, Program

COMMANDS = pytest.mark.parametrize("command", ["scan", "check"])


@pytest.fixture
def project(all_groups: Program) -> Program:
    """The program in a project with a depsov.lock that is up to date."""
    assert all_groups("lock").code == 0
    return all_groups


def _left(project: Program) -> list[str]:
    """Return what lies in the folder and was not there before: reports, and what writing them left."""
    own = {"depsov.toml", "organisations.toml", "pyproject.toml", "uv.lock", "depsov.lock"}
    return sorted(path.name for path in project.folder.iterdir() if path.name not in own)


@pytest.fixture
def beside(project: Program) -> Path:
    """A folder that no scan reads: a bill of materials in the tree would be part of the next one."""
    folder = project.folder.parent / "reports"
    folder.mkdir()
    return folder


def _every(folder: Path) -> list[str]:
    return [f"-o{name}={folder / name}" for name in FORMATS]


@COMMANDS
def test_every_format_is_written_in_one_run_as_it_would_be_printed(
    project: Program, beside: Path, command: str
) -> None:
    done = project(command, "--as-of", DAY, *_every(beside))

    assert done.code == 0
    assert {path.name for path in beside.iterdir()} == set(FORMATS)
    for name in FORMATS:
        if (command, name) != ("check", "text"):  # the gate prints its own few lines, and writes the whole report
            printed = project(command, "--as-of", DAY, "--format", name)
            assert (beside / name).read_bytes().decode() == printed.out


@COMMANDS
def test_several_reports_take_one_look(
    project: Program, beside: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    module, name = (scan, "scan") if command == "scan" else (check, "check_root")
    real = getattr(module, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        looks.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, counted)

    assert project(command, *_every(beside)).code == 0
    assert len(looks) == 1


@COMMANDS
def test_a_format_can_be_written_twice(project: Program, command: str) -> None:
    assert project(command, "-o", "json=one.json", "-o", "json=two.json").code == 0
    assert (project.folder / "one.json").read_bytes() == (project.folder / "two.json").read_bytes()


@COMMANDS
@pytest.mark.parametrize("other", ["same", "./same", "inner/../same"])
def test_two_reports_for_one_file_are_an_error_before_anything_is_read(
    project: Program, command: str, other: str
) -> None:
    (project.folder / "inner").mkdir()
    (project.folder / "uv.lock").unlink()
    done = project(command, "-o", "json=same", "-o", f"text={other}")

    assert (done.code, done.out) == (2, "")
    assert "-o: two reports for same (give each a file of its own)" in done.err
    assert _left(project) == ["inner"]


@COMMANDS
@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("nowhere/out", "there is no folder nowhere"),
        ("here", "it is a folder"),
        ("uv.lock/out", "there is no folder"),
        ("x" * 300, ""),
    ],
)
def test_a_place_that_cannot_be_is_an_error_and_the_other_reports_are_not_made(
    project: Program, command: str, file: str, said: str
) -> None:
    (project.folder / "here").mkdir()
    done = project(command, "-o", "json=good.json", "-o", f"markdown={file}")

    assert (done.code, done.out) == (2, "")
    assert f"cannot be written: {said}" in done.err
    assert _left(project) == ["here"]


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@COMMANDS
def test_a_file_that_fails_leaves_the_others_and_the_printed_report(project: Program, command: str) -> None:
    done = project(command, "--format", "json", "-o", f"text={FULL}", "-o", "json=good.json", "-o", f"csv={FULL}")

    assert done.code == 2
    assert done.out == (project.folder / "good.json").read_text()
    assert done.err.count("/dev/full: cannot be written: No space left on device") == 2
    assert _left(project) == ["good.json"]


def test_what_fails_in_the_middle_leaves_the_file_of_before(project: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("out.json", "before")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = project("scan", "-o", "json=out.json")

    assert done.code == 2
    assert "out.json: cannot be written: No space left on device" in done.err
    assert (project.folder / "out.json").read_text() == "before"
    assert _left(project) == ["out.json"]


def test_a_write_protected_file_stays_as_it_is(project: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("out.json", "before").chmod(0o444)
    # The superuser, as whom tests may run, is let through.
    monkeypatch.setattr("os.access", lambda path, _: bool(path.stat().st_mode & stat.S_IWUSR))

    assert project("scan", "-o", "json=out.json").code == 2
    assert (project.folder / "out.json").read_text() == "before"


def test_a_file_keeps_its_mode_and_a_new_one_has_the_usual(project: Program) -> None:
    project.write("old.json", "before").chmod(0o640)
    project.write("usual", "")
    project("scan", "-o", "json=old.json", "-o", "json=new.json")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in project.folder.glob("*.json")}
    assert modes == {"old.json": 0o640, "new.json": stat.S_IMODE((project.folder / "usual").stat().st_mode)}


def test_a_link_leads_where_it_led(project: Program) -> None:
    project.write("real.json", "before")
    (project.folder / "link.json").symlink_to("real.json")

    assert project("scan", "-o", "json=link.json").code == 0
    assert (project.folder / "link.json").is_symlink()
    assert json.loads((project.folder / "real.json").read_text())["schema"] == "depsov.report/1"


@contextmanager
def _reader(path: Path) -> Iterator[int]:
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    yield reader
    os.close(reader)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no names there")
def test_a_pipe_stays_one_and_may_be_named_twice(project: Program) -> None:
    with _reader(project.folder / "pipe") as reader:
        assert project("scan", "-o", "badge=pipe", "-o", "badge=pipe").code == 0
        assert os.read(reader, 2**16).count(b"</svg>") == 2
    assert stat.S_ISFIFO((project.folder / "pipe").stat().st_mode)


def test_verbose_counts_for_files_and_colour_does_not(project: Program) -> None:
    project("scan", "--verbose", "--color", "always", "-o", "text=out.txt", "--as-of", DAY)
    verbose = project("scan", "--verbose", "--as-of", DAY).out

    assert (project.folder / "out.txt").read_text() == verbose


def test_a_name_that_utf_8_cannot_hold_is_written_all_the_same(program: Program) -> None:
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library", "name": "half \ud83d"}]}
    program.write("bom.json", json.dumps(bom))
    done = program("scan", *(f"-o{name}={program.folder.parent / name}" for name in FORMATS))

    assert (done.code, done.err) == (0, "")
    for name in FORMATS:
        assert (program.folder.parent / name).read_bytes().decode()


def test_help_names_every_format(project: Program) -> None:
    for command in ("scan", "check"):
        said = " ".join(project(command, "--help").out.split())
        assert f"what to print: {', '.join(sorted(FORMATS))} (default: text)" in said


@COMMANDS
def test_a_format_that_there_is_not(project: Program, command: str) -> None:
    done = project(command, "--format", "nope")

    assert done.code == 2
    assert "invalid choice: 'nope'" in done.err
