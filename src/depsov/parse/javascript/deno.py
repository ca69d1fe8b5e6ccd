"""`deno.lock`, versions 2 to 5: packages from npm and JSR, and files that are imported by their URL.

https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files; the source that writes it is
https://github.com/denoland/deno_lockfile

`specifiers` lead from a wish (`npm:chalk@^5`) to a version; `workspace` has the wishes of the project and members.
The key of a package of npm has its peers behind the version. A package of JSR goes by the name that it has for npm
clients. Files that are imported by URL belong to no package: they are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from depsov.documents import Document, Folder, Table, get, load_json, printable
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Root, Scope, Source
from depsov.parse._json_lines import member_lines
from depsov.parse._names import name_problem, valid_name
from depsov.parse._roots import directs, root_name, root_path
from depsov.parse._toml_lock import check_version, entry_problem
from depsov.parse.javascript._deno_workspace import Member, read_members, registered
from depsov.parse.javascript._javascript import Companions
from depsov.parse.javascript._missing import Missing
from depsov.parse.javascript._npm_sources import JSR, Sources, split_descriptor

__all__ = ["read"]

ECOSYSTEM = "npm"

_OLDEST, _NEWEST = 2, 5


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the lockfile says. Raises `DocumentError` where it is none, or of a newer version."""
    table = load_json(document)
    companions = Companions(document, folder)
    sources = companions.sources()
    lock = _Lock(document, table, sources)
    missing = Missing(sources)
    members = read_members(table, companions, sources)
    nodes = tuple(lock.nodes())
    named = [[(key, wish.scope) for wish in member.wanted for key in lock.wanted(wish.specifier)] for member in members]
    named[0] += ((key, Scope.RUNTIME) for key in lock.imported())
    roots = [_root(*pair, lock, missing, document.folder) for pair in zip(members, named, strict=True)]
    stale = missing.problems(document.path, "deno install")
    return Parsed(
        nodes=(*nodes, *lock.unlocked.values(), *missing.nodes.values()),
        roots=tuple(root for root in roots if root.direct),
        problems=(*lock.problems, *_imports_by_url(table, document.path), *stale, *companions.problems),
    )


def _version(table: Table) -> int:
    version = get(table, "version", str)
    if version is None:
        raise DocumentError("missing", path="version", hint="make it anew with `deno install`")
    check_version(version, str(_NEWEST), "version")
    number = int(version.partition(".")[0])
    if number < _OLDEST:
        message = f"version {version[:20]} is older than depsov knows ({_OLDEST})"
        raise DocumentError(message, path="version", hint="make it anew with `deno install`")
    return number


def _root(member: Member, found: list[tuple[str, Scope]], lock: _Lock, missing: Missing, folder: str) -> Root:
    wishes = [wish for wish in member.beyond if not lock.knows(wish.specifier)]
    lacking = ((missing.add(wish), wish.scope) for wish in wishes)
    path = root_path(folder, member.place)
    direct = directs([*found, *((key, scope) for key, scope in lacking if key is not None)])
    return Root(name=root_name(member.name, path), path=path, direct=direct)


# --- the lock -----------------------------------------------------------------------------------------------------


class _Lock:
    """All packages of a lockfile: the key of a node is the one that it has there, behind `npm:` or `jsr:`."""

    def __init__(self, document: Document, table: Table, sources: Sources) -> None:
        self.problems: list[Problem] = []
        self.unlocked: dict[str, Node] = {}
        self._path = document.path
        self._sources = sources
        self._asked: set[str] = set()
        sections = _Sections(table)
        self._entries: dict[str, _Entry] = {}
        for kind, packages in (("jsr", sections.jsr), ("npm", sections.npm)):
            section = "packages" if sections.version == _OLDEST else kind
            self._read(kind, packages, member_lines(document.text(), section, packages))
        self._names = Counter(f"{entry.kind}:{entry.written}" for entry in self._entries.values())
        # A package is named by its key, or by its name where that is enough.
        npm = [(key, entry.written) for key, entry in self._entries.items() if entry.kind == "npm"]
        self._npm = {name: key for key, name in npm if self._names[f"npm:{name}"] == 1} | {
            key[4:]: key for key, _ in npm
        }
        self._specifiers = {text: key for text, key in sections.specifiers() if key in self._entries}
        self._by_wish: dict[str, list[str]] = {}
        for text in self._specifiers:
            self._by_wish.setdefault(registered(text) or "", []).append(text)

    def nodes(self) -> Iterator[Node]:
        """Yield every package with its edges."""
        for key, entry in self._entries.items():
            requires = dict.fromkeys(self._required(entry)) if entry.table else {}
            requires.pop(key, None)
            yield Node(
                key=key,
                ecosystem=ECOSYSTEM,
                name=entry.name,
                version=entry.version,
                source=entry.source,
                line=entry.line,
                requires=tuple(requires),
            )

    def wanted(self, specifier: str) -> list[str]:
        """Return the keys of what a project asks for; what nothing has imported yet is no package of the lock."""
        keys = self._found(specifier)
        package = None if keys else registered(specifier)
        if package is not None:
            origin = self._sources.of_specifier(package[4:], specifier)
            if valid_name(ECOSYSTEM, origin.name):
                self.unlocked[package] = Node(
                    key=package, ecosystem=ECOSYSTEM, name=origin.name, version=origin.version, source=origin.source
                )
                keys = [package]
        return keys

    def imported(self) -> list[str]:
        """Return the keys of what neither a project nor a package asks for by name: the code itself imports it."""
        return [key for text, key in self._specifiers.items() if text not in self._asked]

    def knows(self, specifier: str) -> bool:
        """Return whether the lock has the package that a specifier means."""
        return (registered(specifier) or "") in self._names

    def _found(self, specifier: str) -> list[str]:
        """Return the keys behind a specifier, which may be without version where there is just one."""
        texts = [specifier] if specifier in self._specifiers else self._by_wish.get(registered(specifier) or "", [])
        if len(texts) > 1:
            return []
        self._asked.update(texts)
        return [self._specifiers[text] for text in texts]

    def _required(self, entry: _Entry) -> Iterator[str]:
        table = entry.table
        for field in ("dependencies", "optionalDependencies"):
            wants = table.get(field)
            if isinstance(wants, dict):
                wants = [*wants.values()]
            for want in wants if isinstance(wants, list) else ():
                if not isinstance(want, str):
                    continue
                if entry.kind == "jsr":
                    yield from self._found(want)
                elif (key := self._npm.get(want) or self._npm.get(_real(want))) is not None:
                    yield key

    def _read(self, kind: str, packages: Table, lines: Iterator[int]) -> None:
        for identity, table in packages.items():
            line = next(lines, None)
            if not isinstance(table, dict):
                error = DocumentError("expected a table", path=f"{kind}.{printable(identity[:100])}")
                self.problems.append(entry_problem(self._path, error, line))
                continue
            written, rest = split_descriptor(identity)
            version = rest.partition("_")[0]
            name = written if kind == "npm" else self._sources.of_specifier(written, f"jsr:{written}").name
            if not valid_name(ECOSYSTEM, name) or not _VERSION.match(version):
                self.problems.append(name_problem(self._path, identity, line=line))
                continue
            source = self._source(name, table.get("tarball")) if kind == "npm" else JSR
            self._entries[f"{kind}:{identity}"] = _Entry(kind, written, name, version, source, line, table)

    def _source(self, name: str, tarball: Any) -> Source:
        return self._sources.of_address(name, tarball) if isinstance(tarball, str) else self._sources.of_name(name)


_VERSION = re.compile(r"\d[\w.+-]*\Z", re.ASCII)


class _Entry(NamedTuple):
    """A package; `written` is its name there, `name` the one that npm clients know it by."""

    kind: str
    written: str
    name: str
    version: str
    source: Source
    line: int | None
    table: Table


def _real(want: str) -> str:
    """Return the package behind an alias (`alias@npm:name@version`)."""
    return want.partition("@npm:")[2]


# --- versions -----------------------------------------------------------------------------------------------------


class _Sections:
    """Where a version has what: all below `npm` in 2, all below `packages` in 3, at the top from 4 on."""

    def __init__(self, table: Table) -> None:
        self.version = _version(table)
        above = get(table, "packages", dict, {}) if self.version == _OLDEST + 1 else table
        self.jsr: Table = get(above, "jsr", dict, {})
        self.npm: Table = get(above, "npm", dict, {})
        self._specifiers: Table = get(above, "specifiers", dict, {})
        if self.version == _OLDEST:
            self._specifiers = get(self.npm, "specifiers", dict, {})
            self.npm = get(self.npm, "packages", dict, {})

    def specifiers(self) -> Iterator[tuple[str, str]]:
        """Yield the wishes as `npm:chalk@^5`, each with the key of a node."""
        for text, value in self._specifiers.items():
            if not isinstance(value, str):
                continue
            if self.version == _OLDEST:
                yield f"npm:{text}", f"npm:{value}"
            elif self.version == _OLDEST + 1:
                yield text, value
            elif (package := registered(text)) is not None:
                yield text, f"{package}@{value}"


_SHOWN = 5


def _imports_by_url(table: Table, path: str) -> Iterator[Problem]:
    """Yield the Problem of files that are no package."""
    urls = get(table, "remote", dict, {})
    counts: dict[str, int] = {}
    for url in urls:
        host = _HOST.match(url)
        counts[host[1].lower() if host else "elsewhere"] = counts.get(host[1].lower() if host else "elsewhere", 0) + 1
    if counts:
        hosts = sorted(counts, key=lambda host: (-counts[host], host))
        shown = ", ".join(map(printable, hosts[:_SHOWN])) + (" and others" if len(hosts) > _SHOWN else "")
        yield Problem(
            stage="parse",
            subject=path,
            message=f"imports {len(urls)} files by URL from {shown}: they belong to no package, and are left out",
            hint="what is published on JSR or npm can be imported from there",
        )


_HOST = re.compile(r"https?://(?:[^/?#]*@)?([A-Za-z0-9.-]+)", re.ASCII)
