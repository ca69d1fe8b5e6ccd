"""What starts with a command: a hook runs at every commit, and most of its time is what it imports."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "data" / "projects" / "all-groups"

ONLINE = {"httpx", "hishel", "h2", "rich", "asyncio", "ssl", "socket", "concurrent.futures"}
OTHERS = {"jinja2", "babel", "cyclonedx", "jsonschema", "packaging.requirements", "pathspec", "importlib.metadata"}
HEAVY = {"dataclasses", "inspect", "subprocess", "tempfile", "shutil", "logging", "email", "xml.etree.ElementTree"}
READERS = {"depsov.parse.javascript.npm", "depsov.parse.javascript.yarn", "depsov.parse.sbom.cyclonedx"}


def loaded(arguments: list[str], folder: Path) -> set[str]:
    """Return the modules that a command has imported by its end."""
    script = (
        "import sys\n"
        "from depsov.cli import main\n"
        f"code = main({arguments!r})\n"
        "sys.stderr.write(' '.join(sys.modules))\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with its `depsov.lock`."""
    folder = tmp_path_factory.mktemp("start") / "project"
    shutil.copytree(PROJECT, folder)
    subprocess.run([sys.executable, "-m", "depsov", "lock", "--quiet"], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--version"], {"argparse", "json", "pathlib", "depsov.pipeline", "depsov.model"}),
        (["check", "--quiet"], {*READERS, "hashlib", "difflib", "depsov.report", "depsov.gate.revision"}),
        (["scan", "--format", "json"], {"difflib", "textwrap", "depsov.report.text", "depsov.gate"}),
        (["scan"], {"hashlib", "depsov.report.json_v1", "depsov.gate"}),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_imports_what_it_needs(project: Path, arguments: list[str], unwanted: set[str]) -> None:
    assert (ONLINE | OTHERS | HEAVY | unwanted) & loaded(arguments, project) == set()


def test_the_library_imports_its_stages_when_they_are_called() -> None:
    script = "import sys, depsov; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert (ONLINE | OTHERS | HEAVY | {"json", "depsov.model"}) & set(done.stdout.split()) == set()


def _processor_time(arguments: list[str], folder: Path) -> float:
    """Return the least of several runs, in seconds: what else the machine does lengthens a run, and shortens none."""

    def once() -> float:
        before = os.times()
        subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, check=True)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    end = time.monotonic() + 20
    runs = [once() for _ in range(3)]
    while len(runs) < 12 and time.monotonic() < end:
        runs.append(once())
    return min(runs)


def test_a_start_takes_a_few_times_as_long_as_a_bare_one(project: Path) -> None:
    """In units of `python -c pass`, with room to spare: bench/ has the figures, and this what must not happen."""
    bare = max(_processor_time(["-c", "pass"], project), 0.01)  # the clock counts in hundredths

    assert _processor_time(["-m", "depsov", "--version"], project) <= 4 * bare
    assert _processor_time(["-m", "depsov", "check", "--quiet"], project) <= 16 * bare
