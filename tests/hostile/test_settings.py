"""Hostile files that depsov itself is told by: the policy, depsov.lock, the knowledge overlay, settings of registries.

Each is refused in one line that names the file, with exit code 2, or it is understood. None is ever half taken.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depsov.config import Config, load_config
from depsov.errors import ConfigError, NamedFileError
from depsov.knowledge.bundle import compile_sources
from depsov.knowledge.source import Sources
from depsov.lock.read import read_text
from tests.cli.program import Program, Result
from tests.gate.projects import Project
from tests.hostile.corpus import ANY, NAMES, damaged, of_the_seed, replaced
from tests.hostile.seeds import LOCK, OVERLAY, POLICY

RELAXED = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


WRITTEN = {
    title: data
    for title, data in ANY.items()
    if not title.startswith(("JSON", "YAML", "XML", "Python", "Gradle", "Ruby", "Elixir", "requirements"))
}
"""What a file in TOML, or one that was meant to be, may hold."""


def _said(result: Result, name: str) -> None:
    """Hold a run to what holds of every refusal, and of what is left out."""
    assert "Traceback" not in result.err
    assert result.code in (0, 1, 2, 4), result
    if result.code in (2, 4):
        said = result.err if result.code == 2 else result.out
        assert len(said.splitlines()) == 1, said
        assert name in said
        assert not {*said} & {"\x1b", "\0", "\u202e"}


@pytest.fixture(params=["depsov.toml", "pyproject.toml", "depsov.lock", "organisations.toml"])
def name(request: pytest.FixtureRequest) -> str:
    """The name of a file that a run reads to know what it shall do."""
    return str(request.param)


@pytest.fixture
def gate(
    locked: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Program:
    """The program in a project with all of these files."""
    shutil.copytree(locked.folder, tmp_path / "tree")
    return Program(tmp_path / "tree", monkeypatch, capsys)


# --- the whole program --------------------------------------------------------------------------------------------


def test_every_document_of_the_corpus(gate: Program, name: str) -> None:
    if name == "pyproject.toml":
        (gate.folder / "depsov.toml").unlink()
    for data in WRITTEN.values():
        (gate.folder / name).write_bytes(b"[tool.depsov]\n" * (name == "pyproject.toml") + data)
        _said(gate("check"), name)


def test_what_is_made_of_a_sound_one(gate: Program, name: str) -> None:
    sound = (gate.folder / name).read_bytes()
    for _, data in of_the_seed(sound):
        (gate.folder / name).write_bytes(data)
        _said(gate("check"), name)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def _too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2**40)  # sparse: no disk is used


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, _device, _link_to_itself, _too_large])
@pytest.mark.parametrize("command", ["check", "scan"])
def test_one_that_is_no_file(gate: Program, name: str, make: Callable[[Path], None], command: str) -> None:
    (gate.folder / name).unlink()
    make(gate.folder / name)

    result = gate(command)

    if command == "check":
        _said(result, name)
    if name in ("depsov.lock", "organisations.toml") and command == "check":
        assert result.code == 2


@pytest.mark.parametrize("key", ["knowledge", "exclude", "mirrors", "own"])
def test_paths_and_patterns_that_lead_elsewhere(gate: Program, key: str) -> None:
    for hostile in NAMES:
        written = json.dumps(hostile).replace("\x7f", "").replace("\\u0000", "\\u0001")
        (gate.folder / "depsov.toml").write_text(f"{key} = [{written}]\n", encoding="utf-8")
        result = gate("scan", "--format", "json")
        assert "Traceback" not in result.err
        assert result.code in (0, 2)
        assert len(result.err.splitlines()) == (result.code == 2)


@pytest.mark.parametrize("path", ["a\\u0000b", "/dev/zero", "/dev/stdin", "pipe", "", ".", "/proc/self/mem"])
def test_an_overlay_that_is_no_file(gate: Program, path: str) -> None:
    os.mkfifo(gate.folder / "pipe")
    (gate.folder / "depsov.toml").write_text(f'knowledge = ["{path}"]\n', encoding="utf-8")

    result = gate("scan")

    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1


def _names(name: str, message: str) -> None:
    assert message.startswith(name)
    assert message.isprintable()


# --- what is not executed whole -----------------------------------------------------------------------------------


@pytest.mark.parametrize("hurt", [damaged, replaced])
@pytest.mark.parametrize("name", ["depsov.toml", "pyproject.toml"])
@RELAXED
@given(data=st.data())
def test_a_policy_is_read_or_refused(
    tmp_path: Path, hurt: Callable[[bytes], st.SearchStrategy[bytes]], name: str, data: st.DataObject
) -> None:
    policy = POLICY if name == "depsov.toml" else b"[tool.depsov]\n" + POLICY.replace(b"[[", b"[[tool.depsov.")
    (tmp_path / name).write_bytes(data.draw(hurt(policy)))
    try:
        config = load_config(tmp_path)
    except ConfigError as error:
        _names(name, error.message)
    else:
        assert isinstance(config, Config)


@pytest.mark.parametrize("hurt", [damaged, replaced])
@RELAXED
@given(data=st.data())
def test_a_lock_is_read_or_refused(hurt: Callable[[bytes], st.SearchStrategy[bytes]], data: st.DataObject) -> None:
    try:
        lock = read_text(data.draw(hurt(LOCK)), "depsov.lock")
    except NamedFileError as error:
        _names("depsov.lock", error.message)
    else:
        assert all(purl == block.purl for purl, block in lock.blocks.items())


@pytest.mark.parametrize("hurt", [damaged, replaced])
@RELAXED
@given(data=st.data())
def test_an_overlay_is_read_or_refused(hurt: Callable[[bytes], st.SearchStrategy[bytes]], data: st.DataObject) -> None:
    text = data.draw(hurt(OVERLAY)).decode("utf-8", "replace")
    sources = Sources()
    sources.add_overlay("organisations.toml", text)
    assert all(error.startswith("organisations.toml: ") for error in sources.errors)
    if not sources.errors:
        compile_sources(sources)
