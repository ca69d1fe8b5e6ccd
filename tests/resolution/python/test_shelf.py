"""The releases of one project that a target can install: which of them, in which order, and with which file."""

from __future__ import annotations

import asyncio

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from depsov.resolution.index.page import Page
from depsov.resolution.python.shelf import Shelf, Wanted, allows_python, rank_of
from depsov.resolution.python.target import Target
from tests.resolution.python.universe import INDEX, LINUX, Universe

WINDOWS = Target(python="3.12", platform="windows", machine="x86_64")


def _shelf(universe: Universe, target: Target = LINUX) -> Shelf:
    listing = asyncio.run(universe.page("tool"))
    assert hasattr(listing, "page")
    return Shelf("tool", INDEX, listing.page, target.tags, target.python_version)


def _tool(*versions: str, yanked: tuple[str, ...] = ()) -> Shelf:
    universe = Universe()
    for version in versions:
        universe.add(f"tool {version}", yanked=version in yanked)
    return _shelf(universe)


def _matching(shelf: Shelf, specifier: str, *, prereleases: bool = False, preferred: str | None = None) -> list[str]:
    wanted = Wanted(SpecifierSet(specifier), prereleases)
    first = None if preferred is None else Version(preferred)
    return [str(release.version) for release in shelf.matching(wanted, first)]


# --- versions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("versions", "specifier", "expected"),
    [
        (["1.0", "1.10", "1.9"], "", ["1.10", "1.9", "1.0"]),
        (["1.0", "1.1", "2.0"], ">=1.0,<2", ["1.1", "1.0"]),
        (["1.4.5", "1.5", "2.0"], "~=1.4", ["1.5", "1.4.5"]),
        (["5", "1!0.1"], "", ["1!0.1", "5"]),
        (["5", "1!0.1"], "<6", ["5"]),
        (["1.0", "1.0+y", "1.0+x"], "==1.0", ["1.0+y", "1.0+x", "1.0"]),
        (["1.0", "1.0+x"], "==1.0+x", ["1.0+x"]),
        (["1.0.0"], "===1.0", []),
        (["1.0.0"], "==1.0", ["1.0.0"]),
        (["1.0", "2004d-final"], "", ["1.0"]),
        (["1.0", "1.0.post1"], "==1.0", ["1.0"]),
    ],
)
def test_releases_come_newest_first(versions: list[str], specifier: str, expected: list[str]) -> None:
    assert _matching(_tool(*versions), specifier) == expected


@pytest.mark.parametrize(
    ("versions", "specifier", "expected"),
    [
        (["0.9", "1.0a1"], "", ["0.9"]),
        (["1.0a1", "1.0b1"], "", ["1.0b1", "1.0a1"]),
        (["0.9", "1.0a1"], ">=0.95", ["1.0a1"]),
        (["0.9", "1.0a1"], ">=0.9a1", ["1.0a1", "0.9"]),
        (["0.9", "1.0a1"], "!=0.9a1", ["0.9"]),
        (["0.9", "1.0a1"], "==1.0a1", ["1.0a1"]),
        (["1.4.5", "1.5rc1"], "~=1.4", ["1.4.5"]),
    ],
)
def test_prereleases_do_where_a_specifier_names_one_or_nothing_else_is_there(
    versions: list[str], specifier: str, expected: list[str]
) -> None:
    assert _matching(_tool(*versions), specifier) == expected


def test_prereleases_do_where_the_user_asks_for_them() -> None:
    assert _matching(_tool("0.9", "1.0a1"), "", prereleases=True) == ["1.0a1", "0.9"]


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [("", ["0.9"]), ("==1.0", ["1.0"]), ("===1.0", ["1.0"]), ("==1.*", []), (">=1.0", []), ("==1.0,>=0.9", ["1.0"])],
)
def test_what_was_yanked_does_only_where_its_exact_version_is_asked_for(specifier: str, expected: list[str]) -> None:
    assert _matching(_tool("0.9", "1.0", yanked=("1.0",)), specifier) == expected


def test_a_yanked_release_does_not_make_room_for_a_prerelease() -> None:
    assert _matching(_tool("1.0", "1.1a1", yanked=("1.0",)), "") == []


def test_an_exact_version_takes_what_was_not_yanked_of_it() -> None:
    assert _matching(_tool("1.0", "1.0+x", yanked=("1.0+x",)), "==1.0") == ["1.0"]


# --- preferences --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("specifier", "preferred", "expected"),
    [
        ("", "1.1", ["1.1", "2.0", "1.0"]),
        ("<1.1", "1.1", ["1.0"]),
        ("", "3.0", ["2.0", "1.1", "1.0"]),
        ("", "2.1a1", ["2.1a1", "2.0", "1.1", "1.0"]),
    ],
)
def test_the_preferred_version_comes_first_where_it_will_do(
    specifier: str, preferred: str, expected: list[str]
) -> None:
    assert _matching(_tool("1.0", "1.1", "2.0", "2.1a1"), specifier, preferred=preferred) == expected


def test_a_preference_that_will_not_do_leaves_the_rest_as_it_is() -> None:
    assert _matching(_tool("1.0", "2.0a1"), ">=1.5", preferred="1.0") == ["2.0a1"]
    assert _matching(_tool("1.0", "2.0", yanked=("1.0",)), "", preferred="1.0") == ["2.0"]


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["-py3-none-any.whl", "-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"], 1),
        (["-cp38-abi3-manylinux2014_x86_64.whl", "-cp312-cp312-linux_x86_64.whl"], 1),
        (["-cp38-abi3-manylinux_2_28_x86_64.whl", "-py3-none-any.whl", ".tar.gz"], 0),
        (["-cp39-abi3-manylinux1_x86_64.whl", "-cp38-abi3-manylinux1_x86_64.whl"], 0),
        (["-py2.py3-none-any.whl", ".tar.gz"], 0),
        (["-cp312-cp312-win_amd64.whl", ".tar.gz"], 1),
        (["-py3-none-any.whl", "-2-py3-none-any.whl", "-10-py3-none-any.whl"], 2),
        (["-2-py3-none-any.whl", "-1a9-py3-none-any.whl"], 0),
        (["-0-py3-none-any.whl", "-py3-none-any.whl"], 0),
        (["-CP312-cp312-manylinux2014_X86_64.whl", "-py3-none-any.whl"], 0),
        ([".zip", ".tar.gz"], 1),
    ],
)
def test_the_file_is_the_one_whose_tags_fit_best(files: list[str], expected: int) -> None:
    named = [f"tool-1.0{file}" for file in files]
    release = _shelf(Universe().add("tool 1.0", files=named)).release(Version("1.0"))
    assert release is not None
    assert release.file.filename == named[expected]


@pytest.mark.parametrize(
    "file",
    [
        "-cp312-cp312-win_amd64.whl",
        "-cp312-cp312-musllinux_1_1_x86_64.whl",
        "-cp312-cp312-manylinux_2_99_x86_64.whl",
        "-cp313-cp313-manylinux2014_x86_64.whl",
        "-cp312-cp312-manylinux2014_aarch64.whl",
        "-x1-py3-none-any.whl",
    ],
)
def test_a_release_without_a_file_for_the_target_is_passed_over(file: str) -> None:
    shelf = _shelf(Universe().add("tool 1.0", files=[f"tool-1.0{file}"]).add("tool 0.9"))
    assert _matching(shelf, "") == ["0.9"]


def test_every_target_gets_its_own_file() -> None:
    files = ["tool-1.0-cp312-cp312-win_amd64.whl", "tool-1.0-cp312-cp312-manylinux2014_x86_64.whl"]
    universe = Universe().add("tool 1.0", files=files)
    found = [_shelf(universe, target).release(Version("1.0")) for target in (WINDOWS, LINUX)]
    assert [release and release.file.filename for release in found] == files


def test_a_file_that_was_yanked_is_not_taken_where_another_was_not() -> None:
    files = ["tool-1.0-cp312-cp312-manylinux2014_x86_64.whl", "tool-1.0-py3-none-any.whl"]
    release = _shelf(Universe().add("tool 1.0", files=files, yanked=files[:1])).release(Version("1.0"))
    assert release is not None
    assert (release.file.filename, release.file.yanked) == (files[1], False)


def test_a_release_for_another_python_is_passed_over() -> None:
    shelf = _shelf(Universe().add("tool 1.0", python=">=3.13").add("tool 0.9", python=">=3.8"))
    assert _matching(shelf, "") == ["0.9"]


@pytest.mark.parametrize(
    ("requires_python", "expected"), [(">=3.8", True), ("<3.12", False), (">=3.12.1", False), ("3.8+", True)]
)
def test_what_is_no_specifier_forbids_no_python(requires_python: str, *, expected: bool) -> None:
    assert allows_python(requires_python, "3.12.0") is expected


@pytest.mark.parametrize("name", ["tool-1.0.whl", "tool-1.0-none-any.whl", "tool-1.0-1-2-py3-none-any.whl", ".whl"])
def test_the_name_of_no_wheel_has_no_rank(name: str) -> None:
    assert rank_of(name, LINUX.tags) is None


# --- work ---------------------------------------------------------------------------------------------------------


def test_what_is_asked_again_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = _tool(*(f"1.{minor}" for minor in range(50)))
    wanted = Wanted(SpecifierSet("<1.20"))
    first = [next(shelf.matching(wanted)), *shelf.matching(wanted)]
    monkeypatch.setattr(Page, "files", None)
    monkeypatch.setattr(SpecifierSet, "contains", None)
    assert list(shelf.matching(wanted)) == first[1:]
    assert len(first) == 21
