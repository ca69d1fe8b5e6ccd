"""`depsov explain`: why a package has the verdict that it has, step by step, with every source."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from depsov import phrases
from depsov import purl as purls
from depsov.assess import Assessor
from depsov.by_name import judge_by_name
from depsov.commands._console import Console
from depsov.commands._facts import facts, identified, source
from depsov.commands._options import add_scan_options, add_style_options, settings
from depsov.config import Config
from depsov.control import Control
from depsov.documents import printable
from depsov.errors import NothingToScanError
from depsov.graph import shortest_paths
from depsov.knowledge import load
from depsov.model import (
    INDIVIDUAL,
    Assessment,
    Evidence,
    EvidenceKind,
    Graph,
    Package,
    PerimeterRef,
    SourceKind,
    Verdict,
)
from depsov.perimeter import always, choose
from depsov.pipeline import scan
from depsov.report.escape import terminal

__all__ = ["HELP", "add_arguments", "run"]

HELP = "show why a package has its verdict: evidence, chain, sources"

EXIT_NOTHING = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("package", metavar="PACKAGE", help="a name, name@version, or purl")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="the project (default: this folder)")
    add_scan_options(parser)
    add_style_options(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Explain every package of the tree that has the name; by name alone where the tree has none."""
    folder = next((path if path.is_dir() else path.parent for path in args.paths), Path())
    config = settings(args, folder, console.environ)
    knowledge = load(config.knowledge, config.released)
    as_of = args.as_of or date.today()  # noqa: DTZ011 - the day where the user is
    control = Control(knowledge, as_of.isoformat())
    perimeter = choose(config.perimeter, knowledge.perimeters())
    graph, found = _in_tree(args, config)
    if not found:
        found = _by_name(args.package, control, perimeter, strict=config.strict)
        for line in _mentions(args.package, graph):
            console.note(printable(line))
        if found:
            console.note(f"{printable(args.package)} is not in this tree; this is what its name alone tells")
    if not found:
        console.note(f"{printable(args.package)}: not in this tree, and not known by name")
        return EXIT_NOTHING
    paths = shortest_paths(graph)
    for number, item in enumerate(found):
        lines = _explain(item, paths.get(item.package.purl, ()), graph, control, perimeter)
        console.write("\n" * bool(number) + "\n".join(terminal(line) for line in lines) + "\n")
    return 0


def _in_tree(args: argparse.Namespace, config: Config) -> tuple[Graph, list[Assessment]]:
    try:
        report = scan(*args.paths, config=config, as_of=args.as_of, python=args.python)
    except NothingToScanError:
        return Graph(packages={}, roots={}), []
    return report.graph, [item for item in report.assessments if _is_meant(item.package, args.package)]


def _mentions(wanted: str, graph: Graph) -> Iterator[str]:
    """Yield where documents name a package that is not built in."""
    for text, places in graph.mentioned.items():
        purl = purls.parse(text)
        if purl is not None and _is_called(purl.ecosystem, purl.name, purl.version, wanted):
            for place in places:
                at = "" if place.line is None else f", line {place.line}"
                yield f"{text} is named in {place.file}{at}, and not built in: nothing of the project needs it"


def _is_meant(package: Package, wanted: str) -> bool:
    return _is_called(package.ecosystem, package.name, package.version, wanted)


def _is_called(ecosystem: str, name: str, version: str | None, wanted: str) -> bool:
    """Tell whether a name, name@version or purl means the package."""
    purl = purls.parse(wanted)
    if purl is not None and purl.ecosystem != ecosystem:
        return False
    asked, asked_version = _written(wanted, ecosystem) if purl is None else (purl.name, purl.version)
    if purls.listed_name(ecosystem, asked) != purls.listed_name(ecosystem, name):
        return False
    return not asked_version or _number(asked_version) == _number(version or "")


def _written(wanted: str, ecosystem: str) -> tuple[str, str]:
    """Return name and version, where there is one, of a package as the tools of an ecosystem write it."""
    name, _, version = wanted[1:].partition("@")
    name = wanted[:1] + name
    if ecosystem == "maven":  # group:artifact:version
        group, colon, rest = name.partition(":")
        artifact, _, number = rest.partition(":")
        return (f"{group}/{artifact}", version or number) if colon else (name, version)
    return name, version


def _number(version: str) -> str:
    """Return a version without the sign that Go, Composer and tags put before it, and that others leave out."""
    return version.removeprefix("v")


def _by_name(wanted: str, control: Control, perimeter: PerimeterRef, *, strict: bool) -> list[Assessment]:
    """Judge a package by its name alone, in every ecosystem that knows one of that name."""
    knowledge = control.knowledge
    assessor = Assessor(control, perimeter, always(knowledge.perimeters()), strict=strict)
    purl = purls.parse(wanted)
    ecosystems = knowledge.ecosystems() if purl is None else (purl.ecosystem,)
    names = ((item, _written(wanted, item)[0] if purl is None else purl.name) for item in ecosystems)
    judged = (judge_by_name(ecosystem, name, control, assessor) for ecosystem, name in names)
    return [item for item in judged if item.steward is not None or item.verdict is Verdict.INDIVIDUAL]


def _explain(
    item: Assessment, paths: Sequence[Sequence[str]], graph: Graph, control: Control, perimeter: PerimeterRef
) -> Iterator[str]:
    package = item.package
    yield f"{package.purl}"
    contested = ", contested" if item.contested else ""
    yield f"  {phrases.verdict(item.verdict, perimeter)}{contested}: {phrases.reason(item.reason, perimeter)}"
    yield f"  decided by: {phrases.who(item)}"
    severity = "" if item.severity is None else f", severity {item.severity.value}"
    yield (
        f"  rule: {item.reason.value}, confidence {item.confidence.value}, "
        f"strength {item.strength} of 5 ({item.strength_basis}){severity}"
    )
    flips = ", ".join(f"{name} {verdict_.value}" for name, verdict_ in item.verdicts.items())
    yield f"  in the named perimeters: {flips}"
    yield from _places(package, paths, graph)
    yield "  evidence, strongest first (* the answer rests on it)"
    for evidence in item.evidence:
        yield from _evidence(evidence, control)
        if evidence.kind is EvidenceKind.CURATED:
            yield from _entry(package, control)
    if not item.evidence:
        yield "    none"
    yield from _steward(item, control)
    yield from _alternates(item, control)
    remedy = phrases.remedy(item.reason, (item.package,))
    if remedy is not None:
        yield f"  what would settle it: {remedy}"


def _places(package: Package, paths: Sequence[Sequence[str]], graph: Graph) -> Iterator[str]:
    for place in package.locations:
        yield f"  stands in {place.file}" + ("" if place.line is None else f", line {place.line}")
    if package.resolved:
        yield "  resolved for this report, no lockfile records it"
    if package.locations:
        yield f"  scope {package.scope.value}, {'named by the project itself' if package.direct else 'transitive'}"
    if package.source.kind is not SourceKind.REGISTRY:
        address = package.source.url or "the document does not tell its address"
        yield f"  comes from {package.source.kind.value}: {address}"
    for path in paths:
        names = [graph.packages[purl].name for purl in path]
        yield f"  path: {' > '.join(names)}"


def _evidence(item: Evidence, control: Control) -> Iterator[str]:
    mark = "*" if item.used else " "
    when = "" if item.date is None else f", {item.date}"
    yield f"   {mark} {item.kind.value}: {item.identity or item.text} ({item.trust.value}; {item.source}{when})"
    holder = None if item.identity is None else control.knowledge.holder(item.identity)
    if item.identity is not None and holder is not None:
        yield f"      held by {control.knowledge.organisation(holder).name}: {identified(item.identity, control)}"


def _entry(package: Package, control: Control) -> Iterator[str]:
    entry = control.knowledge.entry_of(package)
    if entry is not None:
        yield f"      entry: {source(entry.fact)}"
        if entry.note is not None:
            yield f"      {entry.note}"
        if entry.lever is not None:
            yield f"      lever: {entry.lever.kind}; {source(entry.lever.fact)}"


def _steward(item: Assessment, control: Control) -> Iterator[str]:
    if item.steward is None:
        return
    steward = control.knowledge.organisation(item.steward.id)
    yield f"  steward: {steward.name} [{steward.id}], {steward.kind}"
    yield from (f"  {line}" for line in facts(steward, control))
    countries = ", ".join(f"{place.country} by {place.link}" for place in item.jurisdictions)
    if countries:
        yield f"  jurisdictions: {countries}"


def _alternates(item: Assessment, control: Control) -> Iterator[str]:
    for alternate in item.alternates:
        is_person = alternate.steward == INDIVIDUAL
        name = "one person" if is_person else control.knowledge.organisation(alternate.steward).name
        yield f"  contested: {name} is a second defensible answer"
