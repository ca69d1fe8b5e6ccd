"""Where the tree comes from: projects, trees that were resolved, registries, and what was asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from depsov.model import Location, PlatformUse, Report
from depsov.registries import REGISTRIES
from depsov.report.escape import shown
from depsov.report.html.language import Language
from depsov.report.html.markup import Made, details, lines, number, region, section, table, tag

__all__ = ["ROLES", "origin"]

MOST_PLACES = 3

ROLES = {"registry": "registry", "forge": "forge"}


def origin(report: Report, language: Language) -> Made:
    """Return the section."""
    say, graph = language.say, report.graph
    return section(
        "origin",
        say("Where the tree comes from"),
        tag("h3", say("Projects")),
        lines(_projects(report, language)),
        *_resolved(report, language),
        _apart(say("Named in a document, but not built in and not counted"), graph.mentioned, language),
        _apart(say("Installed, but needed by nothing that the project asks for"), graph.strays, language),
        *_platforms(report, language),
    )


def _projects(report: Report, language: Language) -> Iterator[Made]:
    for root, direct in report.graph.roots.items():
        count = language.many("{number} direct dependency", "{number} direct dependencies", len(direct))
        yield tag("li", tag("code", root or "."), f": {count}")


def _resolved(report: Report, language: Language) -> Iterator[Made]:
    if not report.resolved:
        return
    say = language.say
    names = {registry.id: registry.name for registry in REGISTRIES}
    title = say("Resolved, not locked")
    said = say("No lockfile records these trees: they were resolved for this report, and tomorrow they may be others.")
    texts = (say("Resolved by"), say("From"), say("On"), say("For"))
    rows = (
        tag(
            "tr",
            tag("th", tag("code", item.file), scope="row"),
            number(language.number(item.packages)),
            tag("td", item.resolver),
            tag("td", ", ".join(names.get(index, index) for index in item.indexes)),
            tag("td", language.day(item.date)),
            tag("td", item.target or say("everywhere")),
        )
        for item in report.resolved
    )
    yield tag("h3", title)
    yield tag("p", said)
    yield region(title, table(title, [say("File"), number(say("Packages"), is_head=True), *texts], rows))


def _apart(title: str, found: Mapping[str, Sequence[Location]], language: Language) -> Made | None:
    """Return packages that are named or installed, but not part of the tree, each with its first places."""
    if not found:
        return None
    items = (tag("li", tag("code", purl), f": {_places(places)}") for purl, places in found.items())
    return details(f"{title} ({language.number(len(found))})", lines(items))


def _places(found: Sequence[Location]) -> str:
    return ", ".join(place.file + ("" if place.line is None else f":{place.line}") for place in found[:MOST_PLACES])


def _platforms(report: Report, language: Language) -> Iterator[Made]:
    say = language.say
    if report.platforms:
        yield tag("h3", say("Registries and forges"))
        yield tag("p", say("For information: through whom a package comes turns no verdict."))
        yield _table(say("Registries and forges that the packages come through"), report.platforms, language)
    if report.asked:
        yield _table(say("Registries that were asked for this report"), report.asked, language)
    else:
        yield tag("p", say("No registry was asked: nothing was sent anywhere for this report."))
    if report.withheld:
        withheld = language.many(
            "{number} package from another source, or your own, was not asked about.",
            "{number} packages from other sources, or your own, were not asked about.",
            report.withheld,
        )
        yield tag("p", withheld)
    yield from _own_view(report, language)


def _own_view(report: Report, language: Language) -> Iterator[Made]:
    """Yield how the configuration changes what is told: it may come with the tree."""
    if report.overlays:
        files = ", ".join(map(shown, report.overlays))
        yield tag("p", language.say("The configuration adds knowledge of its own: {files}.", files=files))
    if report.own:
        own = language.many(
            "{number} package is your own by the configuration, and not judged.",
            "{number} packages are your own by the configuration, and not judged.",
            report.own,
        )
        yield tag("p", own)


def _table(caption: str, found: Sequence[PlatformUse], language: Language) -> Made:
    say = language.say
    heads = [say("Name"), say("Role"), say("Run by"), say("Country"), number(say("Packages"), is_head=True)]
    return region(caption, table(caption, heads, (_row(item, language) for item in found)))


def _row(item: PlatformUse, language: Language) -> Made:
    operator = item.operator
    country = None if operator is None else operator.country
    return tag(
        "tr",
        tag("th", item.name, scope="row"),
        tag("td", language.say(ROLES.get(item.role, item.role))),
        tag("td", language.say("not known") if operator is None else operator.name),
        tag("td", "—" if country is None else language.country(country)),
        number(language.number(item.packages)),
    )
