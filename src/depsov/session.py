"""One run between its stages: what was read, what was observed, and what can be said of it.

`scan`, `check` and `update_lock` go the same way with it: open, observe, attribute, assess, report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from depsov import __version__
from depsov import graph as graphs
from depsov.assess import Assessor
from depsov.attribute import attribute_all
from depsov.config import Config
from depsov.control import Control
from depsov.documents import Document
from depsov.errors import DocumentError, NamedFileError
from depsov.evidence.offline import gather_offline
from depsov.judge import check_controllers
from depsov.knowledge import Knowledge
from depsov.knowledge import load as load_knowledge
from depsov.model import (
    Assessment,
    Attribution,
    Evidence,
    Finding,
    Graph,
    PerimeterRef,
    Problem,
    Report,
    Resolved,
    Scope,
)
from depsov.perimeter import always, choose
from depsov.policy.pattern import matches
from depsov.reading import Installed, Reading, Trees, read
from depsov.registries import is_default
from depsov.registry_settings import SETTINGS_FILES
from depsov.resolve import resolve
from depsov.sourced import facts_on
from depsov.stores import TITLES
from depsov.summary import Platforms, summarise
from depsov.tree import Tree
from depsov.values import dataclass, field

if TYPE_CHECKING:
    from depsov.evidence._source import Progress
    from depsov.evidence.online import Online

__all__ = ["Session", "joined"]

NO_TREES = Trees()

Observed = Mapping[str, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What has been read of a tree before anything is asked or judged.

    `own` counts the packages that the configuration takes out, `sources` names the kinds of evidence that were used,
    `resolved` the trees that no lockfile records. `sbom` is the path and the content of the only document, where that
    is an SBOM in JSON.
    """

    config: Config
    as_of: date
    knowledge: Knowledge
    tree: Tree
    graph: Graph
    own: int
    evidence: Observed
    sources: tuple[str, ...]
    problems: tuple[Problem, ...]
    resolved: tuple[Resolved, ...] = ()
    sbom: tuple[str, bytes] | None = None
    control: Control = field(init=False)
    perimeter: PerimeterRef = field(init=False)

    def __post_init__(self) -> None:
        """Follow organisations as they stand on the day, and choose the countries that count as inside."""
        object.__setattr__(self, "control", Control(self.knowledge, self.as_of.isoformat()))
        object.__setattr__(self, "perimeter", choose(self.config.perimeter, self.knowledge.perimeters()))

    @classmethod
    def open(
        cls,
        tree: Tree,
        config: Config,
        as_of: date | None = None,
        *,
        installed: Installed = Installed.DEPENDENCIES,
        python: Path | None = None,
    ) -> Session:
        """Read a tree as it is, join it, and gather the evidence that is at hand.

        Raises `NothingToScanError` where it holds no document, and what the configuration and knowledge raise.
        """
        return cls.of(read(tree, config, installed=installed, python=python), as_of)

    @classmethod
    def of(cls, reading: Reading, as_of: date | None = None, trees: Trees = NO_TREES) -> Session:
        """Join what was read, and the trees that were resolved, to one graph, and gather the evidence at hand.

        Raises `NothingToScanError` where nothing was read, and what the configuration and knowledge raise.
        """
        tree, config = reading.tree, reading.config
        knowledge = load_knowledge(config.knowledge, config.released)
        check_controllers(config, knowledge)
        reading.check_content()
        reading = reading.with_trees(trees)
        whole = resolve(reading.files, lambda ecosystem, url: is_default(ecosystem, url, config.mirrors))
        own = _own(whole, config)
        graph = _of_scopes(graphs.without(whole, own), config)
        offline = gather_offline(graph, tree, knowledge, installed=reading.installed is not Installed.IGNORED)
        found = reading.environments.evidence(graph)
        return cls(
            config=config,
            as_of=as_of or date.today(),  # noqa: DTZ011 - the day where the user is
            knowledge=knowledge,
            tree=tree,
            graph=graph,
            own=len(own),
            evidence=joined(offline.evidence, found),
            sources=(
                "knowledge base",
                *offline.sources,
                *(["installed packages (Python)"] if found else []),
                *(TITLES[store] for store in tree.used_stores),
            ),
            problems=(*reading.problems, *reading.unknown_trees(), *offline.problems),
            resolved=trees.resolved,
            sbom=reading.sbom(),
        )

    @property
    def is_complete(self) -> bool:
        """Whether all of the tree could be read, every entry of every document."""
        return not any(problem.is_of_reading for problem in self.problems)

    def ask(self, progress: Progress | None) -> Online:
        """Ask the registries, as the configuration allows."""
        import asyncio

        return asyncio.run(self.ask_async(progress))

    async def ask_async(self, progress: Progress | None) -> Online:
        """Do what `ask` does inside a running event loop."""
        from depsov.evidence.online import gather_online

        registries, settings = dict(self.config.registries), _settings(self.tree)
        return await gather_online(
            self.graph, self.knowledge, registries=registries, progress=progress, settings=settings
        )

    def attribute(self, evidence: Observed) -> dict[str, Attribution]:
        """Return who decides each package, by purl."""
        return attribute_all(self.graph.packages, evidence, self.control)

    def assessor(self, perimeter: PerimeterRef | None = None, *, strict: bool | None = None) -> Assessor:
        """Return the judge for a perimeter; the configured one, and as strict as configured, unless told otherwise."""
        return Assessor(
            self.control,
            perimeter or self.perimeter,
            always(self.knowledge.perimeters()),
            strict=self.config.strict if strict is None else strict,
        )

    def assess(self, attributions: Mapping[str, Attribution], assessor: Assessor) -> tuple[Assessment, ...]:
        """Return the verdicts on all packages, sorted by purl."""
        packages = self.graph.packages
        return tuple(assessor.assess(packages[purl], attribution) for purl, attribution in attributions.items())

    def report(
        self,
        assessments: Sequence[Assessment],
        findings: Iterable[Finding],
        *,
        online: Online | None = None,
        problems: Iterable[Problem] = (),
    ) -> Report:
        """Return all that was found out."""
        platforms = Platforms(self.knowledge, self.assessor().reference)
        return Report(
            depsov=__version__,
            as_of=self.as_of,
            knowledge_version=self.knowledge.version,
            knowledge_oldest=self.knowledge.oldest,
            perimeter=self.perimeter,
            online=online is not None,
            asked=() if online is None else platforms.asked(online.asked),
            withheld=0 if online is None else online.withheld + self.own,
            own=self.own,
            overlays=tuple(path.name for path in self.config.knowledge),
            sources=tuple(sorted({*self.sources, *(() if online is None else online.sources)})),
            summary=summarise(assessments),
            resolved=self.resolved,
            sbom=self.sbom,
            platforms=platforms.used(assessments),
            graph=self.graph,
            assessments=tuple(assessments),
            findings=tuple(findings),
            # Once each: who resolves trees and who asks registries say the same of the cache that they share.
            problems=tuple(dict.fromkeys((*self.problems, *(() if online is None else online.problems), *problems))),
            facts=partial(facts_on, assessments, self.control),
        )


def joined(*parts: Mapping[str, Iterable[Evidence]]) -> Observed:
    """Return the evidence of several sources by purl."""
    whole: dict[str, tuple[Evidence, ...]] = {}
    for part in parts:
        for purl, evidence in part.items():
            whole[purl] = (*whole.get(purl, ()), *evidence)
    return whole


def _settings(tree: Tree) -> tuple[Document, ...]:
    """Return the files at the top of the named folders that may name another registry."""
    paths = [f"{target}/{name}" if target else name for target in tree.targets for name in SETTINGS_FILES]
    return tuple(document for path in paths if (document := _opened(tree, path)) is not None)


def _opened(tree: Tree, path: str) -> Document | None:
    """Return a file that decides whom to ask. Raises `NamedFileError`: without it, the wrong one might be asked."""
    try:
        return tree.open(path) if (tree.base / path).is_file() else None
    except OSError as error:
        raise NamedFileError(f"{path}: cannot be read: {error.strerror}", hint="check its permissions") from error
    except DocumentError as error:
        raise NamedFileError(f"{path}: {error}", hint=error.hint) from error


def _own(graph: Graph, config: Config) -> frozenset[str]:
    """Return the packages that the configuration names as the user's own: neither judged nor asked about."""
    if not config.own:
        return frozenset()
    return frozenset(
        purl for purl, package in graph.packages.items() if any(matches(pattern, package) for pattern in config.own)
    )


def _of_scopes(graph: Graph, config: Config) -> Graph:
    if set(config.scopes) == set(Scope):
        return graph
    return graphs.kept(graph, {purl for purl, package in graph.packages.items() if package.scope in config.scopes})
