"""The requirements of installed distributions: for which interpreter, and for whom."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from depsov.dependency_specifiers import Markers
from depsov.parse.python._installed_requirements import Interpreter, Requirements
from depsov.parse.python.environment import find_site_packages, open_environment

OLD = Interpreter("3.9", "3.9.18")


def requirements(**lines: Sequence[str]) -> Requirements:
    """Return the requirements of an environment of Python 3.9 in which every key is a name."""
    return Requirements({name: (name, listed) for name, listed in lines.items()}, Markers(OLD.markers))


# --- the interpreter ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "interpreter"),
    [
        ("home = /usr/bin\nversion = 3.9.18\n", Interpreter("3.9", "3.9.18")),
        ("version_info = 3.12.1.final.0\n", Interpreter("3.12", "3.12.1")),
        ("implementation = PyPy\nversion_info = 3.10.14\n", Interpreter("3.10", "3.10.14", "PyPy")),
        ("implementation = CPython\nversion = 3.13\n", Interpreter("3.13", "3.13.0", "CPython")),
        ("home = /usr/bin\n", Interpreter()),
        ("", Interpreter()),
    ],
)
def test_pyvenv_cfg_tells_the_interpreter(tmp_path: Path, text: str, interpreter: Interpreter) -> None:
    (tmp_path / "pyvenv.cfg").write_text(text, encoding="utf-8")
    assert Interpreter.of(tmp_path) == interpreter


@pytest.mark.parametrize(
    ("folder", "interpreter"),
    [
        ("lib/python3.11", Interpreter("3.11", "3.11.0")),
        ("lib/pypy3.10", Interpreter("3.10", "3.10.0", "PyPy")),
        ("python3.8-tools/lib/python3.11", Interpreter("3.11", "3.11.0")),
        ("lib/python3", Interpreter()),
    ],
)
def test_else_the_nearest_folder_does(tmp_path: Path, folder: str, interpreter: Interpreter) -> None:
    assert Interpreter.of(tmp_path / folder) == interpreter


def test_an_environment_made_on_windows_has_the_markers_of_windows(tmp_path: Path) -> None:
    (tmp_path / "pyvenv.cfg").write_text("version = 3.12.1\n", encoding="utf-8")
    (tmp_path / "Scripts").mkdir()
    markers = Markers(Interpreter.of(tmp_path).markers)
    assert markers.hold('sys_platform == "win32" and os_name == "nt" and platform_system == "Windows"')


def test_values_that_its_files_do_not_tell_are_those_of_this_interpreter() -> None:
    markers = Markers(Interpreter("3.9", "3.9.18", "PyPy").markers)
    assert markers.hold(f'sys_platform == "{sys.platform}"')
    assert markers.hold('platform_python_implementation == "PyPy" and implementation_name == "pypy"')
    assert not markers.hold('python_full_version >= "3.9.19"')


@pytest.mark.parametrize("marker", ["python_version is '3'", "", "(" * 1500 + "os_name == 'nt'" + ")" * 1500])
def test_a_marker_that_is_none_does_not_hold(marker: str) -> None:
    assert not Markers(OLD.markers).hold(marker)


def test_site_packages_of_pypy_are_found(tmp_path: Path) -> None:
    site = tmp_path / "lib" / "pypy3.10" / "site-packages"
    site.mkdir(parents=True)
    assert find_site_packages(tmp_path) == site


# --- who requires whom --------------------------------------------------------------------------------------------

_WEB: Mapping[str, Sequence[str]] = {
    "web": ['fast[more]; extra == "fast"', 'mail; extra == "mail"', "core"],
    "fast": ['extra-part; extra == "more"'],
    "stray": ["web[mail]"],
    "mail": [],
    "core": [],
    "extra_part": [],
}


@pytest.mark.parametrize(
    ("asked", "edges"),
    [
        ({}, {}),
        ({"gone": ["x"]}, {}),
        ({"web": []}, {"web": ("core",), "core": ()}),
        ({"web": ["fast"]}, {"web": ("core", "fast"), "core": (), "fast": ()}),
        ({"web": [], "stray": []}, {"web": ("core", "mail"), "core": (), "mail": (), "stray": ("web",)}),
    ],
)
def test_only_what_is_reached_asks_for_extras(
    asked: Mapping[str, Sequence[str]], edges: Mapping[str, Sequence[str]]
) -> None:
    assert requirements(**_WEB).edges(asked).requires == edges


def test_without_a_start_all_that_is_installed_asks() -> None:
    assert requirements(**_WEB).edges().requires["web"] == ("core", "mail")


def test_what_is_required_and_not_there_is_told_with_the_first_who_requires_it() -> None:
    found = requirements(a=["b", "gone; python_version < '3.10'", "new; python_version >= '3.10'"], b=["gone"])
    assert found.edges({"a": []}).absent == {"gone": "a"}
    assert found.edges({"b": []}).absent == {"gone": "b"}


def test_a_start_is_asked_again_with_the_extras_that_come_later() -> None:
    found = requirements(a=['c; extra == "x"', "b"], b=["a[x]"], c=[])
    assert found.edges({"a": []}).requires == {"a": ("b", "c"), "b": ("a",), "c": ()}


def test_a_line_that_is_no_requirement_is_none() -> None:
    assert requirements(a=["two words", "b (>=1)", "b; ("], b=[]).edges({"a": []}).requires == {"a": ("b",), "b": ()}


def test_the_same_questions_have_the_same_answers(tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    for name, line in (("a", 'b; extra == "x"'), ("b", "")):
        (site / f"{name}-1.0.dist-info").mkdir(parents=True)
        text = f"Name: {name}\nVersion: 1.0\n" + (f"Requires-Dist: {line}\n" if line else "")
        (site / f"{name}-1.0.dist-info" / "METADATA").write_text(text, encoding="utf-8")
    environment = open_environment(site, ".venv")
    asked = [environment.requirements.edges({"a": extras}).requires["a@1.0"] for extras in ([], ["x"], [])]
    assert asked == [(), ("b@1.0",), ()]
    assert [node.requires for node in environment.parsed().nodes] == [(), ()]
