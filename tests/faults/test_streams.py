"""Standard output that is full, closed or no longer read: one line, exit 2, and never a code with another meaning."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import DAY
from tests.faults.runs import Project, Run

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full"),
]

FULL = "depsov: standard output: cannot be written: No space left on device\n"
CLOSED = "depsov: standard output: cannot be written: it is closed\n"


def run(project: Project, command: str, redirection: str, *, buffered: bool = True) -> Run:
    """Run a command in a process of its own, from its first to its last moment, as a shell does."""
    line = f'"$PYTHON" -m depsov {command} {redirection}'
    environ = {**project.environ, "PYTHON": sys.executable} | ({} if buffered else {"PYTHONUNBUFFERED": "1"})
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=project.folder, env=environ, capture_output=True, check=False, text=True
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    ("command", "redirection", "said", "buffered"),
    [
        ("scan", ">/dev/full", FULL, True),
        ("scan", ">/dev/full", FULL, False),
        ("scan --format html", ">/dev/full", FULL, True),
        ("scan", ">&-", CLOSED, True),
        ("scan --no-such-option", "2>/dev/full", "", True),
        ("scan nowhere", "2>/dev/full", "", False),
        ("scan nowhere", "2>&-", "", True),
        ("formats", ">&- 2>&-", "", True),
    ],
)
def test_a_report_that_arrives_nowhere_is_a_run_that_failed(
    project: Project, command: str, redirection: str, said: str, *, buffered: bool
) -> None:
    done = run(project, command, redirection, buffered=buffered)
    assert (done.code, done.out, done.err) == (2, "", said)


@pytest.mark.parametrize("command", ["--version", "formats"])
def test_every_command_says_that_it_was_not_heard(project: Project, command: str) -> None:
    assert run(project, command, ">/dev/full") == Run(2, "", FULL)


@pytest.mark.parametrize("redirection", ["2>/dev/full", ">&- 2>&-"])
def test_what_is_only_said_beside_is_no_reason_to_fail(project: Project, redirection: str) -> None:
    done = run(project, f"lock --as-of {DAY}", redirection)
    assert (done.code, done.out) == (0, "")
    assert (project.folder / "depsov.lock").read_text().count("[[package]]") == 8
    assert run(project, f"check --as-of {DAY}", redirection).code == 0


def test_a_file_is_written_whatever_becomes_of_the_printed_report(project: Project) -> None:
    done = run(project, f"scan --as-of {DAY} --format json -ojson=report", ">/dev/full")
    assert (done.code, done.err) == (2, FULL)
    assert (project.folder / "report").read_text() == project.scan().out


@pytest.mark.parametrize("buffered", [True, False])
def test_a_reader_that_has_gone_is_told_nothing(project: Project, *, buffered: bool) -> None:
    source, end = os.pipe()
    os.close(source)
    environ = project.environ | ({} if buffered else {"PYTHONUNBUFFERED": "1"})
    with subprocess.Popen(
        [sys.executable, "-m", "depsov", "scan"], cwd=project.folder, env=environ, stdout=end, stderr=subprocess.PIPE
    ) as process:
        os.close(end)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (2, b"")
