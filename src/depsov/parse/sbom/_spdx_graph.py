"""The relationships of SPDX (https://spdx.github.io/spdx-spec/v2.3/relationships-between-SPDX-elements/) as a graph.

To contain is not to depend on: tools let the project contain all of its packages, required by each other or not. A
package that the project itself contains is therefore not taken for a direct dependency, and where a document knows no
dependencies at all, what contains what says nothing either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from depsov.evidence.links import LinkRole
from depsov.model import Scope
from depsov.parse.sbom._sbom import Bom

__all__ = ["Edge", "Relations", "location_role"]


class Edge(NamedTuple):
    """A relationship as it is written: an element, what kind of relationship, and with which others."""

    start: str
    kind: str
    ends: tuple[str, ...]
    scope: Scope = Scope.RUNTIME


# What depends on what stands before it, and for what.
_DOWN = {
    "DEPENDS_ON": Scope.RUNTIME,
    "HAS_PREREQUISITE": Scope.RUNTIME,
    "STATIC_LINK": Scope.RUNTIME,
    "DYNAMIC_LINK": Scope.RUNTIME,
}
_UP = {
    "DEPENDENCY_OF": Scope.RUNTIME,
    "RUNTIME_DEPENDENCY_OF": Scope.RUNTIME,
    "PROVIDED_DEPENDENCY_OF": Scope.RUNTIME,
    "PREREQUISITE_FOR": Scope.RUNTIME,
    "OPTIONAL_DEPENDENCY_OF": Scope.OPTIONAL,
    "OPTIONAL_COMPONENT_OF": Scope.OPTIONAL,
    "BUILD_DEPENDENCY_OF": Scope.BUILD,
    "BUILD_TOOL_OF": Scope.BUILD,
    "DEV_DEPENDENCY_OF": Scope.DEVELOPMENT,
    "DEV_TOOL_OF": Scope.DEVELOPMENT,
    "TEST_DEPENDENCY_OF": Scope.DEVELOPMENT,
    "TEST_TOOL_OF": Scope.DEVELOPMENT,
}


class Relations:
    """Collects the relationships of one document, whose own identifier is `document`."""

    def __init__(self, document: str) -> None:
        self.document = document
        self._described: dict[str, None] = {}
        self._above: dict[tuple[str, Scope], list[str]] = {}
        self._contains: dict[str, list[str]] = {}

    def add(self, edge: Edge) -> None:
        """Take a relationship; one that says nothing of what depends on what is left out."""
        start, kind, ends, weakest = edge
        if kind in _DOWN:
            self._above.setdefault((start, weakest), []).extend(ends)
        elif kind in _UP:
            for end in ends:
                self._above.setdefault((end, _UP[kind]), []).append(start)
        elif kind == "CONTAINS":
            self._contains.setdefault(start, []).extend(ends)
        elif kind == "CONTAINED_BY":
            for end in ends:
                self._contains.setdefault(end, []).append(start)
        elif kind == "DESCRIBES":
            self._described.update(dict.fromkeys(ends))
        elif kind == "DESCRIBED_BY":
            self._described[start] = None

    def forget(self, described: Collection[str]) -> None:
        """Leave out some of what the document describes."""
        self._described = {key: None for key in self._described if key not in described}

    def tops(self, packages: Collection[str]) -> Mapping[str, None]:
        """Return what the document is about, the project, of all its packages.

        A document that describes every package is a list, which is about none of them. One that describes some is about
        those that depend on others, and that nothing depends on.
        """
        if len(self._described) < 2:
            return self._described
        if all(key in self._described for key in packages):
            return {}
        below = {key for keys in self._above.values() for key in keys}
        above = {key for key, _ in self._above}
        return {key: None for key in self._described if key in above and key not in below}

    def connect(self, bom: Bom, tops: Mapping[str, str | None]) -> None:
        """Put the graph into a bill that has all of its packages; `tops` are what it is about, by their names."""
        for (above, scope), below in self._above.items():
            bom.link(above, below, scope)
        if self._above:
            leading = self._contains.keys() | {above for above, _ in self._above}
            for above, below in self._contains.items():
                inner = below if above not in tops else [key for key in below if key not in bom and key in leading]
                if inner:
                    bom.link(above, inner)
        for key, name in tops.items():
            bom.root(key, name)


def location_role(location: str) -> LinkRole:
    """Return what a download location is: a repository of a version control system, or any other place."""
    is_repository = location.startswith(("git+", "git:", "git@", "hg+", "svn+", "bzr+")) or location.endswith(".git")
    return "repository" if is_repository else "other"
