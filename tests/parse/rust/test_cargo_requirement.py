"""Version requirements of cargo, each against versions that it allows and does not."""

from __future__ import annotations

import pytest

from depsov.parse.rust._cargo_requirement import fits, pinned


@pytest.mark.parametrize(
    ("requirement", "version"),
    [
        ("1", "1.9.3"),
        ("1.2", "1.2.0"),
        ("^1.2.3", "1.3.0"),
        ("0.2.3", "0.2.9"),
        ("0.0.3", "0.0.3"),
        ("0.0", "0.0.9"),
        ("0", "0.7.1"),
        ("~1.2.3", "1.2.9"),
        ("~1", "1.9.0"),
        ("=1.2", "1.2.7"),
        (">=1.2, <1.5", "1.4.9"),
        (">1", "2.0.0"),
        ("<=1.2", "1.2.9"),
        ("*", "7.0.0"),
        ("1.*", "1.4.0"),
        ("", "7.0.0"),
        (None, "7.0.0"),
        ("1.0.0-rc.1", "1.0.0-rc.2"),
    ],
)
def test_version_fits(requirement: str | None, version: str) -> None:
    assert fits(requirement, version)


@pytest.mark.parametrize(
    ("requirement", "version"),
    [
        ("1", "2.0.0"),
        ("1.2", "1.1.9"),
        ("0.2.3", "0.3.0"),
        ("0.2.3", "0.2.2"),
        ("0.0.3", "0.0.4"),
        ("0.0", "0.1.0"),
        ("0", "1.0.0"),
        ("~1.2.3", "1.3.0"),
        ("=1.2.3", "1.2.4"),
        (">=1.2, <1.5", "1.5.0"),
        (">1", "1.9.0"),
        ("<1.2", "1.2.0"),
        ("1.*", "2.0.0"),
        ("1", "no version"),
    ],
)
def test_version_does_not_fit(requirement: str, version: str) -> None:
    assert not fits(requirement, version)


@pytest.mark.parametrize(
    ("requirement", "version"),
    [("=1.2.3", "1.2.3"), (" = 1.2.3-rc.1+x86 ", "1.2.3-rc.1+x86"), ("1.2.3", None), ("=1.2", None), (None, None)],
)
def test_only_a_whole_version_pins(requirement: str | None, version: str | None) -> None:
    assert pinned(requirement) == version
