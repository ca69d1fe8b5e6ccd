"""The sentences in which depsov speaks to people: the same words in findings, in every report format and in `explain`.

They state what is, and never accuse. "Decided by" is the word for a steward; inside and outside always name the
perimeter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from depsov import purl as purls
from depsov.documents import printable
from depsov.model import (
    Assessment,
    Location,
    OrganisationRef,
    Package,
    PerimeterRef,
    Problem,
    Reason,
    Report,
    Resolved,
    Verdict,
)
from depsov.registries import REGISTRIES

__all__ = [
    "ADD",
    "ASK",
    "GROUP_TITLES",
    "INSTALL",
    "LAW",
    "REASONS",
    "REMEDIES",
    "count",
    "group_title",
    "listed",
    "mentioned",
    "organisation",
    "own_view",
    "percent",
    "problem",
    "reason",
    "remedies",
    "remedy",
    "resolved",
    "strays",
    "verdict",
    "who",
]

_MOST_STRAYS = 5

LAW = (
    "No law asks for a European origin of open source: "
    "the CRA, NIS2 and DORA ask for care with components and suppliers."
)

GROUP_TITLES = {
    "one-party-outside": "Outside {inside}, one party decides",
    "home-outside": "Outside {inside}, a foundation or home decides",
    "inside-proven": "Inside {inside}, proven",
    "inside-unproven": "Inside {inside}, claimed or unproven",
    "no-single-party": "No single party",
    "one-person": "One person",
    "unknown": "Unknown",
}

REASONS = {
    Reason.BY_PARENT: "its parent sits outside {inside}",
    Reason.BY_HEAD_OFFICE: "it is run from outside {inside}",
    Reason.BY_SEAT: "its seat is outside {inside}",
    Reason.BY_LEGAL_HOME: "it is legally part of its home",
    Reason.CLEAN: "seat, head office and control inside {inside}",
    Reason.PARENT_UNPROVEN: "seat inside {inside}; who owns it is not proven",
    Reason.MINORITY_EXPOSED: "large minority holders sit outside {inside}",
    Reason.COMMUNITY: "several independent people can release; no home has power over it",
    Reason.ONE_ACCOUNT: "one person; depsov does not ask where people live",
    Reason.NO_EVIDENCE: "nothing tells who decides",
    Reason.UNLISTED_IDENTITY: "who holds its repository or domain is not listed",
    Reason.WEAK_EVIDENCE: "the evidence is too weak to decide on",
    Reason.OTHER_SOURCE: "it comes from another index, of which nothing is known",
    Reason.CONFLICTING: "the evidence contradicts itself",
}

ASK = "--online asks the registry"
INSTALL = "an installed environment tells as well"
ADD = "a source in the knowledge base, or in an overlay, settles it"

REMEDIES = {
    Reason.UNLISTED_IDENTITY: "a knowledge overlay or a pull request can list the identity that `depsov explain` shows",
    Reason.OTHER_SOURCE: "name a mirror of the default registry under `mirrors`, or describe the index in an overlay",
    Reason.CONFLICTING: "`depsov explain` shows both sides; tell us which one is right",
}

_INSTALLED = frozenset({"npm", "pypi"})
"""The ecosystems whose installed packages are read."""


def group_title(group: str, perimeter: PerimeterRef) -> str:
    """Return the heading of a group of packages."""
    return GROUP_TITLES[group].format(inside=perimeter.label)


def verdict(code: Verdict, perimeter: PerimeterRef) -> str:
    """Return a verdict with the perimeter that it speaks of: `outside the EU`."""
    return f"{code.value} {perimeter.label}" if code in (Verdict.INSIDE, Verdict.OUTSIDE) else code.value


def reason(code: Reason, perimeter: PerimeterRef) -> str:
    """Return why a verdict is what it is, as a clause."""
    return REASONS[code].format(inside=perimeter.label)


def remedy(code: Reason, packages: Iterable[Package]) -> str | None:
    """Return what would settle unknown packages that have the reason in common."""
    return "; ".join(remedies(code, packages)) or None


def remedies(code: Reason, packages: Iterable[Package]) -> list[str]:
    """Return the ways to settle unknown packages that have the reason in common, a clause for each."""
    if code not in (Reason.NO_EVIDENCE, Reason.WEAK_EVIDENCE):
        return [REMEDIES[code]] if code in REMEDIES else []
    from depsov.evidence.sources import is_askable

    unknown = list(packages)
    ways = [ASK] if any(map(is_askable, unknown)) else []
    if any(package.ecosystem in _INSTALLED for package in unknown):
        ways.append(INSTALL)
    return [*ways, ADD]


def organisation(item: OrganisationRef) -> str:
    """Return an organisation with its country: `Red Hat, Inc. (US)`."""
    return item.name if item.country is None else f"{item.name} ({item.country})"


def who(item: Assessment) -> str:
    """Return who decides the releases of a package: `GitHub, Inc. (under Microsoft Corporation, US)`."""
    if item.steward is None or item.controller is None:
        return "one person" if item.group == "one-person" else "unknown"
    if item.steward.id == item.controller.id:
        return organisation(item.steward)
    under = ", ".join(part for part in (f"under {item.controller.name}", item.controller.country) if part)
    return f"{item.steward.name} ({under})"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 package`, `2 packages`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def percent(share: float) -> str:
    """Return a share in per cent, rounded down: all is not said before it is all."""
    return f"{int(round(share * 1000, 6)) / 10:g}%"


def listed(items: Iterable[str]) -> str:
    """Return an enumeration: `a`, `a and b`, `a, b and c`."""
    *before, last = [*items] or [""]
    return f"{', '.join(before)} and {last}" if before else last


def mentioned(places: Mapping[str, Sequence[Location]]) -> str:
    """Return the line on packages that documents only mention."""
    return (
        f"Named in {_places(places, 'more file')}, but not built in and not counted: {count(len(places), 'package')}."
    )


def resolved(item: Resolved) -> str:
    """Return the line on a tree that no lockfile records, with who resolved it, from where, when and for what."""
    names = {registry.id: registry.name for registry in REGISTRIES}
    asked = listed(names.get(index, index) for index in item.indexes)
    origin = f" from {asked}" if asked else ""
    target = "" if item.target is None else f" for {item.target}"
    what = f"{item.file} ({count(item.packages, 'package')})"
    return printable(f"Resolved, not locked: {what} by {item.resolver}{origin} on {item.date}{target}.")


def strays(places: Mapping[str, Sequence[Location]]) -> str:
    """Return the line on packages that are installed, and that no project asks for."""
    names = sorted({printable(purl.name) for purl in map(purls.parse, places) if purl is not None})
    shown = ", ".join(names[:_MOST_STRAYS]) + (", …" if len(names) > _MOST_STRAYS else "")
    needs = "it" if len(places) == 1 else "them"
    where = _places(places, "more environment")
    return (
        f"Installed in {where}, but nothing that the project asks for needs {needs}: "
        f"{count(len(places), 'package')} ({shown})."
    )


def _places(places: Mapping[str, Sequence[Location]], noun: str) -> str:
    files = sorted({place.file for listed in places.values() for place in listed})
    return printable(files[0]) + (f" and {count(len(files) - 1, noun)}" if len(files) > 1 else "")


def own_view(report: Report) -> Iterator[str]:
    """Yield how the configuration changes what is told: it may come with the tree."""
    if report.overlays:
        yield printable(f"The configuration adds knowledge of its own: {listed(report.overlays)}.")
    if report.own:
        yield f"Your own by the configuration, and not judged: {count(report.own, 'package')}."


def problem(item: Problem) -> str:
    """Return what could not be read, asked or decided, and what to do about it."""
    hint = "" if item.hint is None else f" ({item.hint})"
    return printable(f"{item.subject}: {item.message}{hint}")
