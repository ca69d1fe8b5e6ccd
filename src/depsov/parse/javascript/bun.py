"""`bun.lock`, versions 0 to 2: the lockfile of Bun as text.

https://bun.com/docs/pm/lockfile; the source that writes it is
https://github.com/oven-sh/bun/blob/main/src/install/lockfile/bun.lock.zig

Version 2 is written as version 1 is, and only read more strictly by Bun. `workspaces` are the project and its members
with what they name; `packages` is the installed tree: the key `a/b` is the package `b` below `a`, and a dependency
leads to the nearest above. The first item of an entry is the package itself, as `name@version` or `name@address`.
The older `bun.lockb` is no text, and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from depsov.documents import Document, Folder, Table, get, printable, strings, tables
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Root, Scope, Source, SourceKind
from depsov.parse import _address
from depsov.parse._json_lines import member_lines
from depsov.parse._names import name_problem, valid_name
from depsov.parse._roots import directs, root_name, root_path
from depsov.parse._toml_lock import entry_problem
from depsov.parse.javascript._javascript import Companions, Wish, wishes
from depsov.parse.javascript._jsonc import load_jsonc
from depsov.parse.javascript._missing import Missing
from depsov.parse.javascript._npm_sources import JSR, PATH, Sources, split_descriptor
from depsov.values import dataclass

__all__ = ["read"]

ECOSYSTEM = "npm"

_NEWEST = 2
_LONGEST_KEY = 2000
_NONE: dict[str, Any] = {}


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the lockfile says. Raises `DocumentError` where it is none, or of a newer version."""
    table = load_jsonc(document)
    _check(table)
    companions = Companions(document, folder)
    lock = _Lock(document, table, companions.sources())
    missing = Missing(companions.sources())
    roots = tuple(_root(place, lock, companions, missing, document.folder) for place in lock.members)
    return Parsed(
        nodes=(*lock.nodes(), *(node for key, node in missing.nodes.items() if key not in lock.entries)),
        roots=roots,
        problems=(*lock.problems, *missing.problems(document.path, "bun install"), *companions.problems),
    )


def _check(table: Table) -> None:
    version = get(table, "lockfileVersion", int)
    if version is None:
        raise DocumentError("missing", path="lockfileVersion", hint="make it anew with `bun install`")
    if version > _NEWEST:
        raise DocumentError(
            f"version {str(version)[:20]} is newer than depsov knows ({_NEWEST})",
            path="lockfileVersion",
            hint="update depsov, or write the lockfile with an older Bun",
        )


def _root(place: str, lock: _Lock, companions: Companions, missing: Missing, folder: str) -> Root:
    member, manifest = lock.members[place], companions.manifest(place)
    lacking = manifest.beyond(member.names) if manifest else []
    keys = lock.found(member.key, [wish.name for wish in (*member.wishes, *lacking)])
    found: list[tuple[str | None, Scope]] = [(keys.get(wish.name), wish.scope) for wish in member.wishes]
    found += ((keys.get(wish.name) or missing.add(wish), wish.scope) for wish in lacking)
    path = root_path(folder, place)
    direct = directs((key, scope) for key, scope in found if key is not None)
    return Root(name=root_name(member.name, path), path=path, direct=direct)


@dataclass(frozen=True, slots=True)
class _Member:
    """The project or a workspace member; `key` is its place in the tree, and `names` all that it names."""

    key: str
    name: str | None
    wishes: tuple[Wish, ...]
    names: frozenset[str]


class _Lock:
    """The tree of a lockfile. The key of a node is its key there; a member of the workspace has a node as well."""

    def __init__(self, document: Document, table: Table, sources: Sources) -> None:
        self.problems: list[Problem] = []
        self.members: dict[str, _Member] = {}
        self._path = document.path
        self._sources = sources
        for place, entry in tables(table, "workspaces"):
            if len(place) <= _LONGEST_KEY:
                self.members[place] = _member(place, entry)
        self._by_name = {member.name: member for member in self.members.values() if member.key}
        packages = get(table, "packages", dict, {})
        self.entries = dict(self._read(packages, member_lines(document.text(), "packages", packages, "[")))

    def found(self, key: str, names: Iterable[str]) -> dict[str, str]:
        """Return the names that lead somewhere from the package at a key, with the keys of what they lead to."""
        entries, folders = self.entries, _folders(key)
        found: dict[str, str] = {}
        for name in names:
            for folder in folders:
                if (target := folder + name) in entries:
                    found[name] = target
                    break
        return found

    def nodes(self) -> Iterator[Node]:
        """Yield every package, with its edges."""
        for key, entry in self.entries.items():
            yield Node(
                key=key,
                ecosystem=ECOSYSTEM,
                name=entry.name,
                version=entry.version,
                source=entry.source,
                line=entry.line,
                requires=tuple(self.found(key, entry.wants).values()) if entry.wants else (),
                own=entry.source is PATH,
            )

    def _read(self, packages: Table, lines: Iterator[int]) -> Iterator[tuple[str, _Entry]]:
        for key, item in packages.items():
            line = next(lines, None)
            try:
                entry = self._entry(key, item, line)
            except DocumentError as error:
                placed = error.within(printable(key[:100])).within("packages")
                self.problems.append(entry_problem(self._path, placed, line))
                continue
            if entry.source is PATH or valid_name(ECOSYSTEM, entry.name):
                yield key, entry
            else:
                self.problems.append(name_problem(self._path, entry.name, line=line))

    def _entry(self, key: str, item: Any, line: int | None) -> _Entry:
        if not isinstance(item, list) or not item or not isinstance(item[0], str) or len(key) > _LONGEST_KEY:
            raise DocumentError("is no list that begins with a package")
        name, rest = split_descriptor(item[0])
        second = item[1] if len(item) > 1 else ""
        about = item[2] if isinstance(second, str) and len(item) > 2 else second
        wants = _wants(about) if isinstance(about, dict) and about else []
        if _VERSION.match(rest):
            source = self._registry(name, second) if second and isinstance(second, str) else self._sources.of_name(name)
            return _Entry(name, rest, source, wants, line)
        if rest.startswith("workspace:"):
            member = self._by_name.get(name)
            wants = [wish.name for wish in member.wishes if wish.scope in _INSTALLED] if member else wants
            return _Entry(name, None, PATH, wants, line)
        source = PATH if rest.startswith("root:") else self._sources.of_address(name, rest)
        return _Entry(name, None, source, wants, line)

    def _registry(self, name: str, address: str) -> Source:
        """Return the registry that serves a package, by the address of its archive."""
        if name.startswith("@jsr/"):
            return JSR
        source = self._sources.of_address(name, address)
        return source if source.kind is not SourceKind.URL else _address.index_of_file(address)


class _Entry(NamedTuple):
    """A package of the tree; `wants` are the names that it requires."""

    name: str
    version: str | None
    source: Source
    wants: list[str]
    line: int | None


_VERSION = re.compile(r"\d[\w.+-]*\Z", re.ASCII)
_INSTALLED = (Scope.RUNTIME, Scope.OPTIONAL)


def _member(place: str, entry: Table) -> _Member:
    name, optional = get(entry, "name", str), strings(entry, "optionalPeers")
    named = tuple(wishes(entry))
    kept = tuple(wish for wish in named if wish.required or wish.name not in optional)
    return _Member(name or place if place else "", name, kept, frozenset(wish.name for wish in named))


def _wants(about: Table) -> list[str]:
    """Return what a package requires; an optional peer is a wish that only others fulfil."""
    wants = [*get(about, "dependencies", dict, _NONE)]
    if "optionalDependencies" in about:
        wants += get(about, "optionalDependencies", dict, _NONE)
    if "peerDependencies" in about:
        optional = strings(about, "optionalPeers")
        wants += (name for name in get(about, "peerDependencies", dict, _NONE) if name not in optional)
    return wants


def _folders(key: str) -> list[str]:
    """Return what the key of a dependency may begin with: the package itself, what is above it, and the top."""
    if "/" not in key:
        return [f"{key}/", ""] if key else [""]
    folders = [""]
    above = ""
    for part in key.split("/"):
        above += f"{part}/"
        if part[:1] != "@":  # `@scope/name` is one step
            folders.append(above)
    return folders[::-1]
