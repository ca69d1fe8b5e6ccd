"""What a `package.json` says of a project: its name, its workspaces and its direct dependencies, each with its scope.

Read by the manifest reader, and by the lockfile readers, which know versions but not always who asked for a package
(https://docs.npmjs.com/cli/configuring-npm/package-json).
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from depsov.documents import Document, Folder, Table, get, load_json, printable, strings
from depsov.errors import DocumentError
from depsov.model import Direct, Problem, Scope
from depsov.parse._npm_sources import Sources, named_registries

__all__ = [
    "FIELDS",
    "Companions",
    "Manifest",
    "Wish",
    "directs",
    "is_optional_peer",
    "project_path",
    "read_manifest",
    "root_name",
    "wishes",
]

FIELDS: tuple[tuple[str, Scope], ...] = (
    ("dependencies", Scope.RUNTIME),
    ("peerDependencies", Scope.RUNTIME),
    ("optionalDependencies", Scope.OPTIONAL),
    ("devDependencies", Scope.DEVELOPMENT),
)


_MAX_PATH = 250
"""Bytes of a path: the limit that most file systems have for one name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A dependency that a project names itself. `required`: a lockfile that fits to the manifest holds it."""

    name: str
    specifier: str
    scope: Scope
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A `package.json`. `workspaces` are globs, `resolutions` the versions that yarn is told to take instead."""

    path: str
    name: str | None
    wishes: tuple[Wish, ...]
    workspaces: tuple[str, ...]
    resolutions: Mapping[str, str]

    def beyond(self, names: Container[str]) -> list[Wish]:
        """Return the wishes for other packages than those of the names, which a lockfile knows."""
        return [wish for wish in self.wishes if wish.name not in names]

    @property
    def folder(self) -> str:
        """The folder that it stands in, relative to the scanned tree."""
        return posixpath.dirname(self.path)


def read_manifest(document: Document) -> Manifest:
    """Return what a `package.json` says. Raises `DocumentError` where it is no JSON, or a member has another type."""
    table = load_json(document)
    return Manifest(
        path=document.path,
        name=get(table, "name", str),
        wishes=tuple(wishes(table)),
        workspaces=tuple(_workspaces(table)),
        resolutions={key: text for key, text in get(table, "resolutions", dict, {}).items() if isinstance(text, str)},
    )


def wishes(table: Table) -> Iterator[Wish]:
    """Yield the direct dependencies that a `package.json`, or the entry of a project in a lockfile, names.

    What stands in `optionalDependencies` is optional, even where npm copied it into `dependencies`. An optional peer is
    not named: it is a wish that only others fulfil.
    """
    optional = get(table, "optionalDependencies", dict, {})
    peers = get(table, "peerDependenciesMeta", dict, {})
    for key, scope in FIELDS:
        for name, specifier in get(table, key, dict, {}).items():
            if not isinstance(specifier, str):
                raise DocumentError("expected a string", path=f"{key}.{printable(name)}")
            if key == "dependencies" and name in optional:
                continue
            if key != "peerDependencies" or not is_optional_peer(peers.get(name)):
                yield Wish(name=name, specifier=specifier, scope=scope, required=key != "peerDependencies")


def is_optional_peer(meta: Any) -> bool:
    """Return whether an entry of `peerDependenciesMeta` says that the package does without that peer."""
    return isinstance(meta, dict) and meta.get("optional") is True


def _workspaces(table: Table) -> list[str]:
    value = table.get("workspaces")
    return strings(value, "packages") if isinstance(value, dict) else strings(table, "workspaces")


def root_name(name: str | None, path: str) -> str:
    """Return how a project is called: by its manifest, else by its folder."""
    return name or posixpath.basename(path) or "."


def project_path(top: str, folder: str) -> str:
    """Return the path of a project in a folder below `top`, relative to the scanned tree."""
    path = posixpath.normpath(posixpath.join(top, folder)).lstrip("/")
    return "" if path == "." else path


def directs(found: Iterable[tuple[str, Scope]]) -> tuple[Direct, ...]:
    """Return the direct dependencies, each key once, with the strongest of its scopes."""
    order = list(Scope)
    strongest: dict[str, Scope] = {}
    for key, scope in found:
        known = strongest.get(key, scope)
        strongest[key] = min(known, scope, key=order.index)
    return tuple(Direct(key=key, scope=scope) for key, scope in strongest.items())


class Companions:
    """The files beside a document; a broken one is as if it were not there, and a Problem."""

    def __init__(self, document: Document, folder: Folder) -> None:
        self._at = document.folder
        self._folder = folder
        self.problems: list[Problem] = []

    def manifest(self, path: str = "") -> Manifest | None:
        """Return the manifest in a folder, relative to the document's, or None."""
        document = self._get(posixpath.join(path, "package.json"))
        return None if document is None else self._read(document)

    def members(self, patterns: Sequence[str]) -> list[Manifest]:
        """Return the manifests of the workspace members that globs name; `!` before a glob takes members out."""
        wanted: dict[str, Document] = {}
        for pattern in patterns:
            glob = posixpath.normpath(pattern.removeprefix("!")) + "/package.json"
            matching = {document.path: document for document in self._folder.glob(glob)}
            if pattern.startswith("!"):
                wanted = {path: document for path, document in wanted.items() if path not in matching}
            else:
                wanted.update(matching)
        manifests = (self._read(wanted[path]) for path in sorted(wanted))
        return [manifest for manifest in manifests if manifest is not None]

    def text(self, name: str) -> str:
        """Return the text of the file of that name, empty where there is none."""
        document = self._get(name)
        if document is None or not document.data.strip():
            return ""
        try:
            return document.text()
        except DocumentError as error:
            self.complain(document.path, error)
            return ""

    def sources(self) -> Sources:
        """Return the sources of packages, by the registries that the `.npmrc` names."""
        return Sources(named_registries(self.text(".npmrc")))

    def complain(self, path: str, error: DocumentError) -> None:
        """Keep an error in a companion as a Problem."""
        place = path if error.line is None else f"{path}:{error.line}"
        self.problems.append(Problem(stage="parse", subject=place, message=str(error), hint=error.hint))

    def _get(self, path: str) -> Document | None:
        # Folders of members stand in lockfiles: what no disk takes as a path is not asked of it.
        if not path.isprintable() or len(path.encode()) > _MAX_PATH:
            return None
        try:
            return self._folder.get(path)
        except DocumentError as error:
            self.complain(posixpath.join(self._at, path), error)
            return None

    def _read(self, document: Document) -> Manifest | None:
        try:
            return read_manifest(document)
        except DocumentError as error:
            self.complain(document.path, error)
            return None
