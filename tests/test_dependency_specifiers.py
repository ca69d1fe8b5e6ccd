from __future__ import annotations

import pytest

from depsov.dependency_specifiers import Markers, may_hold, parsed
from depsov.errors import DocumentError

LINUX = Markers(lambda: {"sys_platform": "linux", "python_version": "3.12", "python_full_version": "3.12.1"})
DEEP = "(" * 900 + "sys_platform == 'linux'" + ")" * 900


def test_a_specifier_is_parsed() -> None:
    found = parsed("Chart_Room[svg]>=2 ; sys_platform == 'linux'")
    assert (found.name, found.extras, str(found.specifier)) == ("Chart_Room", {"svg"}, ">=2")


@pytest.mark.parametrize("text", ["", "a b", "a>=1.0.*", f"a ; {DEEP}"], ids=["empty", "words", "wildcard", "deep"])
def test_what_is_none_is_one_error(text: str) -> None:
    with pytest.raises(DocumentError, match="is no requirement"):
        parsed(text)


@pytest.mark.parametrize(
    ("marker", "extras", "holds"),
    [
        (None, (), True),
        ("sys_platform == 'linux'", (), True),
        ("sys_platform == 'win32'", (), False),
        ("extra == 'svg'", (), False),
        ("extra == 'svg'", ("svg",), True),
        ("extra == 'A_b' and python_version >= '3.11'", ("a-b",), True),
        ("python_version ==", (), False),
        ("weather == 'fine'", (), False),
        (DEEP, (), False),
    ],
)
def test_a_marker_holds_or_not(marker: str | None, extras: tuple[str, ...], holds: bool) -> None:  # noqa: FBT001
    assert LINUX.hold(marker, extras) is holds


def test_the_environment_is_asked_once_and_when_it_is_needed() -> None:
    asked = []

    def environment() -> dict[str, str]:
        asked.append(1)
        return {"sys_platform": "linux"}

    markers = Markers(environment)
    assert markers.hold(None)
    assert asked == []
    assert markers.hold("sys_platform == 'linux'")
    assert not markers.hold("sys_platform == 'win32'")
    assert asked == [1]


def test_only_a_marker_that_names_nothing_but_other_extras_is_ruled_out_unread() -> None:
    assert not may_hold("extra == 'a'", ["b"])
    assert may_hold("extra == 'a' or sys_platform == 'linux'", ["b"])
    assert may_hold("extra != 'a'", ["b"])
