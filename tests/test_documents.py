"""Untrusted documents: decoding within limits, checked getters, places."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.documents import (
    MAX_DEPTH,
    Document,
    Lines,
    Table,
    check_keys,
    each,
    get,
    load_json,
    load_toml,
    member,
    need,
    printable,
    strings,
    tables,
)
from depsov.errors import DocumentError


def _json(text: str) -> Table:
    return load_json(Document("example.json", text.encode()))


# --- Document -----------------------------------------------------------------------------------------------------


def test_document_knows_its_name_and_folder() -> None:
    document = Document("a/b/uv.lock", b"")
    assert (document.name, document.folder) == ("uv.lock", "a/b")
    assert (Document("uv.lock", b"").name, Document("uv.lock", b"").folder) == ("uv.lock", "")


def test_byte_order_mark_is_no_content() -> None:
    assert Document("x", b"\xef\xbb\xbfname").text() == "name"


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n"])
def test_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="empty") as caught:
        Document("x", data).text()
    assert caught.value.hint


def test_text_that_is_not_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError, match=r"not UTF-8 \(byte 9\)") as caught:
        Document("x", b"one\ntwo\nn\xe9e").text()
    assert caught.value.line == 3


def test_utf_16_is_refused() -> None:
    with pytest.raises(DocumentError, match="not UTF-8"):
        Document("x", "name".encode("utf-16")).text()


def test_nul_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError, match="NUL") as caught:
        Document("x", b"one\ntwo\0").text()
    assert caught.value.line == 2


# --- JSON ---------------------------------------------------------------------------------------------------------


def test_json_object_is_read() -> None:
    assert _json('{"a": [1, "ä", null]}') == {"a": [1, "ä", None]}


def test_malformed_json_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError, match="not JSON") as caught:
        _json('{\n"a": 1,\n?}')
    assert caught.value.line == 3


@pytest.mark.parametrize("text", ["[1]", '"text"', "1", "null", "true"])
def test_json_of_another_top_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="expected a table at the top"):
        _json(text)


def test_repeated_json_key_is_refused_and_named_without_control_characters() -> None:
    with pytest.raises(DocumentError, match="stands twice") as caught:
        _json('{"a": {"\\u001bb": 1, "\\u001bb": 2}}')
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_json_constants_that_json_does_not_have_are_refused(constant: str) -> None:
    with pytest.raises(DocumentError, match="no JSON value"):
        _json(f'{{"a": {constant}}}')


def test_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(DocumentError, match="not JSON"):
        _json(f'{{"a": {"9" * 5000}}}')


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 2_000, 200_000])
def test_deep_json_is_refused(depth: int) -> None:
    with pytest.raises(DocumentError, match="nested too deeply"):
        _json('{"a": ' + "[" * depth + "]" * depth + "}")


def test_json_just_below_the_limit_is_read() -> None:
    inner = "[" * (MAX_DEPTH - 2) + "]" * (MAX_DEPTH - 2)
    assert "a" in _json(f'{{"a": {inner}}}')


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_named_error(data: bytes) -> None:
    with suppress(DocumentError):
        assert isinstance(load_json(Document("x", data)), dict)


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.integers() | st.text() | st.lists(st.text())))
def test_json_is_read_as_it_was_written(value: dict[str, Any]) -> None:
    assert load_json(Document("x", json.dumps(value).encode("utf-8", "surrogatepass"))) == value


# --- TOML ---------------------------------------------------------------------------------------------------------


def test_toml_is_read() -> None:
    assert load_toml('[a]\nb = ["c"]') == {"a": {"b": ["c"]}}


@pytest.mark.parametrize(
    "text",
    ["a = ", "a = 1\na = 2", "[a]\n[a]", "a = 2026-02-31", f"a = {'9' * 5000}", "\x01 = 1"],
    ids=["truncated", "key twice", "table twice", "impossible date", "huge number", "control character"],
)
def test_malformed_toml_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="not TOML"):
        load_toml(text)


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 50_000])
def test_deep_toml_is_refused(depth: int) -> None:
    with pytest.raises(DocumentError, match=r"nested too deeply|not TOML"):
        load_toml("a = " + "[" * depth + "]" * depth)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_table_or_a_named_error(text: str) -> None:
    with suppress(DocumentError):
        assert isinstance(load_toml(text), dict)


# --- checked getters ----------------------------------------------------------------------------------------------


def test_get_gives_value_default_or_none() -> None:
    table = {"name": "example", "empty": None}
    assert get(table, "name", str) == "example"
    assert get(table, "missing", str) is None
    assert get(table, "missing", str, "default") == "default"
    assert get(table, "empty", str, "default") == "default"


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (1, str, "expected a string, found a whole number"),
        ([], dict, "expected a table, found an array"),
        ({}, list, "expected an array, found a table"),
        ("yes", bool, "expected true or false, found a string"),
        (True, int, "expected a whole number, found true or false"),
        (1.5, int, "expected a whole number, found float"),
    ],
)
def test_get_refuses_another_type(value: object, kind: type[object], message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        get({"key": value}, "key", kind)
    assert str(caught.value) == f"key: {message}"


def test_need_refuses_what_is_missing() -> None:
    assert need({"name": "example"}, "name", str) == "example"
    with pytest.raises(DocumentError, match=r"^version: missing$"):
        need({"name": "example"}, "version", str)


def test_each_reads_tables_in_order() -> None:
    table = {"package": [{"name": "a"}, {"name": "b"}]}
    assert each(table, "package", lambda item: need(item, "name", str)) == ["a", "b"]
    assert each({}, "package", lambda item: need(item, "name", str)) == []


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([{"name": "a"}, {}], "package[1].name: missing"),
        ([{"name": "a"}, "b"], "package[1]: expected a table, found a string"),
        ({}, "package: expected an array, found a table"),
    ],
)
def test_each_says_where(items: object, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        each({"package": items}, "package", lambda item: need(item, "name", str))
    assert str(caught.value) == message


def test_tables_gives_members_that_are_tables() -> None:
    assert list(tables({"groups": {"dev": {"a": 1}}}, "groups")) == [("dev", {"a": 1})]
    assert list(tables({}, "groups")) == []
    with pytest.raises(DocumentError, match=r"^groups\.dev: expected a table, found an array$"):
        list(tables({"groups": {"dev": []}}, "groups"))


def test_strings_gives_strings_only() -> None:
    table: Mapping[str, Any] = {"good": ["a", "b"], "bad": ["a", 1]}
    assert strings(table, "good") == ["a", "b"]
    assert strings(table, "missing") == []
    with pytest.raises(DocumentError, match=r"^bad\[1\]: expected a string, found a whole number$"):
        strings(table, "bad")


class _Colour(Enum):
    RED = "red"
    BLUE = "blue"


def test_member_of_an_enumeration() -> None:
    assert member("blue", _Colour, "colour") is _Colour.BLUE


@pytest.mark.parametrize(
    ("value", "allowed", "message"),
    [
        ("green", None, "colour: 'green' is none of red, blue"),
        ("blue", [_Colour.RED], "colour: 'blue' is none of red"),
    ],
)
def test_value_that_is_no_member_is_refused_with_those_that_are(
    value: str, allowed: list[_Colour] | None, message: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        member(value, _Colour, "colour", allowed)
    assert str(caught.value) == message


def test_unknown_key_is_refused_with_the_known_ones() -> None:
    check_keys({"a": 1}, {"a", "b"})
    with pytest.raises(DocumentError) as caught:
        check_keys({"a": 1, "c\x1b": 2}, {"b", "a"})
    assert str(caught.value) == "c\N{REPLACEMENT CHARACTER}: unknown key"
    assert caught.value.hint == "known keys: a, b"


# --- texts and places ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\n", "\x7f", "\x9b", "\u202e", "\u2028", "\u2066"])
def test_printable_takes_control_and_direction_characters_out(character: str) -> None:
    assert printable(f"a{character}b") == "a\N{REPLACEMENT CHARACTER}b"


def test_printable_leaves_other_letters() -> None:
    assert printable("Société Générale Ελλάς") == "Société Générale Ελλάς"


def test_lines_count_from_one() -> None:
    text = "one\ntwo\n\nfour"
    lines = Lines(text)
    assert [lines.at(text.index(word)) for word in ("one", "two", "four")] == [1, 2, 4]
    assert lines.of(r"^\w+$") == [1, 2, 4]


@settings(deadline=None)
@given(st.text(alphabet="a\n", max_size=60), st.integers(min_value=0, max_value=60))
def test_line_is_one_more_than_the_newlines_before_it(text: str, offset: int) -> None:
    assert Lines(text).at(offset) == text.count("\n", 0, offset) + 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\ud83d", "\ufffd"),
        (r"\uDE00!", "\ufffd!"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\ud83d", r"\ud83d"),
        (r"\u00e9", "\xe9"),
    ],
)
def test_half_of_a_surrogate_pair_is_replaced(written: str, read: str) -> None:
    assert load_json(Document("a.json", f'{{"a": "{written}"}}'.encode())) == {"a": read}
