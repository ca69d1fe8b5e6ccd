"""What the formats for platforms share: each finding with a place to show it at, and how much noise it makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from depsov.model import Finding, Level, Location, Package, Report, Severity
from depsov.report._ways import ways_to
from depsov.values import dataclass

__all__ = ["Placed", "first_document", "placed"]

_WEIGHTY = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A finding, and where to show it: its own place, else that of its package, else the first document of the tree.

    `way` is a sentence on how its package comes in, empty where there is nothing to say. `count` tells findings of one
    fingerprint apart, from 1.
    """

    finding: Finding
    place: Location | None
    way: str
    count: int

    @property
    def is_weighty(self) -> bool:
        """Whether it is worth a warning, rather than a note: by its weight, or because the policy says so."""
        return self.finding.level is Level.FAIL or self.finding.severity in _WEIGHTY

    @property
    def is_accepted(self) -> bool:
        """Whether an exception of the policy accepts it."""
        return self.finding.level is Level.ACCEPTED


def placed(report: Report) -> list[Placed]:
    """Return all findings of a report, heaviest first."""
    places = _Places(report)
    seen: Counter[str] = Counter()
    found = []
    for item in sorted(report.findings, key=lambda finding: finding.severity.rank):
        seen[item.fingerprint] += 1
        found.append(Placed(finding=item, place=places.of(item), way=places.way(item), count=seen[item.fingerprint]))
    return found


def first_document(report: Report) -> Location | None:
    """Return the document that stands highest in the tree, the first of its folder by name."""
    files = {place.file for package in report.graph.packages.values() for place in package.locations if place.file}
    if not files:
        return None
    return Location(file=min(files, key=lambda file: (file.count("/"), file)))


class _Places:
    def __init__(self, report: Report) -> None:
        self._report = report

    @cached_property
    def _ways(self) -> Mapping[str, Sequence[str]]:
        return ways_to(self._report.graph)

    @cached_property
    def _first(self) -> Location | None:
        return first_document(self._report)

    def of(self, finding: Finding) -> Location | None:
        package = self._package(finding)
        places = (finding.location, *(package.locations if package is not None else ()))
        return next((place for place in places if place is not None and place.file), None) or self._first

    def way(self, finding: Finding) -> str:
        package = self._package(finding)
        if package is None:
            return ""
        if package.direct:
            return "The project names it itself."
        names = self._ways.get(package.purl)
        return f"It comes in through {' > '.join(names)}." if names else ""

    def _package(self, finding: Finding) -> Package | None:
        return self._report.graph.packages.get(finding.package or "")
