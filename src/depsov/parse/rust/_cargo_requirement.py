"""Version requirements of cargo: which of several versions of a crate a manifest means.

https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#version-requirement-syntax
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

__all__ = ["fits", "pinned"]

Numbers = tuple[int, ...]

_COMPARATOR = re.compile(r"\s*(\^|~|[<>]=?|=)?\s*(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?", re.ASCII)
_PIN = re.compile(r"=\s*(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)", re.ASCII)


def pinned(requirement: str | None) -> str | None:
    """Return the only version that a requirement allows (`=1.2.3`), or None."""
    match = _PIN.fullmatch((requirement or "").strip())
    return match[1] if match else None


def fits(requirement: str | None, version: str) -> bool:
    """Tell whether a version fulfils a requirement, as far as its three numbers tell."""
    parsed = _COMPARATOR.match(version)
    if parsed is None:
        return False
    numbers = _numbers(parsed)
    matches = filter(None, map(_COMPARATOR.match, (requirement or "").split(",")))
    return all(_RULES[match[1] or "^"](numbers, _numbers(match)) for match in matches)


def _numbers(match: re.Match[str]) -> Numbers:
    return tuple(int(part) for part in match.groups()[1:] if part is not None)


def _same_start(have: Numbers, want: Numbers, count: int) -> bool:
    return have[:count] == want[:count] and have >= want


def _caret(have: Numbers, want: Numbers) -> bool:
    """`^0.2.3` leaves the first number that is not 0 as it is, and those before it."""
    first = next((place for place, number in enumerate(want) if number), len(want) - 1)
    return _same_start(have, want, first + 1)


_RULES: Mapping[str, Callable[[Numbers, Numbers], bool]] = {
    "^": _caret,
    "~": lambda have, want: _same_start(have, want, min(2, len(want))),
    "=": lambda have, want: have[: len(want)] == want,
    ">=": lambda have, want: have >= want,
    ">": lambda have, want: have[: len(want)] > want,
    "<=": lambda have, want: have[: len(want)] <= want,
    "<": lambda have, want: have[: len(want)] < want,
}
