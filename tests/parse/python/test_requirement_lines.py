"""Requirements files taken apart: logical lines, options, and the comments of compilers."""

from __future__ import annotations

import pytest

from depsov.parse.python._requirement_lines import Option, Wanted, statements


def only(text: str) -> Option | Wanted:
    found = list(statements(text))
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "requirement"),
    [
        ("attrs==25.3.0", "attrs==25.3.0"),
        ("  attrs==25.3.0  # the good part", "attrs==25.3.0"),
        ("attrs==25.3.0 --hash=sha256:00 --hash sha256:11", "attrs==25.3.0"),
        ("attrs==25.3.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11", "attrs==25.3.0"),
        ("attrs\\\n==25.3.0", "attrs ==25.3.0"),
        ("part @ https://files.example.org/part.zip#sha256=00", "part @ https://files.example.org/part.zip#sha256=00"),
        ("x ; python_version < '3' --config-settings a=b", "x ; python_version < '3'"),
    ],
)
def test_requirement_without_its_trimmings(text: str, requirement: str) -> None:
    found = only(text)
    assert isinstance(found, Wanted)
    assert found.text == requirement


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("-r base.txt", "requirement", "base.txt"),
        ("-rbase.txt", "requirement", "base.txt"),
        ("--requirement=base.txt", "requirement", "base.txt"),
        ("--requirement base.txt  # all of it", "requirement", "base.txt"),
        ("-c limits.txt", "constraint", "limits.txt"),
        ("-e .", "editable", "."),
        ("-i https://index.example.org/simple", "index-url", "https://index.example.org/simple"),
        ("--index-url=https://index.example.org/simple", "index-url", "https://index.example.org/simple"),
        ('--find-links="./wheels"', "find-links", "./wheels"),
        ("--no-index", "no-index", ""),
    ],
)
def test_option(text: str, name: str, value: str) -> None:
    found = only(text)
    assert isinstance(found, Option)
    assert (found.name, found.value) == (name, value)


def test_lines_are_those_of_the_first_physical_line() -> None:
    text = "# head\n\na==1 \\\n  --hash=sha256:00\n\nb==2\n-r c.txt"
    assert [statement.line for statement in statements(text)] == [3, 6, 7]


@pytest.mark.parametrize(
    "text",
    [
        "a==1\n    # via\n    #   b\n    #   -r in.txt\n",
        "a==1\n    # via b, -r in.txt\n",
        "a==1  # via b, -r in.txt\n",
        "a==1 \\\n    --hash=sha256:00\n    # via\n    #   b\n    #   -r in.txt\n",
        "a==1 \\\n    --hash=sha256:00 \\\n    # via b, -r in.txt\n",
    ],
)
def test_who_asked_in_every_style(text: str) -> None:
    assert only(text).asked_by == ["b", "-r in.txt"]


def test_other_comments_tell_nothing() -> None:
    text = "# via nobody\na==1\n# viaduct\n# a remark\n\n# via late\n    # not a list\nb==2\n"
    first, second = statements(text)
    assert first.asked_by == ["late", "not a list"]
    assert second.asked_by == []


def test_list_ends_at_the_next_requirement() -> None:
    first, second = statements("a==1\n    # via\n    #   c\nb==2\n    # plain remark\n")
    assert first.asked_by == ["c"]
    assert second.asked_by == []


def test_index_in_a_comment() -> None:
    found = only("a==1\n    # via b\n    # from https://index.example.org/simple\n")
    assert found.index == "https://index.example.org/simple"
    assert found.asked_by == ["b"]


def test_empty_text_says_nothing() -> None:
    assert list(statements("")) == []
    assert list(statements("\n\n  # only remarks\n\n")) == []
