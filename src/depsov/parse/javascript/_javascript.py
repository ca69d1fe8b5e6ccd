"""What a `package.json` says of a project: its name, its workspaces and its direct dependencies, each with its scope.

Read by the manifest reader, and by the lockfile readers, which know versions but not always who asked for a package
(https://docs.npmjs.com/cli/configuring-npm/package-json).
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from depsov.documents import Document, Table, get, load_json, printable, strings
from depsov.errors import DocumentError
from depsov.model import Scope
from depsov.parse._beside import Beside
from depsov.parse.javascript._npm_sources import Sources, named_registries
from depsov.values import dataclass

__all__ = [
    "FIELDS",
    "Companions",
    "Manifest",
    "Wish",
    "is_optional_peer",
    "read_manifest",
    "wishes",
]

FIELDS: tuple[tuple[str, Scope], ...] = (
    ("dependencies", Scope.RUNTIME),
    ("peerDependencies", Scope.RUNTIME),
    ("optionalDependencies", Scope.OPTIONAL),
    ("devDependencies", Scope.DEVELOPMENT),
)


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


class Companions(Beside):
    """The files beside a document of JavaScript."""

    def manifest(self, path: str = "") -> Manifest | None:
        """Return the manifest in a folder, relative to the document's, or None."""
        return self.read(posixpath.join(path, "package.json"), read_manifest)

    def members(self, patterns: Sequence[str]) -> list[Manifest]:
        """Return the manifests of the workspace members that globs name; `!` before a glob takes members out."""
        wanted: dict[str, Manifest] = {}
        for number, pattern in enumerate(patterns):
            if not pattern.startswith("!"):
                later = [posixpath.normpath(item[1:]) for item in patterns[number:] if item.startswith("!")]
                found = self.each(posixpath.normpath(pattern) + "/package.json", read_manifest, later)
                wanted.update((manifest.path, manifest) for manifest in found)
        return [wanted[path] for path in sorted(wanted)]

    def sources(self) -> Sources:
        """Return the sources of packages, by the registries that the `.npmrc` names."""
        return Sources(named_registries(self.text(".npmrc")))
