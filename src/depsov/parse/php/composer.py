"""`composer.lock` of Composer 1 and 2, with the `composer.json` that says who asks.

https://getcomposer.org/doc/01-basic-usage.md#installing-dependencies

The lockfile itself says which packages are for development only; packages of the project's own (path repositories) are
projects as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from depsov.documents import Document, Folder, Table, get, load_json, printable
from depsov.errors import DocumentError
from depsov.model import Direct, Node, Parsed, Root, Scope
from depsov.parse._address import PATH
from depsov.parse._beside import Beside
from depsov.parse._names import valid_name
from depsov.parse._older import older_problem
from depsov.parse._roots import directs, project_path, root_name
from depsov.parse.php._composer import ECOSYSTEM, Manifest, read_manifest
from depsov.parse.php._composer_lock import Lockfile
from depsov.parse.php._composer_sources import Repositories

__all__ = ["read"]

_NEWEST = 2


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a `composer.lock` says, joined with what the manifest beside it asks for."""
    table = load_json(document)
    _check(table)
    beside = Beside(document, folder)
    manifest = beside.read(document.name.removesuffix(".lock") + ".json", read_manifest)
    lock = Lockfile(document, table, manifest.repositories if manifest else Repositories())
    nodes = {node.key: node for node in lock.nodes()}
    missing = _missing(lock, manifest) if manifest else {}
    roots = [_root(lock, manifest, missing, document.folder)] if manifest else []
    roots += _members(lock, nodes, beside, document.folder)
    stale = older_problem(document.path, missing, "composer update")
    return Parsed(
        nodes=(*nodes.values(), *missing.values()),
        roots=tuple(roots),
        problems=(*lock.problems, *stale, *beside.problems),
    )


def _check(table: Table) -> None:
    if "packages" not in table and "packages-dev" not in table:
        raise DocumentError(
            "neither `packages` nor `packages-dev`: this is no lockfile of Composer",
            hint="make it anew with `composer update`",
        )
    version = get(table, "plugin-api-version", str, "1")
    major = version.partition(".")[0]
    if major.isascii() and major.isdigit() and int(major[:9]) > _NEWEST:
        raise DocumentError(
            f"version {printable(version[:20])} is newer than depsov knows ({_NEWEST})",
            path="plugin-api-version",
            hint="update depsov, or write the lockfile with an older Composer",
        )


def _missing(lock: Lockfile, manifest: Manifest) -> dict[str, Node]:
    """Return nodes for what the manifest asks for and the lockfile lacks."""
    missing: dict[str, Node] = {}
    for wish in manifest.wishes:
        name = wish.name
        if lock.has(name) or name in manifest.given or not valid_name(ECOSYSTEM, name):
            continue
        source = manifest.repositories.source_of(name)
        if source is not PATH:
            node = Node(key=name, ecosystem=ECOSYSTEM, name=name, source=source, file=manifest.path, line=wish.line)
            missing.setdefault(name, node)
    return missing


def _root(lock: Lockfile, manifest: Manifest, missing: Mapping[str, Node], folder: str) -> Root:
    """Return the project with what its manifest names."""
    found: list[tuple[str, Scope]] = []
    for wish in manifest.wishes:
        scope = wish.scope if wish.scope is Scope.DEVELOPMENT else None
        keys = [wish.name] if wish.name in missing else lock.keys([wish.name], scope=scope)
        found += [(key, wish.scope) for key in keys]
    return Root(name=root_name(manifest.name, folder), path=folder, direct=directs(found))


def _members(lock: Lockfile, nodes: dict[str, Node], beside: Beside, folder: str) -> Iterator[Root]:
    """Yield the packages of the project's own that lie below it; their manifests are covered by that."""
    for key, entry in lock.entries.items():
        if entry.folder is not None and beside.get(f"{entry.folder}/composer.json") is not None:
            scope = entry.node.scope or Scope.RUNTIME
            direct = tuple(Direct(key=below, scope=scope) for below in nodes[key].requires)
            yield Root(name=entry.node.name, path=project_path(folder, entry.folder), direct=direct)
