"""Folders with several manifests are one project, and what a tool has compiled covers what it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.discover import discover
from depsov.formats import FORMATS
from depsov.model import Extent, Problem
from depsov.parse import ParsedFile, parse
from depsov.tree import Tree

SETUP_PY = "from setuptools import setup\nsetup(install_requires=['atlas-tiles'])\n"
SETUP_CFG = "[options]\ninstall_requires = timetable\n"
PYPROJECT = '[project]\nname = "harbour-plan"\ndynamic = ["dependencies"]\n'


def scanned(folder: Path, files: dict[str, str]) -> tuple[list[ParsedFile], list[Problem]]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tree = Tree(folder)
    return parse(tree, discover(tree, FORMATS))


def named(files: list[ParsedFile]) -> dict[str, list[str]]:
    return {file.path: [node.key for node in file.parsed.nodes] for file in files}


def test_all_manifests_of_a_folder_are_read_as_one_project(tmp_path: Path) -> None:
    files, problems = scanned(tmp_path, {"pyproject.toml": PYPROJECT, "setup.cfg": SETUP_CFG, "setup.py": SETUP_PY})
    assert named(files) == {"pyproject.toml": ["atlas-tiles"]}  # the script counts before the file
    assert problems == []


def test_without_a_pyproject_the_settings_speak_for_the_script(tmp_path: Path) -> None:
    files, _ = scanned(tmp_path, {"app/setup.cfg": "[metadata]\nname = x\n", "app/setup.py": SETUP_PY})
    assert named(files) == {"app/setup.cfg": ["atlas-tiles"]}
    (root,) = files[0].parsed.roots
    assert (root.name, root.path) == ("x", "app")


def test_what_project_says_itself_no_other_file_adds_to(tmp_path: Path) -> None:
    text = '[project]\nname = "harbour-plan"\ndependencies = ["flask"]\n'
    files, _ = scanned(tmp_path, {"pyproject.toml": text, "setup.cfg": SETUP_CFG, "setup.py": SETUP_PY})
    assert named(files) == {"pyproject.toml": ["flask"]}


def test_settings_of_tools_alone_leave_the_project_to_the_script(tmp_path: Path) -> None:
    files, _ = scanned(tmp_path, {"pyproject.toml": "[tool.black]\n", "setup.py": SETUP_PY})
    assert named(files) == {"pyproject.toml": ["atlas-tiles"]}
    assert files[0].parsed.nodes[0].file == "setup.py"


@pytest.mark.parametrize("backend", ["hatchling.build", "poetry.core.masonry.api", "flit_core.buildapi"])
def test_other_build_backends_ask_no_setup_file(tmp_path: Path, backend: str) -> None:
    text = f'[build-system]\nrequires = []\nbuild-backend = "{backend}"\n[project]\nname = "x"\n'
    files, problems = scanned(tmp_path, {"pyproject.toml": text, "setup.cfg": SETUP_CFG, "setup.py": "print 'old'"})
    assert named(files) == {"pyproject.toml": []}
    assert problems == []


def test_what_nobody_says_is_a_problem(tmp_path: Path) -> None:
    files, (problem,) = scanned(tmp_path, {"pyproject.toml": PYPROJECT, "setup.py": "setup(packages=[])\n"})
    assert "are computed when the project is built" in problem.message
    assert files[0].parsed.extent is Extent.WISHES


def test_script_that_cannot_be_read_is_a_problem_of_its_project(tmp_path: Path) -> None:
    _, problems = scanned(tmp_path, {"pyproject.toml": PYPROJECT, "setup.py": "import setup\nprint 'old'\n"})
    assert [problem.subject for problem in problems] == ["pyproject.toml", "setup.py:2"]


def test_lockfile_takes_the_setup_files_with_it_and_knows_what_they_compute(tmp_path: Path) -> None:
    lock = (
        'version = 1\n[[package]]\nname = "harbour-plan"\nsource = { editable = "." }\n'
        'dependencies = [{ name = "atlas-tiles" }]\n'
        '[[package]]\nname = "atlas-tiles"\nversion = "2.0"\n'
        'source = { registry = "https://index.example.org/simple" }\n'
    )
    computing = "from setuptools import setup\nsetup(install_requires=needs())\n"
    files, problems = scanned(tmp_path, {"uv.lock": lock, "pyproject.toml": PYPROJECT, "setup.py": computing})
    assert [file.path for file in files] == ["uv.lock"]
    assert problems == []


@pytest.mark.parametrize(
    ("compiled", "source"),
    [
        ("requirements.txt", "requirements.in"),
        ("requirements/dev.txt", "requirements/dev.in"),
        ("requirements-all.txt", "requirements-base.in"),
    ],
)
def test_compiled_file_covers_what_it_was_made_from(tmp_path: Path, compiled: str, source: str) -> None:
    text = f"atlas-tiles==2.0\n    # via -r {source}\n"
    files, _ = scanned(tmp_path, {compiled: text, source: "atlas-tiles\n"})
    assert [file.path for file in files] == [compiled]


def test_file_written_by_hand_covers_no_other(tmp_path: Path) -> None:
    files, _ = scanned(tmp_path, {"requirements.txt": "atlas-tiles\n", "requirements.in": "timetable\n"})
    assert sorted(file.path for file in files) == ["requirements.in", "requirements.txt"]


def test_empty_files_ask_for_nothing(tmp_path: Path) -> None:
    files, problems = scanned(tmp_path, {"setup.cfg": "", "a/setup.py": " \n", "b/requirements.in": ""})
    assert [file.parsed.extent for file in files] == [Extent.WHOLE] * 3
    assert problems == []


def test_fields_that_one_line_hides_are_one_problem(tmp_path: Path) -> None:
    _, (problem,) = scanned(tmp_path, {"setup.py": "setup(name='x', **more())\n"})
    fields = "install_requires, extras_require, setup_requires, tests_require"
    assert problem.message.startswith(f"line 1: {fields} are computed when the project is built")


def test_pipfile_lock_that_holds_the_project_knows_what_it_asks_for(tmp_path: Path) -> None:
    lock = '{"_meta": {}, "default": {"x": {"editable": true, "path": "."}, "atlas-tiles": {"version": "==2.0"}}}'
    assert list(named(scanned(tmp_path, {"Pipfile.lock": lock, "setup.py": SETUP_PY})[0])) == ["Pipfile.lock"]
    other = lock.replace('"path": "."', '"path": "part"')
    assert list(named(scanned(tmp_path, {"Pipfile.lock": other})[0])) == ["Pipfile.lock", "setup.py"]
