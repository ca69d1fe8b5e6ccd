from __future__ import annotations

import re

import pytest

from depsov.patterns import pattern


def test_it_answers_as_what_re_compiles() -> None:
    word = pattern(r"(?P<first>[a-z])\w*", re.IGNORECASE)
    compiled = re.compile(r"(?P<first>[a-z])\w*", re.IGNORECASE)
    assert word.sub("x", "Chart room 7") == compiled.sub("x", "Chart room 7") == "x x 7"
    assert word.findall("Chart room 7") == ["C", "r"]
    assert word.fullmatch("7") is None
    found = word.match("Chart room")
    assert found is not None
    assert found["first"] == "C"
    assert (word.pattern, word.flags, word.groupindex) == (compiled.pattern, compiled.flags, {"first": 1})


def test_it_is_compiled_when_it_is_used() -> None:
    wrong = pattern("(")
    with pytest.raises(re.error, match="unterminated"):
        wrong.match("a")
