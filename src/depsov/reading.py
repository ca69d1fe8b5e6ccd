"""What a tree holds before it is joined: its documents, its installed environments, and what nothing tells yet.

The order of truth: a lockfile, else an installed environment, else a resolution (where the user allows to ask), else
the direct dependencies alone, with a Problem that says so.
"""

from __future__ import annotations

import os
import posixpath
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from pathlib import Path

from depsov import phrases
from depsov.config import Config
from depsov.demand import Demand
from depsov.discover import discover
from depsov.environments import NO_ENVIRONMENTS, Environments, add_environments
from depsov.errors import DocumentError, NothingToScanError
from depsov.formats import FORMATS
from depsov.model import Extent, Parsed, Problem, Resolved, Scope
from depsov.parse import ParsedFile, parse
from depsov.stores import local_stores
from depsov.tree import Tree
from depsov.values import dataclass, field, replace

__all__ = ["Installed", "Reading", "Trees", "read"]


class Installed(Enum):
    """What installed packages are for: dependencies where no lockfile names them, evidence on them, or nothing."""

    DEPENDENCIES = "dependencies"
    EVIDENCE = "evidence"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """Trees that were resolved for this report, in place of what their documents say, by path."""

    files: Mapping[str, tuple[Parsed, ...]] = field(default_factory=dict)
    resolved: tuple[Resolved, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The documents of a tree as they are, and the demands that neither a lockfile nor an environment meets."""

    tree: Tree
    config: Config
    installed: Installed
    files: tuple[ParsedFile, ...]
    environments: Environments
    demands: Mapping[str, Demand]
    problems: tuple[Problem, ...]

    def check_content(self) -> None:
        """Raise `NothingToScanError` where there is no document, and nothing that might be one."""
        if not self.files and not self.problems:
            listed = ", ".join(self.tree.named)
            raise NothingToScanError(f"nothing to scan in {listed}", hint="depsov reads lockfiles, manifests and SBOMs")

    def sbom(self) -> tuple[str, bytes] | None:
        """Return the path and the content of the only document, where that is an SBOM in JSON."""
        if len(self.files) != 1 or self.files[0].role != "sbom":
            return None
        document = self.tree.open(self.files[0].path)
        is_json = document.data.removeprefix(BOM_UTF8).lstrip()[:1] == b"{"
        return (document.path, document.data) if is_json else None

    def with_trees(self, trees: Trees) -> Reading:
        """Return the reading with resolved trees in place of the documents that ask for them."""
        files = [
            replace(file, parsed=parsed) for file in self.files for parsed in trees.files.get(file.path, (file.parsed,))
        ]
        problems = [item for item in self.problems if item.stage != "resolve" or item.subject not in trees.files]
        return replace(self, files=tuple(files), problems=(*problems, *trees.problems))

    def unknown_trees(self) -> list[Problem]:
        """Return a Problem for each document of which only what it asks for itself is known.

        None where the machine does not count: the gate would say the same at every commit.
        """
        if self.installed is Installed.IGNORED:
            return []
        locked = _locked(self.files)
        told = {problem.subject for problem in self.problems if problem.stage == "resolve"}
        return [
            _only_direct(file)
            for file in self.files
            if file.parsed.extent is Extent.WISHES and file.parsed.nodes and file.path not in told
            if not _knows(locked, file.path, {node.name for node in file.parsed.nodes if not node.own})
        ]


def read(
    tree: Tree,
    config: Config,
    *,
    installed: Installed = Installed.DEPENDENCIES,
    python: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    asks: bool = False,
) -> Reading:
    """Discover and parse the documents of a tree, and read its environments.

    `asks`: the demands of the documents are wanted, whether or not there is anything to meet them.
    Raises what `discover`, `parse` and `add_environments` raise.
    """
    tree.stores = local_stores() if installed is Installed.DEPENDENCIES else {}
    files, problems = parse(tree, discover(tree, FORMATS))
    counts = installed is Installed.DEPENDENCIES
    asks |= counts and bool(config.online or tree.environments or python or environ.get("VIRTUAL_ENV"))
    demands = dict(_demands(tree, files)) if asks else {}
    problems += [problem for demand in demands.values() for problem in demand.problems]
    environments = NO_ENVIRONMENTS
    if installed is not Installed.IGNORED:
        environments = add_environments(tree, files, demands, python, environ if counts else {})
    problems += [*tree.problems, *environments.problems]
    if counts:
        known = environments.replaced
        files = [replace(file, parsed=known.get(file.path, file.parsed)) for file in files] + [*environments.files]
    return Reading(
        tree=tree,
        config=config,
        installed=installed,
        files=tuple(files),
        environments=environments,
        demands={path: demand for path, demand in demands.items() if path not in environments.settled},
        problems=tuple(problems),
    )


# --- which demands nothing meets yet ------------------------------------------------------------------------------


def _demands(tree: Tree, files: Sequence[ParsedFile]) -> Iterable[tuple[str, Demand]]:
    """Yield the demands of the Python documents whose tree no lockfile beside or above them knows."""
    from depsov.parse.python.demand import demand_of

    locked = _locked(files)
    for file in files:
        if file.ecosystem != "pypi" or file.parsed.extent is Extent.WHOLE or not file.format:
            continue
        try:
            demand = demand_of(file.format, tree.open(file.path), tree.folder(file.path))
        except DocumentError:
            continue  # the reader has met the same, and that is a Problem
        if demand is not None and not _is_locked(demand, locked):
            yield file.path, demand


def _locked(files: Iterable[ParsedFile]) -> Mapping[str, set[str]]:
    """Return the names of the Python packages that lockfiles know, by the folder of the lockfile."""
    names: dict[str, set[str]] = {}
    for file in files:
        if file.ecosystem == "pypi" and file.parsed.extent is Extent.WHOLE and file.parsed.nodes:
            folder = posixpath.dirname(file.path)
            names.setdefault(folder, set()).update(node.name for node in file.parsed.nodes)
    return names


def _is_locked(demand: Demand, locked: Mapping[str, set[str]]) -> bool:
    """Tell whether a lockfile in the folder of the document, or above it, has all that it asks for to run.

    `requirements.in` and the `requirements.txt` that was compiled of it; `requirements/base.in` and what lies above it.
    """
    wanted = {want.name for want in demand.wants if want.scope is Scope.RUNTIME} - demand.own
    wanted = wanted or {want.name for want in demand.wants} - demand.own
    return _knows(locked, demand.file, wanted)


def _knows(locked: Mapping[str, set[str]], path: str, names: set[str]) -> bool:
    folder = posixpath.dirname(path)
    return any(names <= locked[place] for place in {folder, posixpath.dirname(folder)} if place in locked)


def _only_direct(file: ParsedFile) -> Problem:
    command = next((item.settled_by for item in FORMATS if item.id == file.format), "")
    ways = f"`{command}` settles it" if command else "a lockfile settles it"
    if file.ecosystem in ("pypi", "npm"):
        ways += ", or --online for this report"
    count = phrases.count(len(file.parsed.nodes), "package")
    return Problem(
        stage="resolve",
        subject=file.path,
        message=f"only what it asks for itself is known ({count}): no lockfile tells what these require",
        hint=ways,
    )
