"""The search of resolvelib, without what it computes anew in every round.

It looks at every name in every round, which is quadratic: most of the time of a large set. What it finds for a name
changes only with what is asked of the name, of which resolvelib makes a new object each time.
"""

from __future__ import annotations

from typing import Any

from resolvelib import BaseReporter
from resolvelib.resolvers import Criterion, Resolution

from depsov.resolution.python.needs import Need
from depsov.resolution.python.provider import Pin, Provider

__all__ = ["Search"]


class Search(Resolution[Need, Pin, str]):
    """One search for what meets some needs.

    Without leaps, one decision after the other is taken back. resolvelib mostly leaps back to where a conflict may come
    from, which is many times faster. Where a leap was wrong it goes back to a state that can lack its first decisions,
    and calls impossible what is not: so its "impossible" is only to be believed without leaps.
    """

    def __init__(self, provider: Provider, *, leaps: bool = True) -> None:
        super().__init__(provider, BaseReporter())
        self._provider = provider
        self._satisfied: dict[str, tuple[Criterion[Need, Pin], Pin, bool]] = {}
        self._preferences: dict[str, tuple[Criterion[Need, Pin], int, Any]] = {}
        provider.takes_leftovers = not leaps
        if not leaps:
            self._optimistic_backjumping_ratio = 0.0

    def _is_current_pin_satisfying(self, name: str, criterion: Criterion[Need, Pin]) -> bool:
        pin = self.state.mapping.get(name)
        if pin is None:
            return False
        known = self._satisfied.get(name)
        if known is None or known[0] is not criterion or known[1] is not pin:
            known = criterion, pin, super()._is_current_pin_satisfying(name, criterion)
            self._satisfied[name] = known
        return known[2]

    def _get_preference(self, name: str) -> Any:
        criterion, conflicts = self.state.criteria[name], self._provider.promoted
        known = self._preferences.get(name)
        if known is None or known[0] is not criterion or known[1] != conflicts:
            known = self._preferences[name] = criterion, conflicts, super()._get_preference(name)
        return known[2]
