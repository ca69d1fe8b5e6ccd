"""What depsov touches while it reads a tree that wants to be run and to lead out of itself: the program, watched."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

import depsov
from depsov.report import FORMATS
from tests.cli.program import Program
from tests.resolution.local_index import serving
from tests.trust.hostile import SECRET, Hostile, hostile_tree
from tests.trust.watched import Seen, watching

PACKAGE = Path(depsov.__file__).resolve().parent
INTERPRETER = {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib", "purelib", "platlib")}
SYSTEM = {Path("/dev"), Path("/etc/localtime"), Path("/usr/share/zoneinfo"), Path("/etc/mime.types")}
TEMPORARY = "depsov-"


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hostile:
    """Return the tree; its programs stand first on the PATH, as an activated environment has them."""
    made = hostile_tree(tmp_path)
    own = [str(made.tree / part) for part in ("node_modules/.bin", ".venv/bin", ".")]
    monkeypatch.setenv("PATH", os.pathsep.join([*own, os.environ["PATH"]]))
    monkeypatch.setenv("VIRTUAL_ENV", str(made.tree / ".venv"))
    return made


@pytest.fixture
def program(hostile: Hostile, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(hostile.tree, monkeypatch, capsys)


COMMANDS: dict[str, list[str]] = {
    "scan": ["scan"],
    "scan of a folder": ["scan", "leak"],
    "scan, strict and whole": ["scan", "--strict", "-v"],
    **{f"scan as {format_}": ["scan", "--format", format_] for format_ in FORMATS if format_ not in ("text", "html")},
    "lock": ["lock"],
    "check": ["check"],
    "check of a change": ["check", "--diff", "HEAD"],
    "explain": ["explain", "tool"],
    "org": ["org", "Nextcloud"],
    "formats": ["formats"],
    "knowledge": ["knowledge", "stats"],
    "init": ["init"],
}
WRITES = {"lock": {"tree/depsov.lock"}, "init": {"tree/depsov.toml"}}


def _watched(program: Program, arguments: list[str]) -> tuple[Seen, str]:
    with watching() as seen:
        result = program(*arguments)
    assert result.code in (0, 4), result  # it did what it was asked
    assert "Traceback" not in result.err
    return seen, result.out + result.err


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_of_the_tree_runs_and_nothing_beside_it_is_read(name: str, program: Program, hostile: Hostile) -> None:
    if name.startswith("check"):
        assert program("lock").code in (0, 4)
    before = _contents(hostile)
    seen, said = _watched(program, COMMANDS[name])
    changed = {path for path, _ in before ^ _contents(hostile)}

    assert not hostile.ran.exists()
    _assert_nothing_of_the_tree_is_code(seen, hostile)
    _assert_only_git_is_started(seen, hostile, expected=name == "check of a change")
    assert seen.called == []
    assert SECRET not in said.replace(str(hostile.tree), "")
    assert [path for path in seen.read if not _may_be_read(path, hostile)] == []
    assert [path for path in seen.listed if path.is_relative_to(hostile.outside)] == []
    assert changed == WRITES.get(name, set())
    assert {path for path in seen.written if not _may_be_written(path, hostile)} == set()


def _contents(hostile: Hostile) -> set[tuple[str, bytes]]:
    """Return all files of the tree, and beside it."""
    top = hostile.tree.parent
    files = [path for folder in (hostile.tree, hostile.outside) for path in folder.rglob("*") if path.is_file()]
    return {(path.relative_to(top).as_posix(), path.read_bytes()) for path in files if ".git" not in path.parts}


def _may_be_written(path: Path, hostile: Hostile) -> bool:
    return path.is_relative_to(hostile.tree) or TEMPORARY in path.as_posix() or path == Path("/dev/null")


def _assert_nothing_of_the_tree_is_code(seen: Seen, hostile: Hostile) -> None:
    assert [name for name in seen.run if Path(name).is_absolute() and Path(name).is_relative_to(hostile.tree)] == []
    assert not {name for name in seen.run if name.endswith("setup.py")}


def _assert_only_git_is_started(seen: Seen, hostile: Hostile, *, expected: bool) -> None:
    programs = {str(event[1]) for event in seen.started if event[0] == "subprocess.Popen"}
    assert {event[0] for event in seen.started} <= {"subprocess.Popen", "os.posix_spawn"}
    assert bool(programs) is expected
    for started in programs:
        assert Path(started).is_absolute()
        assert Path(started).name == "git"
        assert not Path(started).resolve().is_relative_to(hostile.tree)


def _may_be_read(path: Path, hostile: Hostile) -> bool:
    """Return whether a file is of the tree, of depsov, of the interpreter and what is installed in it, or our own."""
    allowed = {
        hostile.tree,
        PACKAGE,
        *INTERPRETER,
        *SYSTEM,
        Path(sys.base_prefix).resolve(),
        Path(sys.prefix).resolve(),
    }
    is_ours = TEMPORARY in path.as_posix() or path == hostile.tree.parent / "cache"
    return is_ours or any(path == place or path.is_relative_to(place) for place in allowed)


def test_the_watch_sees_what_it_should(hostile: Hostile) -> None:
    with watching() as seen:
        (hostile.outside / "secret.txt").read_text(encoding="utf-8")
        subprocess.run([sys.executable, "-c", ""], check=True)
        exec(compile("1", str(hostile.tree / "setup.py"), "exec"))
    assert (hostile.outside / "secret.txt").resolve() in seen.read
    assert [event[0] for event in seen.started][:1] == ["subprocess.Popen"]
    assert str(hostile.tree / "setup.py") in seen.run


@pytest.mark.parametrize("trap", ["setup.py", "trap", "node_modules/.bin/git"])
def test_the_traps_work(trap: str, hostile: Hostile) -> None:
    path = hostile.tree / trap
    command = [sys.executable, str(path)] if trap.endswith(".py") else [str(path)]
    subprocess.run(command, check=False, capture_output=True, cwd=hostile.tree)
    assert hostile.ran.exists()


# --- resolving asks an index, and runs nothing either -----------------------------------------------------------------


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with serving() as index:
        index.add("sample-tool", "1.0")
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        yield index.url


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_resolving_runs_nothing_and_asks_only_whom_the_user_names(
    index: str, program: Program, hostile: Hostile
) -> None:
    seen, said = _watched(program, ["resolve", "pyproject.toml"])

    assert not hostile.ran.exists()
    _assert_nothing_of_the_tree_is_code(seen, hostile)
    assert not seen.started
    assert seen.called
    assert all("127.0.0.1" in repr(event) for event in seen.called)
    assert SECRET not in said
    assert not {path for path in seen.read if path.is_relative_to(hostile.outside)}


# --- where Python itself looks for modules ----------------------------------------------------------------------------


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def _small(hostile: Hostile) -> Path:
    """Return a folder with modules that are called like those of depsov and of the standard library."""
    folder = hostile.tree / "small"
    (folder / "depsov").mkdir(parents=True)
    for name in (
        "depsov/__init__.py",
        "depsov/__main__.py",
        "json.py",
        "tomllib.py",
        "argparse.py",
        "sitecustomize.py",
    ):
        (folder / name).write_text((hostile.tree / "conftest.py").read_text())
    (folder / "requirements.txt").write_text("works-forms==1.0\n")
    return folder


def test_the_command_takes_no_module_from_the_working_folder(hostile: Hostile) -> None:
    command = Path(sysconfig.get_path("scripts")) / "depsov"
    if not command.exists():
        pytest.skip("depsov is not installed here")
    done = _run([str(command), "scan"], _small(hostile))
    assert (done.returncode, hostile.ran.exists()) == (0, False), done.stderr


def test_as_a_module_it_needs_the_safe_path(hostile: Hostile) -> None:
    """`python -m` looks into the working folder first: docs/security.md says so, and what to do."""
    folder = _small(hostile)
    done = _run([sys.executable, "-P", "-m", "depsov", "scan"], folder)
    assert (done.returncode, hostile.ran.exists()) == (0, False), done.stderr
    _run([sys.executable, "-m", "depsov", "scan"], folder)
    assert hostile.ran.exists()
