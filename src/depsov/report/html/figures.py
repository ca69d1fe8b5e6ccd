"""The two pictures as sections, each with a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence

from depsov.model import Report
from depsov.report.html.entries import Entry
from depsov.report.html.flow import flow, streams
from depsov.report.html.groups import legend, titles
from depsov.report.html.language import Language
from depsov.report.html.markup import Made, details, number, region, section, table, tag
from depsov.report.html.tree_map import areas, tree_map

__all__ = ["flow_section", "map_section"]


def map_section(report: Report, entries: Sequence[Entry], language: Language) -> Made:
    """Return the tree as areas."""
    say = language.say
    title = say("The tree by group, country and who decides")
    if not entries:
        return section("map", title)
    found, groups = areas(entries, language), titles(report, language)
    note = say(
        "Each area is as large as its number of packages; the number before the name of a group is the one in the "
        "first table."
    )
    rows = (_row([groups[area.group], area.country or "—", area.decider], area.packages, language) for area in found)
    heads = [say("Group"), say("Country"), say("Decided by"), number(say("Packages"), is_head=True)]
    caption = say("The map as a table")
    return section(
        "map",
        title,
        _figure(say("Map"), tree_map(found, report.perimeter, language), note),
        details(say("The same as a table"), region(caption, table(caption, heads, rows)), class_="alternative"),
    )


def flow_section(report: Report, entries: Sequence[Entry], starts: Sequence[str], language: Language) -> Made:
    """Return the way from direct dependencies to countries."""
    say = language.say
    title = say("From direct dependencies to who decides, and to the country")
    if not entries:
        return section("flow", title)
    found, groups = streams(entries, starts, language), titles(report, language)
    note = say(
        "Every package counts once, for the direct dependency that is nearest to it. The colour is that of its group; "
        "a country is where the party sits that has the last word."
    )
    rows = (
        _row([item.direct, item.decider, item.country, groups[item.group]], item.packages, language)
        for item in found.listed
    )
    texts = (say("Direct dependency"), say("Decided by"), say("Country"), say("Group"))
    caption = say("The flow as a table")
    listed = table(caption, [*texts, number(say("Packages"), is_head=True)], rows)
    return section(
        "flow",
        title,
        _figure(say("Flow"), flow(found, language), note),
        legend(report, language),
        details(say("The same as a table"), region(caption, listed), class_="alternative"),
    )


def _figure(name: str, picture: Made, note: str) -> Made:
    return tag("figure", region(name, picture), tag("figcaption", note))


def _row(texts: Sequence[str], packages: int, language: Language) -> Made:
    return tag("tr", *(tag("td", text) for text in texts), number(language.number(packages)))
