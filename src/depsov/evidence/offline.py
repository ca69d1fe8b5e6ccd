"""Gathers evidence without asking anybody: what documents carry, what names and addresses tell, what is installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from depsov.evidence import installed as installed_packages
from depsov.evidence import namespace, origin
from depsov.evidence._source import Gathered, OfflineSource, Surroundings
from depsov.evidence.forges import FORGE_HOSTS
from depsov.model import Evidence, Graph, Problem
from depsov.values import dataclass

if TYPE_CHECKING:
    from depsov.knowledge import Knowledge
    from depsov.tree import Tree

__all__ = ["SOURCES", "Offline", "gather_offline"]

SOURCES: list[OfflineSource] = [installed_packages, namespace, origin]


@dataclass(frozen=True, slots=True)
class Offline:
    """Evidence by purl, the sources that gave any, and what could not be read."""

    evidence: Mapping[str, tuple[Evidence, ...]]
    sources: tuple[str, ...]
    problems: tuple[Problem, ...]


def gather_offline(graph: Graph, tree: Tree, knowledge: Knowledge, *, installed: bool = True) -> Offline:
    """Return the evidence on every package of a graph that can be had without a network.

    Unless `installed`, that of documents and names alone, which does not depend on the machine.
    """
    around = Surroundings(
        module_folders=tuple(tree.base / folder for folder in tree.module_folders) if installed else (),
        forges={**FORGE_HOSTS, **knowledge.forge_hosts()},
        is_held=knowledge.is_held,
    )
    packages = tuple(graph.packages.values())
    found = {"documents": _carried(graph)}
    found.update({source.TITLE: source.gather(packages, around) for source in SOURCES})
    return Offline(
        evidence=_joined(found),
        sources=tuple(sorted(title for title, gathered in found.items() if gathered.evidence)),
        problems=tuple(problem for gathered in found.values() for problem in gathered.problems),
    )


def _carried(graph: Graph) -> Gathered:
    return Gathered({purl: package.evidence for purl, package in graph.packages.items() if package.evidence})


def _joined(found: Mapping[str, Gathered]) -> Mapping[str, tuple[Evidence, ...]]:
    joined: dict[str, tuple[Evidence, ...]] = {}
    for gathered in found.values():
        for purl, evidence in gathered.evidence.items():
            joined[purl] = (*joined.get(purl, ()), *evidence)
    return joined
