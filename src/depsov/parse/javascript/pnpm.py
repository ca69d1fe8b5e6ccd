"""`pnpm-lock.yaml`, versions 5.x, 6.x and 9.0.

`importers` are the project and its workspace members with their direct dependencies, `packages` what is locked; from
version 9 on the edges stand apart in `snapshots`. The same package stands there once for each set of peers that it
meets, and is a node for each. pnpm 11 and later may put a document before the project's: the package manager itself,
and packages that configure it.
https://github.com/pnpm/spec/tree/master/lockfile, https://pnpm.io/lockfile
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Root, Scope, Source
from depsov.parse import _address
from depsov.parse._block_yaml import Block, Value, scan
from depsov.parse._names import name_problem, valid_name
from depsov.parse._roots import directs, root_name, root_path
from depsov.parse.javascript._javascript import Companions
from depsov.parse.javascript._missing import Missing
from depsov.parse.javascript._npm_sources import PATH, Sources
from depsov.values import dataclass, field

__all__ = ["read"]

ECOSYSTEM = "npm"


@dataclass(slots=True)
class _Project:
    """The project or a workspace member: its direct dependencies, and the names that the lockfile decides on."""

    found: list[tuple[str, Scope]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the lockfile says. Raises `DocumentError` where it is no YAML of pnpm, or of another version."""
    companions = Companions(document, folder)
    sources = companions.sources()
    missing = Missing(sources)
    pages = [_Page(page, document.path, sources) for page in scan(document.text())]
    nodes = {node.key: node for page in pages for node in page.nodes()}
    projects: dict[str, _Project] = {}
    for page in pages:
        page.add_projects(projects)
    roots = {path: _root(path, project, document, companions, missing) for path, project in projects.items()}
    owns = (_own(path, root.name, projects[path]) for path, root in roots.items())
    problems = [problem for page in pages for problem in page.problems]
    return Parsed(
        nodes=(*nodes.values(), *owns, *missing.nodes.values()),
        roots=tuple(roots.values()),
        problems=(*problems, *missing.problems(document.path, "pnpm install"), *companions.problems),
    )


def _root(path: str, project: _Project, document: Document, companions: Companions, missing: Missing) -> Root:
    manifest = companions.manifest(path)
    full = root_path(document.folder, path)
    lacking = ((missing.add(wish), wish.scope) for wish in (manifest.beyond(project.names) if manifest else []))
    found = [*project.found, *((key, scope) for key, scope in lacking if key is not None)]
    return Root(name=root_name(manifest.name if manifest else None, full), path=full, direct=directs(found))


def _own(path: str, name: str, project: _Project) -> Node:
    """Return the node of a project: others of the workspace do not reach through it what it is developed with."""
    requires = dict.fromkeys(key for key, scope in project.found if scope in {Scope.RUNTIME, Scope.OPTIONAL})
    return Node(key=_member(path), ecosystem=ECOSYSTEM, name=name, source=PATH, requires=tuple(requires), own=True)


def _member(path: str) -> str:
    return f"link:{path}"


# --- versions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Style:
    """How a version writes the keys of packages: taken apart, and put together from a name and a reference."""

    key: re.Pattern[str]
    joint: str


_NAME = r"(?P<name>(?:@[^/@]+/)?[^/@]+)"
_STYLES = {
    "5": _Style(re.compile(rf"(?P<host>[^/]*)/{_NAME}/(?P<version>\d[^/_(]*)"), "/{}/{}"),
    "6": _Style(re.compile(rf"(?P<host>[^/]*)/{_NAME}@(?P<version>\d[^/(]*)"), "/{}@{}"),
    "9": _Style(re.compile(rf"(?P<host>){_NAME}@(?:runtime:)?(?P<version>\d[^/(]*)?"), "{}@{}"),
}
"""Keys: `/@scope/name/1.0.0_peer@2.0.0` in version 5, `/@scope/name@1.0.0(peer@2.0.0)` in 6, without the slash in 9."""

_NEWEST = 9
_LONGEST_PATH = 2000


def _style(page: Block) -> _Style:
    version = page.text("lockfileVersion") or ""
    major = version.partition(".")[0]
    if major in _STYLES:
        return _STYLES[major]
    newer = major.isdecimal() and len(major) < 10 and int(major) > _NEWEST
    relation = "newer than" if newer else "none of those that"
    raise DocumentError(
        f"version {printable(version[:20])!r} is {relation} depsov knows (5, 6, 9)",
        path="lockfileVersion",
        line=page.line,
        hint="update depsov" if newer else "write the lockfile anew with pnpm 6 or later",
    )


# --- one document -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Package:
    """A locked package; `wants` is where its edges stand."""

    name: str
    version: str | None
    source: Source
    line: int
    wants: Block


class _Page:
    """One YAML document of the file; the key of a node is the one that it has there."""

    def __init__(self, page: Block, path: str, sources: Sources) -> None:
        self.problems: list[Problem] = []
        self._page = page
        self._path = path
        self._sources = sources
        self._style = _style(page)
        # Before workspaces, and in one-project lockfiles up to version 8, the document itself is the importer.
        self._importers = page.block("importers") if "importers" in page else {".": page}
        self._packages = dict(self._read(page.block("packages")))

    def nodes(self) -> Iterator[Node]:
        """Yield the node of each package."""
        for key, package in self._packages.items():
            wanted = self._found(package.wants, ".", _FIELDS[:2])
            yield Node(
                key=key,
                ecosystem=ECOSYSTEM,
                name=package.name,
                version=package.version,
                source=package.source,
                line=package.line,
                requires=tuple(dict.fromkeys(key for key, _ in wanted)),
                own=package.source is PATH,
            )

    def add_projects(self, projects: dict[str, _Project]) -> None:
        """Add what the importers name to the projects, by folder."""
        removed = {name for name, wanted in self._page.block("overrides").items() if wanted == "-"}
        for path, importer in self._importers.items():
            if not isinstance(importer, Block) or len(path) > _LONGEST_PATH:
                message = f"importers.{printable(path[:100])}: is no mapping, or longer than a path can be"
                self.problems.append(Problem(stage="parse", subject=self._path, message=message))
                continue
            project = projects.setdefault(posixpath.normpath(path), _Project(names=set(removed)))
            project.found += self._found(importer, path, _FIELDS)
            project.names.update(*(importer.block(name) for name, _ in (*_FIELDS, ("specifiers", None))))

    def _read(self, packages: Block) -> Iterator[tuple[str, _Package]]:
        """Yield the packages by key; one that cannot be read is a Problem."""
        entries = self._page.block("snapshots") if "snapshots" in self._page else packages
        for key in entries:
            try:
                base = key if entries is packages else _without_peers(key)
                package = self._package(key, packages.block(base), entries.block(key))
            except DocumentError as error:
                message = f"line {error.line}: {error.within('packages')}"
                self.problems.append(Problem(stage="parse", subject=self._path, message=message, hint=error.hint))
                continue
            if package.source is PATH or valid_name(ECOSYSTEM, package.name):
                yield key, package
            else:
                self.problems.append(name_problem(self._path, package.name, line=package.line))

    def _package(self, key: str, package: Block, wants: Block) -> _Package:
        parts = self._style.key.match(key)
        name = package.text("name") or (parts["name"] if parts else None)
        if name is None:
            raise DocumentError("names no package", path=printable(key[:100]), line=package.line)
        version = package.text("version") or (parts["version"] if parts else None)
        source = self._source(name, package.block("resolution"), parts["host"] if parts else "")
        return _Package(name, version, source, package.line, wants)

    def _source(self, name: str, resolution: Block, host: str) -> Source:
        """Return where a package comes from; `host` is what pnpm 6 and older put before a key of another registry."""
        tarball, repository = resolution.text("tarball") or "", resolution.text("repo")
        if "directory" in resolution:
            return PATH
        if repository is not None:
            return _address.repository(repository)
        if "variants" in resolution:  # a runtime, such as Node.js itself, as its makers publish it
            return _address.archive(_first_url(resolution["variants"]))
        if "://" in tarball or tarball.startswith("file:"):
            return self._sources.of_address(name, tarball)
        return _address.index(f"https://{host}") if host else self._sources.of_name(name)

    def _found(self, block: Block, path: str, fields: Iterable[tuple[str, Scope]]) -> Iterator[tuple[str, Scope]]:
        """Yield the keys of what a package, or the project in the folder `path`, requires."""
        for key, scope in fields:
            if key not in block:
                continue
            for name, value in block.block(key).items():
                reference = value.text("version") if isinstance(value, Block) else value
                target = self._key(name, reference, path) if isinstance(reference, str) else None
                if target is not None:
                    yield target, scope

    def _key(self, name: str, reference: str, path: str) -> str | None:
        """Return the key that a name and its reference lead to; an alias (`real@1.0.0`) is a whole key by itself."""
        if reference.startswith("link:"):
            member = posixpath.normpath(posixpath.join(path, reference.removeprefix("link:")))
            return _member(member) if member in self._importers else None
        key = self._style.joint.format(name, reference)
        return key if key in self._packages else reference if reference in self._packages else None


_FIELDS = (
    ("dependencies", Scope.RUNTIME),
    ("optionalDependencies", Scope.OPTIONAL),
    ("devDependencies", Scope.DEVELOPMENT),
    ("configDependencies", Scope.BUILD),
    ("packageManagerDependencies", Scope.BUILD),
)


def _without_peers(key: str) -> str:
    """Return the key of `packages` for one of `snapshots`: `name@1.0.0` for `name@1.0.0(peer@2.0.0)`."""
    return key.partition("(")[0] if key.endswith(")") else key


def _first_url(value: Value) -> str:
    """Return the first `url` anywhere below a value, or an empty text."""
    if isinstance(value, Block):
        url = value.get("url")
        if isinstance(url, str):
            return url
        value = list(value.values())
    return next(filter(None, map(_first_url, value)), "") if isinstance(value, list) else ""
