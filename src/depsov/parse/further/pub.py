"""`pubspec.lock`, with the `pubspec.yaml` of the project: what pub has locked for Dart and Flutter.

https://dart.dev/tools/pub/glossary#lockfile; the source that writes it is
https://github.com/dart-lang/pub/blob/master/lib/src/lock_file.dart

The lock says of each package whether the project itself names it, but not who else does. Packages of an SDK, such as
`flutter`, have no version of their own; the registry keeps their names for them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Root, Scope, Source
from depsov.parse._address import PATH, index, repository
from depsov.parse._beside import Beside
from depsov.parse._block_yaml import Block, scan
from depsov.parse._older import older_problem
from depsov.parse._roots import directs, root_name
from depsov.parse.further._collected import Collected
from depsov.parse.further._pubspec import Pubspec, read_pubspec

__all__ = ["read"]

_MANIFEST = "pubspec.yaml"
_SCOPES = {
    "direct main": Scope.RUNTIME,
    "direct overridden": Scope.RUNTIME,
    "direct dev": Scope.DEVELOPMENT,
}


def read(document: Document, folder: Folder) -> Parsed:
    """Return what is locked, and which of it the project names. Raises `DocumentError` for what is no YAML of pub."""
    packages = scan(document.text())[0].block("packages")
    found = Collected(document)
    scopes: dict[str, Scope] = {}
    for name, package in packages.items():
        line = package.line if isinstance(package, Block) else None
        found.read("packages", line, _node, name, packages)
        kind = package.get("dependency") if isinstance(package, Block) else None
        if isinstance(kind, str) and kind in _SCOPES:
            scopes[name] = _SCOPES[kind]
    beside = Beside(document, folder)
    projects = _projects(beside)
    lacking = _lacking(projects, packages)
    for node in lacking.values():
        found.add(node)
    return Parsed(
        nodes=found.nodes(),
        roots=tuple(_roots(document, projects, scopes, found)),
        problems=(*found.problems, *older_problem(document.path, lacking, "dart pub get"), *beside.problems),
    )


def _node(name: str, packages: Block) -> Node:
    package = packages.block(name)
    kind, version = package.text("source"), package.text("version")
    source = _source(kind, package)
    return Node(
        key=name,
        ecosystem="pub",
        name=name,
        version=None if kind == "sdk" else version,
        source=source,
        line=package.line,
        own=source == PATH,
    )


def _source(kind: str | None, package: Block) -> Source:
    if kind == "sdk":
        return REGISTRY
    if kind == "path":
        return PATH
    if kind in ("hosted", "git"):
        url = package.block("description").text("url") or ""
        return index(url) if kind == "hosted" else repository(url)
    raise DocumentError(f"{printable((kind or '')[:60])!r} is no kind of source that depsov knows", path="source")


# --- projects -----------------------------------------------------------------------------------------------------


def _projects(beside: Beside) -> list[Pubspec]:
    """Return the project, and the members of its workspace."""
    project = beside.read(_MANIFEST, read_pubspec)
    if project is None:
        return []
    paths = (posixpath.normpath(posixpath.join(member, _MANIFEST)) for member in project.members)
    members = (beside.each(path, read_pubspec) if "*" in path else [beside.read(path, read_pubspec)] for path in paths)
    return [project, *(item for group in members for item in group if item is not None)]


def _roots(
    document: Document, projects: list[Pubspec], scopes: Mapping[str, Scope], found: Collected
) -> Iterator[Root]:
    """Yield the projects; where there is just one, the lock itself says best what it names."""
    if len(projects) > 1:
        for project in projects:
            path = posixpath.dirname(project.path)
            wishes = {**project.wishes, **(scopes if project is projects[0] else {})}
            wanted = ((name, scope) for name, scope in wishes.items() if name in found)
            yield Root(name=root_name(project.name, path), path=path, direct=directs(wanted))
        return
    wishes = {name: scope for project in projects for name, scope in project.wishes.items()}
    wanted = ((name, scope) for name, scope in {**wishes, **scopes}.items() if name in found)
    name = root_name(projects[0].name if projects else None, document.folder)
    yield Root(name=name, path=document.folder, direct=directs(wanted))


def _lacking(projects: list[Pubspec], packages: Block) -> dict[str, Node]:
    members = {project.name for project in projects}
    return {
        name: Node(key=name, ecosystem="pub", name=name, file=project.path)
        for project in projects
        for name in project.wishes
        if name not in packages and name not in members
    }
