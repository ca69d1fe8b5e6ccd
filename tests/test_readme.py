"""The README is true: its commands run, and their output is what it shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import depsov
from depsov import __version__
from depsov.config import load_config
from depsov.formats import FORMATS
from depsov.policy import Judging

REPOSITORY = Path(__file__).parents[1]
README = REPOSITORY / "README.md"


def _block(name: str) -> str:
    match = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert match is not None, name
    return match[1]


def _output_of(command: str) -> str:
    """Run the last part of a shown command with the depsov of this environment."""
    arguments = command.rpartition(".venv/bin/depsov ")[2].split()
    done = subprocess.run(
        [sys.executable, "-m", "depsov", *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        env={key: value for key, value in os.environ.items() if not key.startswith(("DEPSOV_", "NO_COLOR", "FORCE_"))},
    )
    return done.stdout


def _check(name: str) -> None:
    actual = _output_of(_block(f"{name}-command"))
    _show(name, actual)
    assert _without_day(_block(f"{name}-output")) == _without_day(actual)


def _show(name: str, actual: str) -> None:
    if os.environ.get("DEPSOV_REWRITE"):
        shown = re.compile(rf"(<!-- {name}-output -->\n```text\n).*?(```)", re.DOTALL)
        text = README.read_text(encoding="utf-8")
        README.write_text(shown.sub(lambda match: match[1] + actual + match[2], text), encoding="utf-8")


def _without_day(text: str) -> str:
    return re.sub(r"(as of|expires =) \d{4}-\d\d-\d\d", r"\1 DAY", text)


def test_scan_command_and_output() -> None:
    _check("scan")


def test_explain_command_and_output() -> None:
    _check("explain")


def test_check_output(tmp_path: Path) -> None:
    """What a commit would see that brings the packages of one controller into the example."""
    shutil.copytree(REPOSITORY / "examples" / "web-service", tmp_path, dirs_exist_ok=True)
    depsov.update_lock(tmp_path)
    head, *blocks = (tmp_path / "depsov.lock").read_text(encoding="utf-8").split("\n[[package]]\n")
    before = [block for block in blocks if 'controller = { id = "amazon"' not in block]
    (tmp_path / "depsov.lock").write_text("\n[[package]]\n".join([head, *before]), encoding="utf-8")
    command = [sys.executable, "-m", "depsov", "check", "--quiet"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    _show("check", done.stdout)
    assert _without_day(_block("check-output")) == _without_day(done.stdout)


def test_the_commands_of_the_gate_follow_each_other(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "examples" / "web-service", tmp_path, dirs_exist_ok=True)
    for arguments in (["init"], ["lock"], ["check"]):
        command = [sys.executable, "-m", "depsov", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
        )

    assert "nothing fails" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} >= {"depsov.toml", "depsov.lock"}


def test_configuration(tmp_path: Path) -> None:
    (tmp_path / "depsov.toml").write_text(_block("config"))

    policy = load_config(tmp_path).policy
    assert (policy.preset, policy.judge) == ("new-only", Judging.CHANGES)
    assert policy.fail[-1].severity == "high"


def test_library_snippet() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _block("library")], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )

    assert re.search(r"^boto3 Amazon\S* Inc\. US by-parent$", done.stdout, re.MULTILINE)


def test_hook_snippet_names_this_version_and_hook() -> None:
    text = README.read_text(encoding="utf-8")

    assert f"rev: v{__version__}" in text
    hooks = (REPOSITORY / ".pre-commit-hooks.yaml").read_text()
    for hook in re.findall(r"- id: ([a-z-]+)", text):
        assert f"- id: {hook}\n" in hooks


def test_the_test_command_is_what_ci_runs() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())

    assert ".[dev]" in _block("test-command")
    assert "pytest" in " ".join(project["project"]["optional-dependencies"]["dev"])
    assert "test-command" in (REPOSITORY / ".ci" / "run").read_text()


def test_every_format_is_in_the_table_of_what_is_read() -> None:
    text = README.read_text(encoding="utf-8")
    table = text[text.index("## What it reads") : text.index("## As a gate")]

    for reader in FORMATS:
        names = [pattern.rpartition("/")[2] for pattern in reader.patterns]
        assert any(f"`{name}`" in table for name in names) or reader.title.partition(" ")[0] in table, reader.id
