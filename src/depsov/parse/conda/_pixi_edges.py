"""Whom a package in `pixi.lock` requires: what a name means in an environment that has both.

One name may stand for several versions, each in environments of its own; and what a package of PyPI requires may come
from conda, whose packages say by what name PyPI has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from depsov.model import Node
from depsov.parse.conda._conda import ECOSYSTEM, required_name
from depsov.purl import normalise
from depsov.values import dataclass, field

__all__ = ["Draft", "Edges", "Extras"]

Extras = set[tuple[str, str]]
"""Names in PyPI, with an extra that somebody asks for."""


@dataclass(slots=True)
class Draft:
    """A package while further entries add to it.

    `depends` are specifications of conda, `dists` requirements of Python, `provides` what PyPI calls it. `places` are
    the environments that it is installed in, one bit for each; so is what stands behind each of its wishes, as the
    builds of a package need not ask for the same.
    """

    node: Node
    depends: dict[str, int] = field(default_factory=dict)
    dists: dict[str, int] = field(default_factory=dict)
    provides: dict[str, None] = field(default_factory=dict)
    places: int = 0


_DIST = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_EXTRA = re.compile(r"\bextra\s*==\s*['\"]([^'\"]+)['\"]")


@dataclass(frozen=True, slots=True)
class _Dist:
    """A requirement of Python: `extras` are those that it asks for, `only_for` those that it stands there for."""

    places: int
    name: str
    extras: tuple[str, ...]
    only_for: tuple[str, ...]


class Edges:
    """Finds the edges of the packages of one lockfile."""

    def __init__(self, drafts: dict[str, Draft], asked: Extras) -> None:
        self._drafts = drafts
        self._by_name: dict[tuple[str, str], list[str]] = {}
        self._provided: dict[str, list[str]] = {}
        for key, draft in drafts.items():
            self._by_name.setdefault((draft.node.ecosystem, draft.node.name), []).append(key)
            for name in draft.provides:
                self._provided.setdefault(name, []).append(key)
        self._dists = {key: [*_dists(draft.dists)] for key, draft in drafts.items() if draft.dists}
        self._asked = asked | self._asked_inside(asked)

    def of(self, draft: Draft) -> tuple[str, ...]:
        """Return the keys of what a package requires."""
        found: dict[str, None] = {}
        for text, places in draft.depends.items():
            name = required_name(text)
            if name is not None:
                found.update(self._meant(places, self._by_name.get((ECOSYSTEM, name), ())))
        for dist in self._dists.get(draft.node.key, ()):
            if self._is_asked(draft.node.name, dist):
                found.update(self._meant(dist.places, self._candidates(dist.name)))
        found.pop(draft.node.key, None)
        return tuple(found)

    def _meant(self, places: int, keys: Iterable[str]) -> dict[str, None]:
        candidates = dict.fromkeys(keys)
        if len(candidates) > 1:
            near = {key: None for key in candidates if self._drafts[key].places & places}
            return near or candidates
        return candidates

    def _candidates(self, name: str) -> list[str]:
        found = [*self._by_name.get(("pypi", name), ()), *self._provided.get(name, ())]
        return found or self._by_name.get((ECOSYSTEM, name), [])

    def _is_asked(self, name: str, dist: _Dist) -> bool:
        return not dist.only_for or any((name, extra) in self._asked for extra in dist.only_for)

    def _asked_inside(self, asked: Extras) -> Extras:
        """Return the extras that the packages themselves ask for; an extra may ask for further ones."""
        known = set(asked)
        waiting = [(self._drafts[key].node.name, dist) for key, dists in self._dists.items() for dist in dists]
        waiting = [(name, dist) for name, dist in waiting if dist.extras]
        while True:
            new = {
                (dist.name, extra)
                for name, dist in waiting
                if not dist.only_for or any((name, only) in known for only in dist.only_for)
                for extra in dist.extras
            } - known
            if not new:
                return known
            known |= new


def _dists(texts: Mapping[str, int]) -> Iterator[_Dist]:
    for text, places in texts.items():
        match = _DIST.match(text)
        if match is not None:
            extras = tuple(normalise("pypi", extra.strip()) for extra in (match[2] or "").split(",") if extra.strip())
            only_for = tuple(normalise("pypi", extra) for extra in _EXTRA.findall(text)) if "extra" in text else ()
            yield _Dist(places, normalise("pypi", match[1]), extras, only_for)
