"""What cannot be installed or fails is told with its reason, and the others are measured all the same."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.beside import OURS, part, run
from bench.peers import PEERS, Installed, NotInstalledError, Peer, install, install_all
from bench.projects import EXAMPLE, Case, laid_out
from bench.timing import Command, CommandError, once

LOCK = Case(EXAMPLE, ("backend/poetry.lock",), is_pinned=True)
LISTS = """#!{python}
import json, sys
bom = {{"bomFormat": "CycloneDX", "components": [{{}}, {{}}], "dependencies": [{{"ref": "a", "dependsOn": ["b"]}}]}}
open(sys.argv[1], "w").write(json.dumps(bom))
"""
FAILS = """#!{python}
import sys
print("reading", file=sys.stderr)
sys.exit("no: this file is not for me\\n==========")
"""

TIRES = """#!{python}
import pathlib, sys
state = pathlib.Path(sys.argv[1])
sys.exit("enough" if state.exists() else state.write_text("{{}}") and 0)
"""
SCRIBBLES = """#!{python}
import sys
open(sys.argv[1], "w").write("not a bill")
"""


def made(text: str, requirement: str, place: Path) -> Path:
    program = place / requirement
    program.write_text(text.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o700)
    return place


def peer(name: str, text: str) -> Peer:
    return Peer(name, name, lambda requirement, place: made(text, requirement, place), name, {"": "OUT"})


def no_such(_: str, __: Path) -> Path:
    raise subprocess.CalledProcessError(1, ["pip"], stderr=b"ERROR: one\nERROR: no version of it is there\n")


def test_each_outcome_has_its_place_in_the_tables(tmp_path: Path) -> None:
    missing = Peer("missing", "missing==1", no_such, "missing", {"": "OUT"})
    peers = install_all(tmp_path, [peer("lists", LISTS), peer("fails", FAILS), missing])
    ready = [found for found in peers.values() if isinstance(found, Installed)]
    with laid_out(None, [LOCK]) as places:
        contest = run(LOCK, places[LOCK], ready, rounds=1, fewest=1)

    told = part([contest], peers, 1)

    times, memory, found = told.sections
    assert times.header == ("what", *OURS, "lists", "fails", "missing")
    (row,) = times.rows
    assert row[0] == "requirements.txt of web-service"
    assert [float(cell) > 0 for cell in row[1:3]] == [True, True]
    assert row[3].endswith(")")
    assert row[4:] == ("failed", "not installed")
    assert times.notes == [
        "missing is not installed: ERROR: no version of it is there",
        "fails on requirements.txt of web-service: reading / no: this file is not for me",
    ]
    assert memory.rows[0][4:] == ("failed", "not installed")
    assert found.rows[0][1] == "111 / 111"
    assert found.rows[0][3] == "2 / 1"
    assert told.versions == {"lists": "lists", "fails": "fails", "missing": "not installed"}


def test_who_fails_in_a_later_round_is_told_as_well(tmp_path: Path) -> None:
    tires = install(peer("tires", TIRES), tmp_path)
    with laid_out(None, [LOCK]) as places:
        contest = run(LOCK, places[LOCK], [tires], rounds=2, fewest=2)

    assert contest.failures == {"tires": "enough"}
    assert set(contest.times) == set(OURS)


def test_what_is_no_bill_of_materials_counts_as_a_failure(tmp_path: Path) -> None:
    scribbles = install(peer("scribbles", SCRIBBLES), tmp_path)
    with laid_out(None, [LOCK]) as places:
        contest = run(LOCK, places[LOCK], [scribbles], rounds=1, fewest=1)

    assert contest.failures["scribbles"].startswith("what it writes is not JSON")


def test_where_depsov_itself_fails_nothing_is_compared(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing to scan"):
        run(LOCK, tmp_path, [], rounds=1, fewest=1)


def test_what_is_installed_is_not_installed_again(tmp_path: Path) -> None:
    first = install(peer("lists", LISTS), tmp_path)
    again = Peer("lists", "lists", no_such, "lists", {"": "OUT"})

    assert install(again, tmp_path).program == first.program


def test_what_was_interrupted_is_installed_anew(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "half").touch()

    install(peer("lists", LISTS), tmp_path)

    assert not (tmp_path / "lists" / "half").exists()


def test_a_package_without_its_program_is_not_installed(tmp_path: Path) -> None:
    empty = Peer("empty", "empty==1", lambda _, place: place, "empty", {"": ""})

    with pytest.raises(NotInstalledError, match="empty==1 has no program empty"):
        install(empty, tmp_path)


def test_every_peer_is_pinned() -> None:
    assert all(peer.requirement.rpartition("==")[2] or peer.requirement.rpartition("@")[2] for peer in PEERS)
    assert {peer.name for peer in PEERS} == {"Trivy", "Syft", "cdxgen", "cyclonedx-py", "uv export", "npm sbom"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([sys.executable, "-c", "raise SystemExit('it went wrong')"], "it went wrong"),
        ([sys.executable, "-c", "raise SystemExit(3)"], "exit code 3"),
        (["there-is-no-such-program"], "cannot be started"),
    ],
)
def test_a_command_that_fails_says_why(words: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=said):
        once(Command(words), tmp_path)


def test_a_command_that_hangs_is_stopped_with_all_that_it_started(tmp_path: Path) -> None:
    child = f"import time; time.sleep(2); open({str(tmp_path / 'late')!r}, 'w')"
    words = [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"]

    with pytest.raises(CommandError, match="stopped after 1 s"):
        once(Command(words), tmp_path, limit=1)
    time.sleep(2)
    assert not (tmp_path / "late").exists()


def test_the_peak_is_that_of_the_command_and_not_of_who_measures(tmp_path: Path) -> None:
    held = b"x" * 200 * 2**20

    small = once(Command([sys.executable, "-c", "pass"]), tmp_path)
    large = once(Command([sys.executable, "-c", "b'x' * 100 * 2**20"]), tmp_path)

    assert small.peak < 100 * 1024 < large.peak < len(held) // 1024
