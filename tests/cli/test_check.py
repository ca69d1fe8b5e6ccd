"""`depsov check` as a whole program: what a commit window shows, and how the run ends."""

from __future__ import annotations

import json
import re
import shutil
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from depsov import update_lock
from tests.cli.program import DAY, PROJECTS, Program, Result
from tests.expected import check_expected
from tests.gate.projects import Git, append, depend_on, replace_in, teach

SCHEMA = json.loads(resources.files("depsov.report").joinpath("report-1.schema.json").read_text())

EXCEPTIONS = """
[[exception]]
package = "cloud-*"
controller = "example-holdings"
reason = "we could leave within a month"
owner = "platform team"
expires = 2026-06-01

[[exception]]
package = ["arrays", "matrices"]
controller = "example-works"
reason = "they said they would take it over"
owner = "data team"
expires = 2026-12-31

[[exception]]
package = "gone-*"
controller = "unknown"
reason = "old prototype"
owner = "data team"
expires = 2026-12-31
"""


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locked") / "project"
    shutil.copytree(PROJECTS / "all-groups", folder)
    update_lock(folder)
    return folder


@pytest.fixture
def gate(program: Program, locked: Path) -> Program:
    """The program in a project whose depsov.lock is up to date."""
    shutil.copytree(locked, program.folder, dirs_exist_ok=True)
    return program


def _check(gate: Program, *args: str) -> Result:
    return gate("check", "--as-of", DAY, *args)


def _window(result: Result) -> str:
    """Return both streams, as the window of a commit shows them."""
    return result.out + result.err


def _bring_in(gate: Program, *names: str, steward: str = "example-cloud") -> None:
    for name in names:
        depend_on(gate, name)
        teach(gate, name, steward)


# --- what a reader sees -------------------------------------------------------------------------------------------


def test_nothing_to_say(gate: Program) -> None:
    result = _check(gate)

    assert (result.code, result.out) == (0, "")
    check_expected("cli/check-clean.txt", result.err)


def test_a_new_dependency_outside_and_one_that_nobody_knows(gate: Program) -> None:
    _bring_in(gate, "cloud-queue")
    depend_on(gate, "nobody-else-knows")

    result = _check(gate)

    assert result.code == 1
    check_expected("cli/check-new.txt", _window(result))


def test_packages_in_other_hands(gate: Program) -> None:
    replace_in(gate.folder / "organisations.toml", 'steward = "individual"', 'steward = "example-foundation"')
    replace_in(gate.folder / "organisations.toml", 'steward = "example-works"', 'steward = "example-cloud"')
    tools = 'steward = "example-cloud"\npackages = ["cloud-tools"]\nsource = "https://cloud.example/tools"\n'
    lever = 'lever = { kind = "licence", source = "https://cloud.example/terms", read = 2026-01-10, by = "own" }\n'
    replace_in(gate.folder / "organisations.toml", tools, f"{tools}{lever}")

    result = _check(gate)

    assert result.code == 1
    check_expected("cli/check-other-hands.txt", _window(result))


def test_exceptions_that_hold_no_longer(gate: Program) -> None:
    append(gate.folder / "depsov.toml", EXCEPTIONS)

    result = _check(gate)

    assert result.code == 1
    check_expected("cli/check-exceptions.txt", _window(result))


def test_limits(gate: Program) -> None:
    append(gate.folder / "depsov.toml", "[limits]\nconcentration = 0.2\ncoverage = 0.95\noutside = 0.3\n")

    result = _check(gate)

    assert result.code == 1
    check_expected("cli/check-limits.txt", _window(result))


@pytest.mark.parametrize(("preset", "code"), [("inventory", 0), ("new-only", 0), ("eu-procurement", 1)])
def test_a_preset_for_this_run(gate: Program, preset: str, code: int) -> None:
    result = _check(gate, "--preset", preset)

    assert result.code == code
    check_expected(f"cli/check-{preset}.txt", _window(result))


def _many(gate: Program) -> None:
    text = (gate.folder / "organisations.toml").read_text()
    for number in range(5):
        text += (
            f'\n[supplier-{number}]\nname = "Supplier {number} Inc."\nkind = "company"\n'
            'seat = { country = "US", pointer = "https://supplier.example" }\n'
        )
    (gate.folder / "organisations.toml").write_text(text)
    _bring_in(gate, *(f"part-{number}-{letter}" for number in range(5) for letter in "abc"))
    for number in range(5):
        replace_in(
            gate.folder / "organisations.toml",
            f'steward = "example-cloud"\npackages = ["part-{number}',
            f'steward = "supplier-{number}"\npackages = ["part-{number}',
        )


def test_many_findings_are_cut_and_counted(gate: Program) -> None:
    _many(gate)

    result = _check(gate)

    assert result.code == 1
    assert len(result.out.splitlines()) < 60
    check_expected("cli/check-many.txt", _window(result))


def test_verbose_leaves_nothing_out(gate: Program) -> None:
    _many(gate)

    result = _check(gate, "--verbose")

    assert "\n... and" not in result.out
    for number in range(5):
        assert result.out.count(f"new: part-{number}-") == 3
        assert result.out.count(f'controller = "supplier-{number}"') == 1


def test_quiet_is_what_fails_and_nothing_else(gate: Program) -> None:
    assert _window(_check(gate, "--quiet")) == ""

    _bring_in(gate, "cloud-queue")
    depend_on(gate, "nobody-else-knows")
    result = _check(gate, "--quiet")

    assert (result.code, result.err) == (1, "")
    assert "cloud-queue" in result.out
    assert "warning" not in result.out


def test_the_block_that_is_shown_can_be_pasted(gate: Program) -> None:
    append(gate.folder / "depsov.toml", 'judge = "all"\n')
    shown = _check(gate, "--quiet").out
    blocks = shown[shown.index("    [[exception]]") :].replace('reason = ""', 'reason = "we host it"')
    append(gate.folder / "depsov.toml", blocks.replace('owner = ""', 'owner = "platform team"'))

    result = _check(gate)

    assert result.code == 0
    assert "cloud" not in result.out
    assert "3 accepted by exceptions" in result.err


# --- ends and streams ---------------------------------------------------------------------------------------------


def test_findings_go_to_the_report_and_the_summary_beside_it(gate: Program) -> None:
    _bring_in(gate, "cloud-queue")

    result = _check(gate)

    assert "[outside-control; " in result.out
    assert "[lock-stale]" in result.out
    assert result.err.startswith("9 packages beside depsov.lock: 2 fail")
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ((), 0),
        (("--fail-on", "critical"), 1),
        (("--fail-on", "critical", "--preset", "new-only"), 0),
        (("--perimeter", "europe"), 0),
        (("--perimeter", "eu"), 0),
        (("--perimeter", "UK"), 2),
        (("--preset", "none"), 2),
        (("--config", "nowhere.toml"), 2),
        (("--no-config",), 1),
        (("--format", "xml"), 2),
        (("--diff", "HEAD"), 2),
        (("nowhere",), 2),
        (("-o", "json"), 2),
        (("--as-of", "yesterday"), 2),
    ],
)
def test_how_it_ends(gate: Program, args: tuple[str, ...], code: int) -> None:
    result = _check(gate, *args)

    assert result.code == code
    assert "Traceback" not in result.err
    assert code != 2 or result.out == ""


def test_what_fails_from_the_environment_leaves_the_default_preset_too(
    gate: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEPSOV_FAIL_ON", "critical")

    result = _check(gate)

    assert result.code == 1
    assert "uv.lock:27: critical: cloud-service-sdk" in result.out
    assert "cloud-tools" not in result.out


def test_the_preset_inventory_makes_warnings_of_the_rules_of_the_file(gate: Program) -> None:
    append(gate.folder / "depsov.toml", 'judge = "all"\n[[fail]]\nverdict = "outside"\n')
    assert _check(gate).code == 1

    result = _check(gate, "--preset", "inventory")

    assert result.code == 0
    assert "uv.lock:22: warning, info: arrays is decided by Array Library" in result.out


def test_without_a_lock_it_says_what_to_do(all_groups: Program) -> None:
    result = all_groups("check")

    assert (result.code, result.out) == (2, "")
    assert result.err == (
        "depsov: .: there is no depsov.lock, here or above (run `depsov lock`, and commit the file)\n"
    )


def test_a_lock_beside_nothing_is_nothing_to_scan(gate: Program) -> None:
    for name in ("uv.lock", "pyproject.toml"):
        (gate.folder / name).unlink()

    assert _check(gate).code == 3


@pytest.mark.parametrize("strict", [(), ("--strict",)])
def test_a_document_that_cannot_be_read_is_never_clean(gate: Program, strict: tuple[str, ...]) -> None:
    gate.write("other/poetry.lock", "[[package]\n")

    result = _check(gate, *strict)

    assert result.code == 4
    assert "other/poetry.lock: not TOML" in result.out


def test_an_entry_that_is_left_out_is_never_clean(gate: Program) -> None:
    gate.write("other/requirements.txt", "works-forms==7.2\n=1.0\n")
    assert gate("lock", "--as-of", DAY).code == 4

    result = _check(gate)

    assert result.code == 4
    assert "other/requirements.txt" in result.out
    assert "other/requirements.txt" in _check(gate, "--quiet").out, "a commit window tells why"


def test_findings_go_before_what_could_not_be_read(gate: Program) -> None:
    gate.write("other/poetry.lock", "[[package]\n")

    assert _check(gate, "--preset", "eu-procurement").code == 1


def test_only_changes_since_a_revision(gate: Program) -> None:
    Git(gate.folder).commit()
    append(gate.folder / "depsov.toml", 'fail-on = "low"\n')
    _bring_in(gate, "cloud-queue")

    result = _check(gate, "--diff", "HEAD")

    assert result.code == 1
    check_expected("cli/check-diff.txt", _window(result))


def test_another_configuration_file(gate: Program) -> None:
    gate.write("ci/strict.toml", 'fail-on = "critical"\nknowledge = ["../organisations.toml"]\n')
    append(gate.folder / "ci" / "strict.toml", 'mirrors = ["https://index.example/simple"]\n')

    result = _check(gate, "--config", "ci/strict.toml")

    assert result.code == 1
    assert "accept it in ci/strict.toml" in result.out


def test_two_locks_in_one_run(gate: Program, locked: Path) -> None:
    shutil.copytree(locked, gate.folder / "inner")
    append(gate.folder / "inner" / "depsov.toml", 'fail-on = "critical"\n')

    result = _check(gate, ".", "inner")

    assert result.code == 1
    assert [line.partition(":")[0] for line in result.err.splitlines()] == [
        "8 packages beside depsov.lock",
        "8 packages beside inner/depsov.lock",
    ]
    assert "inner/uv.lock:27: critical: cloud-service-sdk" in result.out


# --- reports ------------------------------------------------------------------------------------------------------


def test_json_fits_the_schema_and_holds_levels_and_hints(gate: Program) -> None:
    _bring_in(gate, "cloud-queue")

    result = _check(gate, "--format", "json", "-o", "json=out.json")

    assert (result.code, result.err) == (1, "")
    report = json.loads(result.out)
    jsonschema.validate(report, SCHEMA, jsonschema.Draft202012Validator)
    levels = {finding["rule"]: finding["level"] for finding in report["findings"]}
    assert levels == {"outside-control": "fail", "lock-stale": "fail"}
    assert all(finding["hint"] for finding in report["findings"])
    assert (gate.folder / "out.json").read_text() == result.out


def test_a_report_is_about_one_lock(gate: Program, locked: Path) -> None:
    shutil.copytree(locked, gate.folder / "inner")

    for args in (("--format", "json"), ("-o", "json=out.json")):
        result = _check(gate, ".", "inner", *args)
        assert result.code == 2
        assert "a report is about one depsov.lock (check one folder at a time)" in result.err
    assert not (gate.folder / "out.json").exists()


NAMES = ["evil\x1b[31m", "title\x1b]0;x\x07", "turned\u202eback", "two\nlines", "c1\x9b31m"]
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def test_what_a_terminal_obeys_is_not_printed(gate: Program) -> None:
    purls = ["pkg:pypi/evil%1B%5B31m@1.0", "pkg:npm/two%0Alines@1", "pkg:generic/turned%E2%80%AEback@1"]
    components = [
        *({"type": "library", "name": name, "version": "1.0\x1b[2J"} for name in NAMES),
        *({"type": "library", "name": "named", "version": "1", "purl": purl} for purl in purls),
    ]
    gate.write("bom.json", json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components}))
    gate.write("place\x1b[31m/requirements.txt", "nobody-else-knows==1.0\n")
    append(gate.folder / "depsov.toml", EXCEPTIONS.replace("platform team", "team\\u001b[31m"))

    runs = [_check(gate, "--verbose"), _check(gate, "--format", "json"), _check(gate, "--diff", "a\x1b[31m")]
    runs.append(gate("lock", "--verbose"))

    for seen in (
        "evil\N{REPLACEMENT CHARACTER}[31m",
        "place\N{REPLACEMENT CHARACTER}[31m",
        "team\N{REPLACEMENT CHARACTER}",
    ):
        assert seen in runs[0].out
    assert "--diff a\N{REPLACEMENT CHARACTER}[31m: " in runs[2].err
    for text in (*map(_window, runs), (gate.folder / "depsov.lock").read_text()):
        assert OBEYED.search(text) is None
