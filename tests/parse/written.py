"""A folder written for one test, and what a reader says of a document in it, beside the manifests that a walk finds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from depsov.discover import discover
from depsov.formats import FORMATS
from depsov.model import Node, Parsed, Root
from depsov.tree import Tree
from tests.parse.cases import format_of

__all__ = ["direct", "node", "read", "requires", "root"]


def read(folder: Path, format_id: str, document: str, files: Mapping[str, str]) -> Parsed:
    """Write the files and read one of them."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tree = Tree(folder)
    discover(tree, FORMATS)
    return format_of(format_id).read(tree.open(document), tree.folder(document))


def node(parsed: Parsed, name: str) -> Node:
    """Return the only node of that name."""
    found = [node for node in parsed.nodes if node.name == name]
    assert len(found) == 1, [node.key for node in parsed.nodes]
    return found[0]


def requires(parsed: Parsed, name: str) -> list[str]:
    """Return the names of what a package requires, sorted."""
    names = {node.key: node.name for node in parsed.nodes}
    return sorted(names[key] for key in node(parsed, name).requires)


def root(parsed: Parsed, path: str) -> Root:
    """Return the project in that folder."""
    return next(root for root in parsed.roots if root.path == path)


def direct(parsed: Parsed, path: str) -> dict[str, str]:
    """Return the direct dependencies of the project in that folder: their scopes by name."""
    names = {node.key: node.name for node in parsed.nodes}
    return {names[item.key]: item.scope.value for item in root(parsed, path).direct}
