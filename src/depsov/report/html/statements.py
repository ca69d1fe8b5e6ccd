"""The facts of the knowledge base as sentences, each with where it stands and when somebody read it there."""

from __future__ import annotations

from typing import NamedTuple

from depsov.model import Statement
from depsov.report.escape import shown
from depsov.report.html.language import Language

__all__ = ["DATES", "LEVERS", "SENTENCES", "Told", "link", "tell"]

SENTENCES = {
    "seat": "Seat of {of}: {country}",
    "head-office": "Head office of {of}: {country}",
    "ownership": "Parent of {of}: {other}",
    "veto": "Parent of {of}, by a veto: {other}",
    "board": "Parent of {of}, by its members of the board: {other}",
    "legal-home": "Legal home of {of}, which is legally part of it: {other}",
    "not-now": "Parent of {of}, but not on this day: {other}",
    "marks": "{other} holds the trademarks of {of}: that gives no power over releases",
    "money": "{other} keeps the accounts of {of}: that gives no power over releases",
    "independent": "{of} has no controlling parent",
    "one-company": "{of} speaks for one company",
    "minority": "Minority holder of {of}: {other} ({country}), {percent}",
    "lever": "{of} can do more alone than is usual for its kind: {detail}",
    "entry": "decided by {of}",
    "identity": "held by {of}",
}
"""What each kind of statement says."""

LEVERS = {
    "service": "a service that nobody else can run",
    "closed": "binaries without source",
    "licence": "a licence that limits use or can be withdrawn",
    "assignment": "contributors assign their copyright",
}

DATES = {"announced": "announced on {date}", "since": "since {date}", "until": "until {date}"}


class Told(NamedTuple):
    """A statement as a sentence, the address of its source where a browser can open it, and words on the source."""

    sentence: str
    address: str
    source: str


def tell(item: Statement, language: Language) -> Told:
    """Return a statement in a language."""
    percent = "" if item.percent is None else language.percent(item.percent / 100)
    sentence = language.say(
        SENTENCES[item.kind],
        of=language.say("one person") if item.of == "individual" else shown(item.of),
        other=shown(item.other or ""),
        country="" if item.country is None else language.country(item.country),
        percent=percent,
        detail="" if item.detail is None else language.say(LEVERS[item.detail]),
    )
    dates = [
        language.say(text, date=language.day(value, "medium"))
        for text, value in ((text, getattr(item, name)) for name, text in DATES.items())
        if value is not None
    ]
    return Told(", ".join([sentence, *dates]), link(item.url), _source(item, language))


def _source(item: Statement, language: Language) -> str:
    if item.url is None or item.date is None:
        return language.say("presumed, no source shows it yet")
    day = language.day(item.date, "medium")
    place = language.say("the package's own document at its registry") if item.url == "registry" else shown(item.url)
    if item.is_read:
        return language.say("{place}, read {date}", place=place, date=day)
    return language.say("{place}, not read yet (noted {date})", place=place, date=day)


def link(url: str | None) -> str:
    """Return an address that a page may link to: a page of the web, and nothing that runs."""
    return shown(url) if url is not None and url.startswith(("https://", "http://")) else ""
