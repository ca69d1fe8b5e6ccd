"""What the manifests beside a lockfile of conda ask for, met with what it locks, in conda and in PyPI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from depsov.model import REGISTRY, Direct, Node, Problem, Scope, Source
from depsov.parse._older import older_problem
from depsov.parse._roots import directs
from depsov.parse.conda._conda import ECOSYSTEM
from depsov.values import dataclass

__all__ = ["Asked", "Names", "Wishes"]

Names = Mapping[tuple[str, str], Sequence[str]]
"""The keys of the nodes of each ecosystem and name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A package that a manifest names. `required`: a lockfile that fits to the manifest holds it."""

    name: str
    scope: Scope
    file: str
    ecosystem: str = ECOSYSTEM
    line: int | None = None
    extras: tuple[str, ...] = ()
    source: Source = REGISTRY
    required: bool = True


class Wishes:
    """Collects them for one lockfile: `direct` are those that it holds, `missing` nodes for those that it lacks."""

    def __init__(self, names: Names) -> None:
        self.missing: dict[str, Node] = {}
        self._names = names
        self._found: list[tuple[str, Scope]] = []
        self._stale: dict[str, None] = {}

    @property
    def direct(self) -> tuple[Direct, ...]:
        """The direct dependencies, the strongest scope of each."""
        return directs(self._found)

    def add(self, asked: Asked) -> None:
        """Count one among the direct dependencies; what builds a project is shown even where no lock holds it."""
        keys = self._names.get((asked.ecosystem, asked.name), ())
        if not keys and asked.ecosystem != ECOSYSTEM:
            keys = self._names.get((ECOSYSTEM, asked.name), ())  # what is wanted from PyPI may come from conda
        self._found += ((key, asked.scope) for key in keys)
        is_stale = asked.required and asked.scope is not Scope.BUILD
        if keys or not (is_stale or asked.scope is Scope.BUILD):
            return
        node = Node(
            key=f"{asked.ecosystem}:{asked.name}",
            ecosystem=asked.ecosystem,
            name=asked.name,
            source=asked.source,
            file=asked.file,
            line=asked.line,
        )
        self.missing.setdefault(node.key, node)
        self._found.append((node.key, asked.scope))
        if is_stale:
            self._stale[asked.name] = None

    def add_direct(self, key: str, scope: Scope) -> None:
        """Count the node of that key among the direct dependencies."""
        self._found.append((key, scope))

    def problems(self, path: str, command: str) -> Iterator[Problem]:
        """Return the Problem of a lockfile at `path` that `command` should make anew."""
        return older_problem(path, self._stale, command)
