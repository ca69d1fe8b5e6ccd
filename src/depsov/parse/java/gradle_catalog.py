"""`gradle/libs.versions.toml` where no build script that depsov reads uses it: what the scripts of a build may ask for.

Which of it they do ask for, and for what, only they tell; so all of it is shown, and platforms (bills of materials),
which hold no code, by their names are left out. See `_gradle_catalog`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from depsov.documents import Document, Folder
from depsov.model import Node, Parsed, Root, Scope
from depsov.parse._extent import extent_of_wishes
from depsov.parse._roots import directs, root_name
from depsov.parse.java._gradle_catalog import Catalog, Entry, read_catalog
from depsov.parse.java._gradle_versions import ECOSYSTEM, is_platform

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return the packages and plugins of a catalog. Raises `DocumentError` for what is no TOML."""
    catalog = read_catalog(document)
    nodes: dict[str, Node] = {}
    found: list[tuple[str, Scope]] = []
    for entry, scope in _entries(catalog):
        name, version = entry.coordinates
        key = name if version is None else f"{name}@{version}"
        nodes.setdefault(key, Node(key=key, ecosystem=ECOSYSTEM, name=name, version=version, line=entry.line))
        found.append((key, scope))
    top = posixpath.dirname(document.folder) if posixpath.basename(document.folder) == "gradle" else document.folder
    root = Root(name=root_name(None, top), path=top, direct=directs(found))
    extent = extent_of_wishes(nodes.values())
    return Parsed(nodes=tuple(nodes.values()), roots=(root,), problems=tuple(catalog.problems), extent=extent)


def _entries(catalog: Catalog) -> Iterator[tuple[Entry, Scope]]:
    for entry in catalog.libraries.values():
        if not is_platform(entry.coordinates.name):
            yield entry, Scope.RUNTIME
    for entry in catalog.plugins.values():
        yield entry, Scope.BUILD
