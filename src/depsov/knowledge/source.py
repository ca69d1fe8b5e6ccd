"""Reads the TOML sources of the knowledge base into records, and says what is wrong with them.

`Sources.add` takes one file after another and collects `errors` instead of stopping at the first: a curator
wants all of them. The format is described in `docs/knowledge.md`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from depsov.documents import get, load_toml, need, strings
from depsov.errors import DocumentError
from depsov.knowledge.countries import CODES
from depsov.knowledge.records import (
    KINDS,
    LEVERS,
    PARENT_TIES,
    SOURCE_KINDS,
    TIES,
    Entry,
    Fact,
    Home,
    Lever,
    Minority,
    Organisation,
    Parent,
    Place,
    Platform,
)
from depsov.purl import listed_name
from depsov.values import dataclass, field

__all__ = ["COUNTRY_TRAPS", "Sources"]

Table = Mapping[str, Any]

COUNTRY_TRAPS = {"UK": "GB", "EL": "GR"}
"""Codes in wide use that are not ISO 3166-1, and the code that is."""

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_IDENTITY = re.compile(r"[a-z0-9.-]+:\S+\Z")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_URL = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?\Z")

_FACT_KEYS = {"source", "read", "by", "pointer"}
_ORGANISATION_KEYS = {
    "name", "aliases", "kind", "seat", "head-office", "parents", "independent", "minority", "home", "one-company",
    "levers", "identities", "identified", "presumed", "wikidata", "lei", "note",
}  # fmt: skip
_ENTRY_KEYS = {"steward", "packages", "lever", "alternates", "note"} | _FACT_KEYS


@dataclass(slots=True)
class Sources:
    """All records read so far, each with the file that it came from, and all errors."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)
    packages: dict[str, dict[str, int]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    perimeters: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)

    def add(self, path: str, text: str) -> None:
        """Read one file; its place in the data folder says what it holds."""
        try:
            table = dict(load_toml(text))
            curated = _date(table, "curated") or _fail("curated", "missing: the date of this file's pointers")
        except DocumentError as error:
            self.errors.append(f"{path}: {error}")
            return
        del table["curated"]
        self.dates.append(curated)
        reader = _Reader(path, curated, self)
        folder, _, name = path.rpartition("/")
        if name == "perimeters.toml":
            reader.each(table, reader.perimeter)
        elif name == "platforms.toml":
            reader.each(table, reader.platform)
        elif "packages" in folder.split("/"):
            for key in sorted(table.keys() - {"entry"}):
                self.errors.append(f"{path}: {key}: unknown key")
            reader.package_entries(folder.rpartition("/")[2], table.get("entry", []), "entry")
        else:
            reader.each(table, reader.organisation)

    def add_overlay(self, path: str, text: str) -> None:
        """Read a user's file, which holds organisations and, under `[packages]`, entries per ecosystem."""
        try:
            table = dict(load_toml(text))
            curated = _date(table, "curated") or _fail("curated", "missing: the date of this file's pointers")
            packages = get(table, "packages", dict, {})
        except DocumentError as error:
            self.errors.append(f"{path}: {error}")
            return
        self.dates.append(curated)
        reader = _Reader(path, curated, self)
        reader.each({key: table[key] for key in table if key not in {"curated", "packages"}}, reader.organisation)
        for ecosystem, entries in packages.items():
            reader.package_entries(ecosystem, entries, f"packages.{ecosystem}")


@dataclass(frozen=True, slots=True)
class _Reader:
    path: str
    curated: str
    into: Sources

    def each(self, table: Table, read: Any) -> None:
        for key, item in table.items():
            try:
                if not isinstance(item, dict):
                    _fail("", "expected a table")
                _no_email(item)
                read(key, item)
            except DocumentError as error:
                self.into.errors.append(f"{self.path}: {error.within(key)}")

    # organisations

    def organisation(self, key: str, table: Table) -> None:
        _only(table, _ORGANISATION_KEYS)
        if not _ID.match(key):
            _fail("", "an id is lower-case words joined by hyphens")
        if key in self.into.organisations:
            _fail("", "this organisation is defined twice")
        organisation = Organisation(
            id=key,
            name=need(table, "name", str),
            kind=_one_of(table, "kind", KINDS),
            aliases=tuple(strings(table, "aliases")),
            seat=self._place(table, "seat"),
            head_office=self._place(table, "head-office"),
            parents=self._list(table, "parents", self._parent),
            independent=self._optional(table, "independent", self._bare_fact),
            minority=self._list(table, "minority", self._minority),
            home=self._optional(table, "home", self._home),
            one_company=self._optional(table, "one-company", self._bare_fact),
            levers=self._list(table, "levers", self._lever),
            identities=tuple(strings(table, "identities")),
            identified=self._optional(table, "identified", self._bare_fact),
            presumed=tuple(strings(table, "presumed")),
            wikidata=get(table, "wikidata", str),
            lei=get(table, "lei", str),
            note=get(table, "note", str),
        )
        _check_shape(organisation)
        self.into.organisations[key] = organisation
        for name in ("identities", "presumed"):
            for index, identity in enumerate(strings(table, name)):
                self._claim(identity, key, f"{name}[{index}]")

    def _claim(self, identity: str, organisation: str, path: str) -> None:
        if not _IDENTITY.match(identity):
            raise DocumentError(f"{identity!r} is no identity (KIND:VALUE)", path=path)
        holder = self.into.identities.setdefault(identity.lower(), organisation)
        if holder != organisation:
            raise DocumentError(f"{identity!r} is already held by {holder}", path=path)

    def _optional(self, table: Table, key: str, read: Any) -> Any:
        item = get(table, key, dict)
        if item is None:
            return None
        try:
            return read(item)
        except DocumentError as error:
            raise error.within(key) from error

    def _list(self, table: Table, key: str, read: Any) -> tuple[Any, ...]:
        results = []
        for index, item in enumerate(get(table, key, list, [])):
            try:
                results.append(read(item if isinstance(item, dict) else _fail("", "expected a table")))
            except DocumentError as error:
                raise error.within(index).within(key) from error
        return tuple(results)

    def _place(self, table: Table, key: str) -> Place | None:
        def read(item: Table) -> Place:
            return Place(_country(item, "country"), self._fact(item, {"country"}))

        place: Place | None = self._optional(table, key, read)
        return place

    def _parent(self, item: Table) -> Parent:
        fact = self._fact(item, {"id", "since", "until", "announced", "tie", "note"})
        tie = _one_of(item, "tie", PARENT_TIES) if "tie" in item else "ownership"
        since, until = _date(item, "since"), _date(item, "until")
        if since and until and until <= since:
            _fail("until", "is not after `since`")
        note = get(item, "note", str)
        return Parent(need(item, "id", str), fact, tie, since, until, _date(item, "announced"), note)

    def _minority(self, item: Table) -> Minority:
        fact = self._fact(item, {"holder", "country", "percent"})
        return Minority(need(item, "holder", str), _country(item, "country"), _percent(item), fact)

    def _home(self, item: Table) -> Home:
        return Home(need(item, "id", str), _one_of(item, "tie", TIES), self._fact(item, {"id", "tie"}))

    def _lever(self, item: Table) -> Lever:
        return Lever(_one_of(item, "kind", tuple(LEVERS)), self._fact(item, {"kind"}))

    def _bare_fact(self, item: Table) -> Fact:
        return self._fact(item, set())

    def _fact(self, item: Table, others: set[str], *, registry: bool = False) -> Fact:
        _only(item, others | _FACT_KEYS)
        source, pointer = get(item, "source", str), get(item, "pointer", str)
        if (source is None) == (pointer is None):
            _fail("", "a fact has either `source` with `read` and `by`, or `pointer`")
        url = source or pointer or ""
        if not _URL.match(url) and not (registry and url == "registry"):
            _fail("source" if source else "pointer", f"{url!r} is no web address")
        if source is None:
            return Fact(url, self.curated, "pointer")
        by = _one_of(item, "by", SOURCE_KINDS[:-1])
        read = _date(item, "read") or _fail("read", "missing: the date on which the source was read")
        self.into.dates.append(read)
        return Fact(url, read, by)

    # packages

    def package_entries(self, ecosystem: str, entries: Any, key: str) -> None:
        """Read the entries that stand under a key of the file."""
        if not isinstance(entries, list):
            self.into.errors.append(f"{self.path}: {key}: expected an array of tables")
            return
        for index, item in enumerate(entries):
            try:
                self._package_entry(ecosystem, item)
            except DocumentError as error:
                self.into.errors.append(f"{self.path}: {error.within(index).within(key)}")

    def _package_entry(self, ecosystem: str, item: Any) -> None:
        if not isinstance(item, dict):
            _fail("", "expected a table")
        _no_email(item)
        entry = Entry(
            steward=need(item, "steward", str),
            fact=self._fact(item, _ENTRY_KEYS, registry=True),
            lever=self._optional(item, "lever", self._lever),
            alternates=tuple(strings(item, "alternates")),
            note=get(item, "note", str),
        )
        self.into.entries.append(entry)
        number = len(self.into.entries) - 1
        names = self.into.packages.setdefault(ecosystem, {})
        listed = strings(item, "packages") or _fail("packages", "names no package")
        for index, name in enumerate(listed):
            normal = listed_name(ecosystem, name)
            if names.setdefault(normal, number) != number:
                raise DocumentError(f"{name!r} has an entry already", path=f"packages[{index}]")

    # perimeters and platforms

    def perimeter(self, key: str, table: Table) -> None:
        _only(table, {"name", "countries"} | _FACT_KEYS)
        codes = strings(table, "countries")
        for index, code in enumerate(codes):
            _check_country(code, f"countries[{index}]")
        self.into.perimeters[key] = (need(table, "name", str), tuple(sorted(codes)))

    def platform(self, key: str, table: Table) -> None:
        _only(table, {"name", "role", "ecosystems", "operator", "hosts", "kind", "note"})
        operator = need(table, "operator", dict)
        try:
            fact = self._fact(operator, {"id"})
            holder = need(operator, "id", str)
        except DocumentError as error:
            raise error.within("operator") from error
        self.into.platforms[key] = Platform(
            id=key,
            name=need(table, "name", str),
            role=_one_of(table, "role", ("registry", "forge")),
            operator=holder,
            fact=fact,
            ecosystems=tuple(strings(table, "ecosystems")),
            hosts=tuple(strings(table, "hosts")),
            kind=get(table, "kind", str),
        )


def _check_shape(organisation: Organisation) -> None:
    if organisation.kind == "community":
        for key, value in (("seat", organisation.seat), ("head-office", organisation.head_office)):
            if value is not None:
                _fail(key, "a community has no seat; its legal home has")
        if organisation.parents:
            _fail("parents", "a community has no parent; name its `home`")
        return
    if organisation.seat is None:
        _fail("seat", "missing")
    if organisation.home is not None:
        _fail("home", "only a community has a legal home")


def _fail(path: str, message: str) -> Any:
    raise DocumentError(message, path=path)


def _only(table: Table, known: set[str]) -> None:
    for key in table:
        if key not in known:
            _fail(key, f"unknown key (known: {', '.join(sorted(known))})")


def _one_of(table: Table, key: str, known: tuple[str, ...]) -> str:
    value = need(table, key, str)
    if value not in known:
        _fail(key, f"{value!r} is none of {', '.join(known)}")
    return value


def _country(table: Table, key: str) -> str:
    return _check_country(need(table, key, str), key)


def _check_country(code: str, path: str) -> str:
    if code in COUNTRY_TRAPS:
        _fail(path, f"{code!r} is not ISO 3166-1: write {COUNTRY_TRAPS[code]!r}")
    if code not in CODES:
        _fail(path, f"{code!r} is no ISO 3166-1 alpha-2 code")
    return code


def _percent(table: Table) -> float:
    value = table.get("percent")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100:
        raise DocumentError("expected a number from 0 to 100", path="percent")
    return float(value)


def _date(table: Table, key: str) -> str | None:
    value = table.get(key)
    if value is None:
        return None
    if type(value) is not date:
        _fail(key, "expected a date (2026-11-22, without quotes)")
    return str(value.isoformat())


def _no_email(value: Any) -> None:
    if isinstance(value, str):
        if _EMAIL.search(value):
            _fail("", f"holds an e-mail address: {value!r}")
    elif isinstance(value, dict):
        for item in value.values():
            _no_email(item)
    elif isinstance(value, list):
        for item in value:
            _no_email(item)
