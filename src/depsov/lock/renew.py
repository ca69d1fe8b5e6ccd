"""A new `depsov.lock` from the old one and what is known now: a block moves only when what it says does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from depsov.lock.block import Block, Lock, Perimeter, block_of
from depsov.model import Assessment
from depsov.values import dataclass, replace

__all__ = ["Renewal", "renewed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The new file, and what is different in it: purls of packages that came, went, and moved (before, after)."""

    lock: Lock
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    moved: tuple[tuple[Block, Block], ...]


def renewed(
    old: Lock | None,
    assessments: Iterable[Assessment],
    *,
    knowledge: str,
    perimeter: Perimeter,
    day: str,
    keep_missing: bool = False,
) -> Renewal:
    """Return the file that says what was found, where that is the same in the words of the old one.

    `keep_missing` keeps the blocks of packages that are not in the tree: where a document could not be read, they may
    be in it.
    """
    before: Mapping[str, Block] = {} if old is None else old.blocks
    is_same_perimeter = old is not None and old.perimeter == perimeter
    blocks: dict[str, Block] = {}
    for item in assessments:
        block = block_of(item, day)
        if block.purl not in blocks:
            blocks[block.purl] = _kept(before.get(block.purl), block, is_same_perimeter=is_same_perimeter)
    dropped = tuple(sorted(before.keys() - blocks.keys()))
    if keep_missing:
        blocks.update({purl: before[purl] for purl in dropped})
    return Renewal(
        lock=Lock(knowledge=knowledge, perimeter=perimeter, blocks=blocks),
        added=tuple(sorted(blocks.keys() - before.keys())),
        dropped=() if keep_missing else dropped,
        moved=tuple(
            (before[purl], blocks[purl])
            for purl in sorted(blocks.keys() & before.keys())
            if _differs(before[purl], blocks[purl], is_same_perimeter=is_same_perimeter)
        ),
    )


def _differs(old: Block, new: Block, *, is_same_perimeter: bool) -> bool:
    """Tell whether a block says something else, as `check` would call the old one out of date for."""
    return (old.facts, old.names) != (new.facts, new.names) or (is_same_perimeter and old.reason is not new.reason)


def _kept(old: Block | None, new: Block, *, is_same_perimeter: bool) -> Block:
    """Return the old block where it still holds; its date stays where only what counts as inside has changed."""
    if old is None:
        return new
    if old.facts != new.facts or (is_same_perimeter and old.reason != new.reason):
        return new
    if (old.reason, old.confidence, old.names) == (new.reason, new.confidence, new.names):
        return old
    return replace(new, date=old.date)
