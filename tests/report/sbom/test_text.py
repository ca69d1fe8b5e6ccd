"""SBOMs as text."""

from __future__ import annotations

import json

import pytest

from depsov.errors import UsageError
from depsov.report.sbom._text import content_id, dumps, members, with_member, written


def test_each_member_of_a_list_has_its_line() -> None:
    text = written({"a": 1, "b": [{"c": [1, 2]}, {}], "d": [], "e": {"f": [1]}})

    assert text == '{\n  "a": 1,\n  "b": [\n    {"c": [1, 2]},\n    {}\n  ],\n  "d": [],\n  "e": {"f": [1]}\n}\n'


@pytest.mark.parametrize(
    "value",
    [
        "größe 名前",
        "\N{SNAKE}\U000e0041\ud83d\u202e",
        "half \ud83d of a pair",
        "##[add-mask]x",
        'a "quoted" \\ name\n',
        10**400,
        0.1,
        -0.0,
        True,
        None,
        "",
    ],
)
def test_a_value_is_read_back_as_it_was(value: object) -> None:
    text = written({"a": value, "b": [value]})

    text.encode()
    assert "##[" not in text
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert json.loads(text) == {"a": value, "b": [value]}
    assert repr(json.loads(text)["a"]) == repr(value)


def test_what_json_has_no_word_for_is_an_error() -> None:
    with pytest.raises(UsageError, match="too large"):
        written({"a": [json.loads("1e999")]})


def test_the_same_content_has_the_same_name() -> None:
    assert content_id("a") == content_id("a") != content_id("b")
    assert content_id("a")[14] == "5"  # the version of the UUID


def test_one_line_for_one_value() -> None:
    assert dumps({"a": ["b\n"]}) == '{"a": ["b\\n"]}'


def test_a_member_that_is_json_already_stays_as_it_is() -> None:
    assert with_member({"a": 1}, "b", '{"c": [1]}') == '{"a": 1, "b": {"c": [1]}}'


def test_members_have_no_braces_around_them() -> None:
    assert members({"a": 1, "b": 2}) == '  "a": 1,\n  "b": 2'
