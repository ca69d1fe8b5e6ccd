"""The blocks of a file as it was written are read without a decoder, and as a decoder would."""

from __future__ import annotations

import re
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.lock import Lock
from depsov.lock.canonical import tables
from depsov.lock.write import text_of
from tests.lock.blocks import CLAIMED, COMPANY, GIT, NOBODY, PERSON, RELAXED, SUBSIDIARY, lock_of, locks


def _blocks(lock: Lock) -> str:
    """Return the part of a file that holds the blocks, from the blank line before the first on."""
    _, separator, rest = text_of(lock).partition("\n[[package]]\n")
    return separator + rest


SAMPLE = _blocks(lock_of(CLAIMED, COMPANY, SUBSIDIARY, PERSON, NOBODY, GIT))


def _decoded(text: str) -> Any:
    return tomli.loads(text).get("package", [])


def _same(one: object, other: object) -> bool:
    """Compare values with their types and the order of their keys."""
    return repr(one) == repr(other)


@RELAXED
@given(locks())
def test_what_is_written_is_read_as_a_decoder_reads_it(lock: Lock) -> None:
    text = _blocks(lock)
    found = tables(text)

    assert found is not None
    assert _same(found, _decoded(text))


def test_an_empty_text_has_no_blocks() -> None:
    assert tables("") == []


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(SAMPLE.replace("\n", "\r\n"), id="lines of another system"),
        pytest.param(SAMPLE + "\n", id="a line more"),
        pytest.param(SAMPLE + "x = 1\n", id="a key behind the date"),
        pytest.param(SAMPLE + "# the end\n", id="a comment at the end"),
        pytest.param(SAMPLE + "<<<<<<< HEAD\n", id="a mark of a conflict"),
        pytest.param(SAMPLE[:-1], id="no last line end"),
        pytest.param(SAMPLE[1:], id="no blank line at the start"),
        pytest.param("\n" + SAMPLE, id="a blank line at the start"),
        pytest.param("# start\n" + SAMPLE, id="a comment at the start"),
        pytest.param(SAMPLE.replace('"high"\n', '"high" # sure\n', 1), id="a comment behind a value"),
        pytest.param(SAMPLE.replace("\nreason", "\n# why\nreason", 1), id="a comment on a line"),
        pytest.param(SAMPLE.replace("[[package]]", "[[ package ]]", 1), id="blanks in a header"),
        pytest.param(SAMPLE.replace("[[package]]", "[package]", 1), id="a table"),
        pytest.param(SAMPLE.replace(" = ", "=", 1), id="no blanks"),
        pytest.param(SAMPLE.replace(" = ", "  = ", 1), id="two blanks"),
        pytest.param(SAMPLE.replace(" = ", "\t= ", 1), id="a tab"),
        pytest.param(SAMPLE.replace("    {", "  {", 1), id="another indent"),
        pytest.param(SAMPLE.replace("},\n]", "}\n]", 1), id="no last comma"),
        pytest.param(SAMPLE.replace(" }]", " },]", 1), id="one comma more"),
        pytest.param(SAMPLE.replace("\n\n[[", "\n[[", 1), id="no blank line between"),
        pytest.param(re.sub(r"(reason = .*\n)(strength = .*\n)", r"\2\1", SAMPLE, count=1), id="another order"),
        pytest.param(re.sub(r"(reason = .*\n)", r"\1\1", SAMPLE, count=1), id="a line twice"),
        pytest.param(re.sub(r"reason = .*\n", "", SAMPLE, count=1), id="a line missing"),
        pytest.param(SAMPLE.replace("strength", "hash = 1\nstrength", 1), id="an unknown key"),
        pytest.param(SAMPLE.replace("strength = 3", "strength = 03", 1), id="a leading zero"),
        pytest.param(SAMPLE.replace("strength = 3", "strength = +3", 1), id="a sign"),
        pytest.param(SAMPLE.replace("strength = 3", "strength = 13", 1), id="two digits"),
        pytest.param(SAMPLE.replace("strength = 3", "strength = \N{ARABIC-INDIC DIGIT THREE}", 1), id="another digit"),
        pytest.param(SAMPLE.replace("date = 2026-06-30", 'date = "2026-06-30"', 1), id="a date in quotes"),
        pytest.param(SAMPLE.replace("date = 2026-06-30", "date = 2026-06-30T00:00:00Z", 1), id="a time"),
        pytest.param(SAMPLE.replace("date = 2026-06-30", "date = 2026-02-30", 1), id="no such day"),
        pytest.param(SAMPLE.replace("date = 2026-06-30", "date = 0000-01-01", 1), id="no such year"),
        pytest.param(SAMPLE.replace('"high"', "'high'", 1), id="a literal string"),
        pytest.param(SAMPLE.replace('"high"', '"""high"""', 1), id="a long string"),
        pytest.param(SAMPLE.replace('"high"', '"h\\u0069gh"', 1), id="an escaped letter"),
        pytest.param(SAMPLE.replace("Sample Corp.", "Sample\\nCorp.", 1), id="an escaped line end"),
        pytest.param(SAMPLE.replace("Sample Corp.", "Sample\\xCorp.", 1), id="an escape that none is"),
        pytest.param(SAMPLE.replace("Sample Corp.", "Sample\nCorp.", 1), id="a line end in a string"),
        pytest.param(SAMPLE.replace("Sample Corp.", "Sample\tCorp.", 1), id="a tab in a string"),
        pytest.param(SAMPLE.replace("Sample Corp.", "Sample\x7fCorp.", 1), id="a control character in a string"),
        pytest.param(SAMPLE.replace("Sample Corp.", 'Sample "Corp.', 1), id="a quote in a string"),
        pytest.param(SAMPLE.replace("{ id = ", "{ id = { }, id = ", 1), id="a table in a table"),
        pytest.param(SAMPLE.replace("{ id = ", '{ id = "x", id = ', 1), id="a key twice"),
        pytest.param(SAMPLE.replace('{ kind = "', '{ kind = "hint", kind = "', 1), id="a key twice in evidence"),
        pytest.param(SAMPLE.replace("{ id", "{ Id", 1), id="a key in capitals"),
        pytest.param(SAMPLE.replace("{ id", '{ "id"', 1), id="a key in quotes"),
        pytest.param(re.sub(r"evidence = \[\n(.*\n)+?\]", "evidence = []", SAMPLE, count=1), id="an empty array"),
    ],
)
def test_any_other_text_is_left_to_the_decoder(changed: str) -> None:
    assert changed != SAMPLE
    assert tables(changed) is None


_PIECES = ["", *" \n\t\r\"'#{}[],=09\x7f\u2028é", "\\", "\\\\", '\\"']


@settings(RELAXED, max_examples=300)
@given(st.data())
def test_where_it_reads_a_changed_text_a_decoder_reads_the_same(data: st.DataObject) -> None:
    text = SAMPLE
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 2))
        text = text[:start] + data.draw(st.sampled_from(_PIECES)) + text[end:]

    found = tables(text)

    if found is not None:
        assert _same(found, _decoded(text))


def test_tables_that_are_read_once_are_not_changed_by_who_reads_them() -> None:
    first, second = tables(SAMPLE), tables(SAMPLE)
    assert first is not None
    assert second is not None
    first[0].clear()
    assert _same(second, _decoded(SAMPLE))
