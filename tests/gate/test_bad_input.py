"""Policies and lock files that cannot be meant: one line that says where and what to do, and exit code 2."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import DAY, Program
from tests.gate.projects import ALL_GROUPS, Project, append, replace_in


@pytest.fixture
def gate(
    locked: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Program:
    """The program in a project whose depsov.lock is up to date."""
    shutil.copytree(locked.folder, tmp_path / "tree")
    return Program(tmp_path / "tree", monkeypatch, capsys)


def _refused(gate: Program, *args: str) -> str:
    """Return the only line of a run that is refused, and that left depsov.lock alone."""
    before = (gate.folder / "depsov.lock").read_bytes()
    result = gate(*(args or ("check", "--as-of", DAY)))
    assert (result.code, result.out) == (2, ""), result
    (line,) = result.err.splitlines()
    assert (gate.folder / "depsov.lock").read_bytes() == before
    return line


EXCEPTION = {
    "package": '"arrays"',
    "controller": '"example-foundation"',
    "reason": '"we host it"',
    "owner": '"platform team"',
    "expires": "2026-12-31",
}


def _exception(**over: str | None) -> str:
    lines = (f"{key} = {value}" for key, value in {**EXCEPTION, **over}.items() if value is not None)
    return "[[exception]]\n" + "\n".join(lines)


POLICIES = [
    ('perimetre = "eu"', "perimetre: unknown key (known keys: "),
    ("[limit]\noutside = 0.5", "limit: unknown key"),
    ("[limits]\noutsides = 0.5", "limits.outsides: unknown key (known keys: concentration, coverage, one-party"),
    ("[limits]\noutside = 50", "limits.outside: expected a fraction from 0 to 1"),
    ('strict = "yes"', "strict: expected true or false, found a string"),
    ('fail = { verdict = "outside" }', "fail: expected an array, found a table"),
    ('[[fail]]\nverdict = "foreign"', "fail[0].verdict: 'foreign' is none of inside, outside"),
    ("[[fail]]", "fail[0]: says nothing"),
    ("[[fail]]\nstrength = 6", "fail[0].strength: expected a whole number from 0 to 5"),
    ('perimeter = ["DE", "UK"]', "perimeter[1]: 'UK' is no "),
    ('perimeter = "atlantis"', "'atlantis' is no perimeter"),
    ('[[fail]]\njurisdiction = "EL"', "fail[0].jurisdiction: 'EL' is no ISO 3166-1 alpha-2 code (write GR)"),
    ('[[fail]]\nverdict = "inside"\nreason = "by-parent"', "fail[0].reason: contradicts verdict inside"),
    ('[[fail]]\nverdict = "individual"\njurisdiction = "US"', "fail[0].jurisdiction: contradicts the verdict"),
    ('preset = "inventory"\n[[fail]]\nverdict = "outside"', "fail: contradicts preset = 'inventory'"),
    ('preset = "everything"', "preset: 'everything' is none of inventory, new-only, eu-procurement"),
    ('own = ["pkg:"]', "own[0]: 'pkg:' matches nothing"),
    ('own = ["works-[forms"]', "own[0]: 'works-[forms' matches nothing: its [ is not closed"),
    ('[[fail]]\ncontroller = "example-hodlings"', "fail[0].controller: no organisation has the id 'example-hodlings'"),
    (_exception(expires="2026-02-30"), "not TOML"),
    (_exception(expires='"next year"'), "exception[0].expires: expected a day (write it as 2027-06-30)"),
    (_exception(expires=None), "exception[0].expires: missing (write it as 2027-06-30)"),
    (_exception(owner=None), "exception[0].owner: missing (name the role or team"),
    (_exception(owner='"someone@example.org"'), "exception[0].owner: is an e-mail address (name a role or a team"),
    (_exception(reason='""'), "exception[0].reason: is empty (say why it is accepted)"),
    (_exception(package='"pkg:pypi/arrays@2.0"'), "exception[0].package: 'pkg:pypi/arrays@2.0' matches nothing"),
    (_exception(package='"pkg:pipy/arrays"'), "exception[0].package: 'pkg:pipy/arrays' matches nothing: 'pipy' is no"),
    (_exception(because='"x"'), "exception[0].because: unknown key (known keys: controller, expires"),
    (f"{_exception()}\n{_exception()}", "exception[1]: 'arrays' under 'example-foundation' is accepted"),
    ("perimeter = ", "not TOML"),
]


@pytest.mark.parametrize(("policy", "said"), POLICIES)
def test_a_policy_that_cannot_be_meant(gate: Program, policy: str, said: str) -> None:
    append(gate.folder / "depsov.toml", f"{policy}\n")

    line = _refused(gate)

    assert said in line
    assert line.startswith("depsov: depsov.toml: "), "it names the file"


@pytest.mark.parametrize("command", ["check", "lock", "scan", "init"])
def test_every_command_refuses_it(gate: Program, command: str) -> None:
    append(gate.folder / "depsov.toml", "[limits]\noutside = 50\n")

    assert "depsov.toml: limits.outside" in _refused(gate, command)


def test_in_a_pyproject_the_path_begins_at_the_table(gate: Program) -> None:
    (gate.folder / "depsov.toml").unlink()
    append(gate.folder / "pyproject.toml", "[tool.depsov.limits]\noutside = 50\n")

    assert _refused(gate).startswith("depsov: pyproject.toml: ")


def test_an_exception_that_has_expired_is_a_finding_with_its_place(gate: Program) -> None:
    append(gate.folder / "depsov.toml", _exception(expires="2026-06-29"))

    result = gate("check", "--as-of", DAY)

    assert result.code == 1
    assert "depsov.toml:3: low: the exception for arrays (platform team) expired on 2026-06-29" in result.out


# --- depsov.lock --------------------------------------------------------------------------------------------------

SDK = 'controller = { id = "example-holdings", name = "Example Holdings, Inc." }\njurisdictions = [{ country = "FR"'
HEADER_CONFLICT = '<<<<<<< HEAD\nknowledge = "2026-02-02"\n=======\nknowledge = "2026-02-01"\n>>>>>>> other\n'

LOCKS = [
    pytest.param(
        'purl = "pkg:pypi/arrays"\n',
        'purl = "pkg:pypi/arrays"\n<<<<<<< HEAD\n=======\n>>>>>>> other\n',
        "depsov.lock:8: holds the marks of a merge conflict (keep one side of each conflict",
        id="a conflict in a block",
    ),
    pytest.param(
        'knowledge = "2026-02-02"\n',
        HEADER_CONFLICT,
        "depsov.lock:3: holds the marks of a merge conflict (keep one side of each conflict",
        id="a conflict in the head",
    ),
    pytest.param("version = 1", "version = 2", "version: newer than the 1 that this depsov", id="newer"),
    pytest.param("version = 1", "version = 0", "version: there never was such a version (", id="version 0"),
    pytest.param("version = 1", "", "depsov.lock: version: missing", id="no version"),
    pytest.param("strength = 5", "strength = 7", "depsov.lock:19: package[1].strength: expected", id="strength"),
    pytest.param('reason = "by-parent"', 'reason = "by-head-office"', "package[1].reason: does not fit", id="reason"),
    pytest.param('reason = "by-parent"', 'reason = "fine"', "package[1].reason: 'fine' is none of", id="no reason"),
    pytest.param(
        'reason = "by-parent"', 'reason = "no-evidence"', "package[1].steward: does not fit", id="nobody with a steward"
    ),
    pytest.param(SDK, SDK.replace('"FR"', '"FX"'), "'FX' is no ISO 3166-1 alpha-2 code", id="country"),
    pytest.param(
        'controller = { id = "example-holdings", name = "Example Holdings, Inc." }\n',
        'controller = { id = "example-cloud", name = "Example Cloud France SAS" }\n',
        "package[1].controller: does not fit jurisdictions, which name a parent",
        id="controller",
    ),
    pytest.param('purl = "pkg:pypi/arrays"', 'purl = "arrays"', "'arrays' is no package URL", id="no purl"),
    pytest.param('"pkg:pypi/cloud-tools"', '"pkg:pypi/arrays"', "pkg:pypi/arrays stands twice", id="twice"),
    pytest.param("confidence =", "sureness =", "unknown key", id="unknown key"),
    pytest.param('perimeter = "europe"', 'perimeter = "atlantis"', "depsov.lock: perimeter: ", id="perimeter"),
]


@pytest.mark.parametrize(("old", "new", "said"), LOCKS)
def test_a_lock_that_is_damaged_or_was_changed_by_hand(gate: Program, old: str, new: str, said: str) -> None:
    replace_in(gate.folder / "depsov.lock", old, new)

    line = _refused(gate)

    assert said in line
    assert line.startswith("depsov: depsov.lock")
    assert "`depsov lock" in line or "update depsov" in line, "it says what to do"


@pytest.mark.parametrize("damage", ["version = 1\n", "", "version = 1\nknowledge = 5\n"])
def test_what_the_message_says_to_run_helps(gate: Program, damage: str) -> None:
    (gate.folder / "depsov.lock").write_text(damage)
    line = _refused(gate)
    advice = line[line.index("`depsov lock") :].strip("`").partition("`")[0].split()[1:]

    assert gate(*advice, "--as-of", DAY).code == 0


def test_a_block_that_fits_and_is_not_true_is_found(gate: Program) -> None:
    lock = gate.folder / "depsov.lock"
    replace_in(lock, 'id = "example-holdings", name = "Example Holdings, Inc."', 'id = "example-works", name = "x"')

    result = gate("check", "--as-of", DAY)

    assert result.code == 1
    assert "[controller-changed; " in result.out
    assert "2 packages about which something else is known now" in result.out


def test_the_untouched_project_is_fine(gate: Program) -> None:
    assert (gate.folder / "uv.lock").read_text() == (ALL_GROUPS / "uv.lock").read_text()
    assert gate("check", "--as-of", DAY).code == 0
