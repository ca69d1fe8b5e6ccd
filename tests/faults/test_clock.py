"""A clock that is wrong, or put right between two runs: nothing that is over counts as fresh, and nothing crashes."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.program import DAY
from tests.faults.runs import Project, is_sound
from tests.resolution.local_index import LocalIndex

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked"),
]

MINUTE, HOUR, DAYS = 60, 3600, 24 * 3600
YEARS = 365 * DAYS


def asks(project: Project, clock: float) -> int:
    """Return how many requests a scan sends by a clock that is off by so much, which changes nothing in its report."""
    before = len(project.registry.asked)
    run = project.scan("--online", "--strict", clock=[clock])
    assert (run.code, run.err) == (0, "")
    return len(project.registry.asked) - before


@pytest.mark.parametrize(("ahead", "dated"), [(2 * HOUR, False), (40 * DAYS, False), (70 * YEARS, True)])
def test_what_was_kept_while_the_clock_was_ahead_is_not_fresh_for_ever(
    project: Project, ahead: float, *, dated: bool
) -> None:
    if not dated:
        project.registry.date = lambda: None
    assert asks(project, ahead) == 8
    assert asks(project, 0) == 8
    assert is_sound(project.cache)
    assert asks(project, MINUTE) == 0, "it is used again as it was before"
    assert asks(project, HOUR) == 8


def test_a_registry_whose_clock_is_ahead_gives_answers_that_age(project: Project) -> None:
    project.registry.date = lambda: time.time() + 10 * YEARS
    assert asks(project, 0) == 8
    assert asks(project, 5 * MINUTE) == 0
    assert asks(project, HOUR) == 8


def test_a_clock_that_is_far_ahead_finds_all_of_it_over(project: Project) -> None:
    assert asks(project, 0) == 8
    assert asks(project, HOUR) == 8
    assert asks(project, 31 * DAYS) == 8
    assert asks(project, 70 * YEARS) == 8


def test_a_clock_that_leaps_over_the_lifetime_in_a_run_changes_nothing(project: Project) -> None:
    expected = project.scan("--online")
    for looks in (1, 8, 30):
        for leap in (31 * DAYS, -DAYS):
            run = project.scan("--online", clock=[leap, looks])
            assert (run.code, run.err, run.out) == (0, "", expected.out)


@pytest.mark.parametrize("year", [1971, 2038, 2200])
def test_any_day_can_be_today(project: Project, year: int) -> None:
    away = (date(year, 2, 1) - date.today()).days * DAYS  # noqa: DTZ011 - as the program does
    report = project("scan", "--online", "--format", "json", clock=[away]).report
    assert report["as_of"][:4] == str(year)
    assert report["problems"] == []
    assert project("lock", clock=[away]).code == 0
    assert project("check", clock=[away]).code == 0


def test_a_lock_of_tomorrow_is_one_as_any_other(project: Project) -> None:
    assert project("lock", "--online", clock=[400 * DAYS]).code == 0
    lock = project.folder / "depsov.lock"
    before = lock.read_bytes()
    ahead = date.today() + timedelta(days=400)  # noqa: DTZ011 - as the program does
    assert f"date = {ahead}".encode() in before

    assert project("check", "--strict").code == 0
    assert project("lock").err == "depsov.lock: 8 packages, as it was\n"
    assert lock.read_bytes() == before


# --- resolutions, which are kept for a day ------------------------------------------------------------------------


@pytest.fixture
def kept(project: Project, index: LocalIndex) -> Path:
    """A resolution that is kept; the cache of HTTP answers is gone, so that a run without it has to ask."""
    index.add("web", "1.0")
    (project.folder / "uv.lock").unlink()
    (project.folder / "requirements.in").write_text("web\n")
    project.environ["PIP_INDEX_URL"] = index.url
    assert resolved(project) == ["web"]
    for path in project.cache.glob("http-2.db*"):
        path.unlink()
    (file,) = (project.cache / "resolved").iterdir()
    index.asked.clear()
    return file


def resolved(project: Project) -> list[str]:
    run = project("scan", "--as-of", DAY, "--online", "--format", "json", "requirements.in")
    return [package["name"] for package in run.report["packages"]]


@pytest.mark.parametrize(
    ("age", "is_used"), [(0, True), (23 * HOUR, True), (25 * HOUR, False), (-HOUR, False), (-10 * YEARS, False)]
)
def test_a_resolution_of_tomorrow_is_none_of_the_last_day(
    project: Project, index: LocalIndex, kept: Path, age: float, *, is_used: bool
) -> None:
    then = time.time() - age
    os.utime(kept, (then, then))
    assert resolved(project) == ["web"]
    assert (index.asked == []) is is_used
    assert abs(kept.stat().st_mtime - time.time()) < DAYS


def test_a_resolution_of_a_clock_that_was_far_ahead_is_not_kept_until_then(
    project: Project, index: LocalIndex, kept: Path
) -> None:
    other = kept.with_name("of-another-question.json")
    other.write_text(json.dumps({}))
    then = time.time() + 10 * YEARS
    os.utime(other, (then, then))
    index.add("left", "1.0")
    (project.folder / "requirements.in").write_text("web\nleft\n")
    assert resolved(project) == ["left", "web"]
    assert not other.exists()
