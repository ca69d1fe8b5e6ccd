"""The verdict: where the party that decides a package sits, and how much it can do alone (docs/method.md).

`Assessor.classify` judges organisations, `Assessor.assess` packages. Pure: perimeter, knowledge and day come in
as arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from depsov.control import Control
from depsov.knowledge import Fact, Organisation
from depsov.knowledge.records import LEVERS, Lever
from depsov.model import (
    INDIVIDUAL,
    Assessment,
    Attribution,
    Confidence,
    Jurisdiction,
    OrganisationRef,
    Package,
    PerimeterRef,
    Reason,
    Scope,
    Severity,
    Verdict,
)
from depsov.values import dataclass

__all__ = ["LINKS", "Assessor", "Classified", "severity_of", "strength_of"]

MINORITY_ALONE = 24
MINORITY_TOGETHER = 39
"""Shares in per cent above which outside holders are worth a note (SecNumCloud 3.2, section 19.6)."""

_STRENGTH = {"company": 3, "foundation": 1, "association": 1, "university": 2, "public-body": 2, "community": 0}
_BY_NATURE_FREE = {"foundation", "association", "university", "public-body"}
"""Kinds that have no controlling parent by nature, unless one is on record."""

LINKS = {"parent": Reason.BY_PARENT, "head-office": Reason.BY_HEAD_OFFICE, "seat": Reason.BY_SEAT}
"""The links that make an organisation outside, strongest first, and the reason that each gives."""

_ORDER = list(Confidence)
_SEVERITIES = {5: Severity.CRITICAL, 4: Severity.HIGH, 3: Severity.MEDIUM, 2: Severity.LOW}


@dataclass(frozen=True, slots=True)
class Classified:
    """Where an organisation belongs in one perimeter, and the facts that this rests on."""

    verdict: Verdict
    reason: Reason
    confidence: Confidence
    jurisdictions: tuple[Jurisdiction, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What holds of every package that a steward decides, where the answer rests on evidence of the same kind."""

    verdict: Verdict
    reason: Reason
    verdicts: Mapping[str, Verdict]
    group: str
    confidence: Confidence
    strength: int
    strength_basis: str
    steward: OrganisationRef
    controller: OrganisationRef
    jurisdictions: tuple[Jurisdiction, ...]
    notes: tuple[str, ...]


class Assessor:
    """Gives verdicts for one perimeter, and beside it for the named ones, so that a reader sees where they flip."""

    def __init__(
        self, control: Control, perimeter: PerimeterRef, others: Mapping[str, Sequence[str]], *, strict: bool = False
    ) -> None:
        self._control = control
        self._perimeter = frozenset(perimeter.countries)
        self._others = {name: frozenset(countries) for name, countries in others.items()}
        self._strict = strict
        self._classified: dict[tuple[str, frozenset[str]], Classified] = {}
        self._judged: dict[tuple[object, ...], _Judged] = {}

    def classify(self, organisation: Organisation, perimeter: frozenset[str] | None = None) -> Classified:
        """Return the class of an organisation as a steward."""
        inside = self._perimeter if perimeter is None else perimeter
        key = (organisation.id, inside)
        if key not in self._classified:
            judge = self._community if organisation.kind == "community" else self._entity
            self._classified[key] = judge(organisation, inside)
        return self._classified[key]

    def _community(self, organisation: Organisation, inside: frozenset[str]) -> Classified:
        home = self._control.home(organisation)
        if home is None:
            note = organisation.home
            notes = () if note is None else (f"{note.tie} tie to {self._control.knowledge.organisation(note.id).name}",)
            return Classified(Verdict.DISTRIBUTED, Reason.COMMUNITY, _known(organisation), (), notes)
        body = self.classify(self._control.knowledge.organisation(home.id), inside)
        if body.verdict is Verdict.DISTRIBUTED:
            return body
        places = tuple(sorted({Jurisdiction(country=item.country, link="legal-home") for item in body.jurisdictions}))
        confidence = _claimed_if_unread(body.verdict, _weakest([body.confidence, home.fact.confidence]))
        return Classified(body.verdict, Reason.BY_LEGAL_HOME, confidence, places, body.notes)

    def _entity(self, organisation: Organisation, inside: frozenset[str]) -> Classified:
        places, facts = self._places(organisation)
        notes = tuple(self._notes(organisation))
        outside = {place.link for place in places if place.country not in inside}
        confidence = _weakest(fact.confidence for fact in facts)
        for link, reason in LINKS.items():
            if link in outside:
                return Classified(Verdict.OUTSIDE, reason, confidence, places, notes)
        reason, proof = self._inside_reason(organisation, inside)
        confidence = _weakest([confidence, *(fact.confidence for fact in proof)])
        confidence = _claimed_if_unread(Verdict.INSIDE, confidence)
        if reason is Reason.PARENT_UNPROVEN:
            confidence = _weakest([confidence, Confidence.LOW])
        return Classified(Verdict.INSIDE, reason, confidence, places, notes)

    def _places(self, organisation: Organisation) -> tuple[tuple[Jurisdiction, ...], list[Fact]]:
        """Return the countries of an organisation and its ultimate parents, and the facts that say so."""
        places: set[Jurisdiction] = set()
        facts: list[Fact] = [link.fact for link in self._control.chain(organisation)]
        for place, link in ((organisation.seat, "seat"), (organisation.head_office, "head-office")):
            if place is not None:
                places.add(Jurisdiction(country=place.country, link=link))
                facts.append(place.fact)
        for parent in self._control.ends(organisation):
            if parent.id == organisation.id:
                continue
            for place in (parent.seat, parent.head_office):
                if place is not None:
                    places.add(Jurisdiction(country=place.country, link="parent"))
                    facts.append(place.fact)
        return tuple(sorted(places)), facts

    def _inside_reason(self, organisation: Organisation, inside: frozenset[str]) -> tuple[Reason, list[Fact]]:
        proof: list[Fact] = []
        for end in self._control.ends(organisation):
            if end.independent is not None:
                proof.append(end.independent)
            elif end.kind not in _BY_NATURE_FREE:
                return Reason.PARENT_UNPROVEN, []
        holders = {
            id(item): item for body in (organisation, *self._control.ends(organisation)) for item in body.minority
        }
        shares = [item.percent for item in holders.values() if item.country not in inside]
        if shares and (max(shares) > MINORITY_ALONE or sum(shares) > MINORITY_TOGETHER):
            return Reason.MINORITY_EXPOSED, proof
        return Reason.CLEAN, proof

    def _notes(self, organisation: Organisation) -> Iterable[str]:
        for parent in organisation.parents:
            is_announced = parent.announced is not None and parent.announced <= self._control.as_of
            if is_announced and not parent.holds(self._control.as_of) and parent.until is None:
                name = self._control.knowledge.organisation(parent.id).name
                yield f"announced on {parent.announced}: {name} is to become the parent"

    def assess(self, package: Package, attribution: Attribution) -> Assessment:
        """Return the verdict on a package."""
        if attribution.steward is None or attribution.steward == INDIVIDUAL:
            return self._without_organisation(package, attribution)
        entry = self._control.knowledge.entry_of(package)
        lever = None if entry is None else entry.lever
        key = (attribution.steward, lever, attribution.confidence, attribution.declared, attribution.by_prefix)
        judged = self._judged.get(key)
        if judged is None:
            judged = self._judged[key] = self._judge(attribution.steward, lever, attribution)
        return Assessment(
            package=package,
            verdict=judged.verdict,
            reason=judged.reason,
            verdicts=judged.verdicts,
            group=judged.group,
            confidence=judged.confidence,
            strength=judged.strength,
            strength_basis=judged.strength_basis,
            severity=severity_of(judged.verdict, judged.strength, package.scope),
            contested=bool(attribution.alternates),
            steward=judged.steward,
            controller=judged.controller,
            jurisdictions=judged.jurisdictions,
            notes=judged.notes,
            evidence=attribution.evidence,
            alternates=attribution.alternates,
        )

    def _judge(self, key: str, own: Lever | None, attribution: Attribution) -> _Judged:
        """Return what holds of the packages of a steward; `own` is the lever that it has over this one alone."""
        steward = self._control.knowledge.organisation(key)
        classified = self.classify(steward)
        levers = [*steward.levers, *([] if own is None else [own])]
        lever = max(levers, key=lambda lever: LEVERS[lever.kind], default=None)
        verdict, reason, confidence = self._answer(classified, attribution)
        strength = strength_of(steward, lever, has_home=self._control.home(steward) is not None)
        others = {name: self.classify(steward, codes) for name, codes in self._others.items()}
        return _Judged(
            verdict=verdict,
            reason=reason,
            verdicts={name: self._answer(other, attribution)[0] for name, other in others.items()},
            group=_group(verdict, reason, confidence, strength),
            confidence=confidence,
            strength=strength,
            strength_basis="default" if lever is None else "fact",
            steward=self.reference(steward),
            controller=self.reference(self._controller(steward)),
            jurisdictions=classified.jurisdictions,
            notes=classified.notes,
        )

    def _answer(self, classified: Classified, attribution: Attribution) -> tuple[Verdict, Reason, Confidence]:
        """Return the verdict on a package of a steward; what nobody but the package itself says is only claimed."""
        confidence = _weakest([attribution.confidence, classified.confidence])
        if classified.verdict is not Verdict.INSIDE:
            return classified.verdict, classified.reason, confidence
        if attribution.declared or attribution.confidence is Confidence.LOW:
            confidence = Confidence.CLAIMED
        is_unproven = classified.reason is Reason.PARENT_UNPROVEN or confidence is Confidence.CLAIMED
        # Strangers publish under a prefix that is not reserved: it may lead outside, never inside.
        if attribution.by_prefix or (self._strict and is_unproven):
            return Verdict.UNKNOWN, Reason.WEAK_EVIDENCE, confidence
        return classified.verdict, classified.reason, confidence

    def _controller(self, steward: Organisation) -> Organisation:
        """Return the controller that a report names: of joint ones, the first outside, as that one made the verdict."""
        ends = self._control.ends(steward)
        outside = [end for end in ends if self.classify(end).verdict is Verdict.OUTSIDE]
        return (outside or ends)[0]

    def _without_organisation(self, package: Package, attribution: Attribution) -> Assessment:
        is_person = attribution.steward == INDIVIDUAL
        verdict = Verdict.INDIVIDUAL if is_person else Verdict.UNKNOWN
        return Assessment(
            package=package,
            verdict=verdict,
            reason=Reason.ONE_ACCOUNT if is_person else attribution.unknown or Reason.NO_EVIDENCE,
            verdicts=dict.fromkeys(self._others, verdict),
            group="one-person" if is_person else "unknown",
            confidence=attribution.confidence,
            strength=2 if is_person else 0,
            strength_basis="default",
            severity=None,
            contested=bool(attribution.alternates),
            steward=None,
            controller=None,
            jurisdictions=(),
            notes=(),
            evidence=attribution.evidence,
            alternates=attribution.alternates,
        )

    def reference(self, organisation: Organisation) -> OrganisationRef:
        """Return an organisation as a report names it; a community has the country of its legal home."""
        home = self._control.home(organisation)
        body = organisation if home is None else self._control.knowledge.organisation(home.id)
        while body.kind == "community" and self._control.home(body) is not None:
            body = self._control.knowledge.organisation(self._control.home(body).id)  # type: ignore[union-attr]
        country = None if body.seat is None else body.seat.country
        return OrganisationRef(id=organisation.id, name=organisation.name, kind=organisation.kind, country=country)


def strength_of(steward: Organisation, lever: Lever | None, *, has_home: bool) -> int:
    """Return how much a steward can do to a user alone, from 0 to 5 (docs/method.md)."""
    strength = _STRENGTH[steward.kind]
    if steward.kind == "community" and has_home:
        strength = 1
    if steward.one_company is not None:
        strength = 2
    return strength if lever is None else max(strength, LEVERS[lever.kind])


def severity_of(verdict: Verdict, strength: int, scope: Scope) -> Severity | None:
    """Return the severity of an outside package, and None for all others."""
    if verdict is not Verdict.OUTSIDE:
        return None
    return _SEVERITIES.get(strength - (scope is Scope.DEVELOPMENT), Severity.INFO)


def _group(verdict: Verdict, reason: Reason, confidence: Confidence, strength: int) -> str:
    if verdict is Verdict.OUTSIDE:
        return "one-party-outside" if strength >= 3 else "home-outside"
    if verdict is Verdict.INSIDE:
        is_proven = confidence is not Confidence.CLAIMED and reason is not Reason.PARENT_UNPROVEN
        return "inside-proven" if is_proven else "inside-unproven"
    return {Verdict.DISTRIBUTED: "no-single-party", Verdict.INDIVIDUAL: "one-person"}.get(verdict, "unknown")


def _weakest(confidences: Iterable[Confidence]) -> Confidence:
    return max(confidences, key=_ORDER.index, default=Confidence.HIGH)


def _claimed_if_unread(verdict: Verdict, confidence: Confidence) -> Confidence:
    # A pointer is no proof: it never gives more than "inside, claimed" (docs/method.md).
    is_unread = verdict is Verdict.INSIDE and confidence is Confidence.LOW
    return Confidence.CLAIMED if is_unread else confidence


def _known(organisation: Organisation) -> Confidence:
    facts = [fact for fact in (organisation.identified, organisation.home and organisation.home.fact) if fact]
    return max((fact.confidence for fact in facts), key=lambda item: -_ORDER.index(item), default=Confidence.LOW)
