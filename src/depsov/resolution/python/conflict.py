"""Why a resolution failed, as a chain of who asks for what."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence

from resolvelib.structs import RequirementInformation

from depsov import phrases
from depsov.errors import ResolutionError
from depsov.fetch import Failure
from depsov.resolution.python.needs import Need
from depsov.resolution.python.provider import IMPOSSIBLE, PYTHON, Pin, Provider
from depsov.resolution.python.shelf import OTHER_PYTHON

__all__ = ["explain", "too_many"]

Cause = RequirementInformation[Need, Pin]

_MOST = 4
"""How many sides of a conflict are shown for one name; the rest is counted."""

_LONGEST = 6
"""How many links of a chain are shown."""

_LOOSEN = "loosen one of these requirements"


def explain(causes: Iterable[Cause], provider: Provider) -> ResolutionError:
    """Return the error for requirements that nothing can meet together."""
    by_name: dict[str, list[Need]] = {}
    for need in _unique(cause.requirement for cause in causes):
        by_name.setdefault(need.name, []).append(need)
    told = [_Told(name, needs, provider) for name, needs in by_name.items()]
    # Where one name is impossible by itself, what leads to it is said along with it.
    shown = [item for item in told if item.is_impossible] or told
    hint = shown[0].hint if len(shown) == 1 else _LOOSEN
    at_fault = (need.by if name in (PYTHON, IMPOSSIBLE) else name for name, needs in by_name.items() for need in needs)
    names = tuple(dict.fromkeys(name for name in at_fault if name is not None))
    return ResolutionError("; ".join(item.text for item in shown), hint=hint, names=names)


def too_many(tried: Mapping[str, int], what: str) -> ResolutionError:
    """Return the error for a search that was ended by a limit; `tried` counts the releases looked into, by name."""
    worst = sorted(tried, key=lambda name: (-tried[name], name))[:3]
    listed = ", ".join(f"{name} ({phrases.count(tried[name], 'release')} tried)" for name in worst)
    return ResolutionError(
        f"not resolved within {what}: it was still trying {listed or 'to read the first pages'}",
        hint=f"narrow {worst[0] if worst else 'a requirement'} by a lower bound or a constraint",
        names=tuple(worst),
    )


class _Told:
    """What is said about one name: who asks what of it, why that cannot be met, and what to do."""

    def __init__(self, name: str, needs: Sequence[Need], provider: Provider) -> None:
        self._name = name
        self._needs = needs
        self._provider = provider
        if name in (PYTHON, IMPOSSIBLE):
            self.is_impossible = True
            self.text, self.hint = self._of_releases()
            return
        self._limits = provider.constraints(name)
        self.is_impossible = not _any(provider.candidates(needs))
        self.text, self.hint = self._of_name()

    def _of_releases(self) -> tuple[str, str]:
        """Return what is wrong with releases that would do but for themselves."""
        if self._name == PYTHON:
            python = self._provider.python
            sides = self._sides(lambda need: f"is for Python {need.specifier}, not {python}")
            return "; ".join(sides), OTHER_PYTHON
        broken = {str(release): reason for release, reason in self._provider.broken.items()}
        return "; ".join(self._sides(lambda need: f"cannot be used: {broken[need.asker]}")), "ask for another release"

    def _of_name(self) -> tuple[str, str]:
        sides = self._sides(lambda need: f"{'requires' if need.by else 'asks for'} {_wish(need)}")
        hint = _LOOSEN
        if not self.is_impossible:
            return "; ".join(sides), hint
        if self._limits and _any(self._provider.matching(self._needs)):
            hint = f"loosen the constraint on {self._name}"
        sides += [f"a constraint of {limit.asker} allows {_wish(limit)}" for limit in self._limits]
        why = f"no release of {self._name} meets {'both' if len(sides) == 2 else 'all of it'}"
        alone = [need for need in (*self._needs, *self._limits) if not _any(self._provider.matching([need]))]
        if alone:
            why, hint = self._why_not(alone[0])
        return f"{'; '.join(sides)}: {why}", hint

    def _why_not(self, need: Need) -> tuple[str, str]:
        """Return why one need cannot be met by anything, and what to do."""
        provider, name = self._provider, self._name
        if need.url is not None:
            found = provider.direct(need)
            return (
                found.reason if isinstance(found, Failure) else f"it is {found}"
            ), "correct the address, or leave it out"
        shelf = provider.shelf(name)
        if shelf.index is None:
            return f"no index has a project {name}", "is its name spelt right, and its index named?"
        return shelf.why_not(provider.wanted([need]))

    def _sides(self, verb: Callable[[Need], str]) -> list[str]:
        """Return who says what: the releases of one package are one side, of which that tried last is shown."""
        found: dict[str, list[Need]] = {}
        for need in self._needs:
            found.setdefault(f"of {need.by}" if need.by else f"{need.asker} {need}", []).append(need)
        # Of those that ask for the same, one is enough to see what the others do.
        first = {verb(needs[0]): needs for needs in reversed(found.values())}
        ordered = sorted(found.values(), key=lambda needs: first[verb(needs[0])] is not needs)
        sides = []
        for needs in ordered[:_MOST]:
            others = len({need.asker for need in needs}) - 1
            more = f" ({phrases.count(others, 'other release')} of it tried)" if others else ""
            sides.append(f"{self._who(needs[0])} {verb(needs[0])}{more}")
        rest = len(ordered) - len(sides)
        return [*sides, f"{rest} more {'asks' if rest == 1 else 'ask'} for it"] if rest else sides

    def _who(self, need: Need) -> str:
        """Return who asks: `web 3.0 (required by app 2.0, which requirements.in:3 asks for)`."""
        if need.by is None:
            return need.asker
        chain = self._chain(need.by)
        above = [f"required by {link.asker}" for link in chain if link.by is not None]
        above += [f"which {link.asker} asks for" for link in chain if link.by is None]
        return f"{need.asker} ({', '.join(above)})" if above else need.asker

    def _chain(self, name: str) -> Sequence[Need]:
        """Return the shortest chain of needs by which the project leads to a package, what is nearest to it first."""
        waiting: deque[tuple[str, tuple[Need, ...]]] = deque([(name, ())])
        seen = {name}
        while waiting:
            at, chain = waiting.popleft()
            needs = sorted(self._provider.askers.get(at, {}).values(), key=lambda need: need.by is not None)
            for need in needs:
                if need.by is None:
                    return (*chain, need)
                if need.by not in seen and len(chain) + 1 < _LONGEST:
                    seen.add(need.by)
                    waiting.append((need.by, (*chain, need)))
        return ()


def _wish(need: Need) -> str:
    return str(need) if need.specifier or need.url else f"{need.identifier} in any version"


def _any(found: Iterable[object]) -> bool:
    return next(iter(found), None) is not None


def _unique(needs: Iterable[Need]) -> list[Need]:
    """Return each need once; one with extras says what the project of it is asked for, too."""
    found: dict[tuple[str, str], Need] = {}
    for need in needs:
        found.setdefault((str(need), need.asker), need)
    said = {(need.name, need.specifier, need.asker) for need in found.values() if need.extras}
    return [need for need in found.values() if need.extras or (need.name, need.specifier, need.asker) not in said]
