"""`yarn.lock`: the classic one of yarn 1, and those of yarn 2 and later (berry, metadata versions 4 to 10).

An entry stands under all descriptors (`name@range`) that it answers; a dependency leads to the entry that holds its
descriptor. The classic dialect says nothing of the project: `package.json` and those of the workspaces do. Berry lists
the workspaces as entries, but does not say which of their dependencies are for development.
https://classic.yarnpkg.com/lang/en/docs/yarn-lock/, https://yarnpkg.com/advanced/lexicon#locator
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Root, Scope, Source
from depsov.parse._block_yaml import scan
from depsov.parse._names import name_problem, valid_name
from depsov.parse._roots import directs, root_name, root_path
from depsov.parse.javascript._javascript import Companions, Manifest, Wish
from depsov.parse.javascript._missing import Missing
from depsov.parse.javascript._npm_sources import PATH, Sources, split_descriptor
from depsov.parse.javascript._yarn_descriptors import Descriptors
from depsov.parse.javascript._yarn_lock import Entry, is_berry, read_berry, read_classic
from depsov.values import dataclass

__all__ = ["read"]

ECOSYSTEM = "npm"


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the lockfile says. Raises `DocumentError` where a line is not as yarn writes it."""
    text = document.text()
    companions = Companions(document, folder)
    manifest = companions.manifest()
    catalogs: _Catalogs = {}
    if is_berry(text):
        sources, catalogs = _berry_settings(companions)
        packages, projects = _berry(read_berry(text), sources, companions)
    else:
        sources = companions.sources()
        packages = [_classic_package(entry, sources) for entry in read_classic(text)]
        projects = list(_classic_projects(manifest, companions)) if manifest else []
    descriptors = Descriptors(
        top=next((project.key for project in projects if not project.folder), ""),
        members={project.name: project.key for project in projects},
        resolutions=manifest.resolutions if manifest else {},
        catalogs=catalogs,
    )
    missing = Missing(sources)
    lock = _Lock(document, descriptors, missing)
    lock.add(packages)
    roots = tuple(lock.root(project) for project in projects)
    return Parsed(
        nodes=(*lock.nodes(), *map(lock.own_node, projects), *missing.nodes.values()),
        roots=roots,
        problems=(*lock.problems, *missing.problems(document.path, "yarn install"), *companions.problems),
    )


@dataclass(frozen=True, slots=True)
class _Package:
    """A locked package as its entry identifies it; its node is called `key`."""

    key: str
    name: str
    source: Source
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Project:
    """The project or a workspace member. `folder` is relative to the lockfile's, and empty for the same."""

    key: str
    name: str
    folder: str
    wishes: Sequence[Wish]


# --- classic ------------------------------------------------------------------------------------------------------

_WORKSPACE = "workspace:"


def _classic_package(entry: Entry, sources: Sources) -> _Package:
    """Return the package of an entry; of an alias (`name@npm:real@range`) the real one."""
    name, wanted = split_descriptor(entry.descriptors[0])
    for descriptor in entry.descriptors:
        alias, specifier = split_descriptor(descriptor)
        if specifier.startswith("npm:"):
            name = sources.of_specifier(alias, specifier).name
    local = not entry.address and sources.of_specifier(name, wanted).own
    return _Package(f"{name}@{entry.version}", name, PATH if local else sources.of_address(name, entry.address), entry)


def _classic_projects(top: Manifest, companions: Companions) -> Iterator[_Project]:
    """Yield the project and its workspace members, as their manifests describe them."""
    for manifest in (top, *companions.members(top.workspaces)):
        folder = posixpath.relpath(manifest.folder or ".", top.folder or ".")
        name = root_name(manifest.name, manifest.folder)
        yield _Project(f"{name}@{_WORKSPACE}{folder}", name, "" if folder == "." else folder, manifest.wishes)


# --- berry --------------------------------------------------------------------------------------------------------

_ARCHIVE = re.compile(r"(?:::|&)__archiveUrl=([^&#]+)")


def _berry(entries: Iterable[Entry], sources: Sources, companions: Companions) -> tuple[list[_Package], list[_Project]]:
    """Tell the locked packages from the workspaces that stand among them."""
    packages: list[_Package] = []
    projects: dict[str, _Project] = {}  # by address: a merge that went wrong may have left one twice
    for entry in entries:
        name, reference = split_descriptor(entry.address)
        if reference.startswith(_WORKSPACE):
            project = _berry_project(entry, name, reference.removeprefix(_WORKSPACE), companions)
            projects.setdefault(project.key, project)
        else:
            packages.append(_berry_package(entry, name, reference, sources))
    return packages, [*projects.values()]


def _berry_package(entry: Entry, name: str, reference: str, sources: Sources) -> _Package:
    origin = sources.of_specifier(name, reference.partition("::")[0])
    archive = _ARCHIVE.search(unquote(reference) if reference.startswith("patch:") else reference)
    source = sources.of_address(origin.name, unquote(archive[1])) if archive else origin.source
    return _Package(entry.address, origin.name, source, entry)


def _berry_project(entry: Entry, name: str, folder: str, companions: Companions) -> _Project:
    folder = "" if folder == "." else folder
    manifest = companions.manifest(folder)
    found = directs((wish.name, wish.scope) for wish in manifest.wishes) if manifest else ()
    scopes = {direct.key: direct.scope for direct in found}
    wishes = [
        Wish(name=wanted, specifier=specifier, scope=scopes.get(wanted, Scope.RUNTIME))
        for wanted, specifier in entry.wants.items()
    ]
    return _Project(entry.address, name, folder, wishes + (manifest.beyond(entry.wants) if manifest else []))


_Catalogs = dict[str, dict[str, str]]


def _berry_settings(companions: Companions) -> tuple[Sources, _Catalogs]:
    """Return the registries and the catalogs that `.yarnrc.yml` names (https://yarnpkg.com/configuration/yarnrc)."""
    try:
        settings = scan(companions.text(".yarnrc.yml"))[0]
        scopes, catalogs = settings.block("npmScopes"), settings.block("catalogs")
        tables = {"": settings} | {f"@{scope}": scopes.block(scope) for scope in scopes}
        registries = {scope: table.text("npmRegistryServer") for scope, table in tables.items()}
        named = {"": settings.block("catalog")} | {name: catalogs.block(name) for name in catalogs}
        ranges = {name: {key: table.text(key) or "" for key in table} for name, table in named.items()}
    except DocumentError as error:
        companions.complain(".yarnrc.yml", error)
        return Sources(), {}
    return Sources({scope: url for scope, url in registries.items() if url}), ranges


# --- the graph ----------------------------------------------------------------------------------------------------


class _Lock:
    """The locked packages on their way to nodes."""

    def __init__(self, document: Document, descriptors: Descriptors, missing: Missing) -> None:
        self.problems: list[Problem] = []
        self._document = document
        self._descriptors = descriptors
        self._missing = missing
        self._packages: dict[str, _Package] = {}

    def add(self, packages: Iterable[_Package]) -> None:
        """Take the packages; one without a valid name is a Problem."""
        for package in packages:
            descriptors = package.entry.descriptors
            if package.source is not PATH and not valid_name(ECOSYSTEM, package.name):
                self.problems.append(name_problem(self._document.path, package.name, line=package.entry.line))
                continue
            key = package.key if package.key and package.key not in self._packages else descriptors[0]
            self._packages[key] = package
            self._descriptors.add(descriptors, key)

    def nodes(self) -> Iterator[Node]:
        """Yield the node of each package."""
        for key, package in self._packages.items():
            entry = package.entry
            yield Node(
                key=key,
                ecosystem=ECOSYSTEM,
                name=package.name,
                version=entry.version,
                source=package.source,
                line=entry.line,
                requires=self._found(key, entry.wants.items()),
                own=package.source is PATH,
            )

    def own_node(self, project: _Project) -> Node:
        """Return the node of a project: others of the workspace do not reach through it what it is developed with."""
        wanted = [(wish.name, wish.specifier) for wish in project.wishes if wish.scope is not Scope.DEVELOPMENT]
        requires = self._found(project.key, wanted)
        return Node(key=project.key, ecosystem=ECOSYSTEM, name=project.name, source=PATH, requires=requires, own=True)

    def root(self, project: _Project) -> Root:
        """Return a project with its direct dependencies."""
        path = root_path(self._document.folder, project.folder)
        found = ((self._direct(wish, project), wish.scope) for wish in project.wishes)
        direct = directs((key, scope) for key, scope in found if key is not None)
        return Root(name=project.name, path=path, direct=direct)

    def _found(self, asker: str, wanted: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        find = self._descriptors.find
        keys = [find(name, specifier, asker) for name, specifier in wanted]
        return tuple(dict.fromkeys(key for key in keys if key is not None))

    def _direct(self, wish: Wish, project: _Project) -> str | None:
        return self._descriptors.find(wish.name, wish.specifier, project.key) or self._missing.add(wish)
