"""An index that fails, in whole runs: an error that says what is wrong, in time, and never another tree than the right.

`depsov resolve` writes nothing then; `depsov scan --online` goes on with what the project asks for itself.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from depsov import fetch
from depsov.resolution.python import project, solve
from tests.cli.program import Program, Result
from tests.resolution.local_index import (
    HTML,
    Fault,
    LocalIndex,
    body,
    cut_off,
    drip,
    endless,
    first,
    metadata_of,
    redirect,
    slow,
    status,
)

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PAGE = "/simple/web/"
WHEEL = "/files/web-2.0-py3-none-any.whl"
METADATA = f"{WHEEL}.metadata"
NOT_AN_INDEX = "an answer that cannot be read: is no page of an index"


@pytest.fixture(autouse=True)
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FIRST_PAUSE": 0.01, "MAX_BYTES": 4 * 2**20}.items():
        monkeypatch.setattr(fetch, name, value)


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Fail a test that takes long: each waits for something that never comes."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < 8


@pytest.fixture
def web(index: LocalIndex, program: Program) -> Program:
    """A project that asks for web and core; an older web is there for whoever looks for a way round."""
    index.add("web", "1.0", "2.0", requires=["core>=1"])
    index.add("core", "1.0")
    index.add("left", "1.0")
    program.write("requirements.in", "web\nleft\n")
    return program


def versions(result: Result) -> dict[str, str]:
    """Return names and versions of a pylock.toml."""
    return dict(re.findall(r'name = "([^"]+)"\nversion = "([^"]+)"', result.out))


def refused(program: Program) -> str:
    """Return why a project is not resolved, which both commands have to say in one line."""
    result = program("resolve")
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("depsov: requirements.in: not resolved: ")
    assert result.err.count("\n") == 1
    report = program("scan", "--online", "--format", "json")
    assert (report.code, report.err) == (0, "")
    content = json.loads(report.out)
    assert content["resolved"] == []
    assert [package["purl"] for package in content["packages"]] == ["pkg:pypi/left", "pkg:pypi/web"]
    (problem,) = (item for item in content["problems"] if item["subject"] == "requirements.in")
    assert result.err == f"depsov: {problem['subject']}: {problem['message']} ({problem['hint']})\n"
    assert program("scan", "--online", "--strict", "--quiet").code == 4
    message: str = problem["message"]
    return message.removeprefix("not resolved: ")


# --- answers that are none ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "fault", "reason"),
    [
        (PAGE, status(404), "requirements.in:1 asks for web in any version: no index has a project web"),
        (PAGE, status(429, Retry_After=3600), "HTTP 429, asks to wait 3600 s"),
        (PAGE, status(429), "HTTP 429"),
        (PAGE, status(500), "HTTP 500"),
        (PAGE, status(403), "HTTP 403"),
        (PAGE, status(204), "HTTP 204"),
        (PAGE, cut_off, "the connection failed"),
        (PAGE, endless, "an answer over the limit of 4 MB"),
        (PAGE, body(b'{"files": ['), "an answer that cannot be read: is no JSON"),
        (PAGE, body(b'{"projects": []}'), f"{NOT_AN_INDEX}: it lists no files"),
        (PAGE, body(b"welcome"), f"{NOT_AN_INDEX}: neither JSON nor HTML"),
        (PAGE, body(b""), f"{NOT_AN_INDEX}: neither JSON nor HTML"),
        (PAGE, body(b'<html><a href="/login">Log in</a></html>', HTML), f"{NOT_AN_INDEX}: it links to no file of web"),
        (PAGE, body(b'{"meta": {"api-version": "2.0"}, "files": []}'), "is of version 2.0 of the API"),
        (PAGE, redirect("https://elsewhere.example/web/"), "redirects to another host (elsewhere.example)"),
        (PAGE, redirect(PAGE), "redirects in a circle"),
        (METADATA, status(500), "HTTP 500"),
        (METADATA, cut_off, "the connection failed"),
        (METADATA, endless, "an answer over the limit of 4 MB"),
        (METADATA, body(metadata_of("web", "2.0")), "is not the metadata that the index announces: its hash differs"),
        ("/files/web-2.0*", status(404), "its file is not there"),
        ("*", status(500), "HTTP 500"),
        ("*", status(401), "HTTP 401"),
        ("/files/*", status(503), "HTTP 503"),
    ],
)
def test_a_fault_is_told_and_no_older_release_takes_the_place(
    web: Program, index: LocalIndex, path: str, fault: Fault, reason: str
) -> None:
    index.faults[path] = fault
    assert reason in refused(web)


@pytest.mark.parametrize("path", [PAGE, METADATA])
def test_an_index_that_sends_byte_by_byte_is_left(
    web: Program, index: LocalIndex, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(fetch, "PATIENCE", 0.3)
    index.faults[path] = drip
    assert "no answer in time" in refused(web)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        (PAGE, first(2, status(429, Retry_After=0))),
        (PAGE, first(2, status(500))),
        (PAGE, first(1, cut_off)),
        (METADATA, first(2, status(503))),
        (METADATA, status(404)),
        (PAGE, redirect("/simple/web-2/")),
        ("/files/*", slow(0.02)),
    ],
)
def test_a_fault_that_passes_changes_nothing(web: Program, index: LocalIndex, path: str, fault: Fault) -> None:
    index.faults[path] = fault
    index.faults["/simple/web-2/"] = lambda handler, _: handler.send(200, index.page("web"))
    result = web("resolve", "--strict")
    assert result.code == 0
    assert versions(result) == {"core": "1.0", "left": "1.0", "web": "2.0"}


def test_what_an_index_asks_to_wait_is_waited(web: Program, index: LocalIndex) -> None:
    index.faults[PAGE] = first(1, status(429, Retry_After=1))
    start = time.monotonic()
    assert versions(web("resolve"))["web"] == "2.0"
    assert 1 <= time.monotonic() - start < 4


def test_a_release_that_no_tool_could_read_is_passed_over_and_named(web: Program, index: LocalIndex) -> None:
    index.faults[METADATA] = status(404)
    index.faults[WHEEL] = body(b"no archive at all " * 2000)
    result = web("resolve", "--quiet")
    assert (result.code, versions(result)["web"]) == (0, "1.0")
    assert "web 2.0 was passed over: an answer that cannot be read: not a zip archive" in result.err
    assert web("resolve", "--quiet", "--strict").code == 4


def test_a_source_archive_with_a_wrong_hash_is_not_read(program: Program, index: LocalIndex) -> None:
    index.add("web", "1.0", sdist=True)
    index.add("web", "2.0", sdist=True, hashes={"sha256": "0" * 64})
    index.add("left", "1.0")
    program.write("requirements.in", "web\nleft\n")
    assert "is not the file that the index announces: its hash differs" in refused(program)


def test_an_index_that_dies_half_way_leaves_no_half_tree(web: Program, index: LocalIndex) -> None:
    index.faults["/simple/core/"] = status(503)
    assert refused(web).startswith("core: the index does not answer: HTTP 503")
    index.faults.clear()
    assert versions(web("resolve")) == {"core": "1.0", "left": "1.0", "web": "2.0"}


def test_an_index_that_nobody_runs_is_told(web: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert "the connection failed (ConnectError)" in refused(web)


def test_what_a_hostile_index_says_is_printed_without_control_characters(web: Program, index: LocalIndex) -> None:
    index.faults[PAGE] = body(json.dumps({"meta": {"api-version": "\x1b[2J\n9"}, "files": []}).encode())
    assert "\x1b" not in web("resolve").err


# --- sets that are hard -------------------------------------------------------------------------------------------


def test_five_thousand_releases_cost_no_more_than_one(program: Program, index: LocalIndex) -> None:
    index.add("many", *(f"{major}.{minor}" for major in range(50) for minor in range(100)))
    program.write("requirements.in", "many<49.50\n")
    start = time.monotonic()
    result = program("resolve")
    assert versions(result) == {"many": "49.49"}
    assert len(index.asked) == 2
    assert time.monotonic() - start < 4


def test_extras_that_ask_for_each_other_come_to_an_end(program: Program, index: LocalIndex) -> None:
    index.add("one", "1.0", requires=['two[b]; extra == "a"', 'one[c]; extra == "c"'], extras=["a", "c"])
    index.add("two", "1.0", requires=['one[a,c]; extra == "b"', 'three; extra == "b"'], extras=["b"])
    index.add("three", "1.0", requires=["one[a]"])
    program.write("requirements.in", "one[a,c]\n")
    result = program("resolve", "--strict")
    assert result.code == 0
    assert versions(result) == {"one": "1.0", "three": "1.0", "two": "1.0"}


def test_extras_that_nobody_has_are_passed_over_as_pip_does(program: Program, index: LocalIndex) -> None:
    index.add("one", "1.0")
    program.write("requirements.in", "one[fast]\n")
    assert versions(program("resolve")) == {"one": "1.0"}


def test_a_package_whose_every_release_was_yanked(program: Program, index: LocalIndex) -> None:
    index.add("web", "1.0", "2.0", yanked="broken")
    index.add("left", "1.0")
    program.write("requirements.in", "web\nleft\n")
    assert "yanked" in refused(program)
    program.write("requirements.in", "web==1.0\nleft\n")
    assert versions(program("resolve"))["web"] == "1.0"


def test_a_name_that_is_misspelt(program: Program, index: LocalIndex) -> None:
    index.add("requests-like", "1.0")
    program.write("requirements.in", "reqests-like\n")
    result = program("resolve")
    assert result.code == 2
    assert "requirements.in:1 asks for reqests-like in any version: no index has a project reqests-like" in result.err
    assert "spelt right" in result.err
    assert index.asked == ["/simple/reqests-like/"]


def test_a_conflict_is_told_as_who_asks_for_what(program: Program, index: LocalIndex) -> None:
    index.add("web", "1.0", requires=["core<2"])
    index.add("left", "1.0", requires=["core>=2"])
    index.add("core", "1.0", "2.0")
    program.write("requirements.in", "web\nleft\n")
    said = refused(program)
    assert "web 1.0" in said
    assert "left 1.0" in said
    assert "core<2" in said
    assert "core>=2" in said


@pytest.fixture(params=[{"questions": 60}, {"rounds": 20}, {"seconds": 0.5}], ids="".join)
def pathological(
    program: Program, index: LocalIndex, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Program:
    """A set that can be met only by looking into hundreds of releases."""
    numbers = [f"1.{number}" for number in range(300)]
    for number in numbers:
        index.add("sdk", number, requires=[f"core=={number}", "pin"])
        index.add("core", number, requires=["pin==2"])
    index.add("pin", "1.0")
    index.add("pin", "2.0", requires=["absent"])
    program.write("requirements.in", "sdk\npin<2\n")
    index.faults["/files/*"] = slow(0.01)
    limits = solve.Limits(**request.param)
    monkeypatch.setattr(project, "solve", partial(solve.solve, limits=limits))
    return program


def test_a_set_without_end_is_ended_with_the_packages_at_fault(pathological: Program, index: LocalIndex) -> None:
    result = pathological("resolve")
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert "not resolved" in result.err
    assert "sdk" in result.err
    assert len(index.asked) <= 300
    report = json.loads(pathological("scan", "--online", "--format", "json").out)
    assert report["resolved"] == []
    assert any("sdk" in item["message"] for item in report["problems"] if item["subject"] == "requirements.in")


# --- a run that is broken off -------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process")
@pytest.mark.parametrize("command", [("resolve",), ("scan", "--online")])
def test_control_c_ends_a_run_at_once(web: Program, index: LocalIndex, command: tuple[str, ...]) -> None:
    index.faults["/simple/core/"] = drip
    arguments = [sys.executable, "-c", "from depsov.cli import main; raise SystemExit(main())", *command]
    with subprocess.Popen(arguments, cwd=web.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while "/simple/core/" not in index.asked:
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=5)
    assert process.returncode == 130
    assert (out, err.decode()) == (b"", "depsov: interrupted\n")


# --- the cache ----------------------------------------------------------------------------------------------------


def test_a_second_run_asks_nothing(web: Program, index: LocalIndex) -> None:
    web("resolve")
    asked = len(index.asked)
    assert versions(web("resolve"))["web"] == "2.0"
    assert len(index.asked) == asked


def test_a_cache_that_cannot_be_written_costs_a_problem_only(web: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = web.write("../in-the-way", "a file")
    monkeypatch.setenv("DEPSOV_CACHE_DIR", str(in_the_way))
    result = web("resolve", "--quiet")
    assert (result.code, versions(result)["web"]) == (0, "2.0")
    assert result.err.startswith("cache: cannot be used: ")
    assert result.err.count("\n") == 1
    assert web("scan", "--online", "--strict", "--quiet").code == 4


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_cache_that_is_read_only_costs_a_problem_only(web: Program, tmp_path: Path) -> None:
    assert web("scan", "--online", "--strict").code == 0
    for path in [*(tmp_path / "cache").rglob("*"), tmp_path / "cache"]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    result = web("resolve", "--quiet")
    for path in [tmp_path / "cache", *(tmp_path / "cache").rglob("*")]:
        path.chmod(0o700)
    assert (result.code, versions(result)["web"]) == (0, "2.0")
    assert result.err.startswith("cache: cannot be used: ")


@pytest.mark.parametrize("damage", [b"", b"not a database " * 100, b'{"packages": [], "problems": []}', b"[1]"])
def test_a_damaged_cache_costs_no_more_than_time(web: Program, tmp_path: Path, damage: bytes) -> None:
    assert web("scan", "--online").code == 0
    files = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert len(files) >= 2
    for path in files:
        path.write_bytes(damage)
    report = json.loads(web("scan", "--online", "--format", "json").out)
    found = {(package["name"], package["version"]) for package in report["packages"]}
    assert found == {("core", "1.0"), ("left", "1.0"), ("web", "2.0")}
    assert not [item for item in report["problems"] if item["subject"] != "cache"]


@pytest.mark.parametrize("damage", [b"", b"{", b'{"name": 5}', b"1.0", b"1.0\tnull", b"\xff"])
def test_a_cache_that_holds_something_else_is_no_tree(web: Program, tmp_path: Path, damage: bytes) -> None:
    assert web("resolve").code == 0
    with closing(sqlite3.connect(tmp_path / "cache" / "http-2.db")) as database:
        database.execute("UPDATE streams SET chunk_data = ? WHERE length(chunk_data) > 0", (damage,))
        database.commit()
    result = web("resolve")
    assert result.err.count("\n") == 1
    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err


def test_two_runs_at_once_share_a_cache(web: Program, index: LocalIndex) -> None:
    index.add("wide", "1.0", requires=[f"part-{number}" for number in range(40)])
    for number in range(40):
        index.add(f"part-{number}", "1.0")
    web.write("requirements.in", "web\nwide\n")
    arguments = [sys.executable, "-c", "from depsov.cli import main; raise SystemExit(main())", "resolve", "--strict"]
    runs = [
        subprocess.Popen(arguments, cwd=web.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    said = [run.communicate(timeout=20) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    assert len({out for out, _ in said}) == 1
    assert said[0][0].count(b"[[packages]]") == 43
