"""What resolvelib asks about Python packages: which releases will do, what they require, what to decide first.

The order of decisions is pip's, so that where several sets would do, the one that pip installs is found:
https://pip.pypa.io/en/stable/topics/more-dependency-resolution/
"""

# ruff: noqa: ARG002  the arguments are those that resolvelib hands over

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import islice
from operator import and_
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from resolvelib import AbstractProvider
from resolvelib.structs import RequirementInformation

from depsov.dependency_specifiers import Markers
from depsov.errors import DocumentError
from depsov.fetch import Failure
from depsov.resolution.python.needs import Need, required
from depsov.resolution.python.rules import Rules
from depsov.resolution.python.shelf import Release, Shelf, Wanted, allows_python
from depsov.resolution.python.stock import Waiting
from depsov.resolution.python.target import Target
from depsov.values import dataclass

__all__ = ["IMPOSSIBLE", "PYTHON", "Pin", "Provider"]

PYTHON = "<python>"
IMPOSSIBLE = "<impossible>"
"""Names that no package has: of the interpreter, and of what can never be met."""

_NO_EXTRAS: frozenset[str] = frozenset()
_NOTHING = SpecifierSet()
_UPPER = frozenset({"<", "<=", "~=", "==", "==="})
_OFTEN = 5
"""Conflicts that a name was part of before it was decided on, until it is decided on early; the number is pip's."""

_SHARE = 10
"""A name counts among those that conflicts were about with a tenth of the most that any was part of."""

_MOST_AHEAD = 32
"""Releases that are looked into at once, where the resolver walks down a list of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Pin:
    """A release that is chosen, with the extras that somebody asked for.

    Without a release, what no index is asked about; or, where it is not needed, what nobody asks for any more.
    """

    name: str
    extras: frozenset[str]
    release: Release | None
    is_needed: bool = True

    @property
    def identifier(self) -> str:
        """What it is chosen for."""
        return f"{self.name}[{','.join(sorted(self.extras))}]" if self.extras else self.name

    def __str__(self) -> str:
        """Return it as messages name it."""
        return self.name if self.release is None else str(self.release)


class Provider(AbstractProvider[Need, Pin, str]):
    """The provider for one demand and one target.

    `takes_leftovers`: what nobody asks for any more is no dead end.
    """

    def __init__(self, stock: Waiting, target: Target, rules: Rules, order: Mapping[str, int]) -> None:
        self.broken: dict[Release, str] = {}
        self.askers: dict[str, dict[str, Need]] = {}
        self.takes_leftovers = False
        self._stock = stock
        self._target = target
        self._rules = rules
        self._order = order
        self._markers = Markers(lambda: target.environment)
        self._pins: dict[tuple[Release | str, frozenset[str]], Pin] = {}
        self._dependencies: dict[Pin, list[Need]] = {}
        self._satisfied: dict[tuple[Need, Pin], bool] = {}
        self._traits: dict[Need, tuple[bool, bool, bool]] = {}
        self._wanted: dict[tuple[Need, ...], Wanted] = {}
        self._conflicts: Counter[str] = Counter()
        self._involved: Counter[str] = Counter()
        self._early: set[str] = set()

    # --- what resolvelib calls ------------------------------------------------------------------------------------

    def identify(self, requirement_or_candidate: Need | Pin) -> str:
        """Return what is decided on: a name, or a name with extras."""
        return requirement_or_candidate.identifier

    def narrow_requirement_selection(
        self,
        identifiers: Iterable[str],
        resolutions: Mapping[str, Pin],
        candidates: Mapping[str, Iterator[Pin]],
        information: Mapping[str, Iterator[RequirementInformation[Need, Pin]]],
        backtrack_causes: Sequence[RequirementInformation[Need, Pin]],
    ) -> Iterable[str]:
        """Decide first on what the last conflict was about, then on what many were about."""
        names = list(identifiers)
        causes: set[str] = set()
        for info in backtrack_causes:
            found = [info.requirement.identifier, *([] if info.parent is None else [info.parent.identifier])]
            causes.update(found)
            self._involved.update(found)
            for name in found:
                if name not in resolutions:
                    self._conflicts[name] += 1
                    if self._conflicts[name] >= _OFTEN:
                        self._early.add(name)
        return [name for name in names if name in causes] or [name for name in names if name in self._early] or names

    def get_preference(
        self,
        identifier: str,
        resolutions: Mapping[str, Pin],
        candidates: Mapping[str, Iterator[Pin]],
        information: Mapping[str, Iterator[RequirementInformation[Need, Pin]]],
        backtrack_causes: Sequence[RequirementInformation[Need, Pin]],
    ) -> Any:
        """Return a key: the lower, the earlier it is decided. Direct URLs, pins, upper bounds, the user's own order.

        Before all that comes what many conflicts were about.
        """
        direct = pinned = bounded = free = False
        for info in information[identifier]:
            need = info.requirement
            traits = self._traits.get(need)
            if traits is None:
                traits = self._traits[need] = _traits(need.specifier)
            direct |= need.url is not None or need.release is not None
            pinned |= traits[0]
            bounded |= traits[1]
            free |= traits[2]
        place = self._order.get(identifier, len(self._order))
        return identifier not in self._early, not direct, not pinned, not bounded, place, not free, identifier

    def find_matches(
        self,
        identifier: str,
        requirements: Mapping[str, Iterator[Need]],
        incompatibilities: Mapping[str, Iterator[Pin]],
    ) -> Callable[[], Iterator[Pin]] | Sequence[Pin]:
        """Return the candidates that meet all that is asked of a name, the best first."""
        needs = list(requirements[identifier])
        if not needs:
            # Who asked for it was taken back. To pip that is a dead end, which can be wrong.
            return [Pin(identifier, _NO_EXTRAS, None, is_needed=False)] if self.takes_leftovers else []
        first = needs[0]
        if first.name in (PYTHON, IMPOSSIBLE):
            return self._python(needs)
        if self._rules.opaque(first.name):
            return [self._pin(first.name, first.extras)]
        if first.extras:
            needs += requirements.get(first.name, ())
        for need in needs:
            self.askers.setdefault(need.name, {}).setdefault(need.asker, need)
        refused = {pin.release for pin in incompatibilities[identifier]}
        return lambda: self._candidates(first.name, first.extras, needs, refused)

    def is_satisfied_by(self, requirement: Need, candidate: Pin) -> bool:
        """Return whether a candidate meets a requirement."""
        key = (requirement, candidate)
        known = self._satisfied.get(key)
        if known is None:
            release = candidate.release
            known = candidate.is_needed if release is None else _meets(release, requirement)
            self._satisfied[key] = known
        return known

    def get_dependencies(self, candidate: Pin) -> Iterable[Need]:
        """Return what a candidate requires; with extras, what they add, and the same release without them."""
        known = self._dependencies.get(candidate)
        if known is None:
            known = self._dependencies[candidate] = list(self._required(candidate))
        return known

    def begin_anew(self) -> None:
        """Decide early, from now on, on what most conflicts were about, and on all that led there."""
        most = max(self._involved.values(), default=0)
        waiting = [name.partition("[")[0] for name, count in self._involved.items() if count * _SHARE >= most]
        self._early = set()
        while waiting:
            name = waiting.pop()
            if name not in self._early:
                self._early.add(name)
                waiting += [need.by for need in self.askers.get(name, {}).values() if need.by is not None]
        self._conflicts.clear()
        self._involved.clear()

    @property
    def promoted(self) -> int:
        """How many names are decided on early, for the conflicts that they were part of."""
        return len(self._early)

    @property
    def python(self) -> str:
        """The version of Python that is resolved for."""
        return self._target.python_version

    def candidates(self, needs: Sequence[Need]) -> Iterable[Release]:
        """Return what meets some needs of one name and the constraints on it, whatever else is asked for."""
        return self._releases(needs[0].name, [*needs, *self.constraints(needs[0].name)])

    def matching(self, needs: Sequence[Need]) -> Iterable[Release]:
        """Return what meets some needs of one name, whatever the constraints on it are."""
        return self._releases(needs[0].name, needs)

    # --- candidates -----------------------------------------------------------------------------------------------

    def _python(self, needs: Iterable[Need]) -> Sequence[Pin]:
        version = self._target.python_version
        meets = all(need.name == PYTHON and need.specifier.contains(version, prereleases=True) for need in needs)
        return [self._pin(PYTHON, _NO_EXTRAS)] if meets else []

    def _candidates(
        self, name: str, extras: frozenset[str], needs: Sequence[Need], refused: set[Release | None]
    ) -> Iterator[Pin]:
        asked = [*needs, *self.constraints(name)]
        releases = (release for release in self._releases(name, asked) if release not in refused)
        for release in self._looked_into(releases, len(refused)):
            yield self._pin(release, extras)

    def _releases(self, name: str, asked: Sequence[Need]) -> Iterable[Release]:
        given = next((need.release for need in asked if need.release is not None), None)
        if given is None:
            need = next((need for need in asked if need.url is not None), None)
            if need is None:
                return self.shelf(name).matching(self.wanted(asked), self._rules.preferred(name))
            found = self._stock.direct(need)
            given = found if isinstance(found, Release) else None
        return [given] if given is not None and all(_meets(given, need) for need in asked) else []

    def wanted(self, needs: Sequence[Need]) -> Wanted:
        """Return what needs of one name ask for together."""
        key = tuple(needs)
        known = self._wanted.get(key)
        if known is None:
            # Those that are written alike are the same object.
            specifiers = {id(need.specifier): need.specifier for need in needs}.values()
            specifier = reduce(and_, specifiers) if specifiers else _NOTHING
            known = self._wanted[key] = Wanted(specifier, self._rules.prereleases)
        return known

    def _looked_into(self, releases: Iterator[Release], passed: int) -> Iterator[Release]:
        """Yield releases; where some were passed over, what the next ones require is asked for at once, ever more."""
        while batch := list(islice(releases, min(passed + 1, _MOST_AHEAD))):
            if passed:
                self._stock.expect(batch)
            yield from batch
            passed += len(batch)

    def constraints(self, name: str) -> list[Need]:
        """Return the constraints on a name."""
        return self._rules.constraining(name, self._markers)

    def shelf(self, name: str) -> Shelf:
        """Return the shelf of a name: of the index that the project names for it, else of the first that has it."""
        return self._stock.shelf(name, self._rules.indexes.get(name))

    def direct(self, need: Need) -> Release | Failure:
        """Return the release at the address of a need, or why there is none."""
        return self._stock.direct(need)

    def _pin(self, release: Release | str, extras: frozenset[str]) -> Pin:
        pin = self._pins.get((release, extras))
        if pin is None:
            name, found = (release, None) if isinstance(release, str) else (release.name, release)
            pin = self._pins[release, extras] = Pin(name, extras, found)
        return pin

    # --- dependencies ---------------------------------------------------------------------------------------------

    def _required(self, pin: Pin) -> Iterator[Need]:
        release = pin.release
        if release is None:
            return
        metadata = self._stock.metadata(release)
        asker = str(release)
        if isinstance(metadata, Failure):
            yield self._impossible(release, metadata.reason)
            return
        python = metadata.requires_python
        if python and not allows_python(python, self._target.python_version):
            yield Need(PYTHON, _NO_EXTRAS, SpecifierSet(python), asker, release.name)
            return
        if pin.extras:
            asker = f"{pin.identifier} {release.version}"
            yield Need(release.name, _NO_EXTRAS, _NOTHING, asker, release.name, release=release)
        extras = pin.extras & metadata.extras
        if pin.extras and not extras:
            return
        try:
            needs = list(required(metadata.requires, extras, self._markers, asker, release.name))
        except (DocumentError, InvalidSpecifier) as error:
            yield self._impossible(release, str(error))
            return
        for need in needs:
            for other in self._rules.overridden(need, self._markers):
                yield from other.parts()

    def _impossible(self, release: Release, reason: str) -> Need:
        self.broken[release] = reason
        return Need(IMPOSSIBLE, _NO_EXTRAS, _NOTHING, str(release), release.name)


def _meets(release: Release, need: Need) -> bool:
    if need.release is not None:
        return need.release.file.url == release.file.url  # an address can be that of a file of the index
    if need.url is not None:
        return release.file.url == need.url.partition("#")[0]
    return need.specifier.contains(release.version, prereleases=True)


def _traits(specifier: SpecifierSet) -> tuple[bool, bool, bool]:
    """Return whether versions are pinned, bounded from above, and restricted at all."""
    items = list(specifier)
    pinned = any(item.operator in {"==", "==="} and not item.version.endswith(".*") for item in items)
    return pinned, any(item.operator in _UPPER for item in items), bool(items)
