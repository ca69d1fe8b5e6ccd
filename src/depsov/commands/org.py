"""`depsov org`: what is known of an organisation, with the source of every fact."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from depsov import phrases
from depsov.assess import Assessor
from depsov.commands._console import Console
from depsov.commands._options import day
from depsov.config import load_config
from depsov.control import Control
from depsov.knowledge import Fact, Knowledge, Organisation, load
from depsov.model import PerimeterRef
from depsov.perimeter import ALWAYS, choose

__all__ = ["HELP", "add_arguments", "chain", "run", "source"]

HELP = "show what is known of organisations: seat, parents, jurisdictions, with sources"

EXIT_NOTHING = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("names", nargs="+", metavar="NAME", help="a name, an id or an identity (github:psf)")
    parser.add_argument("--perimeter", metavar="NAME", help="europe (default), eea, eu, or codes: DE,FR")
    parser.add_argument("--as-of", type=day, metavar="DATE", help="judge ownership as of a day (default: today)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Answer for every name; return 3 where none is known."""
    config = load_config(Path(), console.environ)
    knowledge = load(config.knowledge)
    perimeter = choose(args.perimeter or config.perimeter, knowledge.perimeters())
    as_of = args.as_of or date.today()  # noqa: DTZ011 - the day where the user is
    control = Control(knowledge, as_of.isoformat())
    others = {name: codes for name, (_, codes) in knowledge.perimeters().items() if name in ALWAYS}
    assessor = Assessor(control, perimeter, others)
    answered = 0
    for name in args.names:
        matches = find(name, knowledge)
        if not matches:
            console.note(f"{name}: not listed (a missing organisation is a pull request: docs/knowledge.md)")
        for organisation in matches:
            console.write("\n" * bool(answered))
            console.write("\n".join(describe(organisation, control, assessor, perimeter)) + "\n")
            answered += 1
    return 0 if answered else EXIT_NOTHING


def find(name: str, knowledge: Knowledge) -> list[Organisation]:
    """Return the organisations of a name: by id or identity, else by whole name or alias, else by a part of them."""
    wanted = name.casefold()
    holder = knowledge.holder(wanted)
    if holder is not None:
        return [knowledge.organisation(holder)]
    known = list(knowledge.organisations())
    exact = [item for item in known if wanted == item.id or wanted in map(str.casefold, (item.name, *item.aliases))]
    if exact:
        return exact
    return [item for item in known if any(wanted in text.casefold() for text in (item.name, *item.aliases))]


def describe(
    organisation: Organisation, control: Control, assessor: Assessor, perimeter: PerimeterRef
) -> Iterator[str]:
    """Yield the lines on an organisation: what it is, where, under whom, and who says so."""
    yield f"{organisation.name}  [{organisation.id}], {organisation.kind}"
    classified = assessor.classify(organisation)
    reason = phrases.reason(classified.reason, perimeter)
    yield f"  {phrases.verdict(classified.verdict, perimeter)}: {reason} ({classified.confidence.value} confidence)"
    for label, place in (("seat", organisation.seat), ("head office", organisation.head_office)):
        if place is not None:
            yield from _fact(f"{label}: {place.country}", place.fact)
    yield from chain(organisation, control)
    yield from _history(organisation, control)
    yield from _extras(organisation, control)
    if organisation.identities:
        yield f"  known by: {', '.join(sorted(organisation.identities))}"
        if organisation.identified is not None:
            yield f"      {source(organisation.identified)}"
    if organisation.presumed:
        yield f"  presumably also: {', '.join(sorted(organisation.presumed))}"
    if organisation.note is not None:
        yield f"  note: {organisation.note}"


def chain(organisation: Organisation, control: Control) -> Iterator[str]:
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
        yield from _fact(f"{home.tie} tie: {control.knowledge.organisation(home.id).name}", home.fact)
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
