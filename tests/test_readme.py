"""The README is true: its commands run, their output is what it shows, and a test stands behind each sentence.

`DEPSOV_REWRITE=1` writes the shown outputs anew.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import io
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

import depsov
from depsov import __version__
from depsov.cli import COMMANDS, main
from depsov.config import DEFAULT_PRESET, load_config
from depsov.formats import FORMATS, Format
from depsov.model import Verdict
from depsov.policy import Judging
from tests.claims import CLAIMS, NO_CLAIMS

REPOSITORY = Path(__file__).parents[1]
README = REPOSITORY / "README.md"
EXAMPLE = REPOSITORY / "examples" / "web-service"


def _text() -> str:
    return README.read_text(encoding="utf-8")


def _block(name: str) -> str:
    match = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```", _text(), re.DOTALL)
    assert match is not None, name
    return match[1]


def _run(*arguments: str, folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    ambient = ("DEPSOV_", "NO_COLOR", "FORCE_")
    done = subprocess.run(
        [sys.executable, "-m", "depsov", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in os.environ.items() if not key.startswith(ambient)},
    )
    assert done.returncode == code, done.stderr
    return done


def _check(name: str) -> None:
    """Run the last part of a shown command with the depsov of this environment."""
    arguments = _block(f"{name}-command").rpartition(".venv/bin/depsov ")[2].split()
    actual = _run(*arguments, folder=REPOSITORY).stdout
    _show(name, actual)
    assert _without_day(_block(f"{name}-output")) == _without_day(actual)


def _show(name: str, actual: str) -> None:
    if os.environ.get("DEPSOV_REWRITE"):
        shown = re.compile(rf"(<!-- {name}-output -->\n```text\n).*?(```)", re.DOTALL)
        README.write_text(shown.sub(lambda match: match[1] + actual + match[2], _text()), encoding="utf-8")


def _without_day(text: str) -> str:
    return re.sub(r"(as of|expires =) \d{4}-\d\d-\d\d", r"\1 DAY", text)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example."""
    folder = tmp_path / "example"
    shutil.copytree(EXAMPLE, folder)
    return folder


# --- what it shows ------------------------------------------------------------------------------------------------


def test_scan_command_and_output() -> None:
    _check("scan")


def test_explain_command_and_output() -> None:
    _check("explain")


def test_check_output(example: Path) -> None:
    """What a commit would see that brings the packages of one controller into the example."""
    depsov.update_lock(example)
    head, *blocks = (example / "depsov.lock").read_text(encoding="utf-8").split("\n[[package]]\n")
    before = [block for block in blocks if 'controller = { id = "amazon"' not in block]
    (example / "depsov.lock").write_text("\n[[package]]\n".join([head, *before]), encoding="utf-8")
    done = _run("check", "--quiet", folder=example, code=1)

    _show("check", done.stdout)
    assert _without_day(_block("check-output")) == _without_day(done.stdout)


def test_the_commands_of_the_gate_follow_each_other(example: Path) -> None:
    lines = [line.partition("#")[0] for line in _block("gate-commands").splitlines()]
    commands = [shlex.split(part) for line in lines for part in line.split("&&")]

    assert [command[0] for command in commands] == ["depsov"] * 3
    done = [_run(*command[1:], folder=example) for command in commands]
    assert "nothing fails" in done[-1].stderr
    assert {path.name for path in example.iterdir()} >= {"depsov.toml", "depsov.lock"}


def test_configuration(tmp_path: Path) -> None:
    (tmp_path / "depsov.toml").write_text(_block("config"))
    nested = tmp_path / "nested"
    nested.mkdir()
    table = _block("config").replace("[[", "[[tool.depsov.")
    (nested / "pyproject.toml").write_text(f"[tool.depsov]\n{table}")

    for folder in (tmp_path, nested):
        policy = load_config(folder).policy
        assert (policy.preset, policy.judge) == ("new-only", Judging.CHANGES)
        assert policy.fail[-1].severity == "high"
    assert load_config(tmp_path / "none", default_preset=DEFAULT_PRESET).policy.preset == "new-only"


def test_library_snippet() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _block("library")], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    assert re.search(r"^boto3 Amazon\S* Inc\. US by-parent$", done.stdout, re.MULTILINE)


def test_hook_snippet_names_this_version_and_hook() -> None:
    (repository,) = yaml.safe_load(_block("hook"))["repos"]
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())

    assert repository["rev"] == f"v{__version__}"
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in hooks]


def test_the_test_command_is_what_ci_runs() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())

    assert ".[dev]" in _block("test-command")
    assert "--requirement requirements.txt" in _block("test-command")
    assert "pytest" in " ".join(project["project"]["optional-dependencies"]["dev"])
    assert "test-command" in (REPOSITORY / ".ci" / "run").read_text()


BLOCKS: dict[str, Callable[..., None]] = {
    "scan-command": test_scan_command_and_output,
    "scan-output": test_scan_command_and_output,
    "explain-command": test_explain_command_and_output,
    "explain-output": test_explain_command_and_output,
    "gate-commands": test_the_commands_of_the_gate_follow_each_other,
    "check-output": test_check_output,
    "config": test_configuration,
    "hook": test_hook_snippet_names_this_version_and_hook,
    "library": test_library_snippet,
    "test-command": test_the_test_command_is_what_ci_runs,
}
"""The test of each block of code."""


def test_every_block_of_code_has_its_test() -> None:
    lines = _text().splitlines()
    fences = [number for number, line in enumerate(lines) if line.startswith("```")]
    named = [re.fullmatch("<!-- (.*) -->", lines[number - 1]) for number in fences[::2]]

    assert [match and match[1] for match in named] == list(BLOCKS)
    outside = re.sub(r"^```.*?^```$", "", _text(), flags=re.DOTALL | re.MULTILINE)
    assert not [line for line in outside.splitlines() if line.startswith(("    ", "\t"))], "code without a fence"


@pytest.mark.parametrize("name", BLOCKS)
def test_the_test_of_a_block_takes_it_from_the_page(name: str) -> None:
    source = inspect.getsource(BLOCKS[name])

    assert f'_block("{name}")' in source or f'_check("{name.rpartition("-")[0]}")' in source


# --- commands in the text -----------------------------------------------------------------------------------------


def _commands(text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(found.split()) for found in re.findall(r"`depsov ([^`]+)`", text)))


IN_TEXT = _commands(re.sub(r"^\|.*\|$", "", _text(), flags=re.MULTILINE))
"""Commands outside of tables: the rows of the reports are run by test_reports_page."""

RUN_ELSEWHERE = {
    "resolve": "tests/cli/test_resolve.py::test_a_project_is_written_as_pylock",  # asks an index
    "check --diff origin/main": "tests/cli/test_check.py::test_only_changes_since_a_revision",  # wants a repository
}


@pytest.mark.parametrize("command", _commands(_text()))
def test_the_program_understands_every_command(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = shlex.split(command)
    understood = 77  # no command ends so by itself
    monkeypatch.setattr(f"depsov.commands.{words[0]}.run", lambda *_: understood)

    assert main(words) == understood


@pytest.mark.parametrize("command", [command for command in IN_TEXT if command not in RUN_ELSEWHERE])
def test_the_commands_in_the_text_run(
    command: str, example: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    depsov.update_lock(example)
    monkeypatch.chdir(example)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"pkg:pypi/boto3@1.44.5\n")))

    assert main(shlex.split(command.replace("PACKAGE", "boto3"))) == 0
    printed = capsys.readouterr()
    assert printed.out or printed.err


@pytest.mark.parametrize("reference", RUN_ELSEWHERE.values())
def test_what_runs_elsewhere_has_its_test(reference: str) -> None:
    assert _is_there(reference)


def test_every_option_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert [main([name, "--help"]) for name in COMMANDS] == [0] * len(COMMANDS)
    known = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", capsys.readouterr().out))

    named = set(re.findall(r"`(--?[a-z][a-z-]*)", _text()))
    assert {"--online", "--strict", "--fail-on", "-o"} <= named <= known


# --- tables -------------------------------------------------------------------------------------------------------

FAMILIES = {
    "Python": "python",
    "JavaScript": "javascript",
    "JavaScript, Bun and Deno": "javascript",
    "Java and Kotlin": "java",
    "PHP": "php",
    "Go": "go",
    "Rust": "rust",
    ".NET": "dotnet",
    "Ruby": "ruby",
    "conda": "conda",
    "further": "further",
    "any": "sbom",
}
"""The rows of the table, and the folder of the readers in each."""

BY_WORDS = {"cyclonedx": "CycloneDX JSON", "cyclonedx-xml": "CycloneDX JSON and XML"}
"""Formats that go by their name, as their files have many."""

NO_DOCUMENTS = {"node_modules"}
"""Folders that are read for what is installed in them."""


def _rows() -> dict[str, str]:
    section = _text()[_text().index("## What it reads") : _text().index("## As a gate")]
    rows = re.findall(r"^\| (.*?) \| (.*) \|$", section, re.MULTILINE)
    return dict(rows[2:])


def _is_named(reader: Format, cell: str) -> bool:
    names = re.findall("`(.*?)`", cell)
    return BY_WORDS.get(reader.id, "\0") in cell or any(
        pattern == name or fnmatchcase(name, pattern) for pattern in reader.patterns for name in names
    )


def test_the_table_of_what_is_read_is_the_list_of_formats() -> None:
    assert _rows().keys() == FAMILIES.keys()
    named = {
        (FAMILIES[row], reader.id) for row, cell in _rows().items() for reader in FORMATS if _is_named(reader, cell)
    }

    assert named == {(reader.family, reader.id) for reader in FORMATS}


@pytest.mark.parametrize("row", FAMILIES)
def test_every_file_of_the_table_is_read(row: str) -> None:
    readers = [reader for reader in FORMATS if reader.family == FAMILIES[row]]
    known = [glob for reader in readers for glob in (*reader.patterns, *reader.companions)]

    for name in re.findall("`(.*?)`", _rows()[row]):
        last = name.rpartition("/")[2]
        assert name in NO_DOCUMENTS or any(glob in (name, last) or fnmatchcase(name, glob) for glob in known), name


# --- exit codes ---------------------------------------------------------------------------------------------------


def test_exit_codes(example: Path, tmp_path: Path) -> None:
    section = _text()[_text().index("## Exit codes") : _text().index("## depsov on depsov")]
    said = dict(re.findall(r"(?<![\w.])(\d) ((?:clean|findings|could not run|nothing to scan|incomplete))\b", section))
    (tmp_path / "empty").mkdir()
    broken = tmp_path / "broken"
    shutil.copytree(example, broken)
    depsov.update_lock(broken)
    (broken / "frontend" / "package-lock.json").write_text("{")

    runs = {
        "clean": ["scan", "example"],
        "findings": ["scan", "--fail-on", "medium", "example"],
        "could not run": ["scan", "--perimeter", "UK", "example"],
        "nothing to scan": ["scan", "empty"],
        "incomplete": ["check", "broken"],
    }
    assert set(said.values()) == set(runs)
    for code, word in said.items():
        _run(*runs[word], folder=tmp_path, code=int(code))
    _run("lock", "broken", folder=tmp_path, code=4)
    _run("scan", "broken", folder=tmp_path, code=0)
    _run("scan", "--strict", "broken", folder=tmp_path, code=4)


# --- links and pictures -------------------------------------------------------------------------------------------


def test_links_and_pictures_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)]*)\)", _text())

    assert len(links) > 20
    for link in links:
        assert (REPOSITORY / link).exists(), link


def test_the_pictures_show_what_the_text_shows() -> None:
    (said,) = re.findall(r"!\[.*?(\d+) packages in two projects by group", _text())

    assert f"\n{said} packages in 2 projects\n" in _block("scan-output")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("reports.md", ["GitHub", "GitLab", "Forgejo", "Dependency-Track", "wiki"]),
        ("resolution.md", ["A lockfile", "An installed environment", "A resolution", "The direct dependencies"]),
        (
            "policy.md",
            ["**Exceptions**", "**Limits**", "A library maintainer", "A public body", "A company under NIS2"],
        ),
        ("ci.md", ["GitHub Actions", "GitLab CI/CD", "Forgejo, Codeberg", "Woodpecker"]),
    ],
)
def test_a_page_keeps_what_the_readme_promises_of_it(page: str, words: list[str]) -> None:
    text = (REPOSITORY / "docs" / page).read_text(encoding="utf-8")

    assert f"(docs/{page})" in _text()
    assert [word for word in words if word not in text] == []


# --- what it says in passing --------------------------------------------------------------------------------------


def test_a_configuration_may_say_online(tmp_path: Path) -> None:
    (tmp_path / "depsov.toml").write_text("online = true\n")

    assert load_config(tmp_path).online
    assert not load_config(tmp_path / "none").online


def test_a_check_takes_a_fraction_of_a_second(example: Path) -> None:
    """Of the processor: what else the machine does is no matter. docs/performance.md has the time by the clock."""
    depsov.update_lock(example)

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = spent()
    _run("check", folder=example)
    assert spent() - before < 1


def test_where_the_registry_sits_decides_nothing() -> None:
    report = depsov.scan(EXAMPLE)

    assert {use.operator.country for use in report.platforms if use.operator is not None} == {"US"}
    assert {Verdict.INSIDE, Verdict.DISTRIBUTED, Verdict.INDIVIDUAL} <= {item.verdict for item in report.assessments}


def test_the_python_that_is_needed() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]

    assert project["requires-python"] == f">={re.findall(r'Python ([0-9.]+) or newer', _text())[0]}"


def test_the_schema_of_the_report_is_in_the_package() -> None:
    (shown,) = re.findall(r"\(src/(depsov/report/report-1\.schema\.json)\)", _text())

    assert files("depsov").joinpath(shown.partition("/")[2]).is_file()


def test_the_library_prints_nothing_and_keeps_nothing(example: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Scans with other settings at the same time do not meet, and neither do a scan and the gate."""
    before = (dict(os.environ), Path.cwd(), sys.path[:])
    settings = [depsov.Config(perimeter=perimeter) for perimeter in ("europe", "eu", ("US",), ("FR", "DE"))]
    alone = [depsov.scan(example, config=config) for config in settings]

    with ThreadPoolExecutor() as pool:
        together = list(pool.map(lambda config: depsov.scan(example, config=config), settings * 2))
        depsov.update_lock(example)
        ((checked,), again) = (depsov.check(example), asyncio.run(depsov.scan_async(example)))

    assert together == alone * 2
    assert again == depsov.scan(example)
    assert checked.failing == ()
    assert capfd.readouterr() == ("", "")
    assert (dict(os.environ), Path.cwd(), sys.path) == before


def test_the_library_is_typed() -> None:
    assert files("depsov").joinpath("py.typed").is_file()
    for name in ("scan", "scan_async", "check", "update_lock"):
        signature = inspect.signature(getattr(depsov, name))
        shown = [signature.return_annotation, *(item.annotation for item in signature.parameters.values())]
        assert inspect.Signature.empty not in shown, name


def test_the_licences_are_those_of_the_files() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    named = re.findall(r"\[(EUPL-1\.2|CC0-1\.0)\]\(([^)]*)\)", _text())
    titles = {"EUPL-1.2": "EUROPEAN UNION PUBLIC LICENCE v. 1.2", "CC0-1.0": "CC0 1.0 Universal"}

    assert " AND ".join(name for name, _ in named) == project["license"]
    for name, file in named:
        assert titles[name] in (REPOSITORY / file).read_text(encoding="utf-8")
        assert file in project["license-files"]


# --- a test behind each sentence ----------------------------------------------------------------------------------


def _sentences() -> Iterator[str]:
    """Yield the sentences of the page, without headings, tables, pictures, code, and what leads to other pages."""
    text = re.sub(r"^```.*?^```$", "", _text(), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"<!-- self-output -->.*<!-- end of self-output -->", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", text)
    head, _, more = text.partition("## More\n")
    last = more[more.rindex("\n- ") :].partition("\n\n")[2]
    for paragraph in re.split(r"\n\n|\n(?=- )", head + last):
        joined = " ".join(paragraph.split())
        if joined and not joined.startswith(("#", "|", "![")):
            yield from re.split(r"(?<=[.:])\s+(?=[A-Z`\[\d])|(?<=\.)\s+(?=depsov )", joined)


def test_every_sentence_has_something_behind_it() -> None:
    sentences = list(_sentences())

    assert [sentence for sentence in sentences if sentence not in CLAIMS and sentence not in NO_CLAIMS] == []
    assert [claim for claim in (*CLAIMS, *NO_CLAIMS) if claim not in sentences] == []
    assert all(CLAIMS.values())


@pytest.mark.parametrize("reference", sorted({reference for behind in CLAIMS.values() for reference in behind}))
def test_what_is_behind_a_sentence_is_there(reference: str) -> None:
    assert _is_there(reference)


def _is_there(reference: str) -> bool:
    file, separator, name = reference.partition("::")
    if separator:
        return name in _functions(file)
    page, _, words = reference.partition(": ")
    return words in " ".join((REPOSITORY / page).read_text(encoding="utf-8").split())


@cache
def _functions(file: str) -> frozenset[str]:
    module = ast.parse((REPOSITORY / file).read_text(encoding="utf-8"))
    return frozenset(item.name for item in module.body if isinstance(item, ast.FunctionDef))
