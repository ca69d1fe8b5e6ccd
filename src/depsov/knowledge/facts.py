"""All facts of an organisation, each with what it states: for counting them, and for finding the old ones."""

from __future__ import annotations

from collections.abc import Iterator

from depsov.knowledge.records import Fact, Organisation

__all__ = ["facts_of"]


def facts_of(organisation: Organisation) -> Iterator[tuple[str, Fact]]:
    """Yield every fact with the key under which the sources state it (`seat`, `parents ibm`, ...)."""
    for key, place in (("seat", organisation.seat), ("head-office", organisation.head_office)):
        if place is not None:
            yield key, place.fact
    yield from ((f"parents {parent.id}", parent.fact) for parent in organisation.parents)
    yield from ((f"minority {holder.holder}", holder.fact) for holder in organisation.minority)
    yield from ((f"levers {lever.kind}", lever.fact) for lever in organisation.levers)
    if organisation.home is not None:
        yield "home", organisation.home.fact
    for key, fact in (
        ("independent", organisation.independent),
        ("identified", organisation.identified),
        ("one-company", organisation.one_company),
    ):
        if fact is not None:
            yield key, fact
