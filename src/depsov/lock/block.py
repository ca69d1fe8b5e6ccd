"""What `depsov.lock` holds. Facts only: the verdict follows from them and from the perimeter of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from depsov.model import (
    INDIVIDUAL,
    Assessment,
    Confidence,
    Evidence,
    EvidenceKind,
    Jurisdiction,
    OrganisationRef,
    Reason,
    Verdict,
)
from depsov.policy.policy import UNKNOWN
from depsov.values import dataclass, field, replace

__all__ = ["FILE", "VERSION", "Block", "Lock", "Party", "Perimeter", "block_of"]

FILE = "depsov.lock"
VERSION = 1

Perimeter = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation: the id that counts, and the name for the reader of a diff."""

    id: str
    name: str = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What is known of one package (`purl` without version), since `date` (ISO 8601).

    `reason` is the one in the perimeter of the file. `evidence` is what the answer rests on, without a handle that no
    listed organisation holds.
    """

    purl: str
    reason: Reason
    strength: int
    confidence: Confidence
    date: str
    steward: Party | None = None
    controller: Party | None = None
    jurisdictions: tuple[Jurisdiction, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def facts(self) -> tuple[object, ...]:
        """What stands whatever counts as inside: its date moves when this does."""
        return self.controlled_by, self.steward, self.jurisdictions, self.strength

    @property
    def names(self) -> tuple[str | None, str | None]:
        """The names of steward and controller, as they stand in the file."""
        return _name(self.steward), _name(self.controller)

    @property
    def controlled_by(self) -> str:
        """Who decides in the end, as a policy names it: an id, `individual` or `unknown`."""
        if self.controller is not None:
            return self.controller.id
        return INDIVIDUAL if self.reason is Reason.ONE_ACCOUNT else UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A whole `depsov.lock`: blocks by purl. `knowledge` is the version of the knowledge base that it was made with."""

    knowledge: str
    perimeter: Perimeter
    blocks: Mapping[str, Block]


def block_of(item: Assessment, date: str) -> Block:
    """Return the block of a package as it was judged, not strictly, in the perimeter of the file."""
    purl = item.package.bare_purl
    if item.verdict is Verdict.UNKNOWN:  # whom weak evidence points to is no fact
        return Block(purl=purl, reason=item.reason, strength=0, confidence=item.confidence, date=date)
    return Block(
        purl=purl,
        reason=item.reason,
        strength=item.strength,
        confidence=item.confidence,
        date=date,
        steward=_party(item.steward),
        controller=_party(item.controller),
        jurisdictions=item.jurisdictions,
        evidence=tuple(_recorded(item.evidence, date)),
    )


def _name(party: Party | None) -> str | None:
    return None if party is None else party.name


def _party(item: OrganisationRef | None) -> Party | None:
    return None if item is None else Party(item.id, item.name)


def _recorded(evidence: Iterable[Evidence], date: str) -> Iterable[Evidence]:
    """Yield what the answer rests on, seen on the day where nothing tells another.

    Of an account that nobody lists there is that it is the only one, and not its handle.
    """
    for item in evidence:
        if not item.used:
            continue
        if item.kind is EvidenceKind.PUBLISHER:
            yield replace(item, identity=None, text="one account publishes", date=item.date or date)
        elif item.identity is None or item.listed:
            yield item if item.date is not None else replace(item, date=date)
