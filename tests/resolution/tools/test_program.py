"""Which program is run, and what it sees of the environment."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from depsov.resolution.tools._program import find, handed_on

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs are made as on POSIX")
NONE = re.compile(r"(?!)")


def _program(folder: Path, name: str = "tool") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def _path(*entries: object) -> dict[str, str]:
    return {"PATH": os.pathsep.join(map(str, entries))}


def test_first_on_the_path_is_taken(tmp_path: Path, tree: Path) -> None:
    first, second = _program(tmp_path / "first"), _program(tmp_path / "second")
    assert find("tool", _path(first.parent, second.parent), tree) == str(first)


def test_program_of_the_scanned_tree_is_passed_over(tmp_path: Path, tree: Path) -> None:
    own, other = _program(tree / "node_modules" / ".bin"), _program(tmp_path / "other")
    assert find("tool", _path(own.parent, other.parent), tree) == str(other)
    assert find("tool", _path(own.parent), tree) is None


def test_link_into_the_scanned_tree_is_passed_over(tmp_path: Path, tree: Path) -> None:
    own = _program(tree / "bin")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "tool").symlink_to(own)
    (tmp_path / "linked").symlink_to(own.parent)
    assert find("tool", _path(tmp_path / "links", tmp_path / "linked"), tree) is None


def test_folder_that_only_begins_like_the_tree_is_outside(tmp_path: Path, tree: Path) -> None:
    other = _program(tmp_path / "tree-tools")
    assert find("tool", _path(other.parent), tree) == str(other)


def test_relative_entry_of_the_path_is_passed_over(tmp_path: Path, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path / "bin")
    monkeypatch.chdir(tmp_path)
    assert find("tool", _path("bin", "", "."), tree) is None


def test_tool_finds_other_programs_outside_of_the_tree_only(tmp_path: Path, tree: Path) -> None:
    handed = handed_on(_path(tree / "bin", "relative", tmp_path / "bin"), tree, NONE)
    assert handed["PATH"] == str(tmp_path / "bin")


RUNS_SOMETHING = """
    NODE_OPTIONS NODE_PATH npm_config_git NPM_CONFIG_SCRIPT_SHELL npm_config_node_options npm_config_ignore_scripts
    npm_config_prefix npm_lifecycle_event INIT_CWD PYTHONSTARTUP PYTHONPATH PYTHONHOME PYTHONWARNINGS PIP_PYTHON
    PIP_NO_BINARY PIP_TARGET PIP_REQUIREMENT UV_PYTHON UV_BUILD_CONSTRAINT UV_PROJECT VIRTUAL_ENV CONDA_PREFIX
    GIT_SSH_COMMAND GIT_EXEC_PATH GIT_CONFIG_COUNT BASH_ENV ENV
""".split()


@pytest.mark.parametrize("name", RUNS_SOMETHING)
def test_variable_that_could_make_a_tool_run_something_is_not_handed_on(name: str, tree: Path) -> None:
    assert name not in handed_on({name: "value"}, tree, NONE)


@pytest.mark.parametrize("name", ["HOME", "HTTPS_PROXY", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "ACME_TOKEN", "LANG"])
def test_other_variables_are_handed_on(name: str, tree: Path) -> None:
    assert handed_on({name: "value"}, tree, NONE)[name] == "value"


def test_settings_file_of_the_scanned_tree_is_not_handed_on(tmp_path: Path, tree: Path) -> None:
    kept = re.compile("npm_config_userconfig|PIP_CONFIG_FILE")
    given = {"npm_config_userconfig": str(tree / ".npmrc"), "PIP_CONFIG_FILE": "pip.conf"}
    assert not given.keys() & handed_on(given, tree, kept).keys()
    outside = {"npm_config_userconfig": str(tmp_path / ".npmrc"), "PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}
    assert outside.items() <= handed_on(outside, tree, kept).items()


def test_no_repository_can_be_cloned(tree: Path) -> None:
    assert handed_on({"GIT_ALLOW_PROTOCOL": "https"}, tree, NONE)["GIT_ALLOW_PROTOCOL"] == "none"
