"""Joins what all documents say into one dependency graph.

A package that stands in several documents becomes one node with the place of each. The project itself, its
workspace members and its path dependencies are no packages: what they require hangs from the project directly.
Pure: no I/O, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from depsov import graph as graphs
from depsov import purl as purls
from depsov.model import REGISTRY, Evidence, Graph, Location, Node, Package, Scope, Source, SourceKind
from depsov.parse import ParsedFile
from depsov.values import dataclass, field, replace

__all__ = ["resolve"]

IsDefault = Callable[[str, str], bool]


def resolve(files: Iterable[ParsedFile], is_default: IsDefault) -> Graph:
    """Return the graph of all documents.

    `is_default(ecosystem, url)` says whether the URL of an index is the default registry, or a declared mirror of it.
    """
    drafts: dict[str, _Draft] = {}
    roots: dict[str, dict[str, Scope]] = {}
    loose: dict[str, dict[str, Scope]] = {}
    listed = _spelled_alike(list(files))
    versions = _versions(listed, is_default)
    for file in listed:
        joined = _Joined(file, is_default, versions)
        joined.add_packages(drafts)
        for path, purl, scope, is_direct in joined.starts():
            _strengthen((roots if is_direct else loose).setdefault(path, {}), purl, scope)
    built = {(draft.node.ecosystem, draft.node.name) for draft in drafts.values()}
    return replace(
        _finish(drafts, roots, loose),
        mentioned=_apart(((file, node) for file in listed for node in file.parsed.mentioned), built),
        strays=_apart(((file, node) for file in listed for node in file.parsed.strays), built),
    )


_ANY_CASE = frozenset({"golang", "nuget", "swift"})
"""Where names are one in any case: NuGet compares them so, Go refuses a build of both, and forges take either."""


def _spelled_alike(files: list[ParsedFile]) -> list[ParsedFile]:
    """Return the documents with one spelling for each name: the first of the project's own, else that of an SBOM.

    Tools that write SBOMs put the names of Go modules in lower case, as the purl specification asks.
    """
    spelled: dict[tuple[str, str], str] = {}
    strange = False
    for file in sorted(files, key=lambda file: file.role == "sbom"):
        for node in (*file.parsed.nodes, *file.parsed.mentioned):
            if node.ecosystem in _ANY_CASE:
                strange |= spelled.setdefault((node.ecosystem, node.name.lower()), node.name) != node.name
    return [_respelled(file, spelled) for file in files] if strange else files


def _respelled(file: ParsedFile, spelled: Mapping[tuple[str, str], str]) -> ParsedFile:
    def all_of(nodes: Iterable[Node]) -> tuple[Node, ...]:
        names = ((node, spelled.get((node.ecosystem, node.name.lower()), node.name)) for node in nodes)
        return tuple(node if name == node.name else node._replace(name=name) for node, name in names)

    parsed = replace(file.parsed, nodes=all_of(file.parsed.nodes), mentioned=all_of(file.parsed.mentioned))
    return replace(file, parsed=parsed)


@dataclass(slots=True)
class _Draft:
    """A package while documents still add to it."""

    node: Node
    source: Source
    requires: set[str] = field(default_factory=set)
    locations: set[Location] = field(default_factory=set)
    evidence: dict[Evidence, None] = field(default_factory=dict)
    is_resolved: bool = False
    is_recorded: bool = False


class _Joined:
    """One document, its keys resolved to purls."""

    def __init__(self, file: ParsedFile, is_default: IsDefault, versions: _Versions) -> None:
        self._path = file.path
        self._nodes = {node.key: node for node in file.parsed.nodes}
        self._roots = file.parsed.roots
        self._sources = {key: _source(node, is_default) for key, node in self._nodes.items()}
        self._versions = versions
        self._purls = {key: self._purl(node) for key, node in self._nodes.items() if not node.own}
        self._below = {key: self._packages(self._nodes[key].requires) for key in self._purls}

    def _purl(self, node: Node) -> str:
        source = self._sources[node.key]
        return purls.build(node.ecosystem, node.name, _version(node, self._path, source, self._versions), source)

    def add_packages(self, drafts: dict[str, _Draft]) -> None:
        for key, purl in self._purls.items():
            node = self._nodes[key]
            draft = drafts.get(purl)
            if draft is None:
                draft = drafts[purl] = _Draft(node, self._sources[key])
            elif draft.node.version is None:
                draft.node = node
            if draft.source.claimed or draft.source.kind is SourceKind.REGISTRY:
                # A document that has it from there says more than a claim; and what may be from elsewhere is.
                draft.source = self._sources[key]
            draft.requires.update(self._below[key])
            draft.locations.add(Location(file=node.file or self._path, line=node.line))
            if node.evidence:
                draft.evidence.update(dict.fromkeys(node.evidence))
            draft.is_resolved |= node.resolved
            # A wish without version may mean what was resolved for another document: it records nothing.
            draft.is_recorded |= node.version is not None and not node.resolved

    def starts(self) -> Iterable[tuple[str, str, Scope, bool]]:
        """Yield where the graph begins: (root, purl, scope, whether the project names it itself)."""
        folder = self._path.rpartition("/")[0]
        named = set()
        for root in self._roots:
            for direct in root.direct:
                for purl in self._packages([direct.key]):
                    named.add(purl)
                    yield root.path, purl, direct.scope, True
        yield from ((self._root_of_rest(folder), purl, scope, False) for purl, scope in self._rest(named))

    def _root_of_rest(self, folder: str) -> str:
        paths = [root.path for root in self._roots]
        return folder if folder in paths or not paths else min(paths)

    def _rest(self, named: set[str]) -> Iterable[tuple[str, Scope]]:
        """Yield what no root leads to; where the document says what a package is for, that counts as well."""
        edges = {purl: self._below[key] for key, purl in self._purls.items()}
        reached = graphs.reachability(dict.fromkeys(named, 1), edges)
        for key, purl in self._purls.items():
            scope = self._nodes[key].scope
            if purl not in reached or scope is not None:
                yield purl, scope or Scope.RUNTIME

    def _packages(self, keys: Sequence[str]) -> list[str]:
        """Return the purls behind keys; an own node stands for what it requires itself."""
        purls = self._purls
        if all(key in purls for key in keys):  # as it mostly is
            return [purls[key] for key in keys]
        found: dict[str, None] = {}
        waiting, seen = list(keys), set()
        for key in waiting:
            if key not in seen and key in self._nodes:
                seen.add(key)
                if key in purls:
                    found[purls[key]] = None
                else:
                    waiting += self._nodes[key].requires
        return list(found)


_Versions = Mapping[tuple[str, str, str, Source], set[str]]


def _versions(files: Sequence[ParsedFile], is_default: IsDefault) -> _Versions:
    """Return the versions that the documents of each folder name, by folder, ecosystem, name and source."""
    versions: dict[tuple[str, str, str, Source], set[str]] = {}
    if not any(node.version is None and not node.own for file in files for node in file.parsed.nodes):
        return versions  # as it mostly is
    for file in files:
        folder = file.path.rpartition("/")[0]
        for node in file.parsed.nodes:
            if node.version is not None and not node.own:
                key = (folder, node.ecosystem, node.name, _source(node, is_default))
                versions.setdefault(key, set()).add(node.version)
    return versions


def _version(node: Node, path: str, source: Source, versions: _Versions) -> str | None:
    """Return a node's version; a wish without one means the version that its folder has, where there is just one."""
    if node.version is not None:
        return node.version
    known = versions.get((path.rpartition("/")[0], node.ecosystem, node.name, source), set())
    return next(iter(known)) if len(known) == 1 else None


def _source(node: Node, is_default: IsDefault) -> Source:
    if node.source.kind is SourceKind.INDEX and is_default(node.ecosystem, node.source.url or ""):
        return REGISTRY
    return node.source


def _apart(
    nodes: Iterable[tuple[ParsedFile, Node]], built: AbstractSet[tuple[str, str]]
) -> dict[str, tuple[Location, ...]]:
    """Return the places of what documents hold apart; what another document builds in is not among it."""
    places: dict[str, list[Location]] = {}
    for file, node in nodes:
        if (node.ecosystem, node.name) not in built:
            purl = purls.build(node.ecosystem, node.name, node.version, node.source)
            places.setdefault(purl, []).append(Location(file=node.file or file.path, line=node.line))
    return {purl: _sorted(places[purl]) for purl in sorted(places)}


def _sorted(places: Collection[Location]) -> tuple[Location, ...]:
    if len(places) == 1:
        return tuple(places)
    return tuple(sorted(set(places), key=lambda place: (place.file, place.line or 0)))


def _strengthen(scopes: dict[str, Scope], purl: str, scope: Scope) -> None:
    order = list(Scope)
    if purl not in scopes or order.index(scope) < order.index(scopes[purl]):
        scopes[purl] = scope


def _finish(
    drafts: Mapping[str, _Draft], roots: Mapping[str, dict[str, Scope]], loose: Mapping[str, dict[str, Scope]]
) -> Graph:
    edges = {purl: tuple(sorted(draft.requires - {purl})) for purl, draft in drafts.items()}
    starts = [item for table in (roots, loose) for scopes in table.values() for item in scopes.items()]
    scopes = graphs.scopes(starts, edges)
    direct = {purl for table in roots.values() for purl in table}
    owners = _owners(roots, loose, edges)
    packages = {
        purl: Package(
            purl=purl,
            ecosystem=draft.node.ecosystem,
            name=draft.node.name,
            version=draft.node.version,
            source=draft.source,
            scope=scopes.get(purl, Scope.RUNTIME),
            direct=purl in direct,
            roots=owners[purl],
            requires=edges[purl],
            locations=_sorted(draft.locations),
            evidence=tuple(draft.evidence),
            resolved=draft.is_resolved and not draft.is_recorded,
        )
        for purl, draft in sorted(drafts.items())
    }
    names = sorted({*roots, *loose})
    return Graph(packages=packages, roots={name: tuple(sorted(roots.get(name, {}).items())) for name in names})


def _owners(
    roots: Mapping[str, dict[str, Scope]], loose: Mapping[str, dict[str, Scope]], edges: graphs.Edges
) -> dict[str, tuple[str, ...]]:
    names = sorted({*roots, *loose})
    starts: dict[str, int] = {}
    for number, name in enumerate(names):
        for purl in (*roots.get(name, ()), *loose.get(name, ())):
            starts[purl] = starts.get(purl, 0) | 1 << number
    by_bits: dict[int, tuple[str, ...]] = {}
    result = {}
    for purl, bits in graphs.reachability(starts, edges).items():
        if bits not in by_bits:
            by_bits[bits] = tuple(name or "." for number, name in enumerate(names) if bits >> number & 1)
        result[purl] = by_bits[bits]
    return result
