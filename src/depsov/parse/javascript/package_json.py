"""`package.json` where no lockfile stands beside it: what a project and its workspace members wish for.

Versions are known only where the manifest pins one; what the dependencies depend on is not known at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.documents import Document, Folder, Lines
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Root, Scope
from depsov.parse._block_yaml import scan
from depsov.parse._extent import extent_of_wishes
from depsov.parse._names import name_problem, valid_name
from depsov.parse._roots import own_node, project
from depsov.parse.javascript._javascript import FIELDS, Companions, Manifest, read_manifest
from depsov.parse.javascript._npm_sources import Origin, Sources

__all__ = ["read"]

ECOSYSTEM = "npm"


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the manifest and those of its workspace members wish for. Raises `DocumentError`."""
    top = read_manifest(document)
    companions = Companions(document, folder)
    patterns = top.workspaces or _pnpm_workspaces(companions)
    manifests = [top, *(member for member in companions.members(patterns) if member.path != top.path)]
    wishes = _Wishes(manifests, companions.sources(), _lines(document.text()), document.path)
    roots = tuple(wishes.root(manifest) for manifest in manifests)
    return Parsed(
        nodes=(*wishes.nodes.values(), *map(wishes.own_node, manifests)),
        roots=roots,
        problems=(*wishes.problems, *companions.problems),
        extent=extent_of_wishes(wishes.nodes.values()),
    )


_PACKAGES = re.compile(r"^packages:.*(?:\n(?:[ -].*|#.*|))*", re.MULTILINE)


def _pnpm_workspaces(companions: Companions) -> tuple[str, ...]:
    """Return the globs of `pnpm-workspace.yaml`, whose other settings are left alone (https://pnpm.io/pnpm-workspace_yaml)."""
    section = _PACKAGES.search(companions.text("pnpm-workspace.yaml").replace("\r\n", "\n"))
    try:
        packages = scan(section[0])[0].get("packages", "") if section else ""
    except DocumentError as error:
        companions.complain("pnpm-workspace.yaml", error)
        return ()
    return tuple(item for item in packages if isinstance(item, str)) if isinstance(packages, list) else ()


class _Wishes:
    """The dependencies that the manifests name, as nodes: one for each name, pinned version and source."""

    def __init__(self, manifests: list[Manifest], sources: Sources, lines: dict[str, int], path: str) -> None:
        self.nodes: dict[str, Node] = {}
        self.problems: list[Problem] = []
        self._sources = sources
        self._lines = lines
        self._path = path
        self._members = {manifest.name: _member(manifest) for manifest in manifests if manifest.name}
        self._found: dict[str, list[tuple[str, Scope]]] = {}
        for manifest in manifests:
            self._found[manifest.path] = list(self._direct(manifest))

    def root(self, manifest: Manifest) -> Root:
        """Return a project with what it names."""
        return project(manifest.name, manifest.folder, self._found[manifest.path])

    def own_node(self, manifest: Manifest) -> Node:
        """Return the node of a project, by which other members of the workspace depend on it."""
        found = self._found[manifest.path]
        return own_node(_member(manifest), ECOSYSTEM, manifest.name, manifest.folder, found)

    def _direct(self, manifest: Manifest) -> Iterator[tuple[str, Scope]]:
        for wish in manifest.wishes:
            key = self._members.get(wish.name) or self._add(wish.name, wish.specifier, manifest)
            if key is not None:
                yield key, wish.scope

    def _add(self, name: str, specifier: str, manifest: Manifest) -> str | None:
        """Return the key of the node for a wish; None where it is the project's own, or no package."""
        origin = self._sources.of_specifier(name, specifier)
        line = self._lines.get(name) if manifest.path == self._path else None
        if origin.own:
            return None
        if not valid_name(ECOSYSTEM, origin.name):
            self.problems.append(name_problem(manifest.path, origin.name, line=line))
            return None
        node = Node(
            key=_key(origin),
            ecosystem=ECOSYSTEM,
            name=origin.name,
            version=origin.version,
            source=origin.source,
            line=line,
        )
        return self.nodes.setdefault(node.key, node).key


def _key(origin: Origin) -> str:
    pinned = origin.name if origin.version is None else f"{origin.name}@{origin.version}"
    return pinned if origin.source.url is None else f"{pinned} {origin.source.url}"


def _member(manifest: Manifest) -> str:
    return f"workspace:{manifest.folder or '.'}"


_TABLE = re.compile(rf'"(?:{"|".join(field for field, _ in FIELDS)})"\s*:\s*\{{([^{{}}]*)\}}')
_MEMBER = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:\s*"(?:[^"\\]|\\.)*"')


def _lines(text: str) -> dict[str, int]:
    """Return the line of each dependency that the manifest names: the first, where several tables do."""
    lines = Lines(text)
    found: dict[str, int] = {}
    for table in _TABLE.finditer(text):
        for member in _MEMBER.finditer(text, *table.span(1)):
            found.setdefault(member[1], lines.at(member.start()))
    return found
