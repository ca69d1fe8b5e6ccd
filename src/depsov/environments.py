"""Installed Python environments as a stage of the pipeline: what is installed, and what it says of itself.

Where a lockfile stands beside the environment, the lockfile says what the project depends on, and the
environment only adds evidence. Where there is none, the environment is the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from depsov.errors import DocumentError, NamedFileError
from depsov.model import Evidence, Graph, Node, Parsed, Problem
from depsov.parse import ParsedFile
from depsov.tree import Tree

__all__ = ["NO_ENVIRONMENTS", "Environments", "add_environments"]


@dataclass(frozen=True, slots=True)
class Environments:
    """The installed packages that were read: as documents, and as evidence on packages of lockfiles."""

    files: tuple[ParsedFile, ...]
    installed: tuple[Node, ...]
    problems: tuple[Problem, ...]

    def evidence(self, graph: Graph) -> Mapping[str, tuple[Evidence, ...]]:
        """Return what installed packages say of themselves, for those of the same name and version in the graph."""
        by_name = {(node.name, node.version): node.evidence for node in self.installed if node.evidence}
        return {
            purl: by_name[package.name, package.version]
            for purl, package in graph.packages.items()
            if package.ecosystem == "pypi" and (package.name, package.version) in by_name
        }


NO_ENVIRONMENTS = Environments((), (), ())


def add_environments(tree: Tree, files: Sequence[ParsedFile], python: Path | None) -> Environments:
    """Read the environments that were seen in the tree, or the one that the user named.

    Raises `NamedFileError` where the named one is none.
    """
    documents: list[ParsedFile] = []
    installed: list[Node] = []
    problems: list[Problem] = []
    for place, path in _places(tree, python):
        try:
            parsed = _read(path, place)
        except DocumentError as error:
            if python is not None:
                raise NamedFileError(f"{python}: {error}", hint=error.hint) from error
            problems.append(Problem(stage="parse", subject=place, message=str(error), hint=error.hint))
            continue
        if parsed is None:
            continue
        problems += parsed.problems
        if _has_lockfile(files, place.rpartition("/")[0]):
            installed += parsed.nodes
        else:
            documents.append(ParsedFile(place, parsed, "lockfile", "pypi"))
    return Environments(tuple(documents), tuple(installed), tuple(problems))


def _places(tree: Tree, python: Path | None) -> Iterable[tuple[str, Path]]:
    if python is not None:
        yield "environment", python
    else:
        yield from ((place, tree.base / place) for place in sorted(tree.environments))


def _read(path: Path, label: str) -> Parsed | None:
    # Most trees have no environment: its reader is not even imported then.
    from depsov.parse.python.environment import find_site_packages, read_environment

    folder = find_site_packages(path)
    if folder is None:
        raise DocumentError("is no Python environment", hint="name an interpreter, or the folder of an environment")
    return read_environment(folder, label)


def _has_lockfile(files: Iterable[ParsedFile], folder: str) -> bool:
    return any(
        file.role == "lockfile" and file.ecosystem == "pypi" and file.path.rpartition("/")[0] == folder
        for file in files
    )
