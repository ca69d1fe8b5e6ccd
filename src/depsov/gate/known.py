"""What stood before, and what is different now.

Before is what `depsov.lock` says, or what a git revision had. The same package in two versions is one package here:
a policy is about who decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum
from functools import cache

from depsov import purl as purls
from depsov.lock import Block
from depsov.model import INDIVIDUAL, Assessment, Jurisdiction, Package, Verdict
from depsov.phrases import who
from depsov.policy.policy import UNKNOWN, controller_of
from depsov.values import dataclass

__all__ = ["Before", "Change", "before_of_assessments", "before_of_blocks", "change_of", "finder", "who_controls"]


class Change(Enum):
    """How a package differs from before, as far as it is worth a judgement."""

    NEW = "new"
    CONTROLLER = "controller"
    LOST = "lost"  # who decides was known, and is not any more
    LEFT = "left"  # the same party sits outside now
    STRENGTH = "strength"


@dataclass(frozen=True, slots=True)
class Before:
    """Who decided a package, by id and for people, how strongly, and the countries whose law reached that party."""

    controller: str
    name: str
    strength: int
    countries: frozenset[str] = frozenset()


def before_of_blocks(blocks: Mapping[str, Block]) -> dict[str, Before]:
    """Return what a `depsov.lock` says, by purl without version."""
    return {
        purl: Before(block.controlled_by, who_controls(block), block.strength, _countries(block.jurisdictions))
        for purl, block in blocks.items()
    }


def who_controls(block: Block) -> str:
    """Return who decides a package in the end, for people."""
    if block.controller is not None:
        return block.controller.name
    return "one person" if block.controlled_by == INDIVIDUAL else "unknown"


def before_of_assessments(assessments: Iterable[Assessment]) -> dict[str, Before]:
    """Return how a tree is judged that no `depsov.lock` speaks of."""
    return {
        item.package.bare_purl: Before(controller_of(item), who(item), item.strength, _countries(item.jurisdictions))
        for item in assessments
    }


def _countries(places: Iterable[Jurisdiction]) -> frozenset[str]:
    return frozenset(place.country for place in places)


def change_of(item: Assessment, before: Before | None, inside: Collection[str]) -> Change | None:
    """Return how a package differs from before, for the countries inside; that it became known is no change."""
    if before is None:
        return Change.NEW
    now = controller_of(item)
    if before.controller == UNKNOWN:
        return None
    if now != before.controller:
        return Change.LOST if now == UNKNOWN else Change.CONTROLLER
    if item.verdict is Verdict.OUTSIDE and before.countries and before.countries <= set(inside):
        return Change.LEFT
    return Change.STRENGTH if item.strength > before.strength else None


_SPELLED = frozenset({"cargo", "golang", "nuget", "swift"})
"""Where one package goes by several names: in any case, or with another one for each major version."""


def finder(before: Mapping[str, Before]) -> Callable[[Package], Before | None]:
    """Return what tells how a package was, however its name is spelled today."""

    @cache
    def listed() -> dict[str, Before]:
        return {_listed(purl): item for purl, item in before.items()}

    def find(package: Package) -> Before | None:
        purl = package.bare_purl
        if purl in before or package.ecosystem not in _SPELLED:
            return before.get(purl)
        return listed().get(_listed(purl))

    return find


def _listed(purl: str) -> str:
    """Return a purl without version as the knowledge base lists packages, with its qualifiers."""
    parts = purls.parse(purl)
    if parts is None:
        return purl
    listed = purls.build(parts.ecosystem, purls.listed_name(parts.ecosystem, parts.name))
    return f"{listed}?{purl.partition('?')[2]}"
