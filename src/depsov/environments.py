"""Installed Python environments as a stage of the pipeline: which belongs to which project, and what it makes of it.

Where nothing else knows the tree of a project, its environment does. Where a lockfile stands beside it, the lockfile
says what the project depends on, and the environment only adds evidence. Where there is nothing that asks for
packages, all that is installed counts.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from depsov.demand import Demand
from depsov.errors import DocumentError, NamedFileError
from depsov.model import Evidence, Extent, Graph, Node, Parsed, Problem, Scope
from depsov.parse import ParsedFile
from depsov.tree import Tree
from depsov.values import dataclass, field

if TYPE_CHECKING:
    from depsov.installation import Fit, Installation

__all__ = ["NO_ENVIRONMENTS", "Environments", "add_environments"]

_NAMED = "environment"
_ACTIVE = "VIRTUAL_ENV"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environments:
    """What environments say.

    `files` are documents to add to those of the tree: the environments of which all counts, and what others hold
    beside what is asked for. `replaced` are the documents that an environment knows the tree of, by path, in place of
    what their readers returned; `settled` are the paths of those of which it has all. `installed` is all that was read,
    for evidence.
    """

    files: tuple[ParsedFile, ...] = ()
    replaced: Mapping[str, Parsed] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    installed: tuple[Node, ...] = ()
    problems: tuple[Problem, ...] = ()

    def evidence(self, graph: Graph) -> Mapping[str, tuple[Evidence, ...]]:
        """Return what installed packages say of themselves, for those of the same name and version in the graph."""
        by_name = {(node.name, node.version): node.evidence for node in self.installed if node.evidence}
        found = {
            purl: tuple(
                item for item in by_name.get((package.name, package.version), ()) if item not in package.evidence
            )
            for purl, package in graph.packages.items()
            if package.ecosystem == "pypi"
        }
        return {purl: evidence for purl, evidence in found.items() if evidence}


NO_ENVIRONMENTS = Environments()


def add_environments(
    tree: Tree,
    files: Sequence[ParsedFile],
    demands: Mapping[str, Demand],
    python: Path | None,
    environ: Mapping[str, str],
) -> Environments:
    """Read the environments that were seen in the tree and the one that is active, or the one that the user named.

    `demands` are those whose tree no lockfile knows, by the path of their document; `environ` are the variables of the
    shell.

    Raises `NamedFileError` where the named one is none.
    """
    stage = _Stage(tree, files, demands)
    if python is not None:
        stage.add_named(python)
    else:
        stage.add_found()
        stage.add_active(environ.get(_ACTIVE, ""))
    return stage.result()


class _Stage:
    """The environments of one tree, while they are given to its demands."""

    def __init__(self, tree: Tree, files: Sequence[ParsedFile], demands: Mapping[str, Demand]) -> None:
        self._tree = tree
        self._originals = {file.path: file.parsed for file in files}
        self._demands = demands
        self._locked = {
            posixpath.dirname(file.path)
            for file in files
            if file.role == "lockfile" and file.ecosystem == "pypi" and file.path not in demands
            if file.parsed.extent is not Extent.WISHES
        }
        self._files: list[ParsedFile] = []
        self._replaced: dict[str, Parsed] = {}
        self._settled: set[str] = set()
        self._installed: list[Node] = []
        self._problems: list[Problem] = []

    def result(self) -> Environments:
        return Environments(
            files=tuple(self._files),
            replaced=self._replaced,
            settled=frozenset(self._settled),
            installed=tuple(self._installed),
            problems=tuple(self._problems),
        )

    # --- places ---------------------------------------------------------------------------------------------------

    def add_named(self, python: Path) -> None:
        """Take the environment that the user named for all demands of the tree."""
        try:
            installation = _open(python, _NAMED)
        except DocumentError as error:
            raise NamedFileError(f"{python}: {error}", hint=error.hint) from error
        if self._demands:
            fits = {path: self._fit(installation, path) for path in self._demands}
            self._serve(_NAMED, installation, fits)
        else:
            self._add_all(_NAMED, installation, is_evidence=bool(self._locked))

    def add_found(self) -> None:
        """Take the environments of the tree: of those above a demand the nearest, of those in one folder the best."""
        opened: dict[str, Installation] = {}
        for place in sorted(self._tree.environments):
            try:
                opened[place] = _open(self._tree.base / place, place, within=self._tree.base)
            except DocumentError as error:
                self._problems.append(Problem(stage="parse", subject=place, message=str(error), hint=error.hint))
        fits: dict[str, dict[str, Fit]] = {place: {} for place in opened}
        for path, demand in self._demands.items():
            found = self._nearest(path, demand, opened)
            if found is not None:
                place, fit = found
                fits[place][path] = fit
        for place, installation in opened.items():
            if fits[place]:
                self._serve(place, installation, fits[place])
            else:
                self._add_all(place, installation, is_evidence=self._is_evidence(posixpath.dirname(place)))

    def add_active(self, active: str) -> None:
        """Take the environment that is active in the shell, for the demands that no other serves and it has all of."""
        left = [path for path in self._demands if path not in self._replaced]
        if not active or not left or self._is_seen(Path(active)):
            return
        try:
            installation = _open(Path(active), _ACTIVE)
        except DocumentError as error:
            self._problems.append(Problem(stage="resolve", subject=_ACTIVE, message=str(error), hint=error.hint))
            return
        fits = {path: self._fit(installation, path) for path in left}
        taken = {path: fit for path, fit in fits.items() if not (fit.missing or fit.unfit or fit.is_foreign)}
        self._problems += [
            Problem(
                stage="resolve",
                subject=_ACTIVE,
                message=f"is not taken for the environment of {path}: it {fit.lack}",
                hint="install the project in it, or name its environment with --python",
            )
            for path, fit in fits.items()
            if path not in taken and fit.scope is Scope.RUNTIME and not fit.is_foreign
        ]
        if taken:
            self._serve(_ACTIVE, installation, taken)

    def _nearest(self, path: str, demand: Demand, opened: Mapping[str, Installation]) -> tuple[str, Fit] | None:
        """Return the environment that serves a demand, with what it makes of it, or None."""
        for folder in _upwards(demand.folder):
            places = [place for place in opened if posixpath.dirname(place) == folder]
            if places:
                fits = {place: self._fit(opened[place], path) for place in sorted(places, key=_turn)}
                best = min(fits, key=lambda place: len(fits[place].missing) + len(fits[place].unfit))
                # An environment further up in which nothing of the project is installed is that of another.
                if folder == demand.folder or not fits[best].is_foreign:
                    return best, fits[best]
        return None

    def _is_seen(self, active: Path) -> bool:
        try:
            return any(active.samefile(self._tree.base / place) for place in self._tree.environments)
        except (OSError, ValueError):
            return False

    # --- what they say --------------------------------------------------------------------------------------------

    def _fit(self, installation: Installation, path: str) -> Fit:
        return installation.fit(self._demands[path], self._originals.get(path, Parsed()))

    def _serve(self, place: str, installation: Installation, fits: Mapping[str, Fit]) -> None:
        """Replace the documents of demands, and set apart what none of them leads to."""
        self._note(installation)
        for path, fit in fits.items():
            self._replaced[path] = fit.parsed
            if fit.is_whole:
                self._settled.add(path)
            elif fit.scope in (Scope.RUNTIME, None):
                hint = "install the project in it, or commit a lockfile"
                message = f"the environment {fit.lack}"
                self._problems.append(Problem(stage="resolve", subject=path, message=message, hint=hint))
        reached = {name for fit in fits.values() for name in fit.reached}
        strays = tuple(node for node in installation.environment.nodes if node.name not in reached and not node.own)
        if strays:
            self._files.append(ParsedFile(place, Parsed(strays=strays), "lockfile", "pypi"))

    def _add_all(self, place: str, installation: Installation, *, is_evidence: bool) -> None:
        """Take an environment that serves no demand: for a document, unless it is only evidence on others."""
        self._note(installation)
        if not is_evidence:
            self._files.append(ParsedFile(place, installation.environment.parsed(), "lockfile", "pypi"))

    def _is_evidence(self, folder: str) -> bool:
        """Return whether something else tells what the project of an environment in this folder depends on."""
        if folder in self._locked or any(demand.folder == folder for demand in self._demands.values()):
            return True
        # The lockfile of a workspace stands above the folder of a member.
        return bool(self._locked) and posixpath.join(folder, "pyproject.toml") in self._tree.covered

    def _note(self, installation: Installation) -> None:
        self._installed += installation.environment.nodes
        self._problems += installation.environment.problems


def _open(path: Path, label: str, within: Path | None = None) -> Installation:
    """Return the environment of a folder or of an interpreter; one of the tree shall not lead out of it."""
    # Most trees have no environment: its reader is not even imported then.
    from depsov.installation import Installation
    from depsov.parse.python.environment import find_site_packages, open_environment

    hint = "name an interpreter, or the folder of an environment"
    try:
        folder = find_site_packages(path)
        if folder is None:
            raise DocumentError("is no Python environment", hint=hint)
        if within is not None and not folder.resolve().is_relative_to(within.resolve()):
            raise DocumentError("is a link that leads out of the scanned tree", hint="name its target with --python")
        return Installation(open_environment(folder, label))
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "unknown error"
        raise DocumentError(f"cannot be read: {reason}", hint="check its permissions") from error


def _upwards(folder: str) -> Iterator[str]:
    """Yield a folder and those above it, nearest first."""
    yield folder
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def _turn(place: str) -> tuple[bool, bool, str]:
    """Sort the names that environments mostly have before all others."""
    name = posixpath.basename(place)
    return name != ".venv", name != "venv", place
