"""The records of the knowledge base: what is known of organisations and packages, and how each fact is sourced.

They hold facts and their sources only; what follows from them (a verdict, a controller) is worked out in `assess`.
"""

from __future__ import annotations

from depsov.model import Confidence
from depsov.values import dataclass

__all__ = [
    "KINDS",
    "LEVERS",
    "TIES",
    "Entry",
    "Fact",
    "Home",
    "Lever",
    "Minority",
    "Organisation",
    "Parent",
    "Place",
    "Platform",
]

KINDS = ("company", "foundation", "association", "university", "public-body", "community")
TIES = ("comprehensive", "marks", "money")
PARENT_TIES = ("ownership", "veto", "board")
LEVERS = {"service": 5, "closed": 5, "licence": 4, "assignment": 4}
"""The facts that raise the strength of a steward's hold, and the strength they raise it to."""

_CONFIDENCE = {
    "own": Confidence.HIGH,
    "register": Confidence.HIGH,
    "dataset": Confidence.MEDIUM,
    "press": Confidence.MEDIUM,
    "pointer": Confidence.LOW,
}
SOURCE_KINDS = tuple(_CONFIDENCE)


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a fact stands, when it was read there (ISO 8601), and what kind of page that is.

    `by` is `own`, `register`, `dataset` or `press`; `pointer` means that nobody has read the page yet.
    """

    url: str
    date: str
    by: str

    @property
    def confidence(self) -> Confidence:
        """How far the source carries."""
        return _CONFIDENCE[self.by]

    @property
    def is_read(self) -> bool:
        """Whether somebody has read the source."""
        return self.by != "pointer"


@dataclass(frozen=True, slots=True)
class Place:
    """A country (ISO 3166-1 alpha-2), and the fact that says so."""

    country: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Parent:
    """An organisation with decisive influence over another, from `since` until `until` (ISO 8601)."""

    id: str
    fact: Fact
    tie: str = "ownership"
    since: str | None = None
    until: str | None = None
    announced: str | None = None
    note: str | None = None

    def holds(self, as_of: str) -> bool:
        """Return whether it was the parent on a day: a deal counts from its closing."""
        if self.announced is not None and self.since is None:
            return False
        return (self.since or "") <= as_of and (self.until is None or as_of < self.until)


@dataclass(frozen=True, slots=True)
class Minority:
    """A holder without control: an organisation or a class of holders, its country and its share in per cent."""

    holder: str
    country: str
    percent: float
    fact: Fact


@dataclass(frozen=True, slots=True)
class Home:
    """The body that a community belongs to, and its tie: `comprehensive`, `marks` or `money`."""

    id: str
    tie: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Lever:
    """A fact that raises the strength of a steward's hold."""

    kind: str
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A legal entity, or a community with a name."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    seat: Place | None = None
    head_office: Place | None = None
    parents: tuple[Parent, ...] = ()
    independent: Fact | None = None
    minority: tuple[Minority, ...] = ()
    home: Home | None = None
    one_company: Fact | None = None
    levers: tuple[Lever, ...] = ()
    identities: tuple[str, ...] = ()
    identified: Fact | None = None
    presumed: tuple[str, ...] = ()
    wikidata: str | None = None
    lei: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of a package by its name: who decides its releases, and the source for it."""

    steward: str
    fact: Fact
    lever: Lever | None = None
    alternates: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A registry or a forge, and the organisation that operates it."""

    id: str
    name: str
    role: str
    operator: str
    fact: Fact
    ecosystems: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    kind: str | None = None
