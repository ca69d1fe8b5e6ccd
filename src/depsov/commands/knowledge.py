"""`depsov knowledge`: the version of the knowledge base, what it holds, and whether its sources are sound."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from depsov.commands._console import Console
from depsov.knowledge import Knowledge, Organisation, load
from depsov.knowledge.records import Fact

__all__ = ["HELP", "add_arguments", "run"]

HELP = "show the version and statistics of the knowledge base, or check its sources"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("version", help="print the date of the newest fact")
    actions.add_parser("stats", help="count what is known")
    lint = actions.add_parser("lint", help="check the sources of a checkout, or a folder of them")
    lint.add_argument("folder", nargs="?", type=Path, help="the data folder (default: that of this checkout)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Do what the action says; `lint` returns 1 where it finds errors."""
    if args.action == "version":
        console.write(f"{load().version}\n")
        return 0
    if args.action == "stats":
        console.write(_stats(load()))
        return 0
    return _lint(args.folder, console)


def _stats(knowledge: Knowledge) -> str:
    organisations = list(knowledge.organisations())
    kinds = Counter(item.kind for item in organisations)
    facts = [fact for item in organisations for fact in _facts(item)]
    read = sum(fact.is_read for fact in facts)
    lines = [
        f"knowledge of {knowledge.version}, oldest fact of {knowledge.oldest}",
        f"{len(organisations)} organisations: {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}",
        f"{sum(len(item.identities) for item in organisations)} identities",
        f"{len(facts)} facts about organisations, {read} of them read ({read / max(len(facts), 1):.0%})",
    ]
    lines += [f"{len(knowledge.packages(name))} packages of {name} by name" for name in knowledge.ecosystems()]
    return "\n".join(lines) + "\n"


def _facts(item: Organisation) -> list[Fact]:
    facts = [place.fact for place in (item.seat, item.head_office) if place is not None]
    facts += [parent.fact for parent in item.parents]
    facts += [holder.fact for holder in item.minority]
    facts += [lever.fact for lever in item.levers]
    facts += [item.home.fact] if item.home is not None else []
    return facts + [fact for fact in (item.independent, item.identified, item.one_company) if fact is not None]


def _lint(folder: Path | None, console: Console) -> int:
    from depsov.knowledge.bundle import read_sources
    from depsov.knowledge.lint import lint
    from depsov.knowledge.store import SOURCES

    place = folder or SOURCES
    errors = lint(read_sources(place)) if place.is_dir() else [f"{place}: no such folder"]
    for error in errors:
        console.note(error)
    console.note(f"{len(errors)} errors" if errors else "no errors")
    return 1 if errors else 0
