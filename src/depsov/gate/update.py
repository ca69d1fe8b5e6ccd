"""`depsov lock`: the file that `check` compares with, made or renewed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from depsov.config import DEFAULT_PRESET, Config, load_config
from depsov.gate.judged import attributed
from depsov.gate.roots import label_of
from depsov.lock import FILE, Block
from depsov.lock.read import read_lock
from depsov.lock.renew import Renewal, renewed
from depsov.lock.write import replace_file, text_of
from depsov.model import Reason, Report
from depsov.reading import Installed
from depsov.registries import REGISTRIES
from depsov.session import Session, joined
from depsov.tree import Tree
from depsov.values import dataclass, replace

if TYPE_CHECKING:
    from depsov.evidence._source import Progress
    from depsov.evidence.online import Online

__all__ = ["Updated", "update_lock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """What `update_lock` did: the path of the file, what is different in it, and what the run found.

    Unless `is_complete`, something of the tree could not be read, and the blocks of what may stand there were kept.
    """

    file: str
    renewal: Renewal
    is_written: bool
    is_complete: bool
    report: Report


def _standing(blocks: Mapping[str, Block], session: Session, online: Online | None) -> Mapping[str, Block]:
    """Return what the blocks still tell: where a registry has answered anew, nothing of what it said before."""
    packages = session.graph.packages
    answered = {packages[purl].bare_purl for purl in (() if online is None else online.answered)}
    return {
        purl: _without_registries(block) if purl in answered else block
        for purl, block in blocks.items()
        if block.reason is not Reason.CONFLICTING or purl not in answered
    }


def _without_registries(block: Block) -> Block:
    registries = {registry.name for registry in REGISTRIES}
    return replace(block, evidence=tuple(item for item in block.evidence if item.source not in registries))


def update_lock(
    folder: Path | str = ".",
    *,
    config: Config | None = None,
    as_of: date | None = None,
    python: Path | None = None,
    progress: Progress | None = None,
    fresh: bool = False,
) -> Updated:
    """Write the `depsov.lock` of a folder: what holds stays as it is, what left the tree is dropped.

    With `config.online` the registries are asked. `fresh` takes nothing over from the file that is there. The file is
    replaced at once, and only where something is different; where something cannot be read, no block is dropped.

    Raises what `scan` raises, `NamedFileError` where the file that is there is damaged or cannot be replaced, and
    `KeyboardInterrupt` where the user interrupts the asking: then nothing is written.
    """
    folder = Path(folder)
    label = label_of(folder / FILE)
    if config is None:
        config = load_config(folder, default_preset=DEFAULT_PRESET)
    old = None if fresh else read_lock(folder / FILE, label)
    tree = Tree.of([folder], config.exclude, folder)
    session = Session.open(tree, config, as_of, installed=Installed.EVIDENCE, python=python)
    online = session.ask(progress) if config.online else None
    if online is not None and online.is_interrupted:
        raise KeyboardInterrupt  # else the file would hold less than before, and as if that were all
    blocks = {} if old is None else _standing(old.blocks, session, online)
    evidence = joined(session.evidence, {} if online is None else online.evidence)
    assessments = session.assess(attributed(session, evidence, blocks), session.assessor(strict=False))
    renewal = renewed(
        old,
        assessments,
        knowledge=session.knowledge.version,
        perimeter=session.perimeter.setting,
        day=session.as_of.isoformat(),
        keep_missing=not session.is_complete,
    )
    return Updated(
        file=label,
        renewal=renewal,
        is_written=replace_file(folder / FILE, text_of(renewal.lock)),
        is_complete=session.is_complete,
        report=session.report(assessments, (), online=online),
    )
