"""Python documents as trees: what each asks for, resolved as its tool would, in place of what the document says.

What a project needs to run, its extras and its groups are resolved together, as one environment. Where that is not
possible, what it needs to run is resolved alone. Build requirements are an environment of their own (PEP 517).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from functools import partial

from depsov import __version__, phrases
from depsov.demand import Demand, Want
from depsov.dependency_specifiers import Markers
from depsov.errors import ResolutionError
from depsov.fetch import Client
from depsov.fulfil import Held, fulfil
from depsov.model import Direct, Extent, Parsed, Problem, Resolved, Root, Scope
from depsov.parse import ParsedFile, _address
from depsov.registry_settings import simple_index
from depsov.resolution.addresses import is_safe
from depsov.resolution.answer import Surroundings, TreeOfDocument
from depsov.resolution.kept import Kept
from depsov.resolution.python import records
from depsov.resolution.python.needs import need_of
from depsov.resolution.python.solution import Solution
from depsov.resolution.python.solve import solve
from depsov.resolution.python.target import Target
from depsov.resolution.tools import pip, uv
from depsov.resolution.tools._run import beside
from depsov.values import dataclass, replace

__all__ = ["Part", "PythonProjects", "unresolved"]


@dataclass(frozen=True, slots=True)
class Part:
    """A set of wants that one environment meets, and its solution."""

    demand: Demand
    solution: Solution
    cached: bool


class PythonProjects:
    """Resolves the Python documents of one tree, the versions of one as a preference for the next in its folder.

    `is_fresh`: what was found before is not used again.
    Raises `UsageError` where the configured target is none.
    """

    def __init__(
        self, around: Surroundings, withheld: Callable[[str], bool], client: Client, *, is_fresh: bool = False
    ) -> None:
        self._around = around
        self._config = around.reading.config
        self._withheld = withheld
        self._client = client
        self._is_fresh = is_fresh
        self.target = Target.parse(self._config.target or "")
        self._markers = Markers(lambda: self.target.environment)
        self._kept = Kept(around.cache)
        self._chosen: dict[str, dict[str, str]] = {}
        for file in around.reading.files:
            if file.ecosystem == "pypi" and file.parsed.extent is Extent.WHOLE:
                self._prefer(file.path, {node.name: node.version for node in file.parsed.nodes if node.version})

    async def resolve(self, file: ParsedFile) -> TreeOfDocument:
        """Return the tree of a document. Raises `ResolutionError` where there is none."""
        demand = self._around.reading.demands[file.path]
        problems: list[Problem] = []
        parts = [part for part in [await self.main(demand, problems)] if part.demand.wants]
        build = replace(demand, wants=tuple(want for want in demand.wants if want.scope is Scope.BUILD))
        documents = [self._document(demand, file.parsed, part) for part in parts]
        if build.wants:
            try:
                part = await self._solve(build)
            except ResolutionError as error:
                message = f"its build requirements are not resolved: {error}"
                problems.append(Problem(stage="resolve", subject=file.path, message=message, hint=error.hint))
            else:
                documents = [_without_build(document, demand) for document in documents]
                documents.append(self._build_document(build, file.parsed, part))
                parts.append(part)
        for part in parts:
            problems += part.solution.problems
            problems += unresolved(part.solution, file.path)
        return TreeOfDocument(
            documents=tuple(documents),
            resolved=self._label(demand, parts),
            problems=tuple(problems),
        )

    async def main(self, demand: Demand, problems: list[Problem]) -> Part:
        """Resolve all but the build requirements; what cannot join what is needed to run is left, with a Problem."""
        wants = tuple(want for want in demand.wants if want.scope is not Scope.BUILD)
        needed = tuple(want for want in wants if want.scope is Scope.RUNTIME)
        try:
            return await self._solve(replace(demand, wants=wants))
        except ResolutionError as error:
            if not error.names or not needed or needed == wants:
                raise
            message = f"what it needs besides to run is not resolved together with that: {error}"
            problem = Problem(stage="resolve", subject=demand.file, message=message, hint=error.hint)
        part = await self._solve(replace(demand, wants=needed))
        problems.append(problem)
        return part

    # --- one set of wants -----------------------------------------------------------------------------------------

    async def _solve(self, demand: Demand) -> Part:
        preferences = dict(self._chosen.get(posixpath.dirname(demand.file), {}))
        indexes = self._indexes(demand)
        named = replace(demand, own=frozenset())
        asked = (self.target, named, sorted(demand.own), indexes, sorted(preferences.items()), self._config.own)
        question = (__version__, self._config.resolver, self.target.label, *map(repr, asked))
        kept = None if self._is_fresh else self._kept.load(*question)
        solution = None if kept is None else records.load(kept)
        cached = solution is not None
        if solution is None:
            solution = await self._ask(demand, indexes, preferences)
            self._kept.store(records.dump(solution), *question)
        self._prefer(demand.file, {package.name: package.version for package in solution.packages})
        return Part(demand, solution, cached)

    async def _ask(self, demand: Demand, indexes: tuple[str, ...], preferences: Mapping[str, str]) -> Solution:
        around = self._around
        if self._config.resolver in ("uv", "pip"):
            tool = uv.solve if self._config.resolver == "uv" else pip.solve
            return await beside(
                partial(
                    tool,
                    demand,
                    around.environ,
                    tree=around.reading.tree.base,
                    today=around.today,
                    target=self.target,
                    withheld=self._withheld,
                )
            )
        return await solve(
            demand,
            client=self._client,
            indexes=indexes,
            target=self.target,
            today=around.today,
            preferences=preferences,
            withheld=self._withheld,
        )

    def _indexes(self, demand: Demand) -> tuple[str, ...]:
        """Return the indexes to ask, in order. Raises `ResolutionError` where the tree names one without https."""
        if demand.index == "":
            raise ResolutionError("it allows no index to be asked", hint="an installed environment tells")
        configured = dict(self._config.registries).get("pypi")
        default = demand.index
        if configured is not None:
            default = f"{configured.rstrip('/')}/simple"
        elif default is None:
            settings = self._around.settings(posixpath.dirname(demand.file))
            default = simple_index(self._around.environ, settings)
        of_user = default in (simple_index(self._around.environ), configured and f"{configured.rstrip('/')}/simple")
        for url in (*demand.extra_indexes, *([] if of_user else [default])):
            if not is_safe(url):
                shown = _address.index(url).url or "a folder or an unknown address"
                raise ResolutionError(f"the index {shown} is not asked: it has no https address")
        return tuple(dict.fromkeys(url.rstrip("/") for url in (*demand.extra_indexes, default)))

    def _prefer(self, path: str, versions: Mapping[str, str]) -> None:
        self._chosen.setdefault(posixpath.dirname(path), {}).update(versions)

    # --- documents ------------------------------------------------------------------------------------------------

    def _document(self, demand: Demand, original: Parsed, part: Part) -> Parsed:
        return fulfil(demand, original, _held(part.solution), self._holds)

    def _build_document(self, build: Demand, original: Parsed, part: Part) -> Parsed:
        """Return the build requirements as a document: met, which `fulfil` otherwise leaves to what is installed."""
        as_needed = replace(build, wants=tuple(replace(want, scope=Scope.RUNTIME) for want in build.wants))
        parsed = fulfil(as_needed, replace(original, problems=()), _held(part.solution), self._holds)
        roots = tuple(
            Root(
                name=root.name,
                path=root.path,
                direct=tuple(Direct(key=direct.key, scope=Scope.BUILD) for direct in root.direct),
            )
            for root in parsed.roots
        )
        return replace(parsed, roots=roots)

    def _holds(self, want: Want) -> bool:
        _, marker = need_of(want.requirement, want.file)
        return self._markers.hold(marker)

    def _label(self, demand: Demand, parts: list[Part]) -> Resolved:
        solutions = [part.solution for part in parts]
        indexes = {self._around.name_of("pypi", index) for solution in solutions for index in solution.indexes}
        own = self._config.resolver in ("auto", "depsov")
        return Resolved(
            file=demand.file,
            root=demand.folder,
            ecosystem="pypi",
            resolver=f"depsov {__version__}" if own else self._config.resolver,
            indexes=tuple(sorted(indexes)),
            date=min((solution.date for solution in solutions), default=self._around.today.isoformat()),
            target=self.target.label,
            packages=len({(item.name, item.version) for solution in solutions for item in solution.packages}),
            cached=all(part.cached for part in parts),
        )


def _held(solution: Solution) -> dict[str, Held]:
    return {
        item.name: Held(
            name=item.name,
            version=item.version,
            requires=item.requires,
            source=_address.direct(item.url) if item.index is None else _address.index(item.index),
            resolved=True,
        )
        for item in solution.packages
    }


def _without_build(document: Parsed, demand: Demand) -> Parsed:
    """Return the document without what it asks for only to be built: that is resolved apart."""
    build = {want.name for want in demand.wants if want.scope is Scope.BUILD}
    names = {node.key: node.name for node in document.nodes}
    roots = tuple(
        Root(
            name=root.name,
            path=root.path,
            direct=tuple(item for item in root.direct if item.scope is not Scope.BUILD),
        )
        for root in document.roots
    )
    kept = {item.key for root in roots for item in root.direct}
    nodes = tuple(
        node for node in document.nodes if node.key in kept or node.version is not None or names[node.key] not in build
    )
    return replace(document, nodes=nodes, roots=roots)


def unresolved(solution: Solution, path: str) -> list[Problem]:
    """Return the Problem of wants whose own dependencies nobody was asked about."""
    if not solution.unresolved:
        return []
    message = f"what {phrases.listed(solution.unresolved)} require is not known: repositories are not cloned"
    return [Problem(stage="resolve", subject=path, message=message, hint="an installed environment tells")]
