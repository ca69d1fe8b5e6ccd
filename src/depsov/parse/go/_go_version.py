"""Versions of Go modules (https://go.dev/ref/mod#versions) in their order, and those of the language."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["is_at_least", "is_version", "rank"]

Rank = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]

_VERSION = re.compile(
    r"v(\d{1,18})(?:\.(\d{1,18}))?(?:\.(\d{1,18}))?(?:-([0-9A-Za-z.-]{1,200}))?(?:\+[0-9A-Za-z.-]{1,100})?"
)
_LANGUAGE = re.compile(r"(\d{1,9})\.(\d{1,9})")


def is_version(text: str) -> bool:
    """Tell whether a text is a version; before `go mod tidy` a branch may stand in its place."""
    return _VERSION.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def rank(version: str) -> Rank:
    """Return what versions are compared by (https://semver.org/#spec-item-11)."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return ((), False, ())
    numbers = tuple(int(part or 0) for part in match.groups()[:3])
    parts = match[4].split(".") if match[4] else []
    ordered = tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts)
    return (numbers, match[4] is None, ordered)


def is_at_least(language: str, wanted: tuple[int, int]) -> bool:
    """Tell whether the version that a `go` line names (`1.21`, `1.22rc1`, `1.23.4`) is one or came after it."""
    match = _LANGUAGE.match(language)
    return match is not None and (int(match[1]), int(match[2])) >= wanted
