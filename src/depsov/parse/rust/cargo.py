"""`Cargo.lock`, versions 1 to 4: the lockfile of cargo, for one package or a workspace.

https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html

The lockfile says who requires whom, but of the project's own packages not for what: that is read from their manifests.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from depsov.documents import Document, Folder
from depsov.model import Node, Parsed, Problem, Root, Scope, Source, SourceKind
from depsov.parse._names import valid_name
from depsov.parse._older import older_problem
from depsov.parse._roots import root_name
from depsov.parse.rust._cargo_lock import ECOSYSTEM, Lock
from depsov.parse.rust._cargo_manifest import Manifest, Wish
from depsov.parse.rust._cargo_requirement import fits
from depsov.parse.rust._cargo_workspace import Workspace, own_below, pulled_in

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a `Cargo.lock` says, with what the manifests of its own packages need each dependency for."""
    lock = Lock(document)
    workspace = Workspace(document, folder)
    project = _Project(lock, workspace, document)
    return Parsed(
        nodes=(*project.nodes(), *project.missing.values()),
        roots=tuple(project.roots()),
        mentioned=tuple(lock.unused),
        problems=(*lock.problems(), *project.problems(), *workspace.problems),
    )


class _Project:
    """The own packages of a lockfile with their manifests, and what each of them wants for what.

    `missing` are nodes for what the manifests of members ask for and the lockfile lacks.
    """

    def __init__(self, lock: Lock, workspace: Workspace, document: Document) -> None:
        self.missing: dict[str, Node] = {}
        self._lock = lock
        self._workspace = workspace
        self._document = document
        self._manifests = {self._key(manifest): manifest for manifest in workspace.manifests.values()}
        self._members = {self._key(manifest): manifest for manifest in workspace.members}
        self._wanted = {key: self._by_scope(key) for key in self._own_keys()}

    def nodes(self) -> Iterator[Node]:
        """Yield the node of each entry; an own one requires what others reach through it."""
        for key, node in self._lock.nodes.items():
            if node.own:
                wanted = (keys for scope, keys in self._wanted[key].items() if scope is not Scope.DEVELOPMENT)
                yield node._replace(requires=tuple(dict.fromkeys(below for keys in wanted for below in keys)))
            else:
                yield node

    def roots(self) -> Iterator[Root]:
        """Yield the members of the workspace, and one root for the own packages that no manifest leads to."""
        for key, manifest in self._members.items():
            name = root_name(manifest.name, manifest.place)
            yield Root(name=name, path=manifest.place, direct=pulled_in([key], self._wanted))
        alone = self._alone()
        if alone:
            only, folder = self._lock.nodes[alone[0]].name if len(self._wanted) == 1 else None, self._document.folder
            yield Root(name=root_name(only, folder), path=folder, direct=pulled_in(alone, self._wanted))

    def problems(self) -> Iterator[Problem]:
        """Yield the Problem of a lockfile that lacks what a manifest asks for."""
        path, above = self._document.path, self._workspace.above
        if above is None:
            yield from older_problem(path, self.missing, "cargo update -w")
        elif self.missing:
            message = f"is not used by cargo, as its package belongs to the workspace of {above}, and lacks some of it"
            yield Problem(stage="parse", subject=path, message=message, hint="delete it")

    def _alone(self) -> list[str]:
        """Return the keys of the own packages that nothing leads to; a patch may be one that only strangers require."""
        reached = own_below(self._members, self._wanted)
        alone = [key for key in self._wanted if key not in reached]
        if not alone:
            return alone
        required = {key for node in self._lock.nodes.values() if not node.own for key in node.requires}
        below = own_below(required.intersection(alone), self._wanted)
        return [key for key in alone if key not in below]

    def _own_keys(self) -> Iterator[str]:
        """Yield the keys of the own packages, those of members that the lockfile does not know among them."""
        yield from (key for key, node in self._lock.nodes.items() if node.own)
        yield from (key for key in self._members if key not in self._lock.nodes)

    def _key(self, manifest: Manifest) -> str:
        """Return the key of the own package that a manifest describes."""
        keys = [key for key in self._lock.named(manifest.name or "") if self._lock.nodes[key].own]
        exact = [key for key in keys if self._lock.nodes[key].version == manifest.version] if len(keys) > 1 else keys
        return next(iter(exact or keys), manifest.path)

    # --- what an own package wants --------------------------------------------------------------------------------

    def _by_scope(self, key: str) -> dict[Scope, list[str]]:
        """Return what an own package wants, with the scopes of its manifest where there is one."""
        manifest, node = self._manifests.get(key), self._lock.nodes.get(key)
        if manifest is None:
            return {Scope.RUNTIME: list(node.requires if node else ())}
        wanted: dict[Scope, list[str]] = {}
        edges = None if node is None else set(node.requires)
        for wish in manifest.wishes:
            if wish.scope is Scope.DEVELOPMENT and key not in self._members:
                continue  # of a package on the local disk that is no member, the lockfile does not hold them
            found = self._meant(wish, edges)
            if not found and key in self._members:
                found = self._lacking(wish, manifest)
            wanted.setdefault(self._workspace.scope(manifest, wish), []).extend(found)
        return wanted

    def _meant(self, wish: Wish, edges: Container[str] | None) -> list[str]:
        """Return the keys of what a wish means: among the edges of the package where the lockfile has some."""
        keys = self._lock.named(wish.name)
        if edges is not None:
            keys = [key for key in keys if key in edges]
        if len(keys) < 2:
            return keys
        nodes = [self._lock.nodes[key] for key in keys]
        fitting = [node for node in nodes if fits(wish.requirement, node.version or "")]
        same = [node for node in fitting if _is_alike(node.source, wish.source)]
        return [node.key for node in same or fitting] or keys

    def _lacking(self, wish: Wish, manifest: Manifest) -> list[str]:
        wish = self._workspace.patched(wish)
        if wish.place is not None or not valid_name(ECOSYSTEM, wish.name) or wish.name in self._lock.nodes:
            return []
        node = Node(
            key=wish.name,
            ecosystem=ECOSYSTEM,
            name=wish.name,
            source=wish.source,
            line=wish.line,
            file=manifest.path,
        )
        return [self.missing.setdefault(wish.name, node).key]


def _is_alike(locked: Source, wished: Source) -> bool:
    """Tell whether a source is of the kind that is wished; a lockfile names every registry by its address."""
    registries = {SourceKind.REGISTRY, SourceKind.INDEX}
    return locked.kind is wished.kind or {locked.kind, wished.kind} <= registries
