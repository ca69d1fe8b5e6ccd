"""The table of all packages: one compact row each, complete without script."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from depsov.model import GROUPS, Assessment, PerimeterRef
from depsov.phrases import GROUP_TITLES, REASONS
from depsov.report.escape import html
from depsov.report.html.entries import Entry
from depsov.report.html.labels import SCOPES, SEVERITIES
from depsov.report.html.language import Language
from depsov.report.html.markup import Made

__all__ = ["FIRST", "Column", "columns", "rows", "who"]

FIRST = 100
"""How many rows a page with script shows before somebody asks for more."""

_NEW_LINE = "\n"
_escaped = lru_cache(maxsize=4096)(html)


class Column(NamedTuple):
    """A column: its name for style and script, and its heading."""

    name: str
    title: str


def columns(language: Language) -> list[Column]:
    """Return the columns of the table, in order."""
    return [
        Column("package", language.say("Package")),
        Column("version", language.say("Version")),
        Column("ecosystem", language.say("Ecosystem")),
        Column("scope", language.say("Scope")),
        Column("way", language.say("Dependency")),
        Column("group", language.say("Group")),
        Column("decider", language.say("Decided by")),
        Column("country", language.say("Country")),
        Column("reason", language.say("Why")),
        Column("severity", language.say("Severity")),
    ]


def rows(entries: Iterable[Entry], perimeter: PerimeterRef, language: Language) -> Made:
    """Return the body of the table as HTML, whose grammar lets the end tags of cells be left out."""
    say = language.say
    groups = [
        f'<i class="key g{number}"></i>{_escaped(language.within(GROUP_TITLES[group], perimeter))}'
        for number, group in enumerate(GROUPS)
    ]
    reasons = {code: _escaped(language.within(text, perimeter)) for code, text in REASONS.items()}
    scopes = {scope: _escaped(say(text)) for scope, text in SCOPES.items()}
    severities = {severity: _escaped(say(text)) for severity, text in SEVERITIES.items()}
    ways = {True: _escaped(say("direct")), False: _escaped(say("transitive"))}
    cells = _Deciders(language)
    made = [
        f"<tr><th>{html(item.package.name)}<td>{_escaped(item.package.version or '')}"
        f"<td>{_escaped(item.package.ecosystem)}<td>{scopes[item.package.scope]}<td>{ways[item.package.direct]}"
        f"<td>{groups[group]}<td>{cells.of(item, country)}"
        f"<td>{reasons[item.reason]}<td>{'—' if item.severity is None else severities[item.severity]}"
        for item, group, country in entries
    ]
    # A browser lays out the first ones at once; the script brings the others in when somebody asks for them.
    rest = [f'<tbody class="rest">{_NEW_LINE.join(made[FIRST:])}</tbody>'] if made[FIRST:] else []
    return Made(_NEW_LINE.join(["<tbody>", *made[:FIRST], "</tbody>", *rest]))


def who(item: Assessment, language: Language) -> str:
    """Return who decides the releases of a package, and under whom."""
    if item.steward is None or item.controller is None:
        return language.say("one person") if item.group == "one-person" else language.say("unknown")
    if item.steward.id == item.controller.id:
        return item.steward.name
    return language.say("{steward}, under {controller}", steward=item.steward.name, controller=item.controller.name)


class _Deciders:
    """The cells on who decides and under whose law, made once for all packages that have them in common."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._made: dict[tuple[str, str | None], str] = {}

    def of(self, item: Assessment, country: str | None) -> str:
        """Return the cells of a package, with the country that made the verdict before the others."""
        key = (item.group if item.steward is None else item.steward.id, country)
        if key not in self._made:
            codes = dict.fromkeys(place.country for place in item.jurisdictions)
            codes = codes if country is None else {country: None, **codes}
            countries = ", ".join(map(self._language.country, codes)) or "—"
            self._made[key] = f"{html(who(item, self._language))}<td>{html(countries)}"
        return self._made[key]
