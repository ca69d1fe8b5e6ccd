"""Killed at any moment: a file is the old one or the new one, and the next run goes as if nothing had been."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from itertools import count
from typing import NamedTuple

import pytest

from tests.cli.program import DAY
from tests.faults.registry import silent
from tests.faults.runs import ADDED, Project, is_sound
from tests.resolution.local_index import LocalIndex

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked, and signals sent"),
]


class Writing(NamedTuple):
    """A command, and the files that it puts in the place of others."""

    command: tuple[str, ...]
    files: tuple[str, ...]


LOCK = Writing(("lock", "--fresh", "--as-of", DAY), ("depsov.lock",))
SCAN = Writing(("scan", "--quiet", "--as-of", DAY, "-ojson=report", "-ocyclonedx=bom"), ("report", "bom"))
INIT = Writing(("init", "--yes", "--into", "pyproject.toml", "--as-of", DAY), ("pyproject.toml",))
RESOLVE = Writing(("resolve", "wishes/requirements.in", "-o", "pylock.web.toml"), ("pylock.web.toml",))


@pytest.fixture
def resolving(project: Project, index: LocalIndex) -> Project:
    """The project with a document that no lockfile knows, and an index that does."""
    index.add("web", "1.0")
    (project.folder / "wishes").mkdir()
    (project.folder / "wishes" / "requirements.in").write_text("web\n")
    project.environ["PIP_INDEX_URL"] = index.url
    return project


def contents(project: Project, files: tuple[str, ...]) -> list[bytes]:
    return [(project.folder / file).read_bytes() for file in files]


def dies_everywhere(project: Project, writing: Writing) -> None:
    """Kill a command at every step of its writing, one after the other in the same folder, until it gets through."""
    for file in writing.files:
        if file != "pyproject.toml":  # which is there, and to which something is added
            (project.folder / file).write_text('lock-version = "1.0"\ncreated-by = "before"\npackages = []\n')
    old, names = contents(project, writing.files), project.names()
    assert project(*writing.command).code == 0
    new = contents(project, writing.files)
    assert all(before != after for before, after in zip(old, new, strict=True))
    for file, data in zip(writing.files, old, strict=True):
        (project.folder / file).write_bytes(data)

    for step in count():
        run = project(*writing.command, files=[step, signal.SIGKILL])
        if run.code == 0:
            break
        assert run.code == -signal.SIGKILL, run.err
        for found, before, after in zip(contents(project, writing.files), old, new, strict=True):
            assert found in (before, after)

    assert step >= 4 * len(writing.files)
    assert contents(project, writing.files) == new, "what was left in the folder was read as a document"
    assert all(name.startswith(".") for name in project.names() - names)


@pytest.mark.parametrize("writing", [LOCK, SCAN, INIT], ids=lambda writing: writing.command[0])
def test_a_file_is_the_old_one_or_the_new_one_wherever_the_run_is_killed(project: Project, writing: Writing) -> None:
    if writing is INIT:
        (project.folder / "depsov.toml").unlink()
    dies_everywhere(project, writing)


def test_a_resolution_is_the_old_one_or_the_new_one_wherever_the_run_is_killed(resolving: Project) -> None:
    dies_everywhere(resolving, RESOLVE)


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "depsov: interrupted\n"),
        (signal.SIGTERM, -signal.SIGTERM, ""),
        (signal.SIGHUP, -signal.SIGHUP, ""),
    ],
)
def test_a_signal_in_the_middle_of_a_write_ends_the_run_and_leaves_the_file(
    project: Project, number: int, code: int, said: str
) -> None:
    lock = project.folder / "depsov.lock"
    assert project("lock", "--quiet").code == 0
    old, names = lock.read_bytes(), project.names()
    for step in range(6) if number == signal.SIGINT else (1, 4):
        run = project("lock", "--fresh", "--as-of", DAY, files=[step, number])
        assert (run.code, run.out, run.err) == (code, "", said)
        assert lock.read_bytes() == old
    if number == signal.SIGINT:
        assert project.names() == names
    assert project("check", "--as-of", DAY).code == 0


@pytest.mark.parametrize(
    ("number", "code", "said"), [(signal.SIGINT, 130, "depsov: interrupted\n"), (signal.SIGTERM, -15, "")]
)
def test_who_interrupts_the_asking_for_a_lock_keeps_the_lock(
    project: Project, number: int, code: int, said: str
) -> None:
    lock = project.folder / "depsov.lock"
    assert project("lock", "--online", "--quiet").code == 0
    old = lock.read_bytes()
    assert b"example-works" in old.partition(ADDED.encode())[2].partition(b"[[package]]")[0]
    shutil.rmtree(project.cache)
    project.registry.asked.clear()
    project.registry.faults[f"/pypi/{ADDED}/json"] = silent

    command = [sys.executable, "-m", "depsov", "lock", "--online", "--fresh"]
    with subprocess.Popen(
        command, cwd=project.folder, env=project.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while len(project.registry.asked) < 8:
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        out, err = process.communicate(timeout=5)

    assert (process.returncode, out, err) == (code, "", said)
    assert lock.read_bytes() == old


# --- the cache ----------------------------------------------------------------------------------------------------


def test_a_cache_is_whole_wherever_a_run_is_killed(project: Project) -> None:
    expected = project.scan("--online")
    shutil.rmtree(project.cache)
    killed = 0
    for step in (5, 40, 80, 120, 160, 200, 240, 280):
        run = project.scan("--online", database=[step, signal.SIGKILL])
        killed += run.code == -signal.SIGKILL
        assert is_sound(project.cache)
    assert killed > 4
    again = project.scan("--online")
    assert (again.code, again.out) == (0, expected.out)
    asked = len(project.registry.asked)
    assert project.scan("--online").out == expected.out
    assert len(project.registry.asked) == asked, "the cache is used as ever"


def test_a_kept_resolution_is_whole_wherever_a_run_is_killed(resolving: Project) -> None:
    expected = resolving.scan("--online")
    assert {"web"} <= {package["name"] for package in expected.report["packages"]}
    killed = 0
    for step in count():
        shutil.rmtree(resolving.cache / "resolved")
        run = resolving.scan("--online", files=[step, signal.SIGKILL])
        if run.code == 0:
            break
        killed += 1
        again = resolving.scan("--online")
        assert again.problems == []
        assert again.report["packages"] == expected.report["packages"]
    assert killed >= 4
