"""Constraints of Poetry in the words of the standards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker
from packaging.specifiers import SpecifierSet

from depsov.parse.python._poetry_constraint import marker_of, specifier_of

# https://python-poetry.org/docs/dependency-specification/
SPECIFIERS = [
    ("*", ""),
    ("", ""),
    ("^1.2.3", ">=1.2.3,<2"),
    ("^1.2", ">=1.2,<2"),
    ("^1", ">=1,<2"),
    ("^0.2.3", ">=0.2.3,<0.3"),
    ("^0.0.3", ">=0.0.3,<0.0.4"),
    ("^0.0", ">=0.0,<0.1"),
    ("^0", ">=0,<1"),
    ("^1.0b1", ">=1.0b1,<2"),
    ("^1!2.3", ">=1!2.3,<1!3"),
    ("~1.2.3", ">=1.2.3,<1.3"),
    ("~1.2", ">=1.2,<1.3"),
    ("~1", ">=1,<2"),
    ("~=1.2", "~=1.2"),
    ("1.*", "==1.*"),
    ("!=1.2.*", "!=1.2.*"),
    (">=1.*", ">=1"),
    ("1.2.3", "==1.2.3"),
    ("v1.2", "==1.2"),
    ("=1.2", "==1.2"),
    (">= 1.2, < 1.5", ">=1.2,<1.5"),
    (">=1.2 <1.5", ">=1.2,<1.5"),
    ("^1.2,!=1.3", ">=1.2,<2,!=1.3"),
    ("^1 || ^3", ">=3,<4"),
    ("^3 | ^1", ">=3,<4"),
    (">=3 || ^1", ">=3"),
    ("1.2 || 1.10", "==1.10"),
]


@pytest.mark.parametrize(("constraint", "specifier"), SPECIFIERS)
def test_constraint_as_a_specifier(constraint: str, specifier: str) -> None:
    assert specifier_of(constraint) == specifier
    SpecifierSet(specifier)


@pytest.mark.parametrize("constraint", ["latest", "=>1", "^", "1.2 -", "^1 ||| 2 x", "9" * 1000])
def test_what_is_no_constraint(constraint: str) -> None:
    assert specifier_of(constraint) is None


PYTHONS = [
    ("^3.8", "3.12.1", True),
    ("^3.8", "3.7.9", False),
    ("^3.8", "4.0.0", False),
    ("~3.8", "3.8.10", True),
    ("~3.8", "3.9.0", False),
    ("3.8", "3.8.1", False),
    ("3.8.*", "3.8.1", True),
    ("!=3.8.*", "3.8.1", False),
    ("3.*", "3.8.1", True),
    (">3.8", "3.8.1", True),
    ("<=3.8", "3.8.1", False),
    (">=3.8.2", "3.8.1", False),
    ("<3.9 || >=3.12", "3.13.0", True),
    ("<3.9 || >=3.12", "3.10.0", False),
]


@pytest.mark.parametrize(("constraint", "version", "holds"), PYTHONS)
def test_constraint_on_python_as_a_marker(constraint: str, version: str, holds: bool) -> None:  # noqa: FBT001
    marker = marker_of("python_version", constraint)
    assert marker is not None
    environment = {"python_version": version.rpartition(".")[0], "python_full_version": version}
    assert Marker(marker).evaluate(environment) is holds


@pytest.mark.parametrize(
    ("constraint", "marker"),
    [
        ("win32", "sys_platform == 'win32'"),
        ("!=win32", "sys_platform != 'win32'"),
        ("darwin || linux", "(sys_platform == 'darwin') or (sys_platform == 'linux')"),
        ("a b ?", None),
    ],
)
def test_platform_as_a_marker(constraint: str, marker: str | None) -> None:
    assert marker_of("sys_platform", constraint) == marker


_VERSIONS = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
_CLAUSES = st.builds(str.__add__, st.sampled_from(["^", "~", ">=", "<", "!=", "==", ""]), _VERSIONS)


@given(st.lists(st.lists(_CLAUSES, min_size=1, max_size=3).map(",".join), min_size=1, max_size=3).map(" || ".join))
def test_every_constraint_has_a_specifier_and_a_marker(constraint: str) -> None:
    specifier, marker = specifier_of(constraint), marker_of("python_version", constraint)
    assert specifier
    SpecifierSet(specifier)
    assert marker
    Marker(marker)


@given(_VERSIONS)
def test_caret_allows_the_version_itself_and_not_the_next_major(version: str) -> None:
    specifier = specifier_of(f"^{version}")
    assert specifier is not None
    assert version in SpecifierSet(specifier)
    assert f"{int(version.partition('.')[0]) + 1}.0" not in SpecifierSet(specifier)


@given(st.text(alphabet="^~=<>!|,.* 0123ab", max_size=40))
def test_whatever_the_text_there_is_an_answer(text: str) -> None:
    specifier_of(text)
    marker_of("python_version", text)
    marker_of("sys_platform", text)
