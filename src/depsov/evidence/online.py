"""Gathers evidence by asking registries, for packages of the default registries only: no other name leaves the house.

What is learnt is kept as it comes, so that an interrupted run still reports it. Prints nothing.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from depsov.cache_folder import cache_folder
from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.evidence._kept import load, reducer, variant_of
from depsov.evidence._source import OnlineSource, Progress
from depsov.evidence.forges import FORGE_HOSTS
from depsov.evidence.sources import SOURCES, addresses
from depsov.fetch import NOT_FOUND, Answer, Client, Failure
from depsov.knowledge import Knowledge
from depsov.model import Evidence, Graph, Package, Problem, SourceKind, Trust
from depsov.registries import REGISTRIES, is_default, registry_of
from depsov.registry_settings import base_url, scoped_registries
from depsov.values import dataclass, field, replace

__all__ = ["Online", "gather_online"]

_NAMED = 5
"""How many packages a Problem names."""


@dataclass(slots=True)
class Online:
    """What registries said: evidence by purl, and per registry how many packages it was asked about.

    `asked` has the id of a default registry, or the host of another that the settings name, `answered` the purls of
    packages of which a document was read. `withheld` counts the packages that nobody was asked about, because they are
    not from a default registry. `is_interrupted`: the user did not wait for all answers.
    """

    evidence: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    withheld: int = 0
    sources: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    is_interrupted: bool = False


async def gather_online(
    graph: Graph,
    knowledge: Knowledge,
    *,
    registries: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    settings: Sequence[Document] = (),
    environ: Mapping[str, str] = os.environ,
    client: Client | None = None,
) -> Online:
    """Ask the registries about the packages of a graph that come from them, about each once.

    `registries` maps ecosystems to the base URLs to ask; then the environment counts, then the `settings` files of the
    project (`.npmrc`, `pip.conf`), then the default. Where the task is cancelled, what was learnt so far is returned,
    with a Problem.
    """
    online = Online()
    forges = {**FORGE_HOSTS, **knowledge.forge_hosts()}
    plan = _Plan(online, forges, _bases(registries or {}, environ, settings, online.problems))
    plan.add(graph.packages.values(), _scopes_elsewhere(settings))
    if client is None:
        client = Client(cache=cache_folder(environ, sys.platform))
    async with client:
        await plan.carry_out(client, progress)
    online.problems += client.problems
    return online


def _bases(
    configured: Mapping[str, str], environ: Mapping[str, str], settings: Iterable[Document], problems: list[Problem]
) -> dict[str, str]:
    bases = dict(configured)
    for ecosystem in SOURCES:
        try:
            found = bases.get(ecosystem) or base_url(ecosystem, environ, settings)
        except DocumentError as error:
            problems.append(Problem(stage="gather", subject="settings", message=str(error), hint=error.hint))
            continue
        if found is not None:
            bases[ecosystem] = found.rstrip("/")
    return bases


def _scopes_elsewhere(settings: Iterable[Document]) -> frozenset[str]:
    """Return the npm scopes that the project's settings send to a registry of their own: their names stay here.

    A lockfile may leave the registry of a package out, and then it looks like one of the default registry.
    """
    found = [scoped_registries(document) for document in settings if document.name == ".npmrc"]
    return frozenset(scope for table in found for scope, url in table.items() if not is_default("npm", url))


def _scope(package: Package) -> str:
    return package.name.partition("/")[0].lower() if package.ecosystem == "npm" else ""


@dataclass(frozen=True, slots=True)
class _Question:
    """One address, and the packages on which its document has the answer.

    `is_default` tells that the default registry itself is asked, which alone vouches for who may publish there.
    """

    source: OnlineSource
    address: str
    registry: str
    is_default: bool
    packages: list[Package]


class _Plan:
    """Which addresses are asked, and what comes of it."""

    def __init__(self, online: Online, forges: Mapping[str, str], bases: Mapping[str, str]) -> None:
        self._online = online
        self._forges = forges
        self._bases = bases
        self._questions: dict[str, _Question] = {}
        self._failed: dict[tuple[str, str], dict[str, Package]] = {}
        self._asked: dict[str, set[str]] = {}
        self._open: Counter[str] = Counter()  # how many questions on a package have no answer yet

    def add(self, packages: Iterable[Package], elsewhere: Collection[str]) -> None:
        """Plan to ask about packages; those that are not from a default registry are counted as withheld."""
        for package in packages:
            base = self._bases.get(package.ecosystem)
            if package.source.kind is not SourceKind.REGISTRY or _scope(package) in elsewhere:
                self._online.withheld += 1
            elif base is not None:
                self._ask_about(package, base)

    def _ask_about(self, package: Package, base: str) -> None:
        default = registry_of(package.ecosystem)
        is_default = default is not None and base == default.base_url
        registry = default.id if default is not None and is_default else _host(base)
        for source, address in addresses(package, base):
            question = self._questions.setdefault(address, _Question(source, address, registry, is_default, []))
            question.packages.append(package)
            self._open[package.purl] += 1

    async def carry_out(self, client: Client, progress: Progress | None) -> None:
        """Ask all questions; the client bounds how many are under way at once."""
        total = len(self._open)
        try:
            async with asyncio.TaskGroup() as group:
                for question in self._questions.values():
                    group.create_task(self._ask(client, question, total, progress))
        except asyncio.CancelledError:
            self._interrupted(total)
        self._online.asked = {registry: len(purls) for registry, purls in sorted(self._asked.items())}
        self._online.problems += [_problem(*key, [*failed.values()]) for key, failed in sorted(self._failed.items())]

    async def _ask(self, client: Client, question: _Question, total: int, progress: Progress | None) -> None:
        source = question.source
        variant = variant_of(source, self._forges)
        reduce, pace = reducer(source, self._forges), _pace(question.registry)
        answer = await client.get(question.address, reduce, variant=variant, pace=pace)
        self._learn(question, answer)
        self._open.subtract(package.purl for package in question.packages)
        if progress is not None:
            progress(self._done(), total)

    def _done(self) -> int:
        return sum(count <= 0 for count in self._open.values())

    def _learn(self, question: _Question, answer: Answer | Failure) -> None:
        online, registry = self._online, question.registry
        if not isinstance(answer, Failure) or answer.was_asked:
            self._asked.setdefault(registry, set()).update(package.purl for package in question.packages)
        try:
            evidence = None if isinstance(answer, Failure) else load(answer.body, answer.date)
        except ValueError:
            answer, evidence = Failure("the cached answer is damaged"), None
        if isinstance(answer, Failure):
            failed = self._failed.setdefault((registry, answer.reason), {})
            failed.update((package.purl, package) for package in question.packages)
            return
        online.sources |= {question.source.TITLE}
        online.answered.update(package.purl for package in question.packages)
        if evidence and not question.is_default:
            evidence = _as_declared(evidence)
        for package in question.packages if evidence else ():
            online.evidence[package.purl] = (*online.evidence.get(package.purl, ()), *(evidence or ()))

    def _interrupted(self, total: int) -> None:
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
        self._online.is_interrupted = True
        message = f"interrupted: {self._done()} of {total} packages asked about"
        self._online.problems.append(
            Problem(stage="gather", subject="registries", message=message, hint="run it again: answers are cached")
        )


def _as_declared(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return what a mirror says: who may publish at the registry is only its word, and a scanned tree may name it."""
    return tuple(
        replace(item, trust=Trust.DECLARED) if item.trust in {Trust.EXCLUSIVE, Trust.VERIFIED} else item
        for item in evidence
    )


def _pace(registry: str) -> float:
    """Return the least time between two questions to a registry; other hosts than the default ones ask for none."""
    return next((known.pace for known in REGISTRIES if known.id == registry), 0.0)


def _host(base: str) -> str:
    """Return the host of a registry that is not the default one; no host passes for the id of such a one (`//pypi`)."""
    host = re.sub(r"\A[a-z]+://(?:[^/@]*@)?([^/]*).*", r"\1", base, flags=re.IGNORECASE | re.DOTALL)
    return f"//{host}" if any(host == known.id for known in REGISTRIES) else host


def _problem(registry: str, reason: str, packages: Sequence[Package]) -> Problem:
    names = sorted({package.name for package in packages})
    listed = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
    message = f"{len(packages)} without an answer: {reason} ({listed})"
    return Problem(stage="gather", subject=registry, message=message, hint=_hint(registry, reason))


def _hint(registry: str, reason: str) -> str:
    if reason != NOT_FOUND:
        return "run it again later: what was learnt is cached"
    if any(registry == known.id for known in REGISTRIES):
        return "if they are your own, list them under `own`, so that nobody is asked about them"
    return "not every mirror serves these documents: name one that does under `registries`"
