"""Resolves what a tree leaves open, one document after the other, and says of each what came of it.

A document that cannot be resolved keeps its direct dependencies, with a Problem; the others go on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from depsov.cache_folder import cache_folder
from depsov.config import Config
from depsov.errors import DocumentError, ResolutionError
from depsov.fetch import Client
from depsov.model import Extent, Package, Parsed, Problem, Resolved
from depsov.parse import ParsedFile
from depsov.policy.pattern import matches
from depsov.reading import Reading, Trees
from depsov.resolution.answer import Answered, Surroundings, not_resolved
from depsov.resolution.javascript.project import resolve_npm
from depsov.resolution.python.project import PythonProjects
from depsov.values import replace

__all__ = ["resolve_trees"]

CONCURRENCY = 32
"""How many questions are under way at once: pages and metadata are small, and an index serves them from a cache."""


async def resolve_trees(
    reading: Reading, today: date, *, environ: Mapping[str, str] = os.environ, client: Client | None = None
) -> Trees:
    """Return the trees of all documents that neither a lockfile nor an environment knows, as far as can be found.

    Nothing is asked about names that the configuration calls its own. Raises `UsageError` where the configured target
    is none.
    """
    python = [file for file in reading.files if file.path in reading.demands]
    npm = [file for file in reading.files if file.format == "package-json" and file.parsed.extent is Extent.WISHES]
    if not python and not npm:
        return Trees()
    around = Surroundings(reading, environ, cache_folder(environ, sys.platform), today)
    found = _Found()
    for file in npm:
        await found.add(file, resolve_npm(file, around, withheld(reading.config, "npm")))
    if python:
        async with client or Client(cache=around.cache, concurrency=CONCURRENCY) as asking:
            projects = PythonProjects(around, withheld(reading.config, "pypi"), asking)
            # What is pinned decides on the versions of what is not.
            for file in sorted(python, key=lambda file: (file.parsed.extent is not Extent.PINNED, file.path)):
                await found.add(file, projects.resolve(file))
        found.problems += asking.problems
    return Trees(files=found.files, resolved=tuple(found.resolved), problems=tuple(found.problems))


class _Found:
    """What came of the documents so far."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[Parsed, ...]] = {}
        self.resolved: list[Resolved] = []
        self.problems: list[Problem] = []

    async def add(self, file: ParsedFile, answer: Answered) -> None:
        """Wait for the tree of a document; that there is none is a Problem."""
        try:
            tree = await answer
        except (DocumentError, ResolutionError) as error:  # of a settings file of the tree, or of a cache
            told = Problem(stage="resolve", subject=file.path, message=not_resolved(error), hint=error.hint)
            self.problems.append(told)
            return
        # What is not known of it, a Problem of its own says.
        self.files[file.path] = tuple(replace(parsed, extent=Extent.WHOLE) for parsed in tree.documents)
        self.resolved.append(tree.resolved)
        self.problems += tree.problems


def withheld(config: Config, ecosystem: str) -> Callable[[str], bool]:
    """Return what tells of a name whether the configuration calls it the user's own."""

    @cache
    def is_own(name: str) -> bool:
        package = Package(purl=f"pkg:{ecosystem}/{name}", ecosystem=ecosystem, name=name, version=None)
        return any(matches(pattern, package) for pattern in config.own)

    return is_own
