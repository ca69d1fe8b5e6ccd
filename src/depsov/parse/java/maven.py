"""`pom.xml`: the projects of a Maven build, as `mvn dependency:tree` sees them, without Maven.

The top pom speaks for its modules, those of profiles too. Parents and imported poms are looked for in the tree, then in
the local repository; what packages depend on is known where the repository holds their poms. Of profiles, only those
count that are active by default, and of the plugins only those that a pom names.
https://maven.apache.org/pom.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from depsov import graph as graphs
from depsov.documents import Document, Folder, printable
from depsov.model import Evidence, Extent, Node, Parsed, Problem, Root, Scope
from depsov.parse._address import PATH
from depsov.parse._extent import extent_of_wishes
from depsov.parse._names import name_problem
from depsov.parse._roots import directs, project_path, root_name
from depsov.parse.java._effective_pom import Model, is_id
from depsov.parse.java._maven_tree import Mediator, Tree, scope_of
from depsov.parse.java._pom import Wish
from depsov.parse.java._pom_evidence import evidence_of
from depsov.parse.java._pom_repositories import Repositories
from depsov.parse.java._poms import Poms

__all__ = ["read"]

ECOSYSTEM = "maven"
_ORDER = tuple(Scope)
_SHOWN = 5
_LONGEST = 120
_SBOM = "scan an SBOM that the CycloneDX Maven plugin writes"


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the projects of a build depend on. Raises `DocumentError` where the top pom cannot be read."""
    poms = Poms(document, folder)
    build = _Build(document.path, poms)
    roots = tuple(map(build.root, poms.models))
    nodes = tuple(build.all_nodes())
    extent = Extent.WHOLE if build.is_whole() else extent_of_wishes(nodes)
    return Parsed(nodes=nodes, roots=roots, problems=tuple(build.problems()), extent=extent)


class _Build:
    """The projects of one build on their way to `Parsed`; the key of a node is `group:artifact:version`."""

    def __init__(self, path: str, poms: Poms) -> None:
        self._path = path
        self._poms = poms
        self._mediator = Mediator(poms)
        self._repositories = Repositories(poms.models, poms.note)
        self._nodes: dict[str, Node] = {}
        self._requires: dict[str, dict[str, None]] = {}
        self._broken: dict[Wish, Problem] = {}
        self._classpaths: dict[tuple[Wish, ...], list[Wish]] = {}
        for model in poms.models:
            key = f"module:{model.pom.path}"
            name = f"{model.group}/{model.artifact}"
            version = model.version or None
            self._nodes[key] = Node(key=key, ecosystem=ECOSYSTEM, name=name, version=version, source=PATH, own=True)
        self._is_deep = poms.look()
        trees = list(map(self._mediator.resolve, poms.models)) if self._is_deep else []
        # Maven fetches a plugin when it first runs it: that one was never needed says nothing of the project.
        plugins = {wish[:3] for model in poms.models for wish in model.plugins}
        self._missing = sorted(poms.missing - plugins) if self._is_deep else []
        named = map(Tree.named, trees) if self._is_deep else (model.dependencies for model in poms.models)
        self._found = {
            model.pom.path: list(self._direct(model, wishes)) for model, wishes in zip(poms.models, named, strict=True)
        }
        if self._is_deep:
            self._connect(trees)
        else:
            self._connect_projects()

    def root(self, model: Model) -> Root:
        """Return a project with what it names."""
        folder = project_path("", model.pom.path.rpartition("/")[0])
        return Root(
            name=printable(root_name(model.artifact, folder)), path=folder, direct=directs(self._found[model.pom.path])
        )

    def is_whole(self) -> bool:
        """Return whether the local repository holds every pom that the tree takes."""
        return self._is_deep and not self._missing and not self._mediator.is_cut

    def all_nodes(self) -> Iterator[Node]:
        """Yield the packages and the projects with their edges."""
        for key, node in self._nodes.items():
            requires = tuple(self._requires.get(key, ()))
            yield node._replace(requires=requires) if requires else node

    # --- what the projects name ---------------------------------------------------------------------------------

    def _direct(self, model: Model, wishes: Iterable[Wish]) -> Iterator[tuple[str, Scope]]:
        for wish in wishes:
            if key := self._add(wish, model):
                yield key, scope_of(wish)
        for key in self._plugins(model):
            yield key, Scope.BUILD

    def _plugins(self, model: Model) -> Iterator[str]:
        for plugin in model.plugins:
            key = self._add(plugin, model)
            for wish in plugin.below:
                if found := self._add(wish, model):
                    yield found
            if key is not None:
                if self._is_deep:
                    self._requires.setdefault(key, {}).update(dict.fromkeys(self._classpath(plugin)))
                yield key

    def _classpath(self, plugin: Wish) -> list[str]:
        """Return what a plugin runs with, flat: its choice of versions is no edge between packages of the project."""
        known = plugin, *plugin.below
        if known not in self._classpaths:
            self._classpaths[known] = self._mediator.classpath(plugin, plugin.below)
        found = map(self._add, self._classpaths[known])
        return [key for key in found if key is not None]

    def _connect_projects(self) -> None:
        """Connect what is known without a repository: what one project hands on to the others that depend on it."""
        for model in self._poms.models:
            found = (self._add(wish, model) for wish in model.handed_on)
            self._requires[f"module:{model.pom.path}"] = {key: None for key in found if key is not None}

    def _connect(self, trees: Iterable[Tree]) -> None:
        """Connect the packages, by edges that say of none that it is for more than Maven makes of it in any project.

        Without an edge to say so, or through edges alone, a package may seem to be for less: then its node tells.
        """
        scopes: dict[str, Scope] = {}
        edges: dict[str, dict[str, None]] = {}
        for tree in trees:
            keys = {artifact: key for artifact, wish in tree.chosen.items() if (key := self._add(wish))}
            for artifact, scope in tree.scopes().items():
                if key := keys.get(artifact):
                    scopes[key] = min(scopes.get(key, scope), scope, key=_ORDER.index)
            for artifact, found in tree.edges.items():
                if key := keys.get(artifact):
                    edges.setdefault(key, {}).update((keys[below], None) for below, _ in found if below in keys)
        for key, below in edges.items():
            least = _ORDER.index(scopes[key])
            kept = {other: None for other in below if _ORDER.index(scopes[other]) <= least and other != key}
            self._requires.setdefault(key, {}).update(kept)
        starts = (item for found in self._found.values() for item in found)
        reached = graphs.scopes(starts, {key: tuple(below) for key, below in self._requires.items()})
        for key, scope in scopes.items():
            enough = (Scope.RUNTIME, Scope.OPTIONAL) if scope is Scope.RUNTIME else (scope,)
            if reached.get(key) not in enough and not self._nodes[key].own:
                self._nodes[key] = self._nodes[key]._replace(scope=scope)

    # --- nodes ----------------------------------------------------------------------------------------------------

    def _add(self, wish: Wish, model: Model | None = None) -> str | None:
        """Return the key of what a wish means; `model` is the project that names it, and tells where it stands."""
        own = self._poms.own(wish.group, wish.artifact, wish.version)
        if own is not None:
            return f"module:{own.pom.path}"
        is_own = wish.scope == "system"
        key = (
            f"{wish.group}:{wish.artifact}"
            + (f":{wish.version}" if wish.version else "")
            + (" (system)" if is_own else "")
        )
        if key not in self._nodes:
            file, line = (None, None) if model is None else self._place(wish, model)
            if not (is_id(wish.group) and is_id(wish.artifact)):
                self._broken.setdefault(wish, _unnamed(file or self._path, f"{wish.group}/{wish.artifact}", line))
                return None
            self._nodes[key] = Node(
                key=key,
                ecosystem=ECOSYSTEM,
                name=f"{wish.group}/{wish.artifact}",
                version=wish.version,
                source=PATH if is_own else self._repositories.of(wish.group, wish.artifact, wish.version),
                line=line,
                file=file,
                own=is_own,
                evidence=() if is_own else self._evidence(wish),
            )
        return key

    def _place(self, wish: Wish, model: Model) -> tuple[str | None, int | None]:
        """Return where a wish stands; one of a stored pom stands where a pom of the tree takes that for its parent."""
        file, line = wish.path, wish.line
        if not file:
            nearest = [above.pom for above in model.lineage() if above.pom.path][-1]
            file, line = nearest.path, nearest.parent.line if nearest.parent else 1
        return (None if file == self._path else file), line

    # --- what poms say of themselves ------------------------------------------------------------------------------

    def _evidence(self, wish: Wish) -> tuple[Evidence, ...]:
        """Return what the pom of a package says of it, where the local repository holds that."""
        model = None if wish.version is None else self._poms.find(wish.group, wish.artifact, wish.version)
        return () if model is None else evidence_of(model)

    # --- problems -------------------------------------------------------------------------------------------------

    def problems(self) -> Iterator[Problem]:
        """Yield what could not be read."""
        yield from self._poms.problems
        yield from self._broken.values()
        if self._poms.lost:
            names = _listed(self._poms.lost)
            yield self._problem(f"names modules that are not in the scanned tree: {names}", "scan the whole project")
        if self._missing:
            names = _listed([":".join(place) for place in self._missing])
            yield self._problem(
                f"the local repository does not hold every pom: what these say and require is not known: {names}",
                f"build the project once with Maven, or {_SBOM}",
            )
        if self._mediator.is_cut:
            yield self._problem("the dependencies grow beyond all bounds: some are left out", None)

    def _problem(self, message: str, hint: str | None) -> Problem:
        return Problem(stage="parse", subject=self._path, message=message, hint=hint)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    shown = ", ".join(printable(name[:_LONGEST]) for name in names[:_SHOWN])
    return shown + (f" and {more} more" if more > 0 else "")


def _unnamed(path: str, name: str, line: int | None) -> Problem:
    if "${" not in name:
        return name_problem(path, name, line=line)
    place = "" if line is None else f"line {line}: "
    message = (
        f"{place}{printable(name[:_LONGEST])!r} has a property that no pom at hand explains; the entry is left out"
    )
    return Problem(stage="parse", subject=path, message=message, hint=_SBOM)
