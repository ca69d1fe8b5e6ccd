"""The perimeter: the countries that count as inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from depsov.errors import UsageError
from depsov.knowledge.countries import CODES
from depsov.model import PerimeterRef

__all__ = ["ALWAYS", "always", "choose"]

ALWAYS = ("europe", "eea", "eu")
"""The perimeters that every report gives beside the chosen one, so that a reader sees where a verdict flips."""

Named = Mapping[str, tuple[str, tuple[str, ...]]]


def always(named: Named) -> Mapping[str, tuple[str, ...]]:
    """Return the countries of the perimeters that every report gives."""
    return {name: countries for name, (_, countries) in named.items() if name in ALWAYS}


def choose(wanted: str | Sequence[str], named: Named) -> PerimeterRef:
    """Return a perimeter by its name, or made of country codes (a sequence, or one string with commas).

    Raises `UsageError` for an unknown name or a code that is not ISO 3166-1 alpha-2.
    """
    if isinstance(wanted, str) and wanted in named:
        label, countries = named[wanted]
        return PerimeterRef(name=wanted, label=label, countries=countries)
    codes = [part.strip().upper() for part in (wanted.split(",") if isinstance(wanted, str) else wanted)]
    if not codes:
        raise UsageError("a perimeter needs at least one country")
    for code in codes:
        if code not in CODES:
            raise UsageError(
                f"{code!r} is no perimeter and no ISO 3166-1 alpha-2 code",
                hint=f"named perimeters: {', '.join(sorted(named))}; or codes: DE,FR",
            )
    countries = tuple(sorted(set(codes)))
    return PerimeterRef(name="custom", label=", ".join(countries), countries=countries)
