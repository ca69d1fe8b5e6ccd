"""The entries of a `Cargo.lock`, and the way from a reference to the entry that it means.

A reference is a name, with version and source only where the name alone is ambiguous; up to version 2 always with both.
The source that writes it is https://github.com/rust-lang/cargo/blob/master/src/cargo/core/resolver/encode.rs
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from depsov.documents import Document, Table, get, need, printable, strings
from depsov.errors import DocumentError
from depsov.model import Node, Problem, Source
from depsov.parse import _address
from depsov.parse._names import name_problem, valid_name
from depsov.parse._nodes import Keys
from depsov.parse._toml_lock import Entries, check_version

__all__ = ["ECOSYSTEM", "Lock"]

ECOSYSTEM = "cargo"

_VERSION = re.compile(r"\d[0-9A-Za-z.+-]{0,200}", re.ASCII)
_SOURCE = re.compile(r"\s*\(.*|\S*://\S*", re.DOTALL)
_SHOWN = 300
_KIND = re.compile("[a-z-]{1,60}")
_COMMIT = re.compile(r"#[^)]*(?=\)\Z)")
_MOST_VERSIONS = 20  # of one package, that a manifest may mean by its name


class _Entry(NamedTuple):
    """One `[[package]]`: what its node will be, its source as references write it, and whom it asks for."""

    key: str
    name: str
    version: str
    source: Source
    line: int | None
    written: str | None
    wanted: Sequence[str]
    replaced_by: str | None

    def node(self, requires: Iterable[str]) -> Node:
        return Node(
            key=self.key,
            ecosystem=ECOSYSTEM,
            name=self.name,
            version=self.version,
            source=self.source,
            line=self.line,
            requires=tuple(requires),
            own=self.source is _address.PATH,
        )


class Lock:
    """The nodes of a lockfile by their keys, with edges; what `[replace]` sets aside is not among them.

    `unused` are the patches that the project names and nothing uses. Raises `DocumentError` for what is no lockfile.
    """

    def __init__(self, document: Document) -> None:
        self._entries = Entries(document, "package", whole=True)
        table = self._entries.table
        check_version(str(get(table, "version", int, 1)), "4", "version")
        if "package" not in table and "version" not in table:
            raise DocumentError("holds no packages", hint="make it anew with `cargo generate-lockfile`")
        self._keys = Keys()
        self._dangling: dict[str, None] = {}
        self._found: dict[str, str | None] = {}
        self._by_name: dict[str, list[_Entry]] = {}
        self._by_reference: dict[str, _Entry] = {}
        entries = list(self._entries.read(self._entry))
        for entry in sorted(entries, key=lambda entry: entry.written is not None):
            self._add(entry)
        self.nodes = {entry.key: entry.node(self._edges(entry)) for entry in entries if entry.replaced_by is None}
        self.unused = list(self._unused(get(table, "patch", dict, {})))

    def named(self, name: str) -> list[str]:
        """Return the keys of all packages of that name."""
        return [entry.key for entry in self._by_name.get(name, ()) if entry.replaced_by is None]

    def problems(self) -> Iterator[Problem]:
        """Yield what could not be read, and the references that lead nowhere."""
        yield from self._entries.problems
        if self._dangling:
            # What stands behind the name may hold a secret.
            wanted = dict.fromkeys(_SOURCE.sub("", reference[:_SHOWN]) for reference in self._dangling)
            names = printable(", ".join(list(wanted)[:5]))[:_SHOWN]
            message = f"requires packages that it has no entry for ({names}): these edges are left out"
            yield Problem(stage="parse", subject=self._entries.path, message=message, hint="run `cargo update -w`")

    def _add(self, entry: _Entry) -> None:
        """Make an entry known under all that a reference can mean it by; one on the local disk comes before others."""
        known = self._by_name.setdefault(entry.name, [])
        if len(known) < _MOST_VERSIONS:
            known.append(entry)
        versioned = f"{entry.name} {entry.version}"
        for reference in (entry.name, versioned, f"{versioned} ({entry.written})"):
            self._by_reference.setdefault(reference, entry)

    def _edges(self, entry: _Entry) -> dict[str, None]:
        found = self._found
        keys = [found[reference] if reference in found else self._meant(reference) for reference in entry.wanted]
        return dict.fromkeys(key for key in keys if key is not None and key != entry.key)

    def _meant(self, reference: str) -> str | None:
        """Return the key of the package that a reference means, or of the one that replaces it."""
        entry = self._by_reference.get(_COMMIT.sub("", reference))
        if entry is not None and entry.replaced_by is not None:
            entry = self._by_reference.get(_COMMIT.sub("", entry.replaced_by))
        found = None if entry is None or entry.replaced_by is not None else entry.key
        if found is None:
            self._dangling[reference] = None
        self._found[reference] = found
        return found

    def _entry(self, table: Table, line: int | None) -> _Entry | None:
        name, version, source = need(table, "name", str), need(table, "version", str), get(table, "source", str)
        if not valid_name(ECOSYSTEM, name):
            self._entries.problems.append(name_problem(self._entries.path, name, line=line))
            return None
        if not _VERSION.fullmatch(version):
            raise DocumentError("is no version", path="version")
        found = _source(source)
        key = self._keys.new(name, version, found)
        if key is None:
            raise DocumentError("the same package stands here a second time")
        return _Entry(
            key=key,
            name=name,
            version=version,
            source=found,
            line=line,
            written=None if source is None else _without_commit(source),
            wanted=strings(table, "dependencies"),
            replaced_by=get(table, "replace", str),
        )

    def _unused(self, patches: Table) -> Iterator[Node]:
        for item in get(patches, "unused", list, []):
            entry = self._entry(item, None) if isinstance(item, dict) else None
            if entry is not None and entry.source is not _address.PATH:
                yield entry.node(())


def _without_commit(source: str) -> str:
    return source.partition("#")[0]


@lru_cache(maxsize=64)
def _source(source: str | None) -> Source:
    if source is None:
        return _address.PATH
    kind, _, url = source.partition("+")
    if kind in {"registry", "sparse", "local-registry", "directory"}:
        return _address.index(url)
    if kind == "git":
        return _address.repository(source)
    if kind == "path":
        return _address.PATH
    shown = repr(kind) if url and _KIND.fullmatch(kind) else "this"  # anything else may hold a secret
    raise DocumentError(f"{shown} is no kind of source that depsov knows", path="source")
