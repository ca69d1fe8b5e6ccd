"""Compares what the knowledge base says of packages with what installed packages say of themselves.

A package that has moved to another owner, or that a curator took for somebody else's, shows here: its own metadata
names a repository or site of a listed organisation that is not the steward of its entry. Neither side is right by
itself; a person looks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
from depsov.parse.environment import find_site_packages, read_environment
from depsov.purl import build

__all__ = ["Contradiction", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A package whose entry names one steward, and whose own metadata leads to another: to whom, where it is listed."""

    package: Package
    entry: Entry
    found: Answer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What came of a comparison: distinct packages, each once in all installations together.

    `agreeing` have metadata that leads to the listed steward, or to one of the same controller; or that leads to
    nobody listed, where the entry says that one person decides. `unconfirmed` are listed under an organisation, and
    their metadata names an owner that is not listed. `silent` name no owner; `unlisted` have no entry to contradict.
    """

    agreeing: int
    silent: int
    unlisted: int
    unconfirmed: tuple[Contradiction, ...]
    contradictions: tuple[Contradiction, ...]
    problems: tuple[Problem, ...]

    @property
    def installed(self) -> int:
        """The number of packages that were compared."""
        return self.agreeing + self.silent + self.unlisted + len(self.unconfirmed) + len(self.contradictions)


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
    counts: Counter[str] = Counter()
    found: dict[str, list[Contradiction]] = {"unconfirmed": [], "contradicted": []}
    for _, package in sorted(installed.items()):
        entry = control.knowledge.entry_of(package)
        if entry is None:
            counts["unlisted"] += 1
            continue
        outcome, answer = _compare(package, entry, control)
        if outcome in found:
            found[outcome].append(Contradiction(package, entry, answer))
        counts[outcome] += 1
    return Verification(
        agreeing=counts["agreeing"],
        silent=counts["silent"],
        unlisted=counts["unlisted"],
        unconfirmed=tuple(found["unconfirmed"]),
        contradictions=tuple(found["contradicted"]),
        problems=tuple(problems),
    )


def _compare(package: Package, entry: Entry, control: Control) -> tuple[str, Answer | None]:
    """Return how the metadata of a package stands to its entry, and the answer that it gives, if any."""
    found = list(answers(package.evidence, control))
    best = min((answer.rank for answer in found), default=0)
    # What a homepage says is not held against a repository: only the strongest kind speaks.
    strongest = [answer for answer in found if answer.rank == best]
    if strongest:
        agrees = any(_agree(answer, entry, control) for answer in strongest)
        return ("agreeing", None) if agrees else ("contradicted", strongest[0])
    if not any(item.kind is EvidenceKind.REPOSITORY for item in package.evidence):
        return "silent", None
    return ("agreeing" if entry.steward == INDIVIDUAL else "unconfirmed"), None


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
