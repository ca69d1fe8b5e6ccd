"""The tree of one Python project, resolved to be kept: as the `pylock.toml` that it lacks."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from depsov import __version__
from depsov.cache_folder import cache_folder
from depsov.config import Config, load_config
from depsov.errors import DocumentError, NothingToScanError, ResolutionError, UsageError
from depsov.fetch import Client
from depsov.model import Problem, Scope
from depsov.reading import Installed, read
from depsov.resolution import pylock
from depsov.resolution.answer import Surroundings, not_resolved
from depsov.resolution.python.project import PythonProjects, unresolved
from depsov.resolution.trees import CONCURRENCY, withheld
from depsov.tree import Tree
from depsov.values import dataclass, replace

__all__ = ["Record", "resolve_to_record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A `pylock.toml` (PEP 751) as text, with what is to be said of it.

    `file` is the document that was resolved, `packages` counts them, `requests` what was sent to indexes. `target` is
    the environment that it holds for.
    """

    text: str
    file: str
    packages: int
    requests: int
    target: str
    problems: tuple[Problem, ...]


def resolve_to_record(
    path: Path | str = ".",
    *,
    config: Config | None = None,
    today: date | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Record:
    """Resolve a Python project that has no lockfile, and return the tree as a `pylock.toml`.

    `path` is its folder, or the document that asks for packages. Asks package indexes, whatever `config.online` says.
    What is needed only to build is not part of it.

    Raises `NothingToScanError` where nothing is left to resolve, `UsageError` where several documents are,
    `ResolutionError` where there is no solution, or it cannot be written in full, and what `read` raises.
    """
    target = Path(path)
    home = target if target.is_dir() else target.parent
    settings = load_config(home) if config is None else config
    tree = Tree.of([target], settings.exclude, home)
    reading = read(tree, replace(settings, online=True), installed=Installed.IGNORED, asks=True)
    if not reading.demands:
        raise NothingToScanError(
            f"nothing to resolve in {path}", hint="a lockfile knows the tree, or no Python project asks for packages"
        )
    if len(reading.demands) > 1:
        names = ", ".join(sorted(reading.demands))
        raise UsageError(f"several documents ask for packages: {names}", hint="name one of them")
    around = Surroundings(reading, environ, cache_folder(environ, sys.platform), today or date.today())  # noqa: DTZ011
    return asyncio.run(_record(next(iter(reading.demands)), around))


async def _record(path: str, around: Surroundings) -> Record:
    config = around.reading.config
    demand = around.reading.demands[path]
    problems = [item for item in around.reading.problems if item.subject == path]
    async with Client(cache=around.cache, concurrency=CONCURRENCY) as client:
        projects = PythonProjects(around, withheld(config, "pypi"), client, is_fresh=True)
        try:
            part = await projects.main(demand, problems)
        except (DocumentError, ResolutionError) as error:
            raise ResolutionError(f"{path}: {not_resolved(error)}", hint=error.hint) from error
        sent = client.sent
    solution = part.solution
    wants = tuple(want for want in part.demand.wants if want.scope is not Scope.BUILD)
    try:
        text = pylock.write(
            solution,
            replace(part.demand, wants=wants),
            created_by=f"depsov {__version__}",
            environment=projects.target.environment,
        )
    except ResolutionError as error:
        raise ResolutionError(f"{path}: {error}", hint=error.hint) from error
    return Record(
        text=text,
        file=path,
        packages=len(solution.packages),
        requests=sent,
        target=solution.target,
        problems=(*problems, *solution.problems, *unresolved(solution, path), *client.problems),
    )
