"""JSON with comments and trailing commas."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.parse.javascript._jsonc import load_jsonc


def load(text: str) -> object:
    return load_jsonc(Document("deno.jsonc", text.encode()))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('{"a": [1, 2,],}', {"a": [1, 2]}),
        ('{\n  "a": 1,\n\n}', {"a": 1}),
        ('{\n  "a": 1, // one\n  /* two,\n } */ "b": 2, /* three */\n}', {"a": 1, "b": 2}),
        ('{"a": "// no comment", "b": "/* nor this */", "c": ",}", "d": ",\\n}"}', None),
        ('{"a": "\\"//", /**/ "b": ",]",}', {"a": '"//', "b": ",]"}),
        ('{"a": "https://example.org/x", // here\n}', {"a": "https://example.org/x"}),
        ('{"a": 1 // the last line', None),
    ],
)
def test_comments_and_commas_are_taken_out_and_strings_are_not(text: str, value: object) -> None:
    if value is None and text.endswith("}"):
        value = json.loads(text)
    if value is None:
        with pytest.raises(DocumentError):
            load(text)
    else:
        assert load(text) == value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n "a": 1,\n // two\n "b": }', 4),
        ('{\n "a": 1,\n /* two\n three */ "b": }', 4),
        ('{\n "a": 1,\n}\n{', 4),
        ('{"a": 1,, "b": 2}', 1),
        ("[1,]", None),
    ],
)
def test_an_error_has_the_line_of_the_file(text: str, line: int | None) -> None:
    with pytest.raises(DocumentError) as caught:
        load(text)
    assert caught.value.line == line


@given(st.dictionaries(st.text(), st.recursive(st.text() | st.integers(), st.lists)))
def test_what_is_json_is_read_as_json(value: dict[str, object]) -> None:
    for indent in (None, 2):
        assert load(json.dumps(value, indent=indent)) == value
