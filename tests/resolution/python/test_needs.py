"""Requirements in the metadata of a release: which of them hold, for which extras."""

from __future__ import annotations

import pytest

from depsov.dependency_specifiers import Markers
from depsov.errors import DocumentError
from depsov.resolution.python.needs import need_of, required
from tests.resolution.python.universe import LINUX

MARKERS = Markers(lambda: LINUX.environment)


def _required(line: str, *extras: str) -> bool:
    found = list(required([line], frozenset(extras), MARKERS, "tool 1.0", "tool"))
    return [need.name for need in found] == ["dep"]


@pytest.mark.parametrize(
    ("marker", "holds"),
    [
        ("", True),
        ("python_version >= '3.10'", True),
        ("python_version < '3.10'", False),
        ("python_full_version >= '3.12.1'", False),
        ("sys_platform == 'linux'", True),
        ("sys_platform == 'win32' or os_name == 'posix'", True),
        ("platform_machine == 'x86_64' and implementation_name == 'cpython'", True),
        ("platform_release >= '5'", False),
        ("extra == 'x'", False),
        ("extra != 'x'", True),
    ],
)
def test_without_extras_the_marker_alone_decides(marker: str, *, holds: bool) -> None:
    assert _required(f"dep; {marker}" if marker else "dep") is holds


@pytest.mark.parametrize(
    ("marker", "extras", "holds"),
    [
        ("extra == 'x'", ["x"], True),
        ("extra == 'x'", ["y"], False),
        ("extra == 'x'", ["x", "y"], True),
        ("extra == 'X.x_X'", ["x-x-x"], True),
        ("'x' == extra", ["x"], True),
        ("extra in 'x y'", ["x"], True),
        ("extra == 'x' or extra == 'y'", ["y"], True),
        ("(extra == 'x')or(extra == 'y')", ["y"], True),
        ("extra == 'x' and extra == 'y'", ["x", "y"], False),
        ("extra == 'x' and sys_platform == 'win32'", ["x"], False),
        ("sys_platform == 'linux' or extra == 'x'", ["x"], True),
        ("extra == 'extra-x'", ["extra-x"], True),
    ],
)
def test_extras_bring_what_their_markers_say(marker: str, extras: list[str], *, holds: bool) -> None:
    assert _required(f"dep; {marker}", *extras) is holds


@pytest.mark.parametrize("line", ["dep", "dep; sys_platform == 'linux'", "dep[extra]>=1"])
def test_with_extras_only_what_they_add_is_told(line: str) -> None:
    assert not _required(line, "x")


def test_extras_and_names_are_normalised() -> None:
    need, marker = need_of("My_Tool[Fast_IO,b.c] >= 1", "requirements.in:1")
    assert (need.name, sorted(need.extras), str(need), marker) == (
        "my-tool",
        ["b-c", "fast-io"],
        "my-tool[b-c,fast-io]>=1",
        None,
    )


@pytest.mark.parametrize(
    ("requirement", "parts"),
    [
        ("dep", ["dep"]),
        ("dep>=1", ["dep>=1"]),
        ("dep[x]", ["dep[x]"]),
        ("dep[x]>=1", ["dep>=1", "dep[x]>=1"]),
        ("dep[x] @ https://e.example/d.whl", ["dep @ https://e.example/d.whl", "dep[x] @ https://e.example/d.whl"]),
    ],
)
def test_what_is_asked_of_a_project_stands_beside_its_extras(requirement: str, parts: list[str]) -> None:
    need, _ = need_of(requirement, "requirements.in:1")
    assert [str(part) for part in need.parts()] == parts


@pytest.mark.parametrize("line", ["dep >>> 2", "dep>=1.0.*", "a b", "dep; python"])
def test_a_line_that_is_no_requirement_is_an_error(line: str) -> None:
    with pytest.raises(DocumentError, match="is no requirement"):
        list(required([line], frozenset(), MARKERS, "tool 1.0", "tool"))
