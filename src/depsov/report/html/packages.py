"""The section with the table of all packages: the filters above it, and what its rows unfold to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from depsov.graph import Steps
from depsov.model import Report, Scope, Severity
from depsov.report.escape import script_json
from depsov.report.html.details import details
from depsov.report.html.entries import Entry
from depsov.report.html.groups import titles
from depsov.report.html.labels import SCOPES, SEVERITIES
from depsov.report.html.language import Language
from depsov.report.html.markup import Made, join, region, section, tag
from depsov.report.html.rows import FIRST, columns, rows

__all__ = ["data", "packages"]


def packages(report: Report, entries: Sequence[Entry], language: Language) -> Made:
    """Return the section."""
    say = language.say
    heads = (tag("th", column.title, scope="col", class_=column.name) for column in columns(language))
    caption = say(
        "All packages. A button in a heading sorts by its column; a button before a name unfolds the package."
    )
    listed = tag(
        "table",
        tag("caption", caption, class_="hidden"),
        tag("thead", tag("tr", *heads)),
        rows(entries, report.perimeter, language),
        id="table",
        data_first=str(FIRST),
    )
    without = say(
        "Without script the table shows every package; paths, evidence and sources unfold with script, or with "
        "depsov explain."
    )
    return section(
        "packages",
        say("All packages"),
        tag("noscript", tag("p", without)),
        _filters(report, entries, language),
        tag("p", id="count", role="status"),
        region(say("Table of the packages"), listed),
        tag(
            "p",
            tag("button", say("Show {number} more", number=FIRST), type="button", id="more", hidden=True),
            " ",
            tag("button", say("Show all"), type="button", id="all", hidden=True),
            class_="pages",
        ),
    )


def _filters(report: Report, entries: Sequence[Entry], language: Language) -> Made:
    say = language.say
    field = tag("input", type="search", id="find", autocomplete="off", spellcheck="false")
    direct = tag("input", type="checkbox", id="filter-direct")
    return tag(
        "form",
        tag("label", say("Search"), " ", field),
        *_selects(report, entries, language),
        tag("label", direct, " ", say("direct dependencies only"), class_="check"),
        tag("button", say("Clear"), type="reset"),
        class_="filters",
        id="filters",
        role="search",
        aria_label=say("Filter the packages"),
    )


def _selects(report: Report, entries: Sequence[Entry], language: Language) -> Iterator[Made]:
    say, groups = language.say, titles(report, language)
    scopes = {entry.item.package.scope for entry in entries}
    choices = {
        "group": (say("Group"), [groups[number] for number in sorted({entry.group for entry in entries})]),
        "ecosystem": (say("Ecosystem"), sorted({entry.item.package.ecosystem for entry in entries})),
        "scope": (say("Scope"), [say(SCOPES[scope]) for scope in Scope if scope in scopes]),
    }
    for name, (title, values) in choices.items():
        options = (tag("option", value) for value in values)
        select = tag("select", tag("option", say("all"), value=""), *options, id=f"filter-{name}")
        yield tag("label", f"{title} ", select)


# --- for the script -----------------------------------------------------------------------------------------------


def data(report: Report, entries: Sequence[Entry], steps: Steps, language: Language) -> Made:
    """Return what the script reads: its words, and what the rows unfold to."""
    words = script_json(json.dumps(_words(report, language), ensure_ascii=False, separators=(",", ":")))
    parts = {"words": words, "data": details(report, entries, steps, language)}
    return join((tag("script", Made(text), type="application/json", id=name) for name, text in parts.items()), "\n")


def _words(report: Report, language: Language) -> dict[str, Any]:
    """Return what the script says, and the orders that are not those of the alphabet."""
    say = language.say
    return {
        "orders": {
            "group": titles(report, language),
            "scope": [say(SCOPES[scope]) for scope in Scope],
            "severity": [say(SEVERITIES[severity]) for severity in Severity],
            "way": [say("direct"), say("transitive")],
        },
        "shown": say("{shown} of {found} packages shown, {all} in the report"),
        "none": say("No package matches."),
        "perimeters": say("In the named perimeters"),
        "confidence": say("Confidence"),
        "strength": say("Strength"),
        "places": say("Stands in"),
        "line": say("line"),
        "paths": say("Paths"),
        "direct": say("named by the project itself"),
        "unknownPath": say("not known through what"),
        "more": say("… {count} more …"),
        "evidence": say("Evidence, strongest first"),
        "used": say("the answer rests on it"),
        "noEvidence": say("none"),
        "chain": say("Who decides, and who stands above"),
        "note": say("Note"),
        "purl": say("Package URL"),
    }
