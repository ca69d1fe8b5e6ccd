"""`uv.lock`, version 1: the universal lockfile of uv, for one project or a workspace.

https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile; the source that writes it is
https://github.com/astral-sh/uv/blob/main/crates/uv-resolver/src/lock/mod.rs

The lockfile itself says who asks for what, so the `pyproject.toml` beside it only adds the build requirements. What
stands in `[package.metadata]` are wishes as the manifest words them; they are no edges.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from depsov.documents import Document, Folder, Table, each, get, need, strings
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Root, Scope, Source
from depsov.parse import _address
from depsov.parse._nodes import Keys, by_name
from depsov.parse._toml_lock import Entries, check_version
from depsov.parse.python._locked import has_files_elsewhere, index_of_files, name_and_version
from depsov.parse.python._wishes import Directs, companion, folder_name
from depsov.purl import normalise
from depsov.values import dataclass

__all__ = ["read"]


_LOCAL = ("editable", "virtual", "directory", "path")


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a `uv.lock` says, with the build requirements of each of its projects."""
    entries = Entries(document, "package", whole=has_files_elsewhere(document.text()))
    check_version(str(need(entries.table, "version", int)), "1", "version")
    lock = _Lock(entries)
    roots, missing, problems = lock.roots(document, folder)
    return Parsed(
        nodes=(*lock.nodes(), *missing),
        roots=tuple(roots),
        problems=(*entries.problems, *problems),
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A reference to another entry. Version and source stand there only where the name alone is ambiguous."""

    name: str
    version: str | None
    source: Source | None
    extras: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One `[[package]]`: its node without edges, its folder where it is local, and whom it asks for."""

    node: Node
    folder: str | None
    always: Sequence[_Wanted]
    extras: dict[str, list[_Wanted]]
    groups: dict[str, list[_Wanted]]

    def wanted(self) -> Iterator[_Wanted]:
        for items in (self.always, *self.extras.values(), *self.groups.values()):
            yield from items


class _Lock:
    """All entries of a lockfile, and the way from a reference to the entry that it means."""

    def __init__(self, entries: Entries) -> None:
        self._table = entries.table
        self._problems = entries.problems
        self._path = entries.path
        self._keys = Keys()
        self._entries = list(entries.read(self._entry))
        self._by_name = by_name(entry.node for entry in self._entries)
        self._asked = {
            (wanted.name, extra) for entry in self._entries for wanted in entry.wanted() for extra in wanted.extras
        }

    def nodes(self) -> Iterator[Node]:
        """Yield every node with its edges."""
        for entry in self._entries:
            requires = self._keys_of(self._required(entry))
            requires.pop(entry.node.key, None)  # an extra may ask for another extra of the same package
            yield entry.node._replace(requires=tuple(requires)) if requires else entry.node

    def roots(self, document: Document, folder: Folder) -> tuple[list[Root], list[Node], list[Problem]]:
        """Return the projects of the lockfile, nodes for what only their build asks for, and problems on the way."""
        roots, missing, problems = [], {}, []
        for directs, name, place in self._projects():
            project = companion(folder, posixpath.join(place, "pyproject.toml"))
            if project is not None:
                build = (wish for wish in project.wishes if wish.scope is Scope.BUILD)
                directs.add_wishes(build, project.path)
                problems += project.problems
            missing.update(directs.missing)
            roots.append(directs.root(name or folder_name(document), _joined(document.folder, place)))
        return roots, list(missing.values()), problems

    # --- entries --------------------------------------------------------------------------------------------------

    def _entry(self, table: Table, line: int | None) -> _Entry | None:
        named = name_and_version(table, line, self._path, self._problems)
        if named is None:
            return None
        name, version = named
        source, place = _source(need(table, "source", dict))
        source = index_of_files(source, table)
        key = self._keys.new(name, version, source)
        if key is None:
            raise DocumentError("the same package stands here a second time")
        return _Entry(
            node=Node(
                key=key,
                ecosystem="pypi",
                name=name,
                version=version,
                source=source,
                line=line,
                own=source == _address.PATH,
            ),
            folder=place,
            always=each(table, "dependencies", _wanted),
            extras=_wanted_by_group(table, "optional-dependencies"),
            groups=_wanted_by_group(table, "dev-dependencies"),
        )

    # --- edges ----------------------------------------------------------------------------------------------------

    def _required(self, entry: _Entry) -> Iterator[_Wanted]:
        """Yield what an entry asks for wherever it is installed.

        The lock holds an extra of a package only where somebody asks for it; of the local ones it holds all.
        """
        yield from entry.always
        for extra, items in entry.extras.items():
            if not entry.node.own or (entry.node.name, extra) in self._asked:
                yield from items

    def _keys_of(self, wanted: Iterable[_Wanted]) -> dict[str, None]:
        return dict.fromkeys(node.key for item in wanted for node in self._meant(item))

    def _meant(self, wanted: _Wanted) -> Iterator[Node]:
        for node in self._by_name.get(wanted.name, ()):
            if wanted.version in (None, node.version) and wanted.source in (None, node.source):
                yield node

    # --- projects -------------------------------------------------------------------------------------------------

    def _projects(self) -> Iterator[tuple[Directs, str | None, str]]:
        """Yield the direct dependencies of each project, its name and its folder."""
        manifest = get(self._table, "manifest", dict, {})
        members = {normalise("pypi", name) for name in strings(manifest, "members")}
        for entry in self._entries:
            if entry.folder is not None and (entry.node.name in members if members else entry.folder == "."):
                yield self._directs(entry), entry.node.name, entry.folder
        groups = _wanted_by_group(manifest, "dependency-groups")
        if groups or "requirements" in manifest:
            directs = Directs(self._by_name)
            self._add(directs, each(manifest, "requirements", _wanted), Scope.RUNTIME)
            for items in groups.values():
                self._add(directs, items, Scope.DEVELOPMENT)
            yield directs, None, "."

    def _directs(self, entry: _Entry) -> Directs:
        directs = Directs(self._by_name)
        self._add(directs, entry.always, Scope.RUNTIME)
        for items in entry.extras.values():
            self._add(directs, items, Scope.OPTIONAL)
        for items in entry.groups.values():
            self._add(directs, items, Scope.DEVELOPMENT)
        return directs

    def _add(self, directs: Directs, wanted: Iterable[_Wanted], scope: Scope) -> None:
        for key in self._keys_of(wanted):
            directs.add(key, scope)


def _wanted(table: Table) -> _Wanted:
    source = get(table, "source", dict)
    return _Wanted(
        normalise("pypi", need(table, "name", str)),
        get(table, "version", str),
        None if source is None else _source(source)[0],
        [normalise("pypi", extra) for extra in strings(table, "extra")],
    )


def _wanted_by_group(table: Table, key: str) -> dict[str, list[_Wanted]]:
    groups = get(table, key, dict, {})
    return {normalise("pypi", group): each(groups, group, _wanted) for group in groups}


def _source(table: Table) -> tuple[Source, str | None]:
    """Return where a package comes from, and its folder where that is the local disk."""
    if (registry := get(table, "registry", str)) is not None:
        return _address.index(registry), None
    if (git := get(table, "git", str)) is not None:
        return _address.repository(git), None
    if (url := get(table, "url", str)) is not None:
        return _address.archive(url), None
    for key in _LOCAL:
        if (place := get(table, key, str)) is not None:
            return _address.PATH, place
    raise DocumentError("names no kind of source that depsov knows", path="source", hint="update depsov")


def _joined(folder: str, place: str) -> str:
    """Return the folder of a project below that of the lockfile; one that claims to lie elsewhere counts as that."""
    path = posixpath.normpath(posixpath.join(folder, place))
    inside = not place.startswith("/") and (path == (folder or ".") or path.startswith(f"{folder}/" if folder else ""))
    return folder if not inside or path == "." or path.startswith("..") else path
