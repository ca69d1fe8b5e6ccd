"""What a Maven project depends on through others, as far as their poms are at hand.

https://maven.apache.org/guides/introduction/introduction-to-dependency-mechanism.html: the nearest wins, the first one
where several are equally near; what the project manages counts for all that it does not name itself; what is optional,
excluded, provided or for tests is not handed on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from depsov.model import Scope
from depsov.parse.java._effective_pom import Model, pinned
from depsov.parse.java._pom import Key, Wish
from depsov.parse.java._poms import Poms
from depsov.values import dataclass, field

__all__ = ["Mediator", "Tree", "scope_of"]

_SCOPES = {"provided": Scope.BUILD, "test": Scope.DEVELOPMENT}
_MOST_EDGES = 3_000_000
_MOST_RELOCATIONS = 10

# https://maven.apache.org/ref/3.9.9/maven-core/artifact-handlers.html
_TYPES = {
    "test-jar": ("jar", "tests"),
    "ejb-client": ("jar", "client"),
    "java-source": ("jar", "sources"),
    "javadoc": ("jar", "javadoc"),
    "maven-plugin": ("jar", ""),
    "ejb": ("jar", ""),
}
_CLOSED = frozenset({"war", "ear", "rar", "par"})  # archives that hold what they depend on


@dataclass(slots=True)
class Tree:
    """What one project gets: the artifacts chosen, those that it names itself, and who requires which in what scope.

    `managed` are the scopes that the project gives to what others require, wherever that is.
    """

    chosen: dict[Key, Wish] = field(default_factory=dict)
    direct: dict[Key, None] = field(default_factory=dict)
    edges: dict[Key, list[tuple[Key, str]]] = field(default_factory=dict)
    managed: dict[Key, str] = field(default_factory=dict)
    moved: dict[Key, Key] = field(default_factory=dict)

    def named(self) -> Iterator[Wish]:
        """Yield what the project names itself."""
        return (self.chosen[key] for key in self.direct)

    def id_of(self, wish: Wish, before: Iterable[Key]) -> Key:
        """Return what an artifact is chosen under: what has moved to another place is the same there as before."""
        key = _key(wish)
        if before or self.moved:
            names = (*before, key)
            known = (self.moved.get(name, name) for name in names)
            key = next((name for name in known if name in self.chosen), key)
            if before:
                self.moved.update(dict.fromkeys(names, key))
        return key

    def scopes(self) -> dict[Key, Scope]:
        """Return what each artifact is for in the end; what is optional counts as the rest does."""
        return {key: _SCOPES.get(scope, Scope.RUNTIME) for key, scope in self._scopes().items()}

    def _scopes(self) -> dict[Key, str]:
        """Return the scope that each artifact has in the end: its own where direct, else the widest on its ways."""
        waiting: dict[str, list[Key]] = {scope: [] for scope in _WIDEST_FIRST}
        for key in self.direct:
            waiting[_known(self.chosen[key].scope)].append(key)
        for key, scope in self.managed.items():
            if key not in self.direct:
                waiting[_known(scope)].append(key)
        found: dict[Key, str] = {}
        for scope, keys in waiting.items():
            while keys:
                key = keys.pop()
                if key in found:
                    continue
                found[key] = scope
                for below, wanted in self.edges.get(key, ()):
                    if below not in found and below not in self.direct and below not in self.managed:
                        waiting[_derived(scope, wanted)].append(below)
        return found


_WIDEST_FIRST = ("compile", "runtime", "provided", "test", "system")


def _known(scope: str | None) -> str:
    return scope if scope in _WIDEST_FIRST else "compile"


def _derived(above: str, wanted: str) -> str:
    """Return the scope of what is required in a scope by something that has one itself, by Maven's table."""
    if wanted in {"test", "system"} or above == "compile":
        return wanted
    return "provided" if above == "system" else above


class Mediator:
    """Resolves the projects of one build; `is_cut` tells whether the whole grew beyond bounds."""

    def __init__(self, poms: Poms) -> None:
        self._poms = poms
        self._edges_left = _MOST_EDGES
        self._models: dict[tuple[str, str, str | None], Model | None] = {}

    @property
    def is_cut(self) -> bool:
        """Whether something was left out because there was too much of it."""
        return self._edges_left <= 0

    def resolve(self, top: Model) -> Tree:
        """Return what a project depends on."""
        tree = Tree()
        self._walk(tree, top, ((None, wish) for wish in top.dependencies))
        return tree

    def classpath(self, plugin: Wish, added: Iterable[Wish]) -> list[Wish]:
        """Return what a plugin runs with; `added` is what the project adds to it."""
        _, model, _ = self._arrive(plugin, None)
        if model is None:
            return []
        tree = Tree()
        self._walk(tree, model, ((None, wish) for wish in (*added, *model.handed_on)))
        return list(tree.chosen.values())

    def _walk(self, tree: Tree, top: Model, wishes: Iterable[tuple[Key | None, Wish]]) -> None:
        none: frozenset[tuple[str, str]] = frozenset()
        waiting = deque((above, wish, none) for above, wish in wishes)
        while waiting:
            above, wish, excluded = waiting.popleft()
            managed = None if above is None else top.managed(wish.key)
            if managed is not None:
                wish = _with(managed, wish)
            wish, model, before = self._arrive(wish, None if above is None else top)
            if model is top or (before and above is not None and not _is_handed_on(wish, excluded)):
                continue
            key = tree.id_of(wish, before)
            if above is None:
                tree.direct[key] = None
            else:
                tree.edges.setdefault(above, []).append((key, _known(wish.scope)))
                managed = top.managed(wish.key) if before else managed
                if managed is not None and managed.scope:
                    tree.managed[key] = managed.scope
            if key in tree.chosen:
                continue
            tree.chosen[key] = wish
            if model is None or wish.type in _CLOSED or self.is_cut:
                continue
            self._edges_left -= len(model.handed_on)
            excluded = excluded.union(wish.exclusions) if wish.exclusions else excluded
            for below in model.handed_on:
                if not excluded or not _is_excluded(below, excluded):
                    waiting.append((key, below, excluded))

    def _arrive(self, wish: Wish, top: Model | None) -> tuple[Wish, Model | None, list[Key]]:
        """Return what a dependency is in the end, its model if known, and what it was before it moved there.

        `top` is the project that manages what it moves to.
        """
        before: list[Key] = []
        while len(before) < _MOST_RELOCATIONS:
            model = self._model(wish)
            moved = None if model is None or model.pom.path else model.pom.relocation
            if model is None or moved is None:
                return wish, model, before
            before.append(_key(wish))
            group = model.text(moved.group) or wish.group
            artifact = model.text(moved.artifact) or wish.artifact
            version = model.text(moved.version) or wish.version
            is_other = (group, artifact) != wish[:2]
            wish = wish._replace(group=group, artifact=artifact, version=pinned(version))
            managed = top.managed(wish.key) if top is not None and is_other else None
            if managed is not None:
                wish = _with(managed, wish)
        return wish, None, before

    def _model(self, wish: Wish) -> Model | None:
        place = group, artifact, version = wish[:3]
        if wish.scope == "system":
            return self._poms.own(group, artifact, version)
        if place not in self._models:
            own = self._poms.own(group, artifact, version)
            self._models[place] = own or (self._poms.find(group, artifact, version) if version else None)
        return self._models[place]


def _with(managed: Wish, wish: Wish) -> Wish:
    """Return what others require, as the project manages it."""
    version = wish.version if managed.version is None else pinned(managed.version)
    if version == wish.version and not (managed.scope or managed.optional or managed.exclusions):
        return wish
    return wish._replace(
        version=version,
        scope=managed.scope or wish.scope,
        optional=managed.optional or wish.optional,
        exclusions=wish.exclusions + managed.exclusions,
    )


def _key(wish: Wish) -> Key:
    """Return what two dependencies are the same artifact by."""
    type_, classifier = _TYPES.get(wish.type, (wish.type, ""))
    return wish.group, wish.artifact, type_, wish.classifier or classifier


def scope_of(wish: Wish) -> Scope:
    """Return what a direct dependency is for."""
    scope = _SCOPES.get(wish.scope or "", Scope.RUNTIME)
    return Scope.OPTIONAL if scope is Scope.RUNTIME and wish.optional == "true" else scope


def _is_handed_on(wish: Wish, excluded: frozenset[tuple[str, str]]) -> bool:
    return wish.scope not in _SCOPES and wish.optional != "true" and not _is_excluded(wish, excluded)


def _is_excluded(wish: Wish, excluded: frozenset[tuple[str, str]]) -> bool:
    group, artifact = wish[:2]
    return not excluded.isdisjoint(((group, artifact), (group, "*"), ("*", artifact), ("*", "*")))
