"""`composer.json` where no lockfile stands beside it: what a project and its own packages wish for.

Versions are known only where the manifest pins one; what the dependencies depend on is not known at all.
https://getcomposer.org/doc/04-schema.md
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from depsov.documents import Document, Folder, printable
from depsov.model import Node, Parsed, Problem, Root, Scope, Source
from depsov.parse import _address
from depsov.parse._address import PATH
from depsov.parse._beside import Beside
from depsov.parse._extent import extent_of_wishes
from depsov.parse._names import name_problem, valid_name
from depsov.parse._nodes import Keys
from depsov.parse._roots import own_node, project
from depsov.parse.php._composer import ECOSYSTEM, Manifest, Wish, read_manifest
from depsov.parse.php._composer_sources import SOMEWHERE, Repositories

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the manifest, and those of its path repositories, wish for. Raises `DocumentError`."""
    top = read_manifest(document)
    beside = Beside(document, folder)
    manifests = {top.path: top} | {member.path: member for member in _members(top.repositories, beside)}
    wishes = _Wishes(list(manifests.values()), top)
    roots = tuple(wishes.root(manifest) for manifest in manifests.values())
    return Parsed(
        nodes=(*wishes.nodes.values(), *(wishes.own_node(manifest) for manifest in manifests.values())),
        roots=roots,
        problems=(*wishes.problems, *beside.problems),
        extent=extent_of_wishes(wishes.nodes.values()),
    )


def _members(repositories: Repositories, beside: Beside) -> Iterator[Manifest]:
    """Yield the manifests of the path repositories (https://getcomposer.org/doc/05-repositories.md#path)."""
    for url in repositories.paths:
        place = posixpath.normpath(posixpath.join(url, "composer.json"))
        if "*" in place:
            yield from beside.each(place, read_manifest)
        elif (member := beside.read(place, read_manifest)) is not None:
            yield member


# A constraint that one version fulfils; `4.0 as 3.0` is 4.0, `dev-main#0ab1c2d` a branch at a commit.
_EXACT = re.compile(
    r"\s*=*\s*(v?\d+(?:\.\d+){1,3}(?:-?(?:dev|alpha|beta|RC|patch|p|a|b)[.-]?\d*)?|dev-[\w./-]+)\s*\Z", re.IGNORECASE
)
_AFTER = re.compile(r"(?:#[0-9a-f]+|@\w+|\s+as\s+\S+)+\s*\Z", re.IGNORECASE)


def _pinned(constraint: str) -> str | None:
    match = _EXACT.match(_AFTER.sub("", constraint[:200]))
    return match[1] if match else None


class _Wishes:
    """The dependencies that the manifests name, as nodes: one for each name, pinned version and source."""

    def __init__(self, manifests: list[Manifest], top: Manifest) -> None:
        self.nodes: dict[str, Node] = {}
        self.problems: list[Problem] = []
        self._top = top
        self._keys = Keys()
        self._members = {manifest.name: _own_key(manifest) for manifest in manifests if manifest.name}
        self._found = {manifest.path: list(self._direct(manifest)) for manifest in manifests}
        if any(node.source == SOMEWHERE for node in self.nodes.values()):
            self.problems.append(_several(top))

    def root(self, manifest: Manifest) -> Root:
        """Return a project with what it names."""
        return project(manifest.name, manifest.folder, self._found[manifest.path])

    def own_node(self, manifest: Manifest) -> Node:
        """Return the node of a project, by which the others depend on it."""
        found = self._found[manifest.path]
        return own_node(_own_key(manifest), ECOSYSTEM, manifest.name, manifest.folder, found)

    def _direct(self, manifest: Manifest) -> Iterator[tuple[str, Scope]]:
        for wish in manifest.wishes:
            key = self._members.get(wish.name) or self._add(wish, manifest)
            if key is not None:
                yield key, wish.scope

    def _add(self, wish: Wish, manifest: Manifest) -> str | None:
        """Return the key of the node for a wish; None where it is the project's own, or no package."""
        if not valid_name(ECOSYSTEM, wish.name):
            self.problems.append(name_problem(manifest.path, wish.name, line=wish.line))
            return None
        source = self._source(wish.name)
        if source is PATH or wish.name in manifest.given:
            return None
        version = _pinned(wish.constraint)
        key = self._keys.of(wish.name, version, source)
        file = None if manifest is self._top else manifest.path
        node = Node(
            key=key,
            ecosystem=ECOSYSTEM,
            name=wish.name,
            version=version,
            source=source,
            line=wish.line,
            file=file,
        )
        return self.nodes.setdefault(key, node).key

    def _source(self, name: str) -> Source:
        return self._top.repositories.source_of(name)


def _own_key(manifest: Manifest) -> str:
    return f"project: {manifest.folder or '.'}"  # with a space, which no name has


def _several(manifest: Manifest) -> Problem:
    urls = [_address.index(url).url or "a folder" for url in manifest.repositories.indexes]
    shown = ", ".join(dict.fromkeys(urls)) or "a repository that it does not name"
    return Problem(
        stage="parse",
        subject=manifest.path,
        message=printable(f"any of its packages may come from {shown}: nothing tells which repository serves which"),
        hint="a composer.lock settles it; so does `only` at the repository",
    )
