"""`Cargo.toml` where no lockfile stands beside it: what a package and the members of its workspace wish for.

https://doc.rust-lang.org/cargo/reference/manifest.html

Versions are known only where a manifest pins one (`=1.2.3`); what the dependencies depend on is not known at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from depsov.documents import Document, Folder, get, load_toml, tables
from depsov.model import Node, Parsed, Problem, Root, Scope, Source
from depsov.parse import _address
from depsov.parse._beside import Beside
from depsov.parse._extent import extent_of_wishes
from depsov.parse._names import name_problem, valid_name
from depsov.parse._nodes import Keys
from depsov.parse._roots import root_name
from depsov.parse.rust._cargo_manifest import Manifest, Wish, read_manifest
from depsov.parse.rust._cargo_requirement import pinned
from depsov.parse.rust._cargo_workspace import Workspace, pulled_in

__all__ = ["read"]

ECOSYSTEM = "cargo"


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the manifest and those of its workspace wish for. Raises `DocumentError`."""
    read_manifest(document)  # what breaks the document itself is no Problem, but an error
    workspace, beside = Workspace(document, folder), Beside(document, folder)
    wishes = _Wishes(document.path, workspace, beside.read(".cargo/config.toml", _registries) or {})
    return Parsed(
        nodes=(*wishes.nodes.values(), *wishes.own_nodes()),
        roots=tuple(wishes.roots()),
        problems=(*wishes.problems, *workspace.problems, *beside.problems),
        extent=extent_of_wishes(wishes.nodes.values()),
    )


def _registries(document: Document) -> Mapping[str, Source]:
    """Return the registries by name (https://doc.rust-lang.org/cargo/reference/registries.html)."""
    found = ((name, get(table, "index", str)) for name, table in tables(load_toml(document.text()), "registries"))
    return {name: _address.index(url.removeprefix("sparse+")) for name, url in found if url is not None}


class _Wishes:
    """The dependencies that the manifests name, as nodes: one for each name, pinned version and source."""

    def __init__(self, path: str, workspace: Workspace, registries: Mapping[str, Source]) -> None:
        self.nodes: dict[str, Node] = {}
        self.problems: list[Problem] = []
        self._path = path
        self._workspace = workspace
        self._registries = registries
        self._keys = Keys()
        self._members = {manifest.place for manifest in workspace.members}
        self._packages = {place: found for place, found in workspace.manifests.items() if found.name is not None}
        self._wanted = {_own(place): self._by_scope(found) for place, found in self._packages.items()}

    def own_nodes(self) -> Iterator[Node]:
        """Yield the nodes of the packages of the project; each requires what others reach through it."""
        for place, manifest in self._packages.items():
            wanted = (keys for scope, keys in self._wanted[_own(place)].items() if scope is not Scope.DEVELOPMENT)
            yield Node(
                key=_own(place),
                ecosystem=ECOSYSTEM,
                name=root_name(manifest.name, place),
                source=_address.PATH,
                requires=tuple(dict.fromkeys(below for keys in wanted for below in keys)),
                own=True,
            )

    def roots(self) -> Iterator[Root]:
        """Yield the members of the workspace."""
        for manifest in self._workspace.members:
            name = root_name(manifest.name, manifest.place)
            yield Root(name=name, path=manifest.place, direct=pulled_in([_own(manifest.place)], self._wanted))

    def _by_scope(self, manifest: Manifest) -> dict[Scope, list[str]]:
        """Return what a package wants. What a lockfile in another folder settles is left to that."""
        wanted: dict[Scope, list[str]] = {}
        if manifest.place not in self._members and self._workspace.is_locked(manifest):
            return wanted
        for wish in manifest.wishes:
            skipped = wish.scope is Scope.DEVELOPMENT and manifest.place not in self._members
            key = None if skipped or wish.place == manifest.place else self._key(manifest, wish)
            if key is not None:
                wanted.setdefault(self._workspace.scope(manifest, wish), []).append(key)
        return wanted

    def _key(self, manifest: Manifest, wish: Wish) -> str | None:
        """Return the key of the node for a wish; None where it is the project's own and not to be found, or no name."""
        wish = self._workspace.patched(wish)
        if wish.place is not None:
            return _own(wish.place) if wish.place in self._packages else None
        if not valid_name(ECOSYSTEM, wish.name):
            self.problems.append(name_problem(manifest.path, wish.name, line=wish.line))
            return None
        version = pinned(wish.requirement)
        source = self._registries.get(wish.registry or "", wish.source)
        key = self._keys.of(wish.name, version, source)
        node = Node(
            key=key,
            ecosystem=ECOSYSTEM,
            name=wish.name,
            version=version,
            source=source,
            line=wish.line,
            file=None if manifest.path == self._path else manifest.path,
        )
        return self.nodes.setdefault(key, node).key


def _own(place: str) -> str:
    return f"path:{place or '.'}"
