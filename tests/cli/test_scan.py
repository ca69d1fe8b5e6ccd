"""`depsov scan` as a whole program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import DAY, Program
from tests.expected import check_expected


def test_report_for_a_terminal(all_groups: Program) -> None:
    result = all_groups("scan", "--as-of", DAY)

    assert result.code == 0
    assert result.err == ""
    check_expected("cli/scan.txt", result.stable)


def test_verbose_report_leaves_nothing_out(all_groups: Program) -> None:
    result = all_groups("scan", "--as-of", DAY, "--verbose")

    check_expected("cli/scan-verbose.txt", result.stable)
    for name in ("arrays", "cloud-service-sdk", "cloud-tools", "nobody-knows"):
        assert name in result.out


def test_narrow_report_keeps_to_its_width(all_groups: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("depsov.commands._console.Console._is_terminal", staticmethod(lambda _: True))
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setenv("NO_COLOR", "1")

    result = all_groups("scan", "--as-of", DAY)

    assert max(map(len, result.out.splitlines())) <= 60  # a group's title is never cut
    assert "cloud-service-sdk" in result.out


@pytest.mark.parametrize(
    ("environment", "option", "is_coloured"),
    [
        ({}, "auto", False),
        ({"FORCE_COLOR": "1"}, "auto", True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": ""}, "always", True),
        ({"FORCE_COLOR": "1"}, "never", False),
    ],
)
def test_colour(
    all_groups: Program, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], option: str, *, is_coloured: bool
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert ("\x1b[" in all_groups("scan", "--color", option).out) is is_coloured


def test_json_is_stable_and_sorted(all_groups: Program) -> None:
    first = all_groups("scan", "--format", "json", "--as-of", DAY)
    second = all_groups("scan", "--format", "json", "--as-of", DAY)

    assert first.out == second.out
    report = json.loads(first.out)
    assert report["as_of"] == DAY
    purls = [package["purl"] for package in report["packages"]]
    assert purls == sorted(purls)
    assert str(all_groups.folder) not in first.out


def test_output_files_beside_the_printed_report(all_groups: Program) -> None:
    result = all_groups("scan", "-o", "json=out.json", "-o", "text=out.txt", "--as-of", DAY)

    assert result.out == (all_groups.folder / "out.txt").read_text()
    assert json.loads((all_groups.folder / "out.json").read_text())["schema"] == "depsov.report/1"


@pytest.mark.parametrize("value", ["json", "=x", "nope=x", "json="])
def test_output_that_is_no_format_and_file(all_groups: Program, value: str) -> None:
    result = all_groups("scan", "-o", value)

    assert result.code == 2
    assert "FORMAT=FILE" in result.err


def test_output_into_a_folder_that_is_not_there(all_groups: Program) -> None:
    result = all_groups("scan", "-o", "json=nowhere/out.json")

    assert result.code == 2
    assert "cannot be written" in result.err


@pytest.mark.parametrize(("severity", "code"), [("critical", 1), ("high", 1), ("info", 1)])
def test_fail_on_finds_something(all_groups: Program, severity: str, code: int) -> None:
    assert all_groups("scan", "--fail-on", severity).code == code


def test_fail_on_above_what_there_is(all_groups: Program) -> None:
    # Development packages weigh one less, so that nothing critical is left.
    assert all_groups("scan", "--scope", "development", "--fail-on", "critical").code == 0


def test_quiet_prints_only_what_fails(all_groups: Program) -> None:
    result = all_groups("scan", "--quiet", "--fail-on", "high")

    assert result.code == 1
    assert result.out == ""
    assert result.err == (
        "uv.lock:27: critical: cloud-service-sdk is decided by Example Cloud France SAS "
        "(under Example Holdings, Inc., US), outside Europe [outside-control]\n"
    )


def test_perimeter_of_codes(all_groups: Program) -> None:
    report = json.loads(all_groups("scan", "--perimeter", "US,DE", "--format", "json").out)
    verdicts = {package["name"]: package["verdict"] for package in report["packages"]}

    assert report["perimeter"] == {"name": "custom", "countries": ["DE", "US"]}
    assert verdicts["arrays"] == "inside"
    assert verdicts["srl-letters"] == "outside"


def test_perimeter_that_is_none(all_groups: Program) -> None:
    result = all_groups("scan", "--perimeter", "UK")

    assert result.code == 2
    assert "'UK' is no perimeter" in result.err


def test_ownership_as_of_a_day_before_the_deal(all_groups: Program) -> None:
    report = json.loads(all_groups("scan", "--as-of", "2019-12-31", "--format", "json").out)
    sdk = next(package for package in report["packages"] if package["name"] == "cloud-service-sdk")

    assert (sdk["verdict"], sdk["reason"]) == ("inside", "parent-unproven")


def test_strict_counts_claims_as_unknown_and_exits_4_on_short_coverage(all_groups: Program) -> None:
    all_groups.write("depsov.toml", (all_groups.folder / "depsov.toml").read_text() + "limits = { coverage = 0.8 }\n")
    loose = all_groups("scan")
    strict = all_groups("scan", "--strict", "--format", "json")
    verdicts = {package["name"]: package["verdict"] for package in json.loads(strict.out)["packages"]}

    assert loose.code == 0
    assert strict.code == 4
    assert verdicts["srl-letters"] == "unknown"
    assert verdicts["works-forms"] == "inside"


def test_nothing_to_scan(program: Program) -> None:
    result = program("scan")

    assert result.code == 3
    assert "nothing to scan" in result.err


def test_a_path_that_does_not_exist(program: Program) -> None:
    result = program("scan", "nowhere")

    assert result.code == 2
    assert "nowhere: no such file or folder" in result.err


def test_a_named_file_of_no_known_format(program: Program) -> None:
    program.write("notes.md", "# notes")

    result = program("scan", "notes.md")

    assert result.code == 2
    assert "not a format that depsov reads" in result.err


def test_one_broken_lockfile_does_not_hide_the_others(all_groups: Program) -> None:
    all_groups.write("other/poetry.lock", "[[package]\nname = ")

    result = all_groups("scan")

    assert result.code == 0
    assert "other/poetry.lock" in result.out
    assert "cloud-service-sdk" in result.out
    assert all_groups("scan", "--strict").code == 4


def test_a_broken_file_that_the_user_named(program: Program) -> None:
    program.write("uv.lock", "not toml at all")

    result = program("scan", "uv.lock")

    assert result.code == 2
    assert result.err.startswith("depsov: uv.lock")


def test_unknown_configuration_key(all_groups: Program) -> None:
    all_groups.write("depsov.toml", 'perimetre = "eu"\n')

    result = all_groups("scan")

    assert result.code == 2
    assert "depsov.toml: perimetre: unknown key" in result.err


def test_no_raw_control_characters_from_names_in_any_format(program: Program) -> None:
    program.write(
        "package-lock.json",
        json.dumps(
            {
                "name": "x\x1b]0;title\x07",
                "lockfileVersion": 3,
                "packages": {
                    "": {"name": "x\x1b]0;title\x07", "dependencies": {"fine": "1", "evil\x1b[31m": "1"}},
                    "node_modules/fine": {"version": "1.0\x1b[2J\u202e"},
                    "node_modules/evil\x1b[31m": {"version": "1.0"},
                },
            }
        ),
    )
    for args in (["--format", "text", "--verbose"], ["--format", "json"]):
        result = program("scan", *args)

        assert result.code == 0
        assert not {char for char in result.out + result.err if ord(char) < 32 and char != "\n"}
        assert "\x9b" not in result.out
        assert "\u202e" not in result.out


def test_offline_scan_opens_no_socket(all_groups: Program) -> None:
    script = (
        "import sys, socket\n"
        "def refuse(*args, **kwargs): raise AssertionError('a socket')\n"
        "socket.socket = refuse\n"
        "from depsov.cli import main\n"
        "code = main(['scan', '--format', 'json'])\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=all_groups.folder, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["online"] is False


def test_version_and_module_entry(tmp_path: Path) -> None:
    version = subprocess.run(
        [sys.executable, "-c", "from depsov.cli import main; main(['--version'])"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    as_module = subprocess.run(
        [sys.executable, "-m", "depsov", "-V"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert version == as_module.stdout.strip()


def test_a_reader_that_stops_listening_is_no_finding(all_groups: Program) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "depsov", "scan"],
        cwd=all_groups.folder,
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)

    assert done.returncode != 1
    assert b"Traceback" not in done.stderr


# --- standard input -----------------------------------------------------------------------------------------------


def _scan_input(program: Program, data: bytes, *args: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "depsov", "scan", "-", *args]
    return subprocess.run(command, cwd=program.folder, input=data, capture_output=True, check=False)


@pytest.mark.parametrize(
    "data",
    [
        b"# wanted\npkg:pypi/boto3@1.40.0\n\npkg:npm/react@19.0.0\n",
        b"name,purl\nboto3,pkg:pypi/boto3@1.40.0\nreact,pkg:npm/react@19.0.0\n",
        b"""{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
            {"type": "library", "name": "a", "purl": "pkg:pypi/boto3@1.40.0"},
            {"type": "library", "name": "b", "purl": "pkg:npm/react@19.0.0"}]}""",
    ],
    ids=["list", "CSV", "SBOM"],
)
def test_standard_input_is_a_list_or_a_bill_of_materials(program: Program, data: bytes) -> None:
    done = _scan_input(program, data, "--format", "json")

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [item["purl"] for item in report["packages"]] == ["pkg:npm/react@19.0.0", "pkg:pypi/boto3@1.40.0"]
    assert {place["file"] for item in report["packages"] for place in item["locations"]} == {"-"}


def test_standard_input_of_no_known_format(program: Program) -> None:
    done = _scan_input(program, b"hello\n")

    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "depsov: -: not a format that depsov reads (`depsov formats` lists those that it reads)"
    ]


def test_broken_bill_of_materials_on_standard_input(program: Program) -> None:
    done = _scan_input(program, b'{"bomFormat": "CycloneDX",')

    assert done.returncode == 2
    assert done.stderr.decode().startswith("depsov: -:1: not JSON")
