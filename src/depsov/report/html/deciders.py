"""Who decides, and over how much of the tree: the table of controllers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from depsov.model import OrganisationRef, Report, Scope
from depsov.report.html.entries import Entry
from depsov.report.html.language import Language
from depsov.report.html.markup import Made, bar, details, key, number, region, section, table, tag

__all__ = ["deciders"]

MOST = 12
MOST_THROUGH = 4
"""How many stand open, and how many names through which one decides; the others are counted."""

FEW = (1, 3, 10)
"""How many of the largest a sentence on concentration speaks of."""


def deciders(report: Report, entries: Sequence[Entry], language: Language) -> Made:
    """Return the section."""
    say = language.say
    found = _Rows(entries, language)
    rows = found.of(report)
    if not rows:
        nobody = say("No organisation is known to decide over any of the packages.")
        return section("deciders", say("Who decides"), tag("p", nobody))
    meaning = say(
        "An organisation stands here with its ultimate parent or its legal home: that is who has the last word."
    )
    rest = rows[MOST:]
    more = language.many("{number} more organisation", "{number} more organisations", len(rest))
    return section(
        "deciders",
        say("Who decides"),
        tag("p", f"{meaning} {found.concentration()}"),
        _table(say("Organisations, the largest first"), rows[:MOST], language),
        details(more, _table(say("The other organisations"), rest, language)) if rest else None,
    )


def _table(caption: str, rows: Sequence[Made], language: Language) -> Made:
    say = language.say
    counted = (say("Packages"), say("of them runtime"), say("Share of the runtime tree"))
    heads = [say("Decided by"), say("Country"), *(number(title, is_head=True) for title in counted)]
    return region(caption, table(caption, [*heads, tag("td", class_="wide")], rows))


class _Rows:
    """The rows of the table, with what has to be counted for them."""

    def __init__(self, entries: Sequence[Entry], language: Language) -> None:
        self._language = language
        self._total = sum(item.package.scope is Scope.RUNTIME for item, _, _ in entries)
        self._runtime: Counter[str] = Counter()
        self._groups: dict[str, Counter[int]] = defaultdict(Counter)
        self._through: dict[str, Counter[str]] = defaultdict(Counter)
        self._countries: dict[str, str | None] = {}
        for item, group, country in entries:
            if item.controller is not None and item.steward is not None:
                self._groups[item.controller.id][group] += 1
                self._runtime[item.controller.id] += item.package.scope is Scope.RUNTIME
                self._countries.setdefault(item.controller.id, country)
                if item.steward.id != item.controller.id:
                    self._through[item.controller.id][item.steward.name] += 1

    def of(self, report: Report) -> list[Made]:
        """Return a row for each controller, largest first."""
        most = max(self._runtime.values(), default=0)
        return [self._row(controller, packages, most) for controller, packages in report.summary.by_controller]

    def _row(self, controller: OrganisationRef, packages: int, most: int) -> Made:
        words = self._language
        runtime, group = self._runtime[controller.id], self._groups[controller.id].most_common(1)[0][0]
        country = self._countries.get(controller.id)
        name = tag("a", controller.name, href="#packages", data_find=controller.name)
        return tag(
            "tr",
            tag("th", key(group), name, self._by_way_of(controller), scope="row"),
            tag("td", "—" if country is None else words.country(country), class_="place"),
            number(words.number(packages)),
            number(words.number(runtime)),
            number(words.percent(runtime / self._total if self._total else 0.0)),
            bar(runtime, most, group),
        )

    def _by_way_of(self, controller: OrganisationRef) -> Made | None:
        """Return the names of the organisations through which it decides."""
        counts = self._through[controller.id]
        order = sorted(counts, key=lambda name: (-counts[name], name))
        if not order:
            return None
        rest = len(order) - MOST_THROUGH
        if rest > 1:
            order = [*order[:MOST_THROUGH], self._language.many("{number} more", "{number} more", rest)]
        return tag("span", self._language.say("through {names}", names=", ".join(order)), class_="aside")

    def concentration(self) -> str:
        """Return how much of the runtime tree the largest few decide together."""
        words = self._language
        counts = [count for _, count in self._runtime.most_common() if count]
        parts = [
            words.many(
                "the largest decides {percent}",
                "the {number} largest together {percent}",
                few,
                percent=words.percent(sum(counts[:few]) / self._total),
            )
            for few in FEW
            if few < len(counts)
        ]
        if not parts:
            return ""
        runtime = words.many("{number} runtime package", "{number} runtime packages", self._total)
        return words.say("Of {runtime}, {parts}.", runtime=runtime, parts=", ".join(parts))
