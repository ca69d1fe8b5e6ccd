"""`pixi.lock`, versions 4 to 7: the environments of a pixi project, with packages of conda and of PyPI.

https://pixi.sh/latest/workspace/lockfile/; the source that writes it is
https://github.com/conda/rattler/tree/main/crates/rattler_lock

`environments` list for each platform which entries of `packages` are installed. From version 6 on, name and version of
a package of conda stand in its URL only; version 7 also lists what a source package is built with. Who asks is said by
the `pixi.toml` or `pyproject.toml` beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Evidence, EvidenceKind, Node, Parsed, Problem, Root, Scope, Source, Trust
from depsov.parse import _address
from depsov.parse._beside import Beside
from depsov.parse._block_yaml import Block, Value, scan
from depsov.parse._names import name_problem, valid_name
from depsov.parse._nodes import Keys
from depsov.parse._roots import root_name
from depsov.parse._toml_lock import check_version, entry_problem
from depsov.parse.conda._conda import ECOSYSTEM, parse_file, source_of_channel, source_of_download
from depsov.parse.conda._conda_wishes import Wishes
from depsov.parse.conda._pixi_edges import Draft, Edges
from depsov.parse.conda._pixi_manifest import Manifest, read_pixi, read_pyproject
from depsov.parse.python._requirement import valid_version
from depsov.parse.python._setup_files import cover_setup_files
from depsov.purl import normalise

__all__ = ["read"]

_OLDEST, _NEWEST = 4, 7


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the lockfile says, joined with what the manifest beside it asks for."""
    top = next(iter(scan(document.text())), Block(1))
    check_version(top.text("version") or "", str(_NEWEST), "version", oldest=_OLDEST)
    lock = _Lock(document.path, top)
    beside = Beside(document, folder)
    manifest = beside.read("pixi.toml", read_pixi) or beside.read("pyproject.toml", read_pyproject)
    cover_setup_files(folder)
    wishes = _wishes(lock, manifest)
    extras = {(asked.name, extra) for asked in (manifest.asked if manifest else ()) for extra in asked.extras}
    name = root_name(manifest.name if manifest else None, document.folder)
    root = Root(name=name, path=document.folder, direct=wishes.direct)
    problems = (*lock.problems, *(manifest.problems if manifest else ()), *beside.problems)
    return Parsed(
        nodes=(*lock.nodes(extras), *wishes.missing.values()),
        roots=(root,) if root.direct else (),
        problems=(*problems, *wishes.problems(document.path, "pixi lock")),
    )


def _wishes(lock: _Lock, manifest: Manifest | None) -> Wishes:
    wishes = Wishes(lock.names())
    for asked in manifest.asked if manifest else ():
        wishes.add(asked)
    for key in lock.builders() if manifest else ():
        wishes.add_direct(key, Scope.BUILD)
    return wishes


# --- entries ------------------------------------------------------------------------------------------------------

_KINDS = ("conda", "conda_source", "pypi")
_BUILT_WITH = ("build_packages", "host_packages")
_MOST_PLACES = 4096  # real lockfiles have some hundred; further ones share their bits
_SOURCE_ID = re.compile(r"(?P<name>[^\[\s]+)(?:\[[^\]]*\])? @ (?P<place>.+)", re.DOTALL)


class _Lock:
    """All entries of a lockfile. What is installed together is one place, and a bit for each entry in it."""

    def __init__(self, path: str, top: Block) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._keys = {ECOSYSTEM: Keys(), "pypi": Keys()}
        self._drafts: dict[str, Draft] = {}
        self._at: dict[str, list[str]] = {}  # location -> keys
        items = [item for item in _items(top, "packages") if isinstance(item, Block)]
        built_with = [[*_locations(item, key)] for item in items for key in _BUILT_WITH if key in item]
        self._places: dict[str, int] = {}
        for number, locations in enumerate([*_installed(top), *built_with]):
            for location in locations:
                self._places[location] = self._places.get(location, 0) | 1 << number % _MOST_PLACES
        for item in items:
            try:
                self._add(item)
            except DocumentError as error:
                self.problems.append(entry_problem(path, error, item.line))
        self._built_with = [[key for place in places for key in self._at.get(place, ())] for places in built_with]

    def names(self) -> dict[tuple[str, str], list[str]]:
        """Return the keys of the packages of each ecosystem and name."""
        names: dict[tuple[str, str], list[str]] = {}
        for key, draft in self._drafts.items():
            names.setdefault((draft.node.ecosystem, draft.node.name), []).append(key)
            for name in draft.provides:
                names.setdefault(("pypi", name), []).append(key)
        return names

    def nodes(self, extras: set[tuple[str, str]]) -> Iterator[Node]:
        """Yield every package with its edges; `extras` are those that the manifest asks for."""
        edges = Edges(self._drafts, extras)
        for draft in self._drafts.values():
            yield draft.node._replace(requires=edges.of(draft), evidence=tuple(_hints(draft)))

    def builders(self) -> Iterator[str]:
        """Yield the keys of what source packages are built with, without what only these require."""
        edges = Edges(self._drafts, set())
        for keys in self._built_with:
            below = {below for key in keys for below in edges.of(self._drafts[key])}
            yield from (key for key in keys if key not in below)

    def _add(self, item: Block) -> None:
        kind, location = _identity(item)
        node = _node(item, kind, location, self._keys)
        if not node.own and not valid_name(node.ecosystem, node.name):
            self.problems.append(name_problem(self._path, node.name, line=item.line))
            return
        draft = self._drafts.setdefault(node.key, Draft(node))
        self._at.setdefault(location, []).append(node.key)
        places = self._places.get(location, 0)
        draft.places |= places
        for wishes, key in ((draft.depends, "depends"), (draft.dists, "requires_dist")):
            for text in _texts(item, key):
                wishes[text] = wishes.get(text, 0) | places
        for purl in _texts(item, "purls"):
            if purl.startswith(_PYPI):
                draft.provides[normalise("pypi", re.split(r"[@?#]", purl[len(_PYPI) :])[0])] = None


def _installed(top: Block) -> Iterator[list[str]]:
    """Yield the locations of what is installed together: on one platform, in one environment."""
    for environment in top.block("environments").values():
        if isinstance(environment, Block):
            platforms = environment.block("packages")
            yield from ([*_locations(platforms, platform)] for platform in platforms)


def _locations(table: Block, key: str) -> Iterator[str]:
    for item in _items(table, key):
        yield from (value for value in item.values() if isinstance(value, str)) if isinstance(item, Block) else ()


def _identity(item: Block) -> tuple[str, str]:
    """Return the kind of an entry and its location, by which environments name it."""
    kind = item.text("kind")  # up to version 5
    if kind in _KINDS:
        return kind, item.text("url") or item.text("path") or ""
    for kind in _KINDS:
        if kind in item:
            return kind, item.text(kind) or ""
    raise DocumentError("is neither of conda nor of PyPI", hint="update depsov")


def _node(item: Block, kind: str, location: str, keys: dict[str, Keys]) -> Node:
    """Return the node of an entry. Raises `DocumentError`."""
    ecosystem = "pypi" if kind == "pypi" else ECOSYSTEM
    name, version, place = item.text("name"), item.text("version"), location
    if kind == "conda_source" and (match := _SOURCE_ID.fullmatch(location)):
        name, place = match["name"], match["place"]
    elif kind == "conda" and (file := parse_file(location)):
        name, version = name or file.name, version or file.version
    if name is None:
        raise DocumentError("names no package", path=printable(location[:100]))
    if version is not None and not valid_version(version):
        raise DocumentError("is no version", path="version")
    name = normalise("pypi", name) if ecosystem == "pypi" else name.lower()
    source = _source(item, ecosystem, place)
    return Node(
        key=f"{ecosystem}:{keys[ecosystem].of(name, version, source)}",
        ecosystem=ecosystem,
        name=name,
        version=version,
        source=source,
        line=item.line,
        own=source is _address.PATH,
    )


def _source(item: Block, ecosystem: str, place: str) -> Source:
    channel, index = item.text("channel"), item.text("index")
    if ecosystem == ECOSYSTEM and channel not in (None, "null") and _address.is_url(place):
        return source_of_channel(channel)
    if index is not None and _address.is_url(place):
        return _address.index(index)
    return source_of_download(ecosystem, place)


_PYPI = "pkg:pypi/"


def _hints(draft: Draft) -> Iterator[Evidence]:
    """Yield by what name PyPI has a package of conda."""
    for name in draft.provides if not draft.node.own else ():
        if valid_name("pypi", name):
            text = f"also {_PYPI}{name}"
            yield Evidence(kind=EvidenceKind.HINT, trust=Trust.WEAK, source="pixi.lock", text=text)


def _items(table: Block, key: str) -> list[Value]:
    value = table.get(key, "")
    return value if isinstance(value, list) else []


def _texts(table: Block, key: str) -> Iterable[str]:
    return (value for value in _items(table, key) if isinstance(value, str))
