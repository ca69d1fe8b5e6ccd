"""The first section: how many packages there are, and in which groups."""

from __future__ import annotations

from collections.abc import Iterator

from depsov.model import GROUPS, Report, Verdict
from depsov.phrases import GROUP_TITLES, LAW
from depsov.report.html import labels
from depsov.report.html.language import Language
from depsov.report.html.markup import Made, bar, key, number, section, table, tag

__all__ = ["law", "legend", "summary", "titles"]


def titles(report: Report, language: Language) -> list[str]:
    """Return the headings of the groups, in the order of every report."""
    return [language.within(GROUP_TITLES[group], report.perimeter) for group in GROUPS]


def summary(report: Report, language: Language) -> Made:
    """Return the section."""
    say = language.say
    heads = [say("Group"), number(say("Packages"), is_head=True), tag("td", class_="wide")]
    caption = say("Packages by group: who decides what their next release contains")
    listed = table(caption, heads, _rows(report, language), class_="groups")
    return section("summary", say("In short"), _figures(report, language), listed, law(language))


def law(language: Language) -> Made:
    """Return the sentence on what no law asks for."""
    return tag("p", language.say(LAW), class_="law")


def legend(report: Report, language: Language) -> Made:
    """Return the colours with the names of their groups."""
    items = (tag("li", key(at), f"{at + 1} {title}") for at, title in enumerate(titles(report, language)))
    return tag("ul", *items, class_="legend")


def _figures(report: Report, language: Language) -> Made:
    counts, perimeter = report.summary, report.perimeter
    known = counts.packages - counts.by_verdict[Verdict.UNKNOWN.value]
    projects = language.many("in {number} project", "in {number} projects", len(report.graph.roots))
    answers = language.many("{number} has an answer", "{number} have an answer", known)
    countries = language.many(
        "{number} country or territory", "{number} countries and territories", len(perimeter.countries)
    )
    return tag(
        "dl",
        _figure(language.say("Packages"), language.number(counts.packages), projects),
        _figure(language.say("Coverage"), language.percent(counts.coverage), answers),
        _figure(language.say("Inside means"), language.name("by itself", perimeter.label), countries),
        class_="figures",
    )


def _figure(title: str, value: str, aside: str) -> Made:
    return tag("div", tag("dt", title), tag("dd", value), tag("dd", aside, class_="aside"))


def _rows(report: Report, language: Language) -> Iterator[Made]:
    most = max(report.summary.by_group.values(), default=0)
    for at, (group, title) in enumerate(zip(GROUPS, titles(report, language), strict=True)):
        count = report.summary.by_group[group]
        meaning = tag("span", language.within(labels.GROUPS[group], report.perimeter), class_="aside")
        head = tag("th", key(at), f"{at + 1} {title}", meaning, scope="row")
        yield tag("tr", head, number(language.number(count)), bar(count, most, at))
