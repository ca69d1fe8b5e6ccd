"""How the answers come about, what they rest on, and what they do not say."""

from __future__ import annotations

from depsov.model import Report
from depsov.report.html.groups import law
from depsov.report.html.language import Language
from depsov.report.html.markup import Made, lines, section, tag

__all__ = ["LIMITS", "METHOD", "method"]

METHOD = (
    (
        "For each package depsov asks who decides what its next release contains, and whose law reaches that party. "
        "It follows an organisation to its ultimate parent, and a community to the body that it is legally part of. "
        "Control decides, not the flag of a server or the home of a contributor."
    ),
    (
        "Evidence counts by how hard it is to fake: what the knowledge base lists, then names that only their holder "
        "can publish under, then what a package says of itself. The strongest decides. What a package says of itself "
        "may place it outside, but inside only as claimed."
    ),
    (
        "Strength says how much one party alone can do, from 0 to 5: a community 0, a neutral foundation 1, a public "
        "body or one person 2, a company 3; only a fact with a source raises it."
    ),
)

LIMITS = (
    (
        "The knowledge base is the work of people, and may be wrong or out of date; every fact names its source and "
        "its date."
    ),
    "Unknown is an answer: it is counted, and never taken for inside.",
    (
        "depsov names organisations only. A package in one person's hands is just that; no one's country is asked or "
        "guessed."
    ),
    (
        "A verdict never spreads upward: a package from inside with dependencies outside stays inside, and both are "
        "counted."
    ),
    "Free code can be carried on by others. The report does not say that a package is safe or unsafe, good or bad.",
)


def method(report: Report, language: Language) -> Made:
    """Return the section."""
    say, perimeter = language.say, report.perimeter
    inside = say("Inside means {inside}:", inside=language.name("by itself", perimeter.label))
    version, oldest = language.day(report.knowledge_version), language.day(report.knowledge_oldest)
    known = say(
        "Knowledge base of {version}; its oldest fact was read or noted on {oldest}.", version=version, oldest=oldest
    )
    sources = say("Sources of this report: {sources}.", sources=", ".join(say(source) for source in report.sources))
    return section(
        "method",
        say("Method and limits"),
        tag("h3", say("How an answer comes about")),
        *(tag("p", say(text)) for text in METHOD),
        tag("h3", say("What counts as inside")),
        tag("p", f"{inside} {', '.join(language.countries(perimeter.countries))}."),
        tag("h3", say("Data")),
        tag("p", f"{known} {sources}"),
        tag("h3", say("Limits")),
        lines(tag("li", say(text)) for text in LIMITS),
        law(language),
    )
