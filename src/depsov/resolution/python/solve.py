"""Resolves what a project asks for: from a demand to the set of packages that pip would install for a target.

demand -> needs -> fetched ahead -> resolvelib -> solution
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from resolvelib import ResolutionImpossible, ResolutionTooDeep

from depsov import phrases
from depsov.demand import Demand
from depsov.dependency_specifiers import Markers
from depsov.errors import DocumentError, ResolutionError
from depsov.fetch import Client, Failure
from depsov.model import Problem, SourceKind
from depsov.resolution.index.catalogue import Catalogue, TooManyQuestionsError
from depsov.resolution.index.credentials import bare
from depsov.resolution.python.ahead import fetch_ahead
from depsov.resolution.python.conflict import explain, too_many
from depsov.resolution.python.needs import Need, need_of, specifiers
from depsov.resolution.python.provider import Pin, Provider
from depsov.resolution.python.rules import Rules
from depsov.resolution.python.search import Search
from depsov.resolution.python.solution import Chosen, Solution
from depsov.resolution.python.stock import Index, Stock, Waiting
from depsov.resolution.python.target import Target
from depsov.values import dataclass, replace

__all__ = ["Limits", "solve", "solve_from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one resolution may cost: questions to indexes, rounds of the resolver, seconds."""

    questions: int = 2500
    rounds: int = 20_000
    seconds: float = 600.0


DEFAULT_LIMITS: Final = Limits()
_FIRST_ROUNDS: Final = 800
"""A resolution without conflicts takes one for each package; one with many is found in some hundred more, or astray."""


async def solve(
    demand: Demand,
    *,
    client: Client,
    indexes: Sequence[str],
    target: Target,
    today: date,
    preferences: Mapping[str, str] | None = None,
    withheld: Callable[[str], bool] = lambda _: False,
    limits: Limits = DEFAULT_LIMITS,
) -> Solution:
    """Return the packages that meet a demand for a target.

    `indexes` are base URLs, the first one asked first. `preferences` are versions by name that are taken where they
    will do. `withheld` tells of a name whether nobody shall be asked about it.

    Raises `ResolutionError` where nothing meets the demand, an index does not answer, or a limit is reached.
    """
    catalogue = Catalogue(client, indexes, limit=limits.questions)
    try:
        solution = await solve_from(
            catalogue, demand, target=target, today=today, preferences=preferences, withheld=withheld, limits=limits
        )
    finally:
        catalogue.close()
    return replace(solution, requests=client.sent)


async def solve_from(
    catalogue: Index,
    demand: Demand,
    *,
    target: Target,
    today: date,
    preferences: Mapping[str, str] | None = None,
    withheld: Callable[[str], bool] = lambda _: False,
    limits: Limits = DEFAULT_LIMITS,
) -> Solution:
    """Return what `solve` does, from what a catalogue has."""
    attempt = _Attempt(demand, Stock(catalogue, target), target, preferences or {}, withheld)
    tried = attempt.waiting.tried
    try:
        async with asyncio.timeout(limits.seconds):
            result = await attempt.run(limits)
    except TooManyQuestionsError as error:
        raise too_many(tried, phrases.count(limits.questions, "question")) from error
    except ResolutionTooDeep as error:
        raise too_many(tried, phrases.count(limits.rounds, "round")) from error
    except TimeoutError as error:
        raise too_many(tried, phrases.count(round(limits.seconds), "second")) from error
    finally:
        attempt.waiting.stop()
        attempt.stock.close()
    return attempt.solution(result, today)


class _Attempt:
    """One demand on its way to a solution."""

    def __init__(
        self,
        demand: Demand,
        stock: Stock,
        target: Target,
        preferences: Mapping[str, str],
        withheld: Callable[[str], bool],
    ) -> None:
        self.stock = stock
        self.waiting = Waiting(stock)
        self._demand = demand
        self._target = target
        self._markers = Markers(lambda: target.environment)
        self._unresolved = frozenset(self._repositories())
        opaque = demand.own | self._unresolved
        self._rules = Rules(
            constraints=specifiers(demand.constraints, demand.file),
            overrides=specifiers(demand.overrides, demand.file),
            preferences=preferences,
            opaque=lambda name: name in opaque or withheld(name),
            indexes={
                want.name: want.source.url.rstrip("/")
                for want in reversed(demand.wants)
                if want.source.kind is SourceKind.INDEX and want.source.url
            },
            prereleases=demand.prereleases,
        )
        self._needs, order = self._ordered()
        self._provider = Provider(self.waiting, target, self._rules, order)

    async def run(self, limits: Limits) -> list[Pin]:
        self.waiting.start()
        await fetch_ahead(self.stock, self._needs, self._markers, self._rules)
        return await asyncio.to_thread(self._resolve, limits)

    def _resolve(self, limits: Limits) -> list[Pin]:
        # A search that goes astray begins anew: what the conflicts were about is then decided first.
        for rounds in (min(_FIRST_ROUNDS, limits.rounds), limits.rounds):
            try:
                return self._search(rounds)
            except ResolutionTooDeep:
                if rounds == limits.rounds:
                    raise
                self._provider.begin_anew()
            except ResolutionImpossible:
                break
        try:
            return self._search(limits.rounds, leaps=False)
        except ResolutionImpossible as error:
            raise explain(error.causes, self._provider) from error

    def _search(self, rounds: int, *, leaps: bool = True) -> list[Pin]:
        search = Search(self._provider, leaps=leaps)
        return list(self._reached(search.resolve(self._needs, max_rounds=rounds).mapping))

    def _reached(self, mapping: Mapping[str, Pin]) -> Iterator[Pin]:
        """Yield what the needs of the project lead to: what was decided on for a choice taken back can be left over."""
        waiting = [need.identifier for need in self._needs]
        seen: set[str] = set()
        while waiting:
            identifier = waiting.pop()
            if identifier not in seen:
                seen.add(identifier)
                yield mapping[identifier]
                waiting += [need.identifier for need in self._provider.get_dependencies(mapping[identifier])]

    def _repositories(self) -> Iterable[str]:
        """Yield the names of what comes from a repository, for this target."""
        for want in self._demand.wants:
            if want.source.kind is SourceKind.GIT and self._markers.hold(need_of(want.requirement, want.file)[1]):
                yield want.name

    def _ordered(self) -> tuple[list[Need], dict[str, int]]:
        """Return the needs of the project, those of extras last, and the places of their names: as pip has it."""
        needs: list[Need] = []
        order: dict[str, int] = {}
        for place, need in enumerate(self._wanted()):
            parts = need.parts()
            order.setdefault(parts[0].identifier, place)
            needs += parts
        return sorted(needs, key=lambda need: bool(need.extras)), order

    def _wanted(self) -> Iterable[Need]:
        for want in self._demand.wants:
            if want.source.kind is SourceKind.PATH:
                continue
            place = want.file if want.line is None else f"{want.file}:{want.line}"
            try:
                need, marker = need_of(want.requirement, place)
            except DocumentError as error:
                raise ResolutionError(f"{place}: {error}") from error
            if self._markers.hold(marker):
                yield from self._rules.overridden(need, self._markers)

    # --- the solution ---------------------------------------------------------------------------------------------

    def solution(self, chosen: Iterable[Pin], today: date) -> Solution:
        pins: dict[str, list[Pin]] = {}
        for pin in chosen:
            if pin.release is not None:
                pins.setdefault(pin.name, []).append(pin)
        known = {*pins, *self._unresolved}
        packages = tuple(self._chosen(found, known) for _, found in sorted(pins.items()))
        direct = sorted({need.name for need in self._needs if need.name in known})
        return Solution(
            packages=packages,
            direct=tuple(direct),
            target=self._target.label,
            date=today.isoformat(),
            indexes=tuple(sorted({package.index for package in packages if package.index is not None})),
            unresolved=tuple(sorted(self._unresolved & {need.name for need in self._needs})),
            problems=tuple(self._problems(pins)),
        )

    def _chosen(self, pins: Sequence[Pin], known: set[str]) -> Chosen:
        """Return a package with what it requires, with all of its extras that are asked for."""
        releases = [pin.release for pin in pins if pin.release is not None]
        release = next((item for item in releases if item.index is None), releases[0])
        required = {need.name for pin in pins for need in self._provider.get_dependencies(pin)}
        file = release.file
        return Chosen(
            name=release.name,
            version=str(release.version),
            index=release.index,
            filename=file.filename,
            url=bare(file.url),
            hashes=dict(file.hashes),
            size=file.size,
            upload_time=file.upload_time,
            requires_python=file.requires_python,
            requires=tuple(sorted((required & known) - {release.name})),
            yanked=file.yanked,
        )

    def _problems(self, pins: Mapping[str, Sequence[Pin]]) -> Iterable[Problem]:
        file = self._demand.file
        for release, reason in self._provider.broken.items():
            chosen = pins[release.name][0].release if release.name in pins else None
            if chosen is not None and release.version > chosen.version:
                yield Problem(stage="resolve", subject=file, message=f"{release} was passed over: {reason}")
        for found in pins.values():
            metadata = None if found[0].release is None else self.stock.seen.get(found[0].release)
            if metadata is None or isinstance(metadata, Failure):
                continue
            if not metadata.complete:
                message = f"{found[0]}: what it requires is computed when it is built, and is not known in full"
                hint = "an environment that the project is installed in tells"
                yield Problem(stage="resolve", subject=file, message=message, hint=hint)
            elif metadata.computed_elsewhere:
                message = f"{found[0]}: what it requires is what the machine of its author computed"
                yield Problem(stage="resolve", subject=file, message=message)
