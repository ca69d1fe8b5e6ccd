"""The facts on an organisation as lines of text, each with the line of its source below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depsov.control import Control
from depsov.knowledge import Fact, Organisation

__all__ = ["facts", "identified", "source"]


def facts(organisation: Organisation, control: Control) -> Iterator[str]:
    """Yield where an organisation is, under whom, what else bears on its control, and the note on all that."""
    for label, place in (("seat", organisation.seat), ("head office", organisation.head_office)):
        if place is not None:
            yield from _fact(f"{label}: {place.country}", place.fact)
    yield from _chain(organisation, control)
    yield from _history(organisation, control)
    yield from _extras(organisation, control)
    if organisation.note is not None:
        yield f"  note: {organisation.note}"


def _chain(organisation: Organisation, control: Control) -> Iterator[str]:
    """Yield the way up to the controller, one step a line, each with its source."""
    links = control.chain(organisation)
    for link in links:
        since = "" if link.since is None else f", since {link.since}"
        kind = {"legal-home": "legal home", "ownership": "parent"}.get(link.kind, f"parent by {link.kind}")
        country = "" if link.to.seat is None else f" ({link.to.seat.country})"
        yield from _fact(f"{kind} of {link.organisation.name}: {link.to.name}{country}{since}", link.fact)
        for label, place in (("seat", link.to.seat), ("head office", link.to.head_office)):
            if place is not None:
                yield from _fact(f"    {label} of {link.to.name}: {place.country}", place.fact)


def _history(organisation: Organisation, control: Control) -> Iterator[str]:
    for parent in organisation.parents:
        if parent.holds(control.as_of):
            continue
        name = control.knowledge.organisation(parent.id).name
        dates = [("announced", parent.announced), ("from", parent.since), ("until", parent.until)]
        when = " ".join(f"{word} {day_}" for word, day_ in dates if day_ is not None)
        yield from _fact(f"not on this day: parent {name}, {when}", parent.fact)


def _extras(organisation: Organisation, control: Control) -> Iterator[str]:
    home = organisation.home
    if home is not None and home.tie != "comprehensive":
        name = control.knowledge.organisation(home.id).name
        yield from _fact(f"{home.tie} tie to {name}, which gives no power over releases", home.fact)
    if organisation.independent is not None:
        yield from _fact("no controlling parent", organisation.independent)
    if organisation.one_company is not None:
        yield from _fact("speaks for one company", organisation.one_company)
    for item in organisation.minority:
        yield from _fact(f"minority holder: {item.holder} ({item.country}), {item.percent:g} %", item.fact)
    for lever in organisation.levers:
        yield from _fact(f"lever: {lever.kind}", lever.fact)


def _fact(text: str, fact: Fact) -> Iterable[str]:
    return (f"  {text}", f"      {source(fact)}")


def source(fact: Fact) -> str:
    """Return where a fact stands, and whether somebody has read it there."""
    place = "the package's own document at its registry" if fact.url == "registry" else fact.url
    return f"{place}, read {fact.date}" if fact.is_read else f"{place}, not read yet (noted {fact.date})"


def identified(identity: str, control: Control) -> str:
    """Return where an identity is shown to be its holder's, or that nobody has shown it."""
    fact = control.knowledge.identity_fact(identity)
    return "presumed, no source shows it yet" if fact is None else source(fact)
