"""`depsov resolve`, and what `depsov scan --online` says of trees that no lockfile knows."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Program
from tests.resolution.local_index import LocalIndex, serving

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def index() -> Iterator[LocalIndex]:
    with serving() as index:
        index.add("web", "1.0", requires=["core>=1"])
        index.add("web", "2.0", requires=["core>=1", 'fast; extra == "speed"'], extras=["speed"])
        index.add("core", "1.0", "1.5", "2.0")
        index.add("fast", "1.0")
        yield index


@pytest.fixture
def program(index: LocalIndex, program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program of a user whose index is the local one."""
    monkeypatch.setenv("PIP_INDEX_URL", index.url)
    for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return program


def pyproject(*requirements: str, further: str = "") -> str:
    return f'[project]\nname = "app"\nversion = "1.0"\ndependencies = {json.dumps(requirements)}\n{further}\n'


def packages(text: str) -> dict[str, str]:
    """Return names and versions of a pylock.toml."""
    return {package["name"]: package["version"] for package in tomllib.loads(text)["packages"]}


def scanned(program: Program, *options: str) -> dict[str, Any]:
    result = program("scan", "--online", "--format", "json", *options)
    assert (result.code, result.err) == (0, "")
    report: dict[str, Any] = json.loads(result.out)
    return report


def in_report(report: dict[str, Any]) -> set[tuple[str, str]]:
    return {(package["name"], package["version"]) for package in report["packages"]}


# --- what is resolved ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [(), (".",), ("pyproject.toml",)])
def test_a_project_is_written_as_pylock(program: Program, path: tuple[str, ...]) -> None:
    program.write("pyproject.toml", pyproject("web[speed]<3", "core<2"))
    result = program("resolve", *path)
    assert result.code == 0
    assert packages(result.out) == {"core": "1.5", "fast": "1.0", "web": "2.0"}
    assert result.err.startswith("pyproject.toml: 3 packages for ")
    assert result.err.endswith(", 6 requests\n")


def test_what_is_written_reads_back_as_the_same_packages(program: Program) -> None:
    program.write("pyproject.toml", pyproject("web[speed]", "core<2"))
    online = scanned(program)
    assert program("resolve", "--output", "pylock.toml", "--quiet").out == ""
    offline = json.loads(program("scan", "--format", "json").out)
    assert in_report(offline) == in_report(online) == {("core", "1.5"), ("fast", "1.0"), ("web", "2.0")}
    assert offline["resolved"] == []
    assert [item for item in offline["problems"] if item["stage"] in ("parse", "resolve")] == []


def test_the_same_tree_is_the_same_file(program: Program) -> None:
    program.write("requirements.in", "web\n")
    assert program("resolve").out == program("resolve").out


def test_a_file_that_cannot_be_written_is_told(program: Program) -> None:
    program.write("requirements.in", "web\n")
    result = program("resolve", "-o", "nowhere/pylock.toml")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "nowhere/pylock.toml: cannot be written" in result.err


def test_several_documents_are_named_and_one_is_asked_for(program: Program) -> None:
    program.write("requirements.in", "web\n")
    program.write("tools/requirements.in", "fast\n")
    result = program("resolve")
    assert result.code == 2
    assert "requirements.in, tools/requirements.in" in result.err
    assert packages(program("resolve", "tools/requirements.in").out) == {"fast": "1.0"}
    assert packages(program("resolve", "tools").out) == {"fast": "1.0"}
    assert packages(program("resolve", "--exclude", "tools").out) == {"core": "2.0", "web": "2.0"}


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"readme.txt": "nothing"},
        {"package.json": '{"name": "app", "dependencies": {"left": "1"}}'},
        {"pyproject.toml": pyproject()},
        {
            "pylock.toml": 'lock-version = "1.0"\n[[packages]]\nname = "web"\nversion = "1.0"\n',
            "requirements.in": "web",
        },
    ],
)
def test_nothing_to_resolve_is_told(program: Program, index: LocalIndex, files: dict[str, str]) -> None:
    for path, text in files.items():
        program.write(path, text)
    result = program("resolve")
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("depsov: nothing to resolve in .")
    assert index.asked == []


def test_a_path_that_is_not_there_is_told(program: Program) -> None:
    result = program("resolve", "nowhere")
    assert (result.code, result.err) == (2, "depsov: nowhere: no such file or folder\n")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("setup.cfg", "[metadata]\nname = app\n[options]\ninstall_requires =\n    web<2\n"),
        ("setup.py", "from setuptools import setup\nsetup(name='app', install_requires=['web<2'])\n"),
        ("requirements.txt", "web==1.0\n"),
        ("requirements.in", "web<2\n"),
        ("pyproject.toml", pyproject("web<2")),
    ],
)
def test_every_kind_of_document_is_resolved_and_labelled(program: Program, path: str, text: str) -> None:
    program.write(path, text)
    assert packages(program("resolve").out) == {"core": "2.0", "web": "1.0"}
    report = scanned(program)
    assert in_report(report) == {("core", "2.0"), ("web", "1.0")}
    (label,) = report["resolved"]
    assert (label["file"], label["packages"], label["resolver"].split()[0]) == (path, 2, "depsov")
    assert [item for item in report["problems"] if item["stage"] == "resolve"] == []


# --- for which target ---------------------------------------------------------------------------------------------


def test_another_target_has_another_tree(program: Program, index: LocalIndex) -> None:
    index.add("compiled", "1.0")
    index.add("compiled", "2.0", tag="cp312-cp312-win_amd64")
    index.add("compiled", "3.0", python=">=3.13")
    program.write("requirements.in", "compiled\nfast; sys_platform == 'win32'\ncore<2; python_version < '3.12'\n")
    for target, found in {
        "python=3.12,platform=windows,machine=x86_64": {"compiled": "2.0", "fast": "1.0"},
        "python=3.12,platform=linux": {"compiled": "1.0"},
        "python=3.11,platform=linux": {"compiled": "1.0", "core": "1.5"},
        "python=3.13,platform=macos,machine=arm64": {"compiled": "3.0"},
    }.items():
        result = program("resolve", "--target", target)
        assert packages(result.out) == found, target
        (marker,) = tomllib.loads(result.out)["environments"]
        assert f"python_version == '{target[7:11]}'" in marker


@pytest.mark.parametrize(
    "target", ["python=2.7", "python=3", "python", "snake=3.12", "platform=beos", "machine=a b", "python=3.12;x"]
)
def test_a_target_that_is_none_is_told(program: Program, index: LocalIndex, target: str) -> None:
    program.write("requirements.in", "web\n")
    for command in (("resolve",), ("scan", "--online")):
        result = program(*command, "--target", target)
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        assert result.err.startswith("depsov: --target: ")
    assert index.asked == []


@pytest.mark.parametrize("option", [("--resolver", "depsov"), ("--target", "python=3.12")])
def test_options_of_resolving_need_the_leave_to_ask(program: Program, option: tuple[str, str]) -> None:
    program.write("requirements.in", "web\n")
    result = program("scan", *option)
    assert (result.code, result.out) == (2, "")
    assert f"{option[0]} needs --online" in result.err


def test_the_configuration_names_target_and_resolver(program: Program) -> None:
    program.write("depsov.toml", 'target = "python=3.12,platform=windows"\nresolver = "depsov"\n')
    program.write("requirements.in", "web\nfast; sys_platform == 'win32'\n")
    assert set(packages(program("resolve").out)) == {"core", "fast", "web"}
    assert set(packages(program("resolve", "--target", "platform=linux").out)) == {"core", "web"}
    (label,) = scanned(program)["resolved"]
    assert label["target"].startswith("CPython 3.12, Windows")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('resolver = "poetry"', "resolver: 'poetry' is none of auto, depsov, uv, pip"),
        ("resolver = 5", "resolver"),
        ("target = 5", "target"),
        ('target = "python=2"', "no version of Python 3"),
    ],
)
def test_a_configuration_that_cannot_be_meant_is_told(program: Program, text: str, said: str) -> None:
    program.write("depsov.toml", text)
    program.write("requirements.in", "web\n")
    for command in (("resolve",), ("scan", "--online")):
        result = program(*command)
        assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
        assert said in result.err


def test_an_unknown_resolver_is_told(program: Program) -> None:
    assert program("resolve", "--resolver", "poetry").code == 2


def test_what_is_left_out_is_a_problem(program: Program, index: LocalIndex) -> None:
    index.add("broken", "1.0")
    index.add("broken", "2.0", announces=False, serves=False)
    index.faults["/files/broken-2.0-py3-none-any.whl"] = lambda handler, _: handler.send(200, b"no archive")
    program.write("requirements.in", "broken\n")
    result = program("resolve", "--quiet")
    assert result.code == 0
    assert result.err.startswith("requirements.in: broken 2.0 was passed over: ")
    assert program("resolve", "--strict").code == 4


def test_a_repository_cannot_be_part_of_the_file(program: Program) -> None:
    program.write("requirements.in", "web\ntool @ git+https://git.example/tool\n")
    result = program("resolve")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("depsov: requirements.in: ")
    assert "tool" in result.err


# --- the report ---------------------------------------------------------------------------------------------------


def test_the_report_says_what_was_resolved_by_whom_from_where(program: Program, index: LocalIndex) -> None:
    program.write("pyproject.toml", pyproject("web"))
    text = " ".join(program("scan", "--online").out.split())
    host = index.url.removeprefix("http://").removesuffix("/simple")
    assert "Resolved, not locked: pyproject.toml (2 packages) by depsov" in text
    assert f"from {host} on" in text
    (label,) = scanned(program)["resolved"]
    assert label["indexes"] == [host]
    assert label["root"] == "."


def test_the_second_run_asks_nothing_and_says_so(program: Program, index: LocalIndex) -> None:
    program.write("pyproject.toml", pyproject("web"))
    assert scanned(program)["resolved"][0]["cached"] is False
    asked = len(index.asked)
    report = scanned(program)
    assert report["resolved"][0]["cached"] is True
    assert in_report(report) == {("core", "2.0"), ("web", "2.0")}
    assert len(index.asked) == asked
    program.write("pyproject.toml", pyproject("web<2"))
    assert scanned(program)["resolved"][0]["cached"] is False


def test_resolve_is_always_fresh(program: Program, index: LocalIndex) -> None:
    program.write("requirements.in", "core\n")
    scanned(program)
    index.add("core", "3.0")
    asked = len(index.asked)
    program("resolve")
    assert len(index.asked) == asked  # of the page, the index has said how long it holds


# --- order of truth -----------------------------------------------------------------------------------------------

POETRY_LOCK = """
[[package]]
name = "web"
version = "1.0"
description = ""
optional = false
python-versions = "*"
files = []

[metadata]
lock-version = "2.0"
python-versions = "*"
content-hash = "0"
"""


def environment(program: Program, folder: str = ".venv") -> None:
    """Install web 1.0 and core 1.0."""
    program.write(f"{folder}/pyvenv.cfg", "home = /usr\nversion = 3.11.0\n")
    for name, requires in {"web": "Requires-Dist: core\n", "core": ""}.items():
        place = f"{folder}/lib/python3.11/site-packages/{name}-1.0.dist-info"
        program.write(f"{place}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{requires}")
        program.write(f"{place}/RECORD", "")


def test_a_lockfile_is_believed_before_anything_else(program: Program, index: LocalIndex) -> None:
    program.write("pyproject.toml", pyproject("web"))
    program.write("poetry.lock", POETRY_LOCK)
    environment(program)
    report = scanned(program)
    assert in_report(report) == {("web", "1.0")}
    assert (report["resolved"], index.asked) == ([], [])


def test_an_environment_is_believed_before_an_index(program: Program, index: LocalIndex) -> None:
    program.write("pyproject.toml", pyproject("web"))
    environment(program)
    report = scanned(program)
    assert in_report(report) == {("core", "1.0"), ("web", "1.0")}
    assert index.asked == []


def test_offline_only_what_the_project_asks_for_is_known(program: Program, index: LocalIndex) -> None:
    program.write("pyproject.toml", pyproject("web"))
    report = json.loads(program("scan", "--format", "json").out)
    assert [package["name"] for package in report["packages"]] == ["web"]
    (problem,) = report["problems"]
    assert (problem["stage"], problem["subject"]) == ("resolve", "pyproject.toml")
    assert "--online" in problem["hint"]
    assert index.asked == []


def test_each_folder_has_its_own_truth(program: Program) -> None:
    program.write("locked/pyproject.toml", pyproject("web"))
    program.write("locked/poetry.lock", POETRY_LOCK)
    program.write("open/requirements.in", "fast\n")
    report = scanned(program)
    assert in_report(report) == {("web", "1.0"), ("fast", "1.0")}
    assert [label["file"] for label in report["resolved"]] == ["open/requirements.in"]


def test_documents_of_one_folder_agree_on_versions(program: Program) -> None:
    program.write("requirements.txt", "core==1.5\n")
    program.write("pyproject.toml", pyproject("web"))
    report = scanned(program)
    assert in_report(report) == {("core", "1.5"), ("web", "2.0")}
    assert len(report["resolved"]) == 2


def test_documents_of_two_folders_need_not_agree(program: Program) -> None:
    program.write("one/requirements.txt", "core==1.5\n")
    program.write("two/requirements.in", "web\n")
    assert in_report(scanned(program)) == {("core", "1.5"), ("core", "2.0"), ("web", "2.0")}


def test_one_document_that_fails_does_not_stop_the_other(program: Program) -> None:
    program.write("one/requirements.in", "absent\n")
    program.write("two/requirements.in", "web\n")
    report = scanned(program)
    assert [label["file"] for label in report["resolved"]] == ["two/requirements.in"]
    assert {"absent", "core", "web"} == {package["name"] for package in report["packages"]}
    assert [item["subject"] for item in report["problems"] if item["stage"] == "resolve"] == ["one/requirements.in"]


# --- who is asked about what --------------------------------------------------------------------------------------


def test_nobody_is_asked_about_names_of_ones_own(program: Program, index: LocalIndex) -> None:
    index.add("inner-tool", "9.9")
    index.add("web", "3.0", requires=["inner-tool", "core"])
    program.write("depsov.toml", 'own = ["pkg:pypi/inner-*"]\n')
    program.write("requirements.in", "web\ninner-tool\ninner-other>=5\n")
    report = scanned(program)
    assert {("web", "3.0"), ("core", "2.0")} <= in_report(report)
    assert not [path for path in index.asked if "inner" in path]


def test_nobody_is_asked_about_the_project_itself(program: Program, index: LocalIndex) -> None:
    index.add("web", "3.0", requires=["app", "core"])
    program.write(
        "pyproject.toml", pyproject("web", "app[all]", further='[project.optional-dependencies]\nall = ["fast"]')
    )
    result = program("resolve")
    assert packages(result.out) == {"core": "2.0", "fast": "1.0", "web": "3.0"}
    assert not [path for path in index.asked if "app" in path]


@pytest.mark.parametrize("option", ["--index-url", "--extra-index-url"])
def test_an_index_of_the_tree_without_https_is_not_asked(program: Program, index: LocalIndex, option: str) -> None:
    program.write("requirements.in", f"{option} http://plain.example/simple\nweb\n")
    result = program("resolve")
    assert (result.code, result.out) == (2, "")
    assert "http://plain.example/simple is not asked: it has no https address" in result.err
    assert index.asked == []
    assert [item["subject"] for item in scanned(program)["problems"] if item["stage"] == "resolve"] == [
        "requirements.in"
    ]


def test_a_settings_file_that_cannot_be_read_is_a_problem_of_the_document(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PIP_INDEX_URL")
    program.write("pip.conf", "index-url = https://index.example/simple\n")
    program.write("requirements.in", "web\n")
    result = program("resolve")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "requirements.in: not resolved: pip.conf: not a pip configuration" in result.err
    result = program("scan", "--online", "--strict", "--quiet")
    assert result.code == 4
    assert "requirements.in: not resolved: pip.conf: not a pip configuration" in result.err


def test_a_secret_in_the_address_of_an_index_stays_there(
    program: Program, index: LocalIndex, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index.url.replace("http://", "http://me:the-secret@"))
    program.write("requirements.in", "web\nabsent; python_version < '3'\n")
    results = [program("resolve"), program("scan", "--online"), program("scan", "--online", "--format", "json")]
    index.faults["/simple/fast/"] = lambda handler, _: handler.send(403, b"")
    program.write("requirements.in", "web\nfast\n")
    results += [program("resolve"), program("scan", "--online")]
    assert [result.code for result in results] == [0, 0, 0, 2, 0]
    assert all("the-secret" not in result.out + result.err for result in results)
    assert all("authorization" in request.headers for request in index.requests)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "cache").rglob("*") if path.is_file())
    assert index.url.encode() in kept
    assert b"the-secret" not in kept
