"""Collects what the knowledge base states on the packages of a report: every fact with its source and its date.

A report tells it where a format asks, so that none has to ask the knowledge base itself. Pure: knowledge and day come
in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from depsov.control import Control
from depsov.knowledge import Entry, Fact, Organisation
from depsov.model import INDIVIDUAL, Assessment, Dossier, Facts, Statement

__all__ = ["dossier", "facts_on"]


def facts_on(assessments: Iterable[Assessment], control: Control) -> Facts:
    """Return what is stated on the stewards, listed packages and held identities of assessments."""
    listed = list(assessments)
    stewards = {item.steward.id for item in listed if item.steward is not None}
    stewards |= {other.steward for item in listed for other in item.alternates} - {INDIVIDUAL}
    identities = {evidence.identity for item in listed for evidence in item.evidence if evidence.identity}
    return Facts(
        organisations={key: dossier(control.knowledge.organisation(key), control) for key in sorted(stewards)},
        packages=_entries(listed, control),
        identities={item: _held(item, control) for item in sorted(identities) if control.knowledge.is_held(item)},
    )


def dossier(organisation: Organisation, control: Control) -> Dossier:
    """Return what is known of an organisation and those above it."""
    return Dossier(
        name=organisation.name,
        kind=organisation.kind,
        statements=tuple(_statements(organisation, control)),
        note=organisation.note,
    )


def _entries(assessments: Iterable[Assessment], control: Control) -> dict[str, Statement]:
    """Return the entries of the packages that have one; packages that share an entry share the statement."""
    made: dict[int, Statement] = {}
    found: dict[str, Statement] = {}
    for item in assessments:
        entry = control.knowledge.entry_of(item.package)
        if entry is not None:
            found[item.package.purl] = made.setdefault(id(entry), _entry(entry, control))
    return found


def _entry(entry: Entry, control: Control) -> Statement:
    is_person = entry.steward == INDIVIDUAL
    name = INDIVIDUAL if is_person else control.knowledge.organisation(entry.steward).name
    return _statement("entry", name, entry.fact, note=entry.note)


def _held(identity: str, control: Control) -> Statement:
    name = control.knowledge.organisation(control.knowledge.holder(identity) or "").name
    fact = control.knowledge.identity_fact(identity)
    return Statement(kind="identity", of=name) if fact is None else _statement("identity", name, fact)


def _statements(organisation: Organisation, control: Control) -> Iterator[Statement]:
    yield from _places(organisation)
    for link in control.chain(organisation):
        country = None if link.to.seat is None else link.to.seat.country
        yield _statement(
            link.kind, link.organisation.name, link.fact, other=link.to.name, country=country, since=link.since
        )
        yield from _places(link.to)
    for parent in organisation.parents:
        if not parent.holds(control.as_of):
            yield _statement(
                "not-now",
                organisation.name,
                parent.fact,
                other=control.knowledge.organisation(parent.id).name,
                since=parent.since,
                until=parent.until,
                announced=parent.announced,
            )
    yield from _others(organisation, control)


def _places(organisation: Organisation) -> Iterator[Statement]:
    for kind, place in (("seat", organisation.seat), ("head-office", organisation.head_office)):
        if place is not None:
            yield _statement(kind, organisation.name, place.fact, country=place.country)


def _others(organisation: Organisation, control: Control) -> Iterator[Statement]:
    """Yield what else bears on the control of an organisation, or is often taken to."""
    name, home = organisation.name, organisation.home
    if home is not None and home.tie != "comprehensive":
        yield _statement(home.tie, name, home.fact, other=control.knowledge.organisation(home.id).name)
    for kind, fact in (("independent", organisation.independent), ("one-company", organisation.one_company)):
        if fact is not None:
            yield _statement(kind, name, fact)
    for holder in organisation.minority:
        yield _statement(
            "minority", name, holder.fact, other=holder.holder, country=holder.country, percent=holder.percent
        )
    for lever in organisation.levers:
        yield _statement("lever", name, lever.fact, detail=lever.kind)


def _statement(kind: str, name: str, fact: Fact, **more: Any) -> Statement:
    return Statement(kind=kind, of=name, url=fact.url, date=fact.date, is_read=fact.is_read, **more)
