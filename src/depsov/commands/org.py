"""`depsov org`: what is known of an organisation, with the source of every fact."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from depsov import phrases
from depsov.assess import Assessor
from depsov.commands._console import Console
from depsov.commands._facts import facts, identified
from depsov.commands._options import add_knowledge_option, day
from depsov.config import load_config
from depsov.control import Control
from depsov.knowledge import Knowledge, Organisation, load
from depsov.model import PerimeterRef
from depsov.perimeter import always, choose

__all__ = ["HELP", "add_arguments", "run"]

HELP = "show what is known of organisations: seat, parents, jurisdictions, with sources"

EXIT_NOTHING = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("names", nargs="+", metavar="NAME", help="a name, an id or an identity (github:psf)")
    parser.add_argument("--perimeter", metavar="NAME", help="europe (default), eea, eu, or codes: DE,FR")
    add_knowledge_option(parser)
    parser.add_argument("--as-of", type=day, metavar="DATE", help="judge ownership as of a day (default: today)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Answer for every name; return 3 where none is known."""
    config = load_config(Path(), console.environ)
    knowledge = load(config.knowledge, args.knowledge)
    perimeter = choose(args.perimeter or config.perimeter, knowledge.perimeters())
    as_of = args.as_of or date.today()  # noqa: DTZ011 - the day where the user is
    control = Control(knowledge, as_of.isoformat())
    assessor = Assessor(control, perimeter, always(knowledge.perimeters()))
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
    yield from facts(organisation, control)
    if organisation.identities:
        yield f"  known by: {', '.join(sorted(organisation.identities))}"
        yield f"      {identified(organisation.identities[0], control)}"
    if organisation.presumed:
        yield f"  presumably also: {', '.join(sorted(organisation.presumed))}"
