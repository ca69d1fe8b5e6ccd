"""The facts on an organisation as lines of text, each with the line of its source below it."""

from __future__ import annotations

from collections.abc import Iterator

from depsov.control import Control
from depsov.knowledge import Fact, Organisation
from depsov.model import Statement
from depsov.sourced import dossier

__all__ = ["facts", "identified", "source"]

_PLACES = {"seat": "seat", "head-office": "head office"}
_LINKS = {"ownership": "parent", "veto": "parent by veto", "board": "parent by board", "legal-home": "legal home"}
_DATES = (("announced", "announced"), ("from", "since"), ("until", "until"))


def facts(organisation: Organisation, control: Control) -> Iterator[str]:
    """Yield where an organisation is, under whom, what else bears on its control, and the note on all that."""
    known = dossier(organisation, control)
    for item in known.statements:
        yield f"  {_sentence(item, known.name)}"
        yield f"      {source(item)}"
    if known.note is not None:
        yield f"  note: {known.note}"


def _sentence(item: Statement, name: str) -> str:
    """Return a statement of the dossier of an organisation; what is about one above it stands further in."""
    if item.kind in _PLACES:
        label = _PLACES[item.kind]
        return f"{label}: {item.country}" if item.of == name else f"    {label} of {item.of}: {item.country}"
    if item.kind in _LINKS:
        country = "" if item.country is None else f" ({item.country})"
        since = "" if item.since is None else f", since {item.since}"
        return f"{_LINKS[item.kind]} of {item.of}: {item.other}{country}{since}"
    match item.kind:
        case "not-now":
            dates = ((word, getattr(item, key)) for word, key in _DATES)
            when = " ".join(f"{word} {date}" for word, date in dates if date is not None)
            return f"not on this day: parent {item.other}, {when}"
        case "marks" | "money":
            return f"{item.kind} tie to {item.other}, which gives no power over releases"
        case "minority":
            return f"minority holder: {item.other} ({item.country}), {item.percent:g} %"
        case "lever":
            return f"lever: {item.detail}"
        case "independent":
            return "no controlling parent"
        case _:
            return "speaks for one company"


def source(fact: Fact | Statement) -> str:
    """Return where a fact stands, and whether somebody has read it there."""
    place = "the package's own document at its registry" if fact.url == "registry" else fact.url
    return f"{place}, read {fact.date}" if fact.is_read else f"{place}, not read yet (noted {fact.date})"


def identified(identity: str, control: Control) -> str:
    """Return where an identity is shown to be its holder's, or that nobody has shown it."""
    fact = control.knowledge.identity_fact(identity)
    return "presumed, no source shows it yet" if fact is None else source(fact)
