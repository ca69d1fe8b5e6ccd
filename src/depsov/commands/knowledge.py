"""`depsov knowledge`: the version of the knowledge base, what it holds, whether it is sound, and whether it is true."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from depsov import phrases
from depsov.commands._console import Console
from depsov.commands._options import add_knowledge_option
from depsov.commands._writing import write_file
from depsov.knowledge import Knowledge, load
from depsov.model import INDIVIDUAL

if TYPE_CHECKING:
    from depsov.verify import Comparison, Verification

__all__ = ["HELP", "add_arguments", "run"]

HELP = "show the version and statistics of the knowledge base, check it, or release it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    version = actions.add_parser("version", help="print the date of the newest fact")
    add_knowledge_option(version)
    stats = actions.add_parser("stats", help="count what is known")
    add_knowledge_option(stats)
    lint = actions.add_parser("lint", help="check the sources of a checkout, or a folder of them")
    lint.add_argument("folder", nargs="?", type=Path, help="the data folder (default: that of this checkout)")
    verify = actions.add_parser("verify", help="compare what is known of packages with what installed ones say")
    verify.add_argument(
        "--installed", type=Path, metavar="PATH", nargs="+", required=True,
        help="Python environments, node_modules folders, or projects that hold them",
    )  # fmt: skip
    verify.add_argument("-v", "--verbose", action="store_true", help="also list what nothing confirms")
    add_knowledge_option(verify)
    release = actions.add_parser("release", help="write the knowledge base into one file, for --knowledge")
    release.add_argument("file", type=Path, metavar="FILE", help="the file to write")


def run(args: argparse.Namespace, console: Console) -> int:
    """Do what the action says; `lint` and `verify` return 1 where they find something."""
    if args.action == "lint":
        return _lint(args.folder, console)
    if args.action == "release":
        return _release(args.file, console)
    knowledge = load(released=args.knowledge)
    if args.action == "verify":
        return _verify(args, knowledge, console)
    console.write(f"{knowledge.version}\n" if args.action == "version" else _stats(knowledge))
    return 0


def _stats(knowledge: Knowledge) -> str:
    from depsov.knowledge.facts import facts_of

    organisations = list(knowledge.organisations())
    kinds = Counter(item.kind for item in organisations)
    facts = [fact for item in organisations for _, fact in facts_of(item)]
    read = sum(fact.is_read for fact in facts)
    seats = {item.seat.country for item in organisations if item.seat is not None}
    identities = Counter(_kind(name) for item in organisations for name in (*item.identities, *item.presumed))
    lines = [
        f"knowledge of {knowledge.version}, oldest fact of {knowledge.oldest}",
        f"{len(organisations)} organisations in {len(seats)} countries: {_counted(kinds)}",
        f"{len(facts)} facts about organisations, {read} of them read ({read / max(len(facts), 1):.0%})",
        f"{identities.total()} identities: {_counted(identities)}",
    ]
    lines += [f"{len(knowledge.packages(name))} packages of {name} by name" for name in knowledge.ecosystems()]
    return "\n".join(lines) + "\n"


def _kind(identity: str) -> str:
    kind = identity.partition(":")[0]
    return "on forges of their own" if "." in kind else kind


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


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


def _release(file: Path, console: Console) -> int:
    from depsov.knowledge.release import pack
    from depsov.knowledge.store import shipped_bundle

    data = pack(shipped_bundle())
    write_file(file, data)
    console.note(f"{file}: {len(data):,} bytes")
    return 0


def _verify(args: argparse.Namespace, knowledge: Knowledge, console: Console) -> int:
    from depsov.control import Control
    from depsov.verify import Outcome, verify

    control = Control(knowledge, date.today().isoformat())  # noqa: DTZ011 - the day where the user is
    found = verify(args.installed, control)
    for problem in found.problems:
        console.note(phrases.problem(problem))
    console.write("\n".join(_verification(found, knowledge, verbose=args.verbose)) + "\n")
    return 1 if found.of(Outcome.CONTRADICTS) else 0


def _verification(found: Verification, knowledge: Knowledge, *, verbose: bool) -> Iterator[str]:
    from depsov.verify import Outcome

    for item in found.of(Outcome.CONTRADICTS):
        yield f"contradicted: {_listed(item, knowledge)}{_leads(item, knowledge)}"
    for item in found.of(Outcome.UNCONFIRMED) if verbose else ():
        yield f"unconfirmed: {_listed(item, knowledge)}; its repository's owner is not listed"
    counts = {outcome: len(found.of(outcome)) for outcome in Outcome}
    yield (
        f"{len(found.comparisons)} installed packages: {counts[Outcome.AGREES]} agree with the knowledge base, "
        f"{counts[Outcome.CONTRADICTS]} contradict it, {counts[Outcome.UNCONFIRMED]} name an owner that is not listed, "
        f"{counts[Outcome.SILENT]} name none, {counts[Outcome.UNLISTED]} are not listed"
    )


def _listed(item: Comparison, knowledge: Knowledge) -> str:
    steward = "nobody" if item.entry is None else _name(item.entry.steward, knowledge)
    return f"{item.package.purl}: listed under {steward}"


def _leads(item: Comparison, knowledge: Knowledge) -> str:
    if item.found is None:
        return ""
    evidence = item.found.evidence
    return f"; its {evidence.kind.value} ({evidence.identity}) leads to {_name(item.found.steward, knowledge)}"


def _name(steward: str, knowledge: Knowledge) -> str:
    return "one person" if steward == INDIVIDUAL else knowledge.organisation(steward).name
