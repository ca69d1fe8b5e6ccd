"""One installed environment against one demand: the tree that it makes of it, and what it lacks.

Nothing is looked for elsewhere: what is not installed stays a wish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from depsov.demand import Demand, Want
from depsov.fulfil import Held, fulfil
from depsov.model import Extent, Node, Parsed, Scope
from depsov.parse.python._requirement import Requirement, parse_requirement
from depsov.parse.python.environment import Environment
from depsov.purl import normalise
from depsov.values import dataclass, replace

__all__ = ["Fit", "Installation", "some"]

_MOST = 5
_ORDER = list(Scope)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What an environment makes of a demand.

    What is said of wants is said of those that have to be there, see `_Asked.main`; `scope` is theirs, and None where
    there are none. `missing` are the names of those that are not installed, `unfit` those of which they allow another
    version only (`click 7.0 (>=8)`), `present` is how many are installed in any version. `absent` is what installed
    packages require and is not there (`h11 (for uvicorn)`). `is_installed` tells that the project itself is installed,
    `reached` are the names of all packages that the demand leads to.
    """

    parsed: Parsed
    scope: Scope | None
    missing: tuple[str, ...]
    unfit: tuple[str, ...]
    absent: tuple[str, ...]
    present: int
    is_installed: bool
    reached: frozenset[str]

    @property
    def is_whole(self) -> bool:
        """Whether the environment has all that is asked for, in versions that are allowed, and all that it requires."""
        return not (self.missing or self.unfit or self.absent)

    @property
    def is_foreign(self) -> bool:
        """Whether nothing in the environment speaks for its being that of the project."""
        return not self.present and not self.is_installed

    @property
    def lack(self) -> str:
        """What is wrong with it: `lacks flask and click, and holds what is not allowed: attrs 1.0 (>=2)`."""
        lacking, parts = [*self.missing, *self.absent], []
        if lacking:
            parts.append(f"lacks {some(lacking)}")
        if self.unfit:
            parts.append(f"holds what is not allowed: {some(self.unfit)}")
        return ", and ".join(parts)


class Installation:
    """An environment from which several demands may be served."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self._names = {node.key: node.name for node in environment.nodes}
        self._nodes: dict[str, Node] = {}
        for node in environment.nodes:
            self._nodes.setdefault(node.name, node)

    def fit(self, demand: Demand, original: Parsed) -> Fit:
        """Return what the environment makes of a demand, of which `original` is the document."""
        asked = _Asked(demand, self.environment)
        own = [name for name in sorted(demand.own) if name in self._nodes and self._nodes[name].own]
        main = asked.main()
        there = {want.name: node for want in main if (node := self._nodes.get(want.name)) is not None}
        missing = tuple(dict.fromkeys(want.name for want in main if want.name not in there))
        unfit = tuple(dict.fromkeys(asked.unfit(main, there)))
        absent = tuple(self._absent(asked.extras(main, own), {*demand.own, *asked.overrides}))
        held = self._held(asked.extras(asked.wants, own))
        parsed = fulfil(demand, original, held, asked.wants.__contains__)
        is_whole = not (missing or unfit or absent)
        return Fit(
            parsed=replace(parsed, extent=Extent.WHOLE if is_whole else Extent.WISHES),
            scope=main[0].scope if main else None,
            missing=missing,
            unfit=unfit,
            absent=absent,
            present=len(there),
            is_installed=bool(own),
            reached=frozenset(node.name for node in parsed.nodes),
        )

    def _held(self, asked: Mapping[str, Iterable[str]]) -> dict[str, Held]:
        """Return all packages that the names lead to with their extras, by name."""
        requires = self.environment.requirements.edges(asked).requires
        return {
            name: Held(
                name=name,
                version=node.version or "",
                requires=tuple(dict.fromkeys(self._names[key] for key in requires[node.key])),
                source=node.source,
                own=node.own,
                evidence=node.evidence,
            )
            for name, node in self._nodes.items()
            if node.key in requires
        }

    def _absent(self, asked: Mapping[str, Iterable[str]], settled: Iterable[str]) -> Iterator[str]:
        absent = self.environment.requirements.edges(asked).absent
        known = {*settled, *asked}
        return (f"{name} (for {self._names[key]})" for name, key in absent.items() if name not in known)


class _Asked:
    """The wants of a demand whose markers hold, with the overrides of the project."""

    def __init__(self, demand: Demand, environment: Environment) -> None:
        self._own = demand.own
        self._is_manifest = normalise("pypi", demand.project) in demand.own
        self.overrides: dict[str, list[str]] = {}
        for text in demand.overrides:
            requirement = parse_requirement(text)
            if requirement is not None:
                self.overrides.setdefault(requirement.name, []).append(text)
        holding = (self._holding(want, environment) for want in demand.wants)
        self.wants: dict[Want, Sequence[Requirement]] = {want: found for want, found in holding if found}

    def _holding(self, want: Want, environment: Environment) -> tuple[Want, list[Requirement]]:
        texts = [want.requirement, *self.overrides.get(want.name, ())]
        parsed = [parse_requirement(text) or Requirement(name=want.name) for text in texts]
        holds = [item.marker is None or environment.markers.hold(item.marker) for item in parsed]
        is_asked = holds[0] and (len(holds) == 1 or any(holds[1:]))
        return want, [item for item, held in zip(parsed, holds, strict=True) if held] if is_asked else []

    def main(self) -> list[Want]:
        """Return the wants that have to be there: of a project all for runtime, even where there are none.

        A file that is no project's manifest is there for the strongest scope in which it asks for anything. Build
        requirements are never installed, and do not count.
        """
        wants = [want for want in self.wants if want.scope is not Scope.BUILD and want.name not in self._own]
        scope = min((want.scope for want in wants), key=_ORDER.index, default=Scope.RUNTIME)
        return [want for want in wants if want.scope is (Scope.RUNTIME if self._is_manifest else scope)]

    def extras(self, wants: Iterable[Want], own: Iterable[str]) -> dict[str, set[str]]:
        """Return the extras that some of the wants ask for, by name; own packages start with none."""
        extras: dict[str, set[str]] = {name: set() for name in own}
        for want in wants:
            if want.scope is not Scope.BUILD:
                found = extras.setdefault(want.name, set())
                found.update(extra for requirement in self.wants[want] for extra in requirement.extras)
        return extras

    def unfit(self, wants: Iterable[Want], there: Mapping[str, Node]) -> Iterator[str]:
        """Yield what is there in a version that its want does not allow, nor the override that stands in for it."""
        for want in wants:
            if want.name in there:
                version = there[want.name].version or ""
                asked = [_specifier(text) for text in self.overrides.get(want.name, [want.requirement])]
                if not any(_allows(specifier, version) for specifier in asked):
                    yield f"{want.name} {version} ({' or '.join(asked)})"


def some(names: Sequence[str]) -> str:
    """Return an enumeration of at most five names: `a, b and c`, `a, b, c, d, e and 2 more`."""
    if len(names) > _MOST:
        return f"{', '.join(names[:_MOST])} and {len(names) - _MOST} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _specifier(text: str) -> str:
    """Return the versions that a dependency specifier allows (`>=8`), empty where that is any."""
    from packaging.requirements import InvalidRequirement
    from packaging.requirements import Requirement as Full

    try:
        return str(Full(text).specifier)
    except (InvalidRequirement, RecursionError):  # a marker of a thousand brackets
        return ""


def _allows(specifier: str, version: str) -> bool:
    from packaging.specifiers import SpecifierSet
    from packaging.version import InvalidVersion

    if not specifier:
        return True
    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except InvalidVersion:
        return False
