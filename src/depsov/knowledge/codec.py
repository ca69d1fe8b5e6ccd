"""Records to plain JSON values and back. The bundle in the wheel is written and read by these two halves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from depsov.knowledge.records import Entry, Fact, Home, Lever, Minority, Organisation, Parent, Place, Platform
from depsov.values import fields

__all__ = ["FORMAT", "decode_entry", "decode_organisation", "decode_platform", "encode"]

FORMAT = 2
"""The version of the bundle's form; a bundle of another one is refused."""

Raw = Mapping[str, Any]

_RECORDS = (Entry, Home, Lever, Minority, Organisation, Parent, Place, Platform)


def encode(record: Any) -> Any:
    """Return a record as JSON values: a fact as [url, date, by], other records as tables without their empty fields."""
    if isinstance(record, Fact):
        return [record.url, record.date, record.by]
    if isinstance(record, tuple):
        return [encode(item) for item in record]
    if isinstance(record, _RECORDS):
        values = {item.name: getattr(record, item.name) for item in fields(record)}
        return {name: encode(value) for name, value in values.items() if value not in (None, ())}
    return record


def decode_organisation(key: str, raw: Raw) -> Organisation:
    """Return the organisation that `encode` wrote."""
    return Organisation(
        id=key,
        name=raw["name"],
        kind=raw["kind"],
        aliases=tuple(raw.get("aliases", ())),
        seat=_place(raw.get("seat")),
        head_office=_place(raw.get("head_office")),
        parents=tuple(Parent(**_with_fact(item)) for item in raw.get("parents", ())),
        independent=_fact(raw.get("independent")),
        minority=tuple(Minority(**_with_fact(item)) for item in raw.get("minority", ())),
        home=Home(**_with_fact(raw["home"])) if "home" in raw else None,
        one_company=_fact(raw.get("one_company")),
        levers=tuple(Lever(**_with_fact(item)) for item in raw.get("levers", ())),
        identities=tuple(raw.get("identities", ())),
        identified=_fact(raw.get("identified")),
        presumed=tuple(raw.get("presumed", ())),
        wikidata=raw.get("wikidata"),
        lei=raw.get("lei"),
        note=raw.get("note"),
    )


def decode_entry(raw: Raw) -> Entry:
    """Return the package entry that `encode` wrote."""
    return Entry(
        steward=raw["steward"],
        fact=Fact(*raw["fact"]),
        lever=Lever(**_with_fact(raw["lever"])) if "lever" in raw else None,
        alternates=tuple(raw.get("alternates", ())),
        note=raw.get("note"),
    )


def decode_platform(key: str, raw: Raw) -> Platform:
    """Return the platform that `encode` wrote."""
    lists = {name: tuple(raw.get(name, ())) for name in ("ecosystems", "hosts")}
    return Platform(**{**_with_fact(raw), **lists, "id": key})


def _fact(raw: Any) -> Fact | None:
    return None if raw is None else Fact(*raw)


def _place(raw: Any) -> Place | None:
    return None if raw is None else Place(raw["country"], Fact(*raw["fact"]))


def _with_fact(raw: Raw) -> dict[str, Any]:
    return {**raw, "fact": Fact(*raw["fact"])}
