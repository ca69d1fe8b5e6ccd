"""The cut before the decoder: what it may take, what it must leave, and that the answer stays the same."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.parse._toml_lock import Entries, check_version, cut, load
from tests.parse.cases import CASES

LOCKS = [path for name in ("uv", "poetry", "pdm") for path in sorted((CASES / name).glob("*/*.lock"))]
DOWNLOADS = ("wheels", "sdist", "files")


def without_downloads(table: dict[str, Any]) -> dict[str, Any]:
    """What is left of a lockfile for depsov, by the decoder of the standard library."""
    for package in table.get("package", []):
        for key in DOWNLOADS:
            package.pop(key, None)
    table.get("metadata", {}).pop("files", None)
    return table


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_cut_text_says_the_same_as_the_whole(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(DocumentError):
            load(Document(path.name, text.encode()))
        return
    table, shown = load(Document(path.name, text.encode()))
    assert shown == text
    assert without_downloads(dict(table)) == without_downloads(whole)


def test_downloads_are_cut() -> None:
    text = (CASES / "uv" / "project" / "uv.lock").read_text(encoding="utf-8")
    assert "files.example.org/celery" in text
    assert "files.example.org/celery" not in cut(text)


def test_old_table_of_files_is_cut() -> None:
    text = (CASES / "poetry" / "category-1.1" / "poetry.lock").read_text(encoding="utf-8")
    assert "certifi-2022.6.15.tar.gz" in text
    assert "certifi-2022.6.15.tar.gz" not in cut(text)


# Each of these would hide or make up a package if the cut went by the looks of a line.
TRICKS = {
    "array closed early": 'wheels = [\n    ]\n    [[package]]\n    name = "b"\n    x = [\n]\n',
    "array closed in a line": 'wheels = [\n    { a = 1 } ]\n    [[package]]\n    name = "b"\n    x = [\n]\n',
    "closed before a comment": "wheels = [\n    { a = 1 } ] # },\n    [[package]]\n    name = 'b'\n    x = [\n]\n",
    "inside a string": 'x = """\nwheels = [\n    { """\n    [[package]]\n    name = "b"\n    y = """\n]\n"""\n',
    "inside a literal string": "x = '''\nwheels = [\n    { '''\n    [[package]]\n    name = 'b'\n    y = '''\n]\n'''\n",
    "comment at the end": 'wheels = [ # ]\n["package"],\n]\n',
    "array goes on": 'wheels = [ [1]\n, [["package"]]\n]\n',
    "a table of that name": '[package.files]\n[[package]]\nname = "b"\n',
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS.keys())
def test_cut_hides_and_makes_up_no_package(trick: str) -> None:
    text = f'[[package]]\nname = "a"\n{trick}[[package]]\nname = "z"\n'
    try:
        names = [package["name"] for package in tomllib.loads(text)["package"]]
    except tomllib.TOMLDecodeError:
        with pytest.raises(DocumentError):
            load(Document("uv.lock", text.encode()))
        return
    table, _ = load(Document("uv.lock", text.encode()))
    assert [package["name"] for package in table["package"]] == names


def test_error_names_the_line_of_the_whole_text() -> None:
    text = 'wheels = [\n    { a = 1 },\n    { a = 2 },\n]\nname = "open\n'
    with pytest.raises(DocumentError, match="line 5"):
        load(Document("uv.lock", text.encode()))


# --- entries and their lines --------------------------------------------------------------------------------------


def names_and_lines(text: str) -> list[tuple[str, int | None]]:
    entries = Entries(Document("uv.lock", text.encode()), "package")
    return list(entries.read(lambda table, line: (str(table["name"]), line)))


def test_each_entry_has_the_line_of_its_header() -> None:
    text = '\n[[package]]\nname = "a"\nwheels = [\n    { x = 1 },\n]\n\n[[package]]\nname = "b"\n'
    assert names_and_lines(text) == [("a", 2), ("b", 8)]


def test_first_line_counts() -> None:
    assert names_and_lines('[[package]]\nname = "a"\n') == [("a", 1)]


def test_windows_line_ends_count_once() -> None:
    assert names_and_lines('version = 1\r\n\r\n[[package]]\r\nname = "a"\r\n') == [("a", 3)]


def test_unusual_layout_has_no_line_rather_than_a_wrong_one() -> None:
    assert names_and_lines('package = [{ name = "a" }]\nx = """\n[[package]]\n[[package]]\n"""\n') == [("a", None)]


def test_entry_that_is_no_table_is_a_problem() -> None:
    entries = Entries(Document("uv.lock", b'package = [1, { name = "a" }]'), "package")
    assert list(entries.read(lambda table, _: str(table["name"]))) == ["a"]
    assert "package[0]" in entries.problems[0].message


@pytest.mark.parametrize("version", ["1", "1.0", "2.1", "2.99"])
def test_known_versions_pass(version: str) -> None:
    check_version(version, "2.1", "version")


@pytest.mark.parametrize("version", ["", "x", "²", "3", "3.0", "9" * 5000, "1x"])
def test_other_versions_are_refused(version: str) -> None:
    with pytest.raises(DocumentError):
        check_version(version, "2.1", "version")
