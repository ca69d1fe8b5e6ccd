"""The pipeline, from paths to a report. What the command line, the hook and the library all call.

discover -> parse -> resolve -> gather evidence -> attribute -> assess -> report
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from depsov import __version__
from depsov import graph as graphs
from depsov.assess import Assessor
from depsov.attribute import attribute
from depsov.config import Config, load_config
from depsov.control import Control
from depsov.discover import discover
from depsov.documents import Document
from depsov.environments import add_environments
from depsov.errors import NothingToScanError
from depsov.evidence.offline import gather_offline
from depsov.knowledge import Knowledge
from depsov.knowledge import load as load_knowledge
from depsov.model import Evidence, Graph, Problem, Report, Scope
from depsov.parse import FORMATS, parse
from depsov.perimeter import always, choose
from depsov.registries import is_default
from depsov.registry_settings import SETTINGS_FILES
from depsov.resolve import resolve
from depsov.rules import Limits, find
from depsov.summary import Platforms, summarise
from depsov.tree import Tree

if TYPE_CHECKING:
    from depsov.evidence.online import Online

__all__ = ["Progress", "scan", "scan_async"]

Progress = Callable[[int, int], None]
"""Called while registries are asked: (packages answered, packages to ask)."""


def scan(
    *paths: Path | str,
    config: Config | None = None,
    as_of: date | None = None,
    python: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Scan projects and return who controls what they depend on.

    `paths` are folders and files (the working folder where none is given). `config` defaults to the
    configuration of the first folder. `as_of` is the day for which ownership is judged, today where None.
    `python` names an interpreter or environment whose installed packages are read instead of lockfiles'
    evidence alone. Nothing is printed and nothing is sent anywhere unless `config.online` is set; then
    `progress` is called with counts of packages.

    Raises `NothingToScanError` where no document is found, `NamedFileError` where a named file cannot be read,
    `ConfigError`, `UsageError` and `KnowledgeError` where settings or knowledge are broken.
    """
    session = _Session.open(paths, config, as_of, python)
    online = session.ask(progress) if session.config.online else None
    return session.report(online)


async def scan_async(
    *paths: Path | str,
    config: Config | None = None,
    as_of: date | None = None,
    python: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Do what `scan` does inside a running event loop; reading stays synchronous, asking registries does not block."""
    session = _Session.open(paths, config, as_of, python)
    online = await session.ask_async(progress) if session.config.online else None
    return session.report(online)


@dataclass(frozen=True, slots=True)
class _Session:
    """What one scan has read before it asks or judges anything."""

    config: Config
    as_of: date
    knowledge: Knowledge
    tree: Tree
    graph: Graph
    own: int
    evidence: Mapping[str, tuple[Evidence, ...]]
    sources: tuple[str, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def open(
        cls, paths: Sequence[Path | str], config: Config | None, as_of: date | None, python: Path | None
    ) -> _Session:
        """Discover, parse and resolve what was named, and gather the evidence that is at hand."""
        named = [Path(path) for path in paths] or [Path()]
        if config is None:
            config = load_config(named[0] if named[0].is_dir() else named[0].parent)
        knowledge = load_knowledge(config.knowledge, config.released)
        tree = Tree.of(named, config.exclude)
        files, problems = parse(tree, discover(tree, FORMATS))
        environments = add_environments(tree, files, python)
        files += environments.files
        problems += [*tree.problems, *environments.problems]
        if not files and not problems:
            listed = ", ".join(str(path) for path in named)
            raise NothingToScanError(f"nothing to scan in {listed}", hint="depsov reads lockfiles, manifests and SBOMs")
        whole = resolve(files, lambda ecosystem, url: is_default(ecosystem, url, config.mirrors))
        own = _own(whole, config)
        graph = _of_scopes(graphs.without(whole, own), config)
        offline = gather_offline(graph, tree, knowledge)
        installed = environments.evidence(graph)
        return cls(
            config=config,
            as_of=as_of or date.today(),  # noqa: DTZ011 - the day where the user is
            knowledge=knowledge,
            tree=tree,
            graph=graph,
            own=len(own),
            evidence=_joined(offline.evidence, installed),
            sources=("knowledge base", *offline.sources, *(["installed packages (Python)"] if installed else [])),
            problems=(*problems, *offline.problems),
        )

    def ask(self, progress: Progress | None) -> Online:
        import asyncio

        return asyncio.run(self.ask_async(progress))

    async def ask_async(self, progress: Progress | None) -> Online:
        from depsov.evidence.online import gather_online

        registries, settings = dict(self.config.registries), _settings(self.tree)
        return await gather_online(
            self.graph, self.knowledge, registries=registries, progress=progress, settings=settings
        )

    def report(self, online: Online | None) -> Report:
        control = Control(self.knowledge, self.as_of.isoformat())
        named = self.knowledge.perimeters()
        perimeter = choose(self.config.perimeter, named)
        assessor = Assessor(control, perimeter, always(named), strict=self.config.strict)
        evidence = _joined(self.evidence, {} if online is None else online.evidence)
        assessments = tuple(
            assessor.assess(package, attribute(package, evidence.get(purl, ()), control))
            for purl, package in self.graph.packages.items()
        )
        summary = summarise(assessments)
        limits = Limits(self.config.concentration, self.config.coverage)
        platforms = Platforms(self.knowledge, assessor.reference)
        return Report(
            depsov=__version__,
            as_of=self.as_of,
            knowledge_version=self.knowledge.version,
            knowledge_oldest=self.knowledge.oldest,
            perimeter=perimeter,
            online=self.config.online,
            asked=() if online is None else platforms.asked(online.asked),
            withheld=0 if online is None else online.withheld + self.own,
            sources=tuple(sorted({*self.sources, *(() if online is None else online.sources)})),
            summary=summary,
            platforms=platforms.used(assessments),
            graph=self.graph,
            assessments=assessments,
            findings=tuple(find(assessments, perimeter, limits, summary.coverage)),
            problems=(*self.problems, *(() if online is None else online.problems)),
        )


def _settings(tree: Tree) -> tuple[Document, ...]:
    """Return the files at the top of the named folders that may name another registry."""
    paths = [f"{target}/{name}" if target else name for target in tree.targets for name in SETTINGS_FILES]
    return tuple(tree.open(path) for path in paths if (tree.base / path).is_file())


def _own(graph: Graph, config: Config) -> frozenset[str]:
    """Return the packages that the configuration names as the user's own: neither judged nor asked about."""
    return frozenset(
        purl
        for purl, package in graph.packages.items()
        if any(fnmatchcase(package.name, pattern) for pattern in config.own)
    )


def _of_scopes(graph: Graph, config: Config) -> Graph:
    if set(config.scopes) == set(Scope):
        return graph
    return graphs.kept(graph, {purl for purl, package in graph.packages.items() if package.scope in config.scopes})


def _joined(*parts: Mapping[str, Iterable[Evidence]]) -> Mapping[str, tuple[Evidence, ...]]:
    joined: dict[str, tuple[Evidence, ...]] = {}
    for part in parts:
        for purl, evidence in part.items():
            joined[purl] = (*joined.get(purl, ()), *evidence)
    return joined
