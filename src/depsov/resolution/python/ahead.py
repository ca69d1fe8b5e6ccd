"""Fetches ahead what a resolution will look at: the newest release of each project that will do, and what it requires.

The guess is nearly always right, as conflicts are rare: all pages and metadata arrive side by side, and the resolver
then waits for hardly anything.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from functools import reduce
from operator import and_

from packaging.specifiers import SpecifierSet

from depsov.dependency_specifiers import Markers
from depsov.errors import DocumentError, ResolutionError
from depsov.fetch import Failure
from depsov.resolution.index.catalogue import TooManyQuestionsError
from depsov.resolution.index.metadata import Metadata
from depsov.resolution.python.needs import Need, required
from depsov.resolution.python.rules import Rules
from depsov.resolution.python.shelf import Release, Wanted
from depsov.resolution.python.stock import Stock

__all__ = ["fetch_ahead"]

_NOTHING = SpecifierSet()
_MOST_LOOKS = 8
"""Releases of one project that are followed: sets that narrow each other for ever are left to the resolver."""


async def fetch_ahead(stock: Stock, needs: Iterable[Need], markers: Markers, rules: Rules) -> None:
    """Fetch what the needs lead to. Whatever fails here fails again where it counts."""
    ahead = _Ahead(stock, markers, rules)
    for need in needs:
        ahead.follow(need)
    await ahead.done()


class _Ahead:
    def __init__(self, stock: Stock, markers: Markers, rules: Rules) -> None:
        self._stock = stock
        self._markers = markers
        self._rules = rules
        self._specifiers: dict[str, SpecifierSet] = {}
        self._extras: dict[str, set[str]] = {}
        self._looks: Counter[str] = Counter()
        self._followed: set[tuple[Release, str]] = set()
        self._running: set[asyncio.Task[None]] = set()

    def follow(self, need: Need) -> None:
        """Follow one need, unless it asks for nothing new."""
        name = need.name
        if self._rules.opaque(name):
            return
        known = self._specifiers.get(name)
        if known is None:
            known = reduce(and_, (limit.specifier for limit in self._rules.constraining(name, self._markers)), _NOTHING)
        narrowed = known & need.specifier
        extras = self._extras.setdefault(name, set())
        if name in self._specifiers and narrowed == known and extras.issuperset(need.extras):
            return
        self._specifiers[name] = narrowed
        extras.update(need.extras)
        self._looks[name] += 1
        if self._looks[name] > _MOST_LOOKS:
            return
        task = asyncio.create_task(self._look_into(need))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def done(self) -> None:
        """Wait until there is nothing left to follow."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def _look_into(self, need: Need) -> None:
        try:
            release = await self._best(need)
            if release is None:
                return
            metadata = await self._stock.metadata(release)
            if isinstance(metadata, Metadata):
                self._go_on(release, metadata)
        except (ResolutionError, DocumentError, TooManyQuestionsError):
            return

    async def _best(self, need: Need) -> Release | None:
        name = need.name
        limits = self._rules.constraining(name, self._markers)
        placed = next((limit for limit in (need, *limits) if limit.url is not None), None)
        if placed is not None:
            found = await self._stock.direct(placed)
            return None if isinstance(found, Failure) else found
        shelf = await self._stock.shelf(name, self._rules.indexes.get(name))
        # All that was learnt of it while the page was on its way counts.
        wanted = Wanted(self._specifiers[name], self._rules.prereleases)
        return next(shelf.matching(wanted, self._rules.preferred(name)), None)

    def _go_on(self, release: Release, metadata: Metadata) -> None:
        wanted = ["", *(self._extras[release.name] & metadata.extras)]
        for extra in wanted:
            if (release, extra) not in self._followed:
                self._followed.add((release, extra))
                extras = frozenset({extra}) if extra else frozenset[str]()
                for need in required(metadata.requires, extras, self._markers, str(release), release.name):
                    for other in self._rules.overridden(need, self._markers):
                        self.follow(other)
