"""Dependency specifiers and their markers as `packaging` has them, for one environment.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/

They come from strangers: whatever one of them makes `packaging` raise is a `DocumentError`, or a marker that does not
hold. `packaging` is imported when the first one is read, as most scans have no use for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from depsov.documents import printable
from depsov.errors import DocumentError
from depsov.purl import normalise

if TYPE_CHECKING:
    from packaging.markers import Marker
    from packaging.requirements import Requirement

__all__ = ["Markers", "may_hold", "parsed"]

_EXTRA = re.compile(r"""\bextra\s*==\s*['"]([^'"]*)['"]""")
_OR = re.compile(r"\bor\b")


@lru_cache(maxsize=16384)
def parsed(text: str) -> Requirement:
    """Return a dependency specifier, each text parsed once. Raises `DocumentError` where it is none."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(text)
    except (InvalidRequirement, RecursionError) as error:
        raise DocumentError(f"{printable(text[:80])!r} is no requirement (PEP 508)") from error


def may_hold(marker: str, extras: Collection[str]) -> bool:
    """Return whether a marker can hold with some extras at all: one that names others, and nothing else, cannot."""
    named = _EXTRA.findall(marker)
    if len(named) != marker.count("extra") or _OR.search(marker):
        return True
    return all(name in extras or normalise("pypi", name) in extras for name in named)


class Markers:
    """Evaluates markers for one environment, each once for each extra.

    `environment` returns the values of all environment markers but `extra`; it is called when they are first needed.
    """

    def __init__(self, environment: Callable[[], Mapping[str, str]]) -> None:
        self._environment = environment
        self._values: Mapping[str, str] | None = None
        self._known: dict[tuple[str, str], bool] = {}

    def hold(self, marker: Marker | str | None, extras: Collection[str] = ()) -> bool:
        """Return whether a marker holds with none of the extras or with one; what cannot be evaluated does not."""
        if marker is None:
            return True
        text = str(marker)
        return may_hold(text, extras) and any(self._holds(marker, text, extra) for extra in ("", *sorted(extras)))

    def _holds(self, marker: Marker | str, text: str, extra: str) -> bool:
        known = self._known.get((text, extra))
        if known is None:
            known = self._known[text, extra] = self._evaluated(marker, extra)
        return known

    def _evaluated(self, marker: Marker | str, extra: str) -> bool:
        from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName
        from packaging.version import InvalidVersion

        if self._values is None:
            self._values = self._environment()
        try:
            found = Marker(marker) if isinstance(marker, str) else marker
            return found.evaluate({**self._values, "extra": extra})
        except (InvalidMarker, InvalidVersion, UndefinedComparison, UndefinedEnvironmentName, RecursionError):
            return False  # pip could not have installed for it either
