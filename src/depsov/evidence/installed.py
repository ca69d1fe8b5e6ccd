"""What the packages installed in `node_modules` say of themselves: repository and homepage in their `package.json`.

A package counts where name and version are those of the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from depsov.documents import Table
from depsov.evidence._manifest import links_of
from depsov.evidence._source import Gathered, Surroundings
from depsov.evidence.node_modules import manifests
from depsov.model import Package, Problem, SourceKind

__all__ = ["ID", "TITLE", "gather"]

ID = "installed"
TITLE = "installed packages (node_modules)"

_SOURCE = "node_modules"


def gather(packages: Sequence[Package], around: Surroundings) -> Gathered:
    """Return the links of the installed packages below the given `node_modules` folders."""
    gathered = Gathered()
    wanted = _wanted(packages)
    if not wanted:
        return gathered
    for manifest in manifests(around.module_folders, {name for name, _ in wanted}):
        if isinstance(manifest, Problem):
            gathered.problems.append(manifest)
            continue
        purl = _purl_of(manifest, wanted)
        if purl is not None and purl not in gathered.evidence:
            gathered.learn(purl, links_of(manifest, source=_SOURCE, forges=around.forges))
    return gathered


def _wanted(packages: Iterable[Package]) -> dict[tuple[str, str], str]:
    return {
        (package.name, package.version): package.purl
        for package in packages
        if package.ecosystem == "npm" and package.version is not None and package.source.kind is SourceKind.REGISTRY
    }


def _purl_of(manifest: Table, wanted: Mapping[tuple[str, str], str]) -> str | None:
    name, version = manifest.get("name"), manifest.get("version")
    return wanted.get((name, version)) if isinstance(name, str) and isinstance(version, str) else None
