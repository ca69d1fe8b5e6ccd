"""Packages as the page speaks of them: in the order of its table, with who decides and under whose law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from depsov.assess import LINKS
from depsov.model import GROUPS, Assessment, PerimeterRef, Report, Severity, Verdict
from depsov.report.html.language import Language

__all__ = ["NOWHERE", "Entry", "country_of", "decider_of", "entries", "place_of"]

_LINK_OF = {reason: link for link, reason in LINKS.items()}
_LIGHTEST = len(Severity)


NOWHERE = {
    Verdict.DISTRIBUTED: "no single country",
    Verdict.INDIVIDUAL: "not asked of people",
    Verdict.INSIDE: "unknown",
    Verdict.OUTSIDE: "unknown",
    Verdict.UNKNOWN: "unknown",
}
"""What stands in the place of a country where there is none."""


class Entry(NamedTuple):
    """An assessment with the number of its group, and the country whose law decides, where one does."""

    item: Assessment
    group: int
    country: str | None


def entries(report: Report) -> list[Entry]:
    """Return all packages: by group, the heaviest first, what the project names itself before the rest."""
    numbers = {group: number for number, group in enumerate(GROUPS)}
    found = [Entry(item, numbers[item.group], country_of(item, report.perimeter)) for item in report.assessments]
    found.sort(
        key=lambda entry: (entry.group, _weight(entry.item), not entry.item.package.direct, entry.item.package.purl)
    )
    return found


def _weight(item: Assessment) -> int:
    return _LIGHTEST if item.severity is None else item.severity.rank


def country_of(item: Assessment, perimeter: PerimeterRef) -> str | None:
    """Return the country whose law reaches the one who decides; for a package outside, one that makes it so."""
    if item.controller is None:
        return None
    if item.verdict is Verdict.OUTSIDE:
        return next(_outside(item, perimeter), item.controller.country)
    return item.controller.country


def _outside(item: Assessment, perimeter: PerimeterRef) -> Iterator[str]:
    link = _LINK_OF.get(item.reason)
    return (
        place.country
        for place in item.jurisdictions
        if place.country not in perimeter.countries and link in (None, place.link)
    )


def decider_of(entry: Entry, language: Language) -> str:
    """Return the name of the controller of a package, or why it has none."""
    if entry.item.controller is not None:
        return entry.item.controller.name
    return language.say("one person each") if entry.item.group == "one-person" else language.say("unknown")


def place_of(entry: Entry, language: Language) -> str:
    """Return the name of the country whose law decides, or why there is none."""
    if entry.country is not None:
        return language.country(entry.country)
    return language.say(NOWHERE[entry.item.verdict])
