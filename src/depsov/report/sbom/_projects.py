"""What an SBOM is about: the projects of a scanned tree, and how far the dependencies of each thing are known."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import Enum
from typing import NamedTuple

from depsov.graph import reachability
from depsov.model import Graph, Package, Problem, Report, Scope
from depsov.report.sbom._text import shown

__all__ = ["Known", "Project", "known_below", "projects"]

_ALL = "project"
"""The name of what has no other: the scanned tree."""

_OF_TREE = ("discover", "parse", "resolve")
_LINE = re.compile(r":\d+\Z")


class Known(str, Enum):
    """How far it is known what something depends on."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"


class Project(NamedTuple):
    """A project by its folder in the tree (empty for the top), and what it names itself."""

    path: str
    direct: tuple[tuple[str, Scope], ...]
    known: Known

    @property
    def name(self) -> str:
        """How it is called: by its folder."""
        return shown(self.path) or _ALL


def projects(report: Report) -> list[Project]:
    """Return the projects of the tree, sorted by their folder."""
    roots = report.graph.roots
    unread = [_file(problem) for problem in report.problems if problem.is_of_reading]
    gaps = {_root_of(path, roots) for path in unread}
    loose = _loose(report.graph)
    return [
        Project(
            path,
            direct,
            Known.INCOMPLETE if path in gaps or None in gaps else Known.UNKNOWN if path in loose else Known.COMPLETE,
        )
        for path, direct in roots.items()
    ]


def known_below(report: Report) -> Mapping[str, Known]:
    """Return how far it is known what each package requires.

    A document that tells of no package what it requires knows none of it, and one with a Problem not all.
    """
    packages = report.graph.packages
    broken = {_file(problem) for problem in report.problems if problem.stage in _OF_TREE}
    telling = {place.file for package in packages.values() if package.requires for place in package.locations}
    return {purl: _known(package, broken, telling) for purl, package in packages.items()}


def _known(package: Package, broken: Collection[str], telling: Collection[str]) -> Known:
    files = {place.file for place in package.locations}
    if not files.isdisjoint(broken):
        return Known.INCOMPLETE
    return Known.UNKNOWN if files.isdisjoint(telling) else Known.COMPLETE


def _file(problem: Problem) -> str:
    return _LINE.sub("", problem.subject)


def _root_of(path: str, roots: Collection[str]) -> str | None:
    """Return the project that a file lies in: the deepest one; None where it lies in none of them."""
    above = [root for root in roots if not root or path.startswith(f"{root}/")]
    return max(above, key=len, default=None)


def _loose(graph: Graph) -> set[str]:
    """Return the projects with packages of which nothing tells whether the project itself names them."""
    starts = {purl: 1 for direct in graph.roots.values() for purl, _ in direct}
    reached = reachability(starts, {purl: package.requires for purl, package in graph.packages.items()})
    roots = {root for purl, package in graph.packages.items() if purl not in reached for root in package.roots}
    return {"" if root == "." else root for root in roots}
