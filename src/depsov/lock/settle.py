"""What `depsov.lock` tells a run that cannot observe again what an earlier one did.

    gathered   the evidence of this run, and what the blocks recorded of earlier ones
    settled    the answer, where a block knows more of why there is none

An answer is always worked out anew from the evidence, so that a block cannot claim what its evidence does not carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from depsov.control import Control
from depsov.lock.block import Block
from depsov.model import Attribution, Confidence, Evidence, EvidenceKind, Package, Reason, Trust
from depsov.values import replace

__all__ = ["gathered", "settled"]

_UNKNOWN = (Reason.NO_EVIDENCE, Reason.WEAK_EVIDENCE, Reason.OTHER_SOURCE, Reason.UNLISTED_IDENTITY)
"""Why nothing is known, the reason that says most last: of two runs, the one that saw more is right."""


def gathered(
    packages: Iterable[Package], evidence: Mapping[str, tuple[Evidence, ...]], blocks: Mapping[str, Block]
) -> dict[str, tuple[Evidence, ...]]:
    """Return the evidence on each package by purl: the same for all versions, with what its block recorded."""
    named: dict[str, list[str]] = {}
    for package in packages:
        named.setdefault(package.bare_purl, []).append(package.purl)
    found: dict[str, tuple[Evidence, ...]] = {}
    for name, versions in named.items():
        observed = evidence.get(versions[0], ())
        if len(versions) > 1:
            observed = tuple(dict.fromkeys(item for purl in versions for item in evidence.get(purl, ())))
        block = blocks.get(name)
        whole = observed if block is None else (*observed, *_recorded(block, observed))
        found.update(dict.fromkeys(versions, whole))
    return found


def _recorded(block: Block, observed: tuple[Evidence, ...]) -> Iterator[Evidence]:
    """Yield what an earlier run saw and this one could not: a source that has been read again speaks for itself."""
    recorded = [item for item in block.evidence if not _is_at_hand(item)]
    if not recorded:
        return
    spoken = {item.source for item in observed}
    known = {(item.kind, item.identity) for item in observed}
    yield from (item for item in recorded if item.source not in spoken and (item.kind, item.identity) not in known)


def _is_at_hand(item: Evidence) -> bool:
    """Tell whether any run sees it: what the knowledge base lists, the package's name, the address it comes from."""
    if item.kind is EvidenceKind.NAMESPACE:
        return item.identity is None or not item.identity.startswith("pypi-org:")
    return item.kind is EvidenceKind.CURATED or item.trust is Trust.EXCLUSIVE


def settled(attribution: Attribution, package: Package, block: Block | None, control: Control) -> Attribution:
    """Return the answer on a package; where it was not known before either, with the reason that was found then.

    A contradiction that was found stands until the knowledge base has been looked at again: what showed it need not be
    at hand now, and a takeover must not be hidden by old data.
    """
    if block is None:
        return attribution
    if block.reason is Reason.CONFLICTING:
        entry = control.knowledge.entry_of(package)
        if entry is not None and entry.fact.date > block.date:
            return attribution
        evidence = attribution.evidence
        return Attribution(steward=None, confidence=Confidence.LOW, evidence=evidence, unknown=Reason.CONFLICTING)
    if attribution.unknown in _UNKNOWN and block.reason in _UNKNOWN:
        return replace(attribution, unknown=max(attribution.unknown, block.reason, key=_UNKNOWN.index))
    return attribution
