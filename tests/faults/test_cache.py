"""The cache of a user: shared by runs at the same time, read-only, or not there at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cli.program import DAY
from tests.faults.registry import Registry
from tests.faults.runs import Driver, Project, is_sound
from tests.resolution.local_index import LocalIndex

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked"),
]

NOBODY = 54321  # a user of whom the machine knows nothing
AS_ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be another user")
SCAN = ("scan", "--as-of", DAY, "--format", "json", "--online")


@pytest.mark.parametrize("number", [2, 8])
def test_scans_at_the_same_time_share_a_cache(project: Project, number: int) -> None:
    expected = project.scan("--online")
    asked = len(project.registry.asked)
    shutil.rmtree(project.cache)

    cold = project.at_once([SCAN] * number)
    after_cold = len(project.registry.asked)
    warm = project.at_once([SCAN] * number)

    assert [(run.code, run.err) for run in (*cold, *warm)] == [(0, "")] * 2 * number
    assert {run.out for run in (*cold, *warm)} == {expected.out}
    assert after_cold > asked
    assert len(project.registry.asked) == after_cold, "the second time nobody asks"
    assert is_sound(project.cache)


def test_scans_at_the_same_time_revalidate_the_same_answers(project: Project) -> None:
    project.registry.headers = {"Cache-Control": "max-age=0", "ETag": '"1"'}
    expected = project.scan("--online")

    runs = project.at_once([SCAN] * 4)

    assert {(run.code, run.err, run.out) for run in runs} == {(0, "", expected.out)}
    assert is_sound(project.cache)


@pytest.fixture
def open_to_all(driver: Driver, registry: Registry) -> Iterator[Project]:
    """The project where every user may go, which is not so below the folders of pytest."""
    with TemporaryDirectory() as name:
        home = Path(name)
        home.chmod(0o755)
        yield Project(driver, home, registry)


@AS_ROOT
@pytest.mark.parametrize("what", ["folder", "files"])
def test_a_cache_that_is_read_only_is_said_once_and_costs_no_answer(open_to_all: Project, what: str) -> None:
    project = open_to_all
    expected = project.scan("--online")
    asked = len(project.registry.asked)
    for path in [project.cache, *project.cache.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
        path.chmod(0o755 if path.is_dir() else 0o644)
        if path.is_dir() == (what == "folder"):
            path.chmod(0o555 if path.is_dir() else 0o444)

    run = project.scan("--online", user=[NOBODY])

    assert run.report["packages"] == expected.report["packages"]
    assert run.err == ""
    assert len(run.problems) == 1
    assert run.problems[0].startswith("cache: cannot be used: ")
    assert project.scan("--online", "--strict", user=[NOBODY]).code == 4
    assert len(project.registry.asked) == asked * 3, "what cannot be kept is asked for anew"


@AS_ROOT
def test_a_user_without_a_home_has_no_cache_and_all_answers(open_to_all: Project) -> None:
    project = open_to_all
    expected = project.scan("--online")
    del project.environ["DEPSOV_CACHE_DIR"], project.environ["HOME"]

    run = project.scan("--online", user=[NOBODY])

    assert run.report["packages"] == expected.report["packages"]
    assert run.problems == ["cache: cannot be used: Not a directory"]
    assert project("lock", "--online", "--strict", user=[NOBODY]).code == 2  # for the folder, not the cache


@pytest.mark.parametrize(
    ("place", "reason"),
    [("in-the-way", "File exists"), ("in-the-way/below", "Not a directory"), ("x" * 300, "File name too long")],
)
def test_a_problem_with_the_cache_is_told_once_and_without_the_paths_of_the_machine(
    project: Project, index: LocalIndex, place: str, reason: str
) -> None:
    """Resolving and asking each open it."""
    index.add("web", "1.0")
    (project.folder / "uv.lock").unlink()
    (project.folder / "pyproject.toml").write_text('[project]\nname = "tree"\nversion = "1"\ndependencies = ["web"]\n')
    (project.home / "in-the-way").write_text("a file")
    project.environ |= {"PIP_INDEX_URL": index.url, "DEPSOV_CACHE_DIR": str(project.home / place)}

    run = project.scan("--online")

    assert run.problems == [f"cache: cannot be used: {reason}"]
    assert str(project.home) not in run.out + run.err


def test_a_cache_of_another_schema_is_left_as_it_is(project: Project) -> None:
    project.cache.mkdir()
    place: Path = project.cache / "http-2.db"
    with closing(sqlite3.connect(place)) as database:
        database.execute("CREATE TABLE entries (id TEXT)")
        database.execute("INSERT INTO entries VALUES ('mine')")
        database.commit()

    run = project.scan("--online")

    assert [problem.partition(":")[0] for problem in run.problems] == ["cache"]
    with closing(sqlite3.connect(place)) as database:
        assert database.execute("SELECT id FROM entries").fetchall() == [("mine",)]
