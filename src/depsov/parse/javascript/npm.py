"""`package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3.

Versions 2 and 3 list every installed folder under `packages`; a dependency leads to the nearest `node_modules` folder
above it, as in Node itself (https://nodejs.org/api/modules.html#loading-from-node_modules-folders). Version 1 nests the
same tree under `dependencies`; it is brought into the newer form first.
https://docs.npmjs.com/cli/configuring-npm/package-lock-json
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from depsov.documents import Document, Folder, Table, get, load_json, printable
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Root, Scope
from depsov.parse._funding import Funding
from depsov.parse._json_lines import member_lines
from depsov.parse._names import name_problem, valid_name
from depsov.parse._roots import directs, root_name, root_path
from depsov.parse.javascript._javascript import Companions, Wish, is_optional_peer, wishes
from depsov.parse.javascript._missing import Missing
from depsov.parse.javascript._npm_sources import PATH, Sources, split_descriptor
from depsov.values import dataclass, replace

__all__ = ["read"]

ECOSYSTEM = "npm"

_NEWEST = 3
_MODULES = "node_modules/"
_LONGEST_PLACE = 2000
_NONE: dict[str, Any] = {}


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the lockfile says. Raises `DocumentError` where it is none, or of a newer version."""
    table = load_json(document)
    _check(table)
    companions = Companions(document, folder)
    packages = get(table, "packages", dict)
    if packages is not None:
        entries, problems = _entries(document, packages, member_lines(document.text(), "packages", packages))
        projects = _projects_of_lock(entries, companions)
    else:
        nested = dict(_flattened(get(table, "dependencies", dict, {})))
        names = [place.rpartition(_MODULES)[2] for place in nested]
        entries, problems = _entries(document, nested, member_lines(document.text(), "dependencies", names))
        projects = _projects_of_manifest(companions)
    tree, sources = _Tree(entries), companions.sources()
    missing = Missing(sources)
    roots = tuple(_root(project, tree, missing, document.folder) for project in projects)
    nodes = _nodes(tree, sources, Funding(document.name), flagged=not roots)
    stale = missing.problems(document.path, "npm install")
    return Parsed(
        nodes=(*nodes, *missing.nodes.values()), roots=roots, problems=(*problems, *stale, *companions.problems)
    )


def _check(table: Table) -> None:
    version = get(table, "lockfileVersion", int)
    if version is not None and version > _NEWEST:
        raise DocumentError(
            f"version {str(version)[:20]} is newer than depsov knows ({_NEWEST})",
            path="lockfileVersion",
            hint="update depsov, or write the lockfile with an older npm",
        )
    if version is None and "packages" not in table and "dependencies" not in table:
        raise DocumentError(
            "neither `lockfileVersion` nor `packages` nor `dependencies`: this is no lockfile of npm",
            hint="make it anew with `npm install --package-lock-only`",
        )


# --- entries ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Entry:
    """A folder that something is installed or linked in. `wants` are the names that it requires."""

    name: str
    version: str | None
    resolved: str | None
    wants: dict[str, Any]
    line: int | None
    table: Table

    @property
    def link(self) -> str | None:
        """The folder that it is a link to."""
        return self.resolved if self.table.get("link") is True else None


def _entries(
    document: Document, tables: Mapping[str, Any], lines: Iterator[int]
) -> tuple[dict[str, _Entry], list[Problem]]:
    """Return the entries that can be read, by place; each other one is a Problem."""
    entries: dict[str, _Entry] = {}
    problems: list[Problem] = []
    for place, table in tables.items():
        line = next(lines, None)
        try:
            entry = _entry(place, table, line)
        except DocumentError as error:
            where = error.within(printable(place[:100])).within("packages")
            message = str(where) if line is None else f"line {line}: {where}"
            problems.append(Problem(stage="parse", subject=document.path, message=message, hint=error.hint))
            continue
        if _is_own(place) or valid_name(ECOSYSTEM, entry.name):
            entries[place] = entry
        else:
            problems.append(name_problem(document.path, entry.name, line=line))
    return entries, problems


def _entry(place: str, table: Any, line: int | None) -> _Entry:
    if not isinstance(table, dict):
        raise DocumentError("expected a table")
    if place.startswith("/"):
        raise DocumentError("is no path below the lockfile")
    if len(place) > _LONGEST_PLACE:
        raise DocumentError("is longer than a path can be")
    resolved = table.get("resolved")
    _, is_module, module = place.rpartition(_MODULES)
    return _Entry(
        name=get(table, "name", str) or (module if is_module else posixpath.basename(place)),
        version=get(table, "version", str),
        resolved=resolved if isinstance(resolved, str) else None,  # npm 6 wrote `false` for bundled packages
        wants=_wants(table),
        line=line,
        table=table,
    )


def _wants(table: Table) -> dict[str, Any]:
    """Return what an entry requires, by name. An optional peer is a wish that only others fulfil."""
    wants = get(table, "dependencies", dict, _NONE)
    optional, peers = get(table, "optionalDependencies", dict), get(table, "peerDependencies", dict)
    if optional:
        wants = {**wants, **optional}
    if peers:
        meta = get(table, "peerDependenciesMeta", dict, _NONE)
        wants = {**wants, **{name: wish for name, wish in peers.items() if not is_optional_peer(meta.get(name))}}
    return wants


def _is_own(place: str) -> bool:
    """Return whether a place is outside of every `node_modules`: the project, a workspace member, a linked folder."""
    return _MODULES not in place


# --- the tree -----------------------------------------------------------------------------------------------------


class _Tree:
    """The installed tree: what a name leads to from a place. The key of a node is its place."""

    def __init__(self, entries: Mapping[str, _Entry]) -> None:
        self.entries = entries
        targets = {place: entry.link or place for place, entry in entries.items()}
        self._keys = {place: target for place, target in targets.items() if target in entries}

    def found(self, place: str, names: Iterable[str]) -> dict[str, str]:
        """Return the names that lead somewhere from a place, with the keys of what they lead to."""
        keys, folders = self._keys, _folders(place)
        found: dict[str, str] = {}
        for name in names:
            for folder in folders:
                if (key := keys.get(folder + name)) is not None:
                    found[name] = key
                    break
        return found


def _folders(place: str) -> list[str]:
    """Return the `node_modules` folders that Node searches from a place, nearest first."""
    folders = []
    while place:
        folders.append(f"{place}/{_MODULES}")
        above, nested, _ = place.rpartition(f"/{_MODULES}")
        place = above if nested else "" if place.startswith(_MODULES) else posixpath.dirname(place)
    return [*folders, _MODULES]


def _nodes(tree: _Tree, sources: Sources, funding: Funding, *, flagged: bool) -> Iterator[Node]:
    """Yield the packages; `flagged`: their scope is what the lockfile says of them, as no project leads to them."""
    for place, entry in tree.entries.items():
        if not place or entry.link is not None:
            continue
        source = PATH if _is_own(place) else sources.of_address(entry.name, entry.resolved or "")
        pages = entry.table.get("funding")
        yield Node(
            key=place,
            ecosystem=ECOSYSTEM,
            name=entry.name,
            version=entry.version,
            source=source,
            line=entry.line,
            requires=tuple(tree.found(place, entry.wants).values()) if entry.wants else (),
            scope=_scope(entry.table) if flagged else None,
            own=source is PATH,
            evidence=funding.evidence(pages) if pages else (),
        )


def _scope(table: Table) -> Scope | None:
    if table.get("dev") is True:
        return Scope.DEVELOPMENT
    return Scope.OPTIONAL if table.get("optional") is True or table.get("devOptional") is True else None


# --- projects -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Project:
    """The project or a workspace member: its place, its name, and what it names itself."""

    place: str
    name: str | None
    wishes: Sequence[Wish]


def _projects_of_lock(entries: Mapping[str, _Entry], companions: Companions) -> Iterator[_Project]:
    """Yield the project and its workspace members, as the lockfile describes them."""
    for place, entry in entries.items():
        if _is_own(place) and not place.startswith("../"):
            manifest = companions.manifest(place)
            known = [replace(wish, required=False) for wish in wishes(entry.table)]
            beyond = manifest.beyond({wish.name for wish in known}) if manifest else []
            yield _Project(place, entry.name, known + beyond)


def _projects_of_manifest(companions: Companions) -> Iterator[_Project]:
    """Yield the project as its `package.json` describes it: version 1 says nothing of it."""
    manifest = companions.manifest()
    if manifest is not None:
        yield _Project("", manifest.name, manifest.wishes)


def _root(project: _Project, tree: _Tree, missing: Missing, folder: str) -> Root:
    path = root_path(folder, project.place)
    keys = tree.found(project.place, [wish.name for wish in project.wishes])
    found = ((keys.get(wish.name) or missing.add(wish), wish.scope) for wish in project.wishes)
    direct = directs((key, scope) for key, scope in found if key is not None)
    return Root(name=root_name(project.name, path), path=path, direct=direct)


# --- version 1 ----------------------------------------------------------------------------------------------------


def _flattened(nested: Table, above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the places of a nested tree with their entries, as versions 2 and 3 write them."""
    for name, entry in nested.items():
        place = f"{above}{_MODULES}{name}"
        if not isinstance(entry, dict) or len(place) > _LONGEST_PLACE:
            yield place, entry
            continue
        yield place, _modern(entry)
        yield from _flattened(get(entry, "dependencies", dict, {}), f"{place}/")


def _modern(entry: Table) -> Table:
    requires = entry.get("requires")  # `true` where it says that those below have theirs
    modern = {**entry, "dependencies": requires if isinstance(requires, dict) else {}}
    version = entry.get("version")
    if isinstance(version, str) and version.startswith("npm:"):
        modern["name"], modern["version"] = split_descriptor(version[4:])
    elif isinstance(version, str) and (":" in version or "/" in version):  # git, archive and `file:` addresses
        modern["resolved"], modern["version"] = version, None
    return modern
