"""Ids and versions of NuGet packages, and the nodes of a document."""

from __future__ import annotations

import pytest

from depsov.parse.dotnet._nuget import Packages, exact_version, is_version
from depsov.parse.dotnet._nuget_graph import entries
from depsov.parse.dotnet._nuget_sources import Sources


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2.3", "1.2.3"),
        ("1", "1.0.0"),
        ("1.2", "1.2.0"),
        ("01.002.3", "1.2.3"),
        ("1.2.3.0", "1.2.3"),
        ("1.2.3.4", "1.2.3.4"),
        ("1.0.0-Beta.1", "1.0.0-Beta.1"),
        ("1.0.0+build", "1.0.0"),
        (" [ 1.2.3 ] ", "1.2.3"),
        ("[1.2.3, 1.2.3]", "1.2.3"),
        ("[1.2.3,)", None),
        ("(1.2.3)", None),
        ("[1.0,2.0]", None),
        ("1.*", None),
        ("*", None),
        ("1.2.3.4.5", None),
        ("$(Version)", None),
        ("", None),
        ("٣.0.0", None),
        ("1." + "0" * 5000, None),
    ],
)
def test_wish_leads_to_a_version(text: str, expected: str | None) -> None:
    assert exact_version(text) == expected


def test_version_of_a_lock_is_one() -> None:
    assert is_version("1.2.3-rc.1+abc")
    assert not is_version("[1.2.3]")


def test_package_is_spelled_as_it_is_met_first() -> None:
    packages = Packages("packages.lock.json", Sources({}))
    keys = [packages.package("Newtonsoft.Json", "13.0.3"), packages.package("newtonsoft.json", "13.0.3")]
    assert keys == ["Newtonsoft.Json/13.0.3"] * 2
    assert len(packages.nodes()) == 1


def test_project_and_package_of_one_name_are_two() -> None:
    packages = Packages("packages.lock.json", Sources({}))
    packages.package("Core", None)
    packages.project("Core")
    assert [(node.key, node.own) for node in packages.nodes()] == [("Core", False), ("project:Core", True)]


def test_entries_of_one_line_are_found() -> None:
    text = '{"a":{"type":"x"},\n"b" : {\n "type":"x"},"{": {"type": "x"}}'
    assert list(entries(text)) == [("a", 1), ("b", 2), ("{", 3)]


@pytest.mark.parametrize("text", ['{"type"', '"{"type"', ' { "type" { "type"', '"' + "a" * 1000 + '": {"type"'])
def test_entries_without_a_name_are_left_alone(text: str) -> None:
    assert all(line == 1 for _, line in entries(text))
