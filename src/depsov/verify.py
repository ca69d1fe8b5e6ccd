"""Compares what the knowledge base says of packages with what installed packages say of themselves.

A package that has moved to another owner, or that a curator took for somebody else's, shows here: its own metadata
names a repository or site of a listed organisation that is not the steward of its entry. Neither side is right by
itself; a person looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path

from depsov.attribute import Answer, answers
from depsov.control import Control
from depsov.errors import NamedFileError
from depsov.evidence import namespace
from depsov.evidence._manifest import links_of
from depsov.evidence._source import Surroundings
from depsov.evidence.node_modules import manifests
from depsov.knowledge import Entry
from depsov.model import INDIVIDUAL, EvidenceKind, Package, Problem
from depsov.parse.python.environment import find_site_packages, read_environment
from depsov.purl import build
from depsov.values import dataclass, replace

__all__ = ["Comparison", "Outcome", "Verification", "verify"]


class Outcome(str, Enum):
    """How the metadata of an installed package stands to its entry."""

    AGREES = "agrees"  # it leads to the listed steward or its controller, or to nobody listed where one person decides
    CONTRADICTS = "contradicts"  # it leads to somebody else who is listed
    UNCONFIRMED = "unconfirmed"  # an organisation is listed, and the owner that it names is not
    SILENT = "silent"  # it names no owner
    UNLISTED = "unlisted"  # there is no entry


@dataclass(frozen=True, slots=True)
class Comparison:
    """One installed package: its entry, and the answer that its own metadata gives, where there are any."""

    package: Package
    outcome: Outcome
    entry: Entry | None = None
    found: Answer | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of a comparison: every distinct package once, in whatever installations it is, and what was broken."""

    comparisons: tuple[Comparison, ...]
    problems: tuple[Problem, ...]

    def of(self, outcome: Outcome) -> tuple[Comparison, ...]:
        """Return the packages with this outcome, sorted by ecosystem and name."""
        return tuple(item for item in self.comparisons if item.outcome is outcome)


def verify(installations: Iterable[Path], control: Control) -> Verification:
    """Compare the entries of the knowledge base with installed packages.

    An installation is a Python environment (its folder, interpreter or `site-packages`), a `node_modules` folder, or
    a project folder that holds either. Raises `NamedFileError` where a path is none of these.
    """
    installed: dict[tuple[str, str], Package] = {}
    problems: list[Problem] = []
    for item in (item for path in installations for item in _packages(path, control)):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            installed.setdefault((item.ecosystem, item.name), item)
    comparisons = tuple(_compare(package, control) for _, package in sorted(installed.items()))
    return Verification(comparisons, tuple(problems))


def _compare(package: Package, control: Control) -> Comparison:
    entry = control.knowledge.entry_of(package)
    if entry is None:
        return Comparison(package, Outcome.UNLISTED)
    found = list(answers(package.evidence, control))
    best = min((answer.rank for answer in found), default=0)
    # What a homepage says is not held against a repository: only the strongest kind speaks.
    strongest = [answer for answer in found if answer.rank == best]
    if strongest:
        agrees = any(_agree(answer, entry, control) for answer in strongest)
        return Comparison(package, Outcome.AGREES if agrees else Outcome.CONTRADICTS, entry, strongest[0])
    if not any(item.kind is EvidenceKind.REPOSITORY for item in package.evidence):
        return Comparison(package, Outcome.SILENT, entry)
    return Comparison(package, Outcome.AGREES if entry.steward == INDIVIDUAL else Outcome.UNCONFIRMED, entry)


def _agree(answer: Answer, entry: Entry, control: Control) -> bool:
    if INDIVIDUAL in (answer.steward, entry.steward):
        return answer.steward in (entry.steward, *entry.alternates)
    stewards = (entry.steward, *(steward for steward in entry.alternates if steward != INDIVIDUAL))
    return control.controller(answer.steward) in [control.controller(steward) for steward in stewards]


# --- what is installed --------------------------------------------------------------------------------------------


def _packages(path: Path, control: Control) -> Iterator[Package | Problem]:
    environment, modules = _places(path)
    if environment is None and modules is None:
        raise NamedFileError(
            f"{path}: holds no installed packages", hint="name a Python environment, node_modules, or a project"
        )
    if environment is not None:
        yield from _python(environment, path.name)
    if modules is not None:
        yield from _node(modules, Surroundings(is_held=control.knowledge.is_held))


def _places(path: Path) -> tuple[Path | None, Path | None]:
    """Return the `site-packages` and the `node_modules` at a path, each None where there is none."""
    if path.name == "node_modules" and path.is_dir():
        return None, path
    folders = [path, path / ".venv", path / "venv"]
    environment = next((found for found in map(find_site_packages, folders) if found is not None), None)
    modules = path / "node_modules"
    return environment, modules if modules.is_dir() else None


def _python(site_packages: Path, label: str) -> Iterator[Package | Problem]:
    parsed = read_environment(site_packages, label)
    yield from parsed.problems
    for node in parsed.nodes:
        purl = build(node.ecosystem, node.name, node.version, node.source)
        yield Package(
            purl=purl,
            ecosystem=node.ecosystem,
            name=node.name,
            version=node.version,
            source=node.source,
            evidence=node.evidence,
        )


def _node(modules: Path, around: Surroundings) -> Iterator[Package | Problem]:
    for manifest in manifests([modules]):
        if isinstance(manifest, Problem):
            yield manifest
            continue
        name, version = manifest.get("name"), manifest.get("version")
        if isinstance(name, str) and isinstance(version, str):
            package = Package(purl=build("npm", name, version), ecosystem="npm", name=name, version=version)
            links = links_of(manifest, source="node_modules", forges=around.forges)
            spaces = namespace.gather((package,), around).evidence.get(package.purl, ())
            yield replace(package, evidence=(*spaces, *links))
