"""What no single record can show to be wrong."""

from __future__ import annotations

import pytest

from depsov.knowledge.lint import lint
from tests.knowledge_of import sources_of


def _company(key: str, rest: str = "") -> str:
    return f'[{key}]\nname = "{key}"\nkind = "company"\nseat = {{ country = "DE", $own }}\n{rest}\n'


def _community(key: str, home: str = "", tie: str = "comprehensive") -> str:
    line = f'home = {{ id = "{home}", tie = "{tie}", $own }}' if home else ""
    return f'[{key}]\nname = "{key}"\nkind = "community"\n{line}\n'


def _parents(*keys: str, rest: str = "") -> str:
    return "parents = [{}]".format(", ".join(f'{{ id = "{key}"{rest}, $own }}' for key in keys))


@pytest.mark.parametrize(
    "text",
    [
        _company("a"),
        _company("a", _parents("b", "c")) + _company("b", _parents("d")) + _company("c", _parents("d")) + _company("d"),
        _community("p", "a") + _company("a"),
        _community("p", "q") + _community("q", "a") + _company("a"),
        _community("p", "q", "money") + _community("q"),
    ],
    ids=["alone", "diamond", "home", "home of a home", "money at a community"],
)
def test_sound_sources_have_no_errors(text: str) -> None:
    assert lint(sources_of(text)) == []


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (_company("a", _parents("nobody")), "a: parents: no organisation has the id 'nobody'"),
        (_company("a", _parents("p")) + _community("p"), "a: parents: p is a community, which can own nothing"),
        (_community("p", "nobody"), "p: home: no organisation has the id 'nobody'"),
        (_community("p", "nobody", "money"), "p: home: no organisation has the id 'nobody'"),
        (
            _community("p", "q") + _community("q"),
            "p: home: q is a community without a legal home, so it cannot be one",
        ),
    ],
)
def test_reference_that_leads_nowhere(text: str, error: str) -> None:
    assert lint(sources_of(text)) == [error]


@pytest.mark.parametrize(
    ("text", "members"),
    [
        (_company("a", _parents("a")), {"a"}),
        (_company("a", _parents("b")) + _company("b", _parents("a")), {"a", "b"}),
        (_company("a", _parents("b")) + _company("b", _parents("c")) + _company("c", _parents("a")), {"a", "b", "c"}),
        (_community("p", "q") + _community("q", "p"), {"p", "q"}),
        (_community("p", "p"), {"p"}),
        (_company("a", _parents("b")) + _company("b", _parents("c")) + _company("c", _parents("b")), {"b", "c"}),
    ],
    ids=["itself", "two", "three", "homes", "own home", "above a third"],
)
def test_circle_is_an_error_of_each_of_its_members(text: str, members: set[str]) -> None:
    errors = lint(sources_of(text))
    assert {error.partition(":")[0] for error in errors if "owns itself" in error} == members


def test_parent_that_was_is_no_circle() -> None:
    past = _parents("b", rest=", until = 2020-01-01")
    assert lint(sources_of(_company("a", past) + _company("b", _parents("a")))) == []


def test_steward_and_alternates_of_an_entry_exist_or_are_individual() -> None:
    entries = """
    [[entry]]
    steward = "individual"
    alternates = ["a", "nobody"]
    packages = ["one"]
    pointer = "registry"

    [[entry]]
    steward = "no-one"
    packages = ["two", "three"]
    pointer = "registry"
    """
    assert sorted(lint(sources_of(_company("a"), pypi=entries))) == [
        "packages/pypi: one: no organisation has the id 'nobody'",
        "packages/pypi: three: no organisation has the id 'no-one'",
        "packages/pypi: two: no organisation has the id 'no-one'",
    ]


def test_operator_of_a_platform_exists() -> None:
    platform = '[index]\nname = "Index"\nrole = "registry"\noperator = { id = "nobody", $own }\n'
    assert lint(sources_of(platforms=platform)) == ["platform index: no organisation has the id 'nobody'"]


def test_errors_of_reading_stand_first_and_all_are_told() -> None:
    text = _company("a", _parents("nobody")) + '[b]\nkind = "company"\n'
    assert lint(sources_of(text)) == [
        "organisations/all.toml: b.name: missing",
        "a: parents: no organisation has the id 'nobody'",
    ]


@pytest.mark.parametrize(
    ("name", "country", "identity", "errors"),
    [
        ("Wiener Werk GmbH", "AU", "github:werk", ["works: seat: AU is Australia; Austria is AT"]),
        ("Werk", "AU", "domain:werk.at", ["works: seat: AU is Australia; Austria is AT"]),
        ("Wiener Werk GmbH", "AT", "domain:werk.at", []),
        ("Sydney Works Pty Ltd", "AU", "domain:works.example", []),
    ],
)
def test_austria_is_not_australia(name: str, country: str, identity: str, errors: list[str]) -> None:
    seat = f'seat = {{ country = "{country}", $own }}'
    text = f'[works]\nname = "{name}"\nkind = "company"\n{seat}\nidentities = ["{identity}"]\n'
    assert lint(sources_of(text)) == errors
