"""Who decides a package's releases: evidence weighed into one answer (docs/method.md).

The strongest kind of evidence that leads to a listed organisation wins. Two organisations of one controller are
no conflict; others of the same rank that disagree are one, and weaker ones that disagree lower the confidence.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from depsov.control import Control
from depsov.knowledge import Entry, Organisation
from depsov.model import (
    INDIVIDUAL,
    Alternate,
    Attribution,
    Confidence,
    Evidence,
    EvidenceKind,
    Package,
    Reason,
    SourceKind,
    Trust,
)
from depsov.values import dataclass, replace

__all__ = ["Answer", "answers", "attribute", "attribute_all"]

_RANKS = {
    EvidenceKind.CURATED: 1,
    EvidenceKind.NAMESPACE: 2,
    EvidenceKind.PROVENANCE: 3,
    EvidenceKind.REPOSITORY: 4,
    EvidenceKind.HOMEPAGE: 5,
    EvidenceKind.DOMAIN: 6,
    EvidenceKind.PUBLISHER: 7,
}
"""The kinds that can attribute, strongest first. Hints are not among them."""

_BASE = {
    EvidenceKind.NAMESPACE: Confidence.HIGH,
    EvidenceKind.PROVENANCE: Confidence.HIGH,
    EvidenceKind.REPOSITORY: Confidence.MEDIUM,
    EvidenceKind.HOMEPAGE: Confidence.MEDIUM,
    EvidenceKind.DOMAIN: Confidence.MEDIUM,
    EvidenceKind.PUBLISHER: Confidence.MEDIUM,
}
"""How sure an answer is at most, by the evidence that it rests on; the source of the identity may lower it."""

_ORDER = list(Confidence)
_OVERTURNS = {EvidenceKind.NAMESPACE, EvidenceKind.PROVENANCE}
"""Kinds that contradict a curated entry where they are newer: a takeover must not be hidden by old data."""


def attribute_all(
    packages: Mapping[str, Package], evidence: Mapping[str, Iterable[Evidence]], control: Control
) -> dict[str, Attribution]:
    """Return who decides each package, by purl; of those of which the same is known, all have the same attribution."""
    known: dict[tuple[object, ...], Attribution] = {}
    attributions = {}
    for purl, package in packages.items():
        entry, observed = control.knowledge.entry_of(package), tuple(evidence.get(purl, ()))
        key = (id(entry), observed, package.source.kind)  # the knowledge base keeps an entry: no other has its id
        if key not in known:
            known[key] = _attribute(package, entry, observed, control)
        attributions[purl] = known[key]
    return attributions


def attribute(package: Package, evidence: Iterable[Evidence], control: Control) -> Attribution:
    """Return who decides what the next release of a package contains, and what that rests on."""
    return _attribute(package, control.knowledge.entry_of(package), evidence, control)


def _attribute(package: Package, entry: Entry | None, evidence: Iterable[Evidence], control: Control) -> Attribution:
    observed = sorted((_marked(item, control) for item in dict.fromkeys(evidence)), key=_sort_key)
    found = [*_curated(entry), *answers(observed, control)]
    others = tuple(item for item in observed if not any(item is answer.evidence for answer in found))
    if not found:
        return Attribution(
            steward=None,
            confidence=Confidence.LOW,
            evidence=tuple(observed),
            unknown=_why_unknown(package, observed),
        )
    return _weigh(found, others, entry, control)


@dataclass(frozen=True, slots=True)
class Answer:
    """One piece of evidence and the steward it leads to."""

    evidence: Evidence
    steward: str
    confidence: Confidence

    @property
    def rank(self) -> int:
        """The rank of its kind, 1 the strongest."""
        return _RANKS[self.evidence.kind]


def _marked(item: Evidence, control: Control) -> Evidence:
    is_listed = item.identity is not None and control.knowledge.holder(item.identity) is not None
    return replace(item, listed=True) if is_listed else item


def _curated(entry: Entry | None) -> Iterable[Answer]:
    if entry is None:
        return
    evidence = Evidence(
        kind=EvidenceKind.CURATED,
        trust=Trust.VERIFIED if entry.fact.is_read else Trust.DECLARED,
        source="knowledge",
        text=f"listed under {entry.steward}",
        date=entry.fact.date,
    )
    yield Answer(evidence, entry.steward, entry.fact.confidence)


def answers(observed: Iterable[Evidence], control: Control) -> Iterable[Answer]:
    """Yield the stewards that observed evidence leads to, by itself and whatever is listed of the package."""
    for item in observed:
        if item.kind is EvidenceKind.PUBLISHER and item.trust is not Trust.WEAK:
            yield Answer(item, INDIVIDUAL, _BASE[item.kind])
        elif item.kind in _RANKS and item.identity is not None and item.trust is not Trust.WEAK:
            holder = control.knowledge.holder(item.identity)
            if holder is not None and not _is_shared(item, control.knowledge.organisation(holder)):
                identified = control.knowledge.identity_fact(item.identity)
                source = Confidence.LOW if identified is None else identified.confidence
                yield Answer(item, holder, _weaker(_BASE[item.kind], source))


def _is_shared(item: Evidence, holder: Organisation) -> bool:
    """Tell whether others publish under an identity: the site of a university carries the pages of its members."""
    return item.kind is EvidenceKind.DOMAIN and holder.kind == "university"


def _weigh(found: Sequence[Answer], others: tuple[Evidence, ...], entry: Entry | None, control: Control) -> Attribution:
    def controller(answer: Answer) -> str:
        return INDIVIDUAL if answer.steward == INDIVIDUAL else control.controller(answer.steward).id

    best = min(found, key=lambda answer: answer.rank)
    same_rank = [answer for answer in found if answer.rank == best.rank]
    disagreeing = [answer for answer in found if controller(answer) != controller(best)]
    used = {id(answer.evidence) for answer in same_rank}
    evidence = tuple(
        sorted(
            [*(replace(a.evidence, used=True) if id(a.evidence) in used else a.evidence for a in found), *others],
            key=_sort_key,
        )
    )
    if _contradicts(best, disagreeing) or _is_displaced(best, others, control):
        return Attribution(steward=None, confidence=Confidence.LOW, evidence=evidence, unknown=Reason.CONFLICTING)
    confidence = best.confidence
    if any(answer.evidence.kind is not EvidenceKind.PUBLISHER for answer in disagreeing):
        confidence = _lowered(confidence)
    return Attribution(
        steward=best.steward,
        confidence=confidence,
        evidence=evidence,
        declared=best.evidence.trust is Trust.DECLARED and best.evidence.kind is not EvidenceKind.CURATED,
        by_prefix=best.evidence.trust is Trust.DECLARED and best.evidence.kind is EvidenceKind.NAMESPACE,
        alternates=_alternates(entry if best.evidence.kind is EvidenceKind.CURATED else None),
    )


def _contradicts(best: Answer, disagreeing: Iterable[Answer]) -> bool:
    for answer in disagreeing:
        if answer.rank == best.rank:
            return True
        is_newer = (answer.evidence.date or "") > (best.evidence.date or "")
        if best.evidence.kind is EvidenceKind.CURATED and answer.evidence.kind in _OVERTURNS and is_newer:
            return True
    return False


def _is_displaced(best: Answer, others: Iterable[Evidence], control: Control) -> bool:
    """Tell whether somebody unlisted holds the package now, in place of the curated steward.

    That is so where a newer namespace is of a kind in which the steward has one of its own, and this is not it.
    """
    if best.evidence.kind is not EvidenceKind.CURATED or best.steward == INDIVIDUAL:
        return False
    newer = {
        item.identity.partition(":")[0]
        for item in others
        if item.kind is EvidenceKind.NAMESPACE
        and item.identity is not None
        and (item.date or "") > (best.evidence.date or "")
    }
    if not newer:
        return False
    identities = control.knowledge.organisation(best.steward).identities
    return any(identity.partition(":")[0] in newer for identity in identities)


def _alternates(entry: Entry | None) -> tuple[Alternate, ...]:
    if entry is None:
        return ()
    return tuple(Alternate(steward=steward, note=entry.note) for steward in entry.alternates)


def _why_unknown(package: Package, observed: Sequence[Evidence]) -> Reason:
    telling = (item for item in observed if item.identity is not None and item.kind in _RANKS)
    if any(not item.listed and item.trust is not Trust.WEAK for item in telling):
        return Reason.UNLISTED_IDENTITY
    if package.source.kind is not SourceKind.REGISTRY:
        return Reason.OTHER_SOURCE
    return Reason.WEAK_EVIDENCE if observed else Reason.NO_EVIDENCE


def _weaker(one: Confidence, other: Confidence) -> Confidence:
    return one if _ORDER.index(one) >= _ORDER.index(other) else other


def _lowered(confidence: Confidence) -> Confidence:
    return _weaker(confidence, Confidence.MEDIUM if confidence is Confidence.HIGH else Confidence.LOW)


def _sort_key(item: Evidence) -> tuple[int, str, str, str]:
    return (_RANKS.get(item.kind, 9), item.identity or "", item.text or "", item.source)
