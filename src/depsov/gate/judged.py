"""A tree with the answers on its packages, and the blocks of `depsov.lock` that those would give."""

from __future__ import annotations

from collections.abc import Mapping

from depsov.attribute import attribute
from depsov.errors import DepsovError, NamedFileError
from depsov.gate.findings import package_findings, stale_finding
from depsov.gate.known import Before
from depsov.judge import Judge
from depsov.lock import Block, Lock
from depsov.lock.block import block_of
from depsov.lock.settle import gathered, settled
from depsov.model import Assessment, Attribution, Evidence, Finding, Reason, Verdict
from depsov.perimeter import choose
from depsov.rules import limit_findings
from depsov.session import Session
from depsov.values import dataclass

__all__ = ["Judged", "attributed"]


def attributed(
    session: Session, evidence: Mapping[str, tuple[Evidence, ...]], blocks: Mapping[str, Block]
) -> dict[str, Attribution]:
    """Return who decides each package, on what is observed now and what the blocks recorded."""
    packages = session.graph.packages
    found = gathered(packages.values(), evidence, blocks)
    return {
        purl: settled(attribution, packages[purl], blocks.get(packages[purl].bare_purl), session.control)
        for purl, attribution in session.attribute(found).items()
    }


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on a tree as its policy wants them, and what `depsov.lock` would say of it."""

    session: Session
    lock: Lock
    label: str
    assessments: tuple[Assessment, ...]
    blocks: Mapping[str, Block]
    is_same_perimeter: bool

    @classmethod
    def of(cls, session: Session, lock: Lock, label: str) -> Judged:
        """Judge a tree by its documents and its `depsov.lock`, which messages call `label`."""
        attributions = attributed(session, session.evidence, lock.blocks)
        strictly = session.assess(attributions, session.assessor())
        assessments = _graver(session, strictly, lock)
        # What the file holds is never as strict as a policy may be.
        plain = session.assess(attributions, session.assessor(strict=False)) if session.config.strict else strictly
        blocks: dict[str, Block] = {}
        for item in plain:
            if item.package.bare_purl not in blocks:
                blocks[item.package.bare_purl] = block_of(item, "")
        return cls(session, lock, label, assessments, blocks, _is_same_perimeter(session, lock, label))

    def findings(self, before: Mapping[str, Before], judge: Judge) -> list[Finding]:
        """Return what the policy says of each package beside what stood before."""
        return package_findings(self.assessments, before, judge, self.session.perimeter)

    def limits(self) -> list[Finding]:
        """Return the limits of the policy that the tree exceeds."""
        return limit_findings(self.assessments, self.session.perimeter, self.session.config.policy.limits)

    def stale(self, *, is_whole: bool) -> list[Finding]:
        """Return what `depsov.lock` lacks; what left the tree can be told where all of it was read only."""
        found = stale_finding(
            self.lock,
            self.blocks,
            self.session.config,
            self.label,
            is_same_perimeter=self.is_same_perimeter,
            is_whole=is_whole and self.session.is_complete,
        )
        return [] if found is None else [found]


def _graver(session: Session, assessments: tuple[Assessment, ...], lock: Lock) -> tuple[Assessment, ...]:
    """Return the verdicts, with those that a recorded contradiction would clear: outside stays outside."""
    return tuple(_outside_at_hand(session, item, lock) or item for item in assessments)


def _outside_at_hand(session: Session, item: Assessment, lock: Lock) -> Assessment | None:
    block = lock.blocks.get(item.package.bare_purl)
    if item.verdict is not Verdict.UNKNOWN or block is None or block.reason is not Reason.CONFLICTING:
        return None
    found = attribute(item.package, session.evidence.get(item.package.purl, ()), session.control)
    plain = session.assessor().assess(item.package, found)
    return plain if plain.verdict is Verdict.OUTSIDE else None


def _is_same_perimeter(session: Session, lock: Lock, label: str) -> bool:
    try:
        perimeter = choose(lock.perimeter, session.knowledge.perimeters())
    except DepsovError as error:
        raise NamedFileError(f"{label}: perimeter: {error.message}", hint="run `depsov lock --fresh`") from error
    return perimeter.countries == session.perimeter.countries
