"""The pipeline, from paths to a report. What `depsov scan` and the library call.

discover -> parse -> resolve -> gather evidence -> attribute -> assess -> report
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from depsov.config import Config, load_config
from depsov.documents import Document
from depsov.evidence._source import Progress
from depsov.judge import Judge, levelled
from depsov.model import Report
from depsov.reading import Reading, read
from depsov.rules import find
from depsov.session import Session, joined
from depsov.tree import Tree

if TYPE_CHECKING:
    from depsov.evidence.online import Online

__all__ = ["Progress", "scan", "scan_async"]


def scan(
    *paths: Path | str | Document,
    config: Config | None = None,
    as_of: date | None = None,
    python: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Scan projects and return who controls what they depend on.

    `paths` are folders and files (the working folder where none is given), or `Document`s, which lie on no disk: the
    name of one tells its format, or what is in it. `config` defaults to the
    configuration of the first folder. `as_of` is the day for which ownership is judged, today where None.
    `python` names an interpreter or environment whose installed packages are read instead of lockfiles'
    evidence alone. Nothing is printed and nothing is sent anywhere unless `config.online` is set; then
    `progress` is called with counts of packages.

    Raises `NothingToScanError` where no document is found, `NamedFileError` where a named file cannot be read,
    `ConfigError`, `UsageError` and `KnowledgeError` where settings or knowledge are broken.
    """
    reading = _read(paths, config, python)
    if not reading.config.online:
        return _report(Session.of(reading, as_of), None)
    import asyncio

    return asyncio.run(_ask(reading, as_of, progress))


async def scan_async(
    *paths: Path | str | Document,
    config: Config | None = None,
    as_of: date | None = None,
    python: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Do what `scan` does inside a running event loop; reading stays synchronous, asking registries does not block."""
    reading = _read(paths, config, python)
    return await _ask(reading, as_of, progress) if reading.config.online else _report(Session.of(reading, as_of), None)


async def _ask(reading: Reading, as_of: date | None, progress: Progress | None) -> Report:
    """Resolve what the documents leave open, and ask registries about all packages."""
    from depsov.resolution.trees import resolve_trees

    trees = await resolve_trees(reading, as_of or date.today())  # noqa: DTZ011 - the day where the user is
    session = Session.of(reading, as_of, trees)
    return _report(session, await session.ask_async(progress))


def _read(paths: Sequence[Path | str | Document], config: Config | None, python: Path | None) -> Reading:
    named = [path if isinstance(path, Document) else Path(path) for path in paths] or [Path()]
    first = next((path for path in named if isinstance(path, Path)), Path())
    home = first if first.is_dir() else first.parent
    if config is None:
        config = load_config(home)
    return read(Tree.of(named, config.exclude, home), config, python=python)


def _report(session: Session, online: Online | None) -> Report:
    attributions = session.attribute(joined(session.evidence, {} if online is None else online.evidence))
    assessments = session.assess(attributions, session.assessor())
    findings = find(assessments, session.perimeter, session.config.policy.limits)
    judged = levelled(findings, assessments, session.perimeter, Judge(session.config, session.as_of))
    return session.report(assessments, judged, online=online)
