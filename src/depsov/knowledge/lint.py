"""Checks across the records of the knowledge base: what no single record can show to be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from depsov.knowledge.records import Organisation
from depsov.knowledge.source import Sources
from depsov.model import INDIVIDUAL

__all__ = ["check_organisations", "lint"]


def lint(sources: Sources) -> list[str]:
    """Return every error: those of reading, then references that lead nowhere, cycles, and homes that are none."""
    errors = [*sources.errors, *check_organisations(sources.organisations), *_entries(sources)]
    errors += (
        f"platform {platform.id}: no organisation has the id {platform.operator!r}"
        for platform in sources.platforms.values()
        if platform.operator not in sources.organisations
    )
    return errors


def check_organisations(known: Mapping[str, Organisation], ids: Iterable[str] | None = None) -> Iterable[str]:
    """Yield what is wrong between organisations: parents and homes that are not there, or that lead in a circle.

    With `ids`, only these are looked at; `known` then need not have the others at hand before they are asked for.
    """
    for key in known if ids is None else ids:
        organisation = known[key]
        checks = (
            _parents(organisation, known),
            _home(organisation, known),
            _cycle(organisation, known),
            _mistaken_country(organisation),
        )
        for error in chain.from_iterable(checks):
            yield f"{organisation.id}: {error}"


def _parents(organisation: Organisation, known: Mapping[str, Organisation]) -> Iterator[str]:
    for parent in organisation.parents:
        if parent.id not in known:
            yield f"parents: no organisation has the id {parent.id!r}"
        elif known[parent.id].kind == "community":
            yield f"parents: {parent.id} is a community, which can own nothing"


def _mistaken_country(organisation: Organisation) -> Iterator[str]:
    """Find Austria written as AU, which is Australia: a valid code, so only what else is known gives it away."""
    names = (organisation.name, *organisation.aliases)
    austrian = any("GmbH" in name for name in names) or any(
        identity.startswith("domain:") and identity.endswith(".at") for identity in organisation.identities
    )
    for key, place in (("seat", organisation.seat), ("head-office", organisation.head_office)):
        if austrian and place is not None and place.country == "AU":
            yield f"{key}: AU is Australia; Austria is AT"


def _home(organisation: Organisation, known: Mapping[str, Organisation]) -> Iterator[str]:
    home = organisation.home
    if home is None:
        return
    if home.id not in known:
        yield f"home: no organisation has the id {home.id!r}"
    elif home.tie == "comprehensive" and known[home.id].kind == "community" and known[home.id].home is None:
        # A community inside a community is fine as long as the outer one has a home of its own.
        yield f"home: {home.id} is a community without a legal home, so it cannot be one"


def _cycle(organisation: Organisation, known: Mapping[str, Organisation]) -> Iterator[str]:
    seen = {organisation.id}
    level = [organisation]
    while level:
        above = []
        for item in level:
            ids = [parent.id for parent in item.parents if parent.until is None]
            ids += [item.home.id] if item.home else []
            above += [known[key] for key in ids if key in known]
        if organisation.id in {item.id for item in above}:
            yield "owns itself through its parents or home"
            return
        level = [item for item in above if item.id not in seen]
        seen |= {item.id for item in level}


def _entries(sources: Sources) -> Iterator[str]:
    for ecosystem, names in sources.packages.items():
        for name, number in names.items():
            entry = sources.entries[number]
            for steward in (entry.steward, *entry.alternates):
                if steward != INDIVIDUAL and steward not in sources.organisations:
                    yield f"packages/{ecosystem}: {name}: no organisation has the id {steward!r}"
