"""A disk that is full: one line says so, the files of before stand, and a cache that cannot be written costs no report.

The limit on the size of files (RLIMIT_FSIZE) stands in for a full disk wherever no small one can be mounted.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import DAY
from tests.faults.runs import Project, is_sound
from tests.resolution.local_index import LocalIndex

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked, and limited"),
]

FULL = "/dev/full"


@pytest.mark.parametrize("size", [0, 100])
@pytest.mark.parametrize(
    ("command", "files"),
    [
        (("lock", "--fresh", "--as-of", DAY), ("depsov.lock",)),
        (("scan", "--quiet", "-ojson=report", "-ocyclonedx=bom"), ("report", "bom")),
        (("init", "--yes", "--into", "pyproject.toml"), ("pyproject.toml",)),
    ],
    ids=["lock", "scan", "init"],
)
def test_a_file_that_does_not_fit_leaves_that_of_before(
    project: Project, command: tuple[str, ...], files: tuple[str, ...], size: int
) -> None:
    if command[0] == "init":
        (project.folder / "depsov.toml").unlink()
    for file in files:
        if file != "pyproject.toml":
            (project.folder / file).write_text("# of before\n")
    before = {path.name: path.read_bytes() for path in project.folder.iterdir()}

    run = project(*command, limit=[size])

    assert (run.code, run.out) == (2, "")
    assert "Traceback" not in run.err
    assert run.err.count("cannot be written: File too large") == len(files)
    assert {path.name: path.read_bytes() for path in project.folder.iterdir()} == before


@pytest.mark.parametrize("place", ["pylock.web.toml", FULL])
def test_a_resolution_that_does_not_fit_leaves_that_of_before(project: Project, index: LocalIndex, place: str) -> None:
    index.add("web", "1.0")
    wishes = project.home / "requirements.in"
    wishes.write_text("web\n")
    project.environ["PIP_INDEX_URL"] = index.url
    (project.folder / "pylock.web.toml").write_text("# of before\n")
    project("resolve", str(wishes))  # so that the cache needs no room

    run = project("resolve", str(wishes), "-o", place, limit=[100])

    assert run.code == 2
    assert run.err.splitlines()[-1].startswith(f"depsov: {place}: cannot be written: ")
    assert (project.folder / "pylock.web.toml").read_text() == "# of before\n"


@pytest.mark.parametrize("size", [0, 5000, 30000])
def test_a_cache_that_does_not_fit_costs_a_problem_and_no_answer(project: Project, size: int) -> None:
    full = project.scan("--online", limit=[size])

    assert full.problems == ["cache: cannot be used: disk I/O error"]
    assert full.err == ""
    assert project.scan("--online", "--strict", limit=[size]).code == 4
    expected = project.scan("--online")
    assert expected.problems == []
    assert full.report["packages"] == expected.report["packages"]
    assert is_sound(project.cache)


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, on which hardly anything fits."""
    place = tmp_path / "tiny"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=96k,mode=0755", "none", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="a file system in memory")
def test_a_disk_that_fills_up_costs_a_problem_and_no_answer(project: Project, tiny: Path) -> None:
    expected = project.scan("--online")
    project.environ["DEPSOV_CACHE_DIR"] = str(tiny / "cache")

    for left in (60_000, 20_000, 0):
        (tiny / "ballast").unlink(missing_ok=True)
        fill(tiny / "ballast", left)
        run = project.scan("--online")
        assert run.report["packages"] == expected.report["packages"]
        assert [problem for problem in run.problems if not problem.startswith("cache: cannot be used: ")] == []
    assert len(run.problems) == 1

    (tiny / "ballast").unlink()
    project.scan("--online")
    assert is_sound(tiny / "cache")


def fill(ballast: Path, left: int) -> None:
    """Fill a disk up to so many bytes."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1024)):
                pass
        except OSError:
            file.truncate(max(0, file.tell() - left))


@pytest.mark.skipif(not Path(FULL).exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", ["scan", "check"])
def test_a_device_that_is_full_is_one_line(project: Project, command: str) -> None:
    assert project("lock").code == 0
    run = project(command, "--quiet", f"-ojson={FULL}")
    assert (run.code, run.err) == (2, f"depsov: {FULL}: cannot be written: No space left on device\n")
