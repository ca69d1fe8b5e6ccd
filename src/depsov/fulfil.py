"""A demand and the packages that meet it, as the document that a lockfile would have been.

The packages are those of an installed environment, or those that a resolution found. Pure, and linear in the edges.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from depsov.demand import Demand, Want
from depsov.model import REGISTRY, Direct, Evidence, Extent, Node, Parsed, Root, Scope, Source, SourceKind
from depsov.parse import _address
from depsov.parse._nodes import by_name
from depsov.purl import normalise
from depsov.values import dataclass, field, replace

__all__ = ["Held", "fulfil"]

_ORDER = list(Scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A package that is there, in one version.

    `name` is normalised, `requires` are the names of other packages, with all extras that somebody asked for taken into
    account. `own` marks what lies on the local disk; `resolved` that the version was found for this report.
    """

    name: str
    version: str
    requires: tuple[str, ...] = ()
    source: Source = REGISTRY
    own: bool = False
    evidence: tuple[Evidence, ...] = ()
    resolved: bool = False


def fulfil(demand: Demand, original: Parsed, packages: Mapping[str, Held], holds: Callable[[Want], bool]) -> Parsed:
    """Return the document of a demand with all packages that it leads to.

    `original` is what the reader of the document returned, `packages` are by name; `holds` tells whether the marker of
    a want does. What is asked for and not there stays as `original` has it, and so do build requirements, which are
    installed only while something is built. The extent is `WHOLE` where all the rest is there.
    """
    return _Fulfilled(demand, original, packages, filter(holds, demand.wants)).parsed()


@dataclass(slots=True)
class _Asked:
    """All wants of one name that hold."""

    wants: list[Want] = field(default_factory=list)

    @property
    def is_for_build(self) -> bool:
        """Whether it is asked for to build the project, and for nothing else."""
        return all(want.scope is Scope.BUILD for want in self.wants)

    def main(self) -> Want:
        """Return the want with the strongest scope, of several the first."""
        return min(self.wants, key=lambda want: _ORDER.index(want.scope))

    def source(self) -> Source:
        """Return where the project says that the package comes from, or the default registry where it does not say."""
        return next((want.source for want in self.wants if want.source != REGISTRY), REGISTRY)


class _Fulfilled:
    """One demand while its document is made."""

    def __init__(self, demand: Demand, original: Parsed, packages: Mapping[str, Held], wants: Iterable[Want]) -> None:
        self._demand = demand
        self._original = original
        self._written = by_name(original.nodes)
        self._packages = packages
        self._index = REGISTRY if demand.index is None else _address.index(demand.index)
        self._asked: dict[str, _Asked] = {}
        for want in wants:
            self._asked.setdefault(want.name, _Asked()).wants.append(want)
        self._nodes: dict[str, Node] = {}
        self._direct: dict[str, Scope] = {}
        self._is_whole = True

    def parsed(self) -> Parsed:
        """Return the document: what is there, what it leads to, and what is not there."""
        there = [name for name in self._asked if self._is_there(name)]
        installed = [name for name in sorted(self._demand.own) if self._is_installed_own(name)]
        for name in self._reached([*there, *installed]):
            node = self._node(self._packages[name])
            self._nodes[node.key] = node
        for name in there:
            self._direct[_key(self._packages[name])] = self._asked[name].main().scope
        for name in installed:
            self._direct.setdefault(_key(self._packages[name]), Scope.RUNTIME)
        for name, asked in self._asked.items():
            if not self._is_there(name) and not self._is_own(name):
                self._add_wish(name, asked)
        return replace(
            self._original,
            nodes=tuple(self._nodes.values()),
            roots=(self._root(),),
            extent=Extent.WHOLE if self._is_whole else Extent.WISHES,
        )

    # --- what is there --------------------------------------------------------------------------------------------

    def _is_there(self, name: str) -> bool:
        return name in self._packages and not self._asked[name].is_for_build

    def _is_own(self, name: str) -> bool:
        if name in self._demand.own or (name in self._packages and self._packages[name].own):
            return True
        return name in self._asked and self._asked[name].source().kind is SourceKind.PATH

    def _is_installed_own(self, name: str) -> bool:
        """Return whether a part of the project is installed that nobody asks for: it tells what it needs itself."""
        if name in self._asked or name not in self._demand.own:
            return False
        return name in self._packages and self._packages[name].own

    def _reached(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the names and all that they lead to, nearest first."""
        waiting = deque(dict.fromkeys(names))
        seen = set(waiting)
        while waiting:
            name = waiting.popleft()
            yield name
            below = [below for below in self._below(self._packages[name]) if below not in seen]
            seen.update(below)
            waiting += below

    def _below(self, held: Held) -> list[str]:
        """Return the names of what a package requires, as far as it is there."""
        names = sorted(set(held.requires) - {held.name})
        if self._is_installed_own(held.name) and held.name != normalise("pypi", self._demand.project):
            # What a member asks for is among the wants, with its scope: nobody knows in which scope the member is.
            names = [name for name in names if name not in self._asked]
        return [name for name in names if name in self._packages]

    def _node(self, held: Held) -> Node:
        asked = self._asked.get(held.name)
        want = None if asked is None else asked.main()
        source = REGISTRY if asked is None else asked.source()
        if source == REGISTRY:
            source = self._index if held.source == REGISTRY else held.source
        own = self._is_own(held.name)
        return Node(
            key=_key(held),
            ecosystem="pypi",
            name=held.name,
            version=held.version,
            source=_address.PATH if own else source,
            line=None if want is None else want.line,
            file=None if want is None else self._file(want),
            requires=tuple(_key(self._packages[name]) for name in self._below(held)),
            own=own,
            evidence=held.evidence,
            resolved=held.resolved,
        )

    # --- what is not ----------------------------------------------------------------------------------------------

    def _add_wish(self, name: str, asked: _Asked) -> None:
        scope = asked.main().scope
        self._is_whole &= asked.is_for_build
        for node in self._wishes(name, asked):
            self._nodes.setdefault(node.key, node)
            self._direct[node.key] = min(scope, self._direct.get(node.key, scope), key=_ORDER.index)

    def _wishes(self, name: str, asked: _Asked) -> list[Node]:
        """Return the nodes that the reader made of these wants: where lines tell it, of these alone."""
        nodes = self._written.get(name, [])
        places = {(self._file(want), want.line) for want in asked.wants}
        matching = [node for node in nodes if (node.file, node.line) in places] or nodes
        return [node._replace(requires=()) for node in matching] or [self._wish(name, asked)]

    def _wish(self, name: str, asked: _Asked) -> Node:
        want, source = asked.main(), asked.source()
        return Node(
            key=name,
            ecosystem="pypi",
            name=name,
            source=self._index if source == REGISTRY else source,
            line=want.line,
            file=self._file(want),
        )

    # --- the project ----------------------------------------------------------------------------------------------

    def _file(self, want: Want) -> str | None:
        return None if want.file == self._demand.file else want.file

    def _root(self) -> Root:
        direct = tuple(Direct(key=key, scope=scope) for key, scope in self._direct.items())
        return Root(name=self._demand.project, path=self._demand.folder, direct=direct)


def _key(held: Held) -> str:
    return f"{held.name}@{held.version}"
