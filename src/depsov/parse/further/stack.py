"""`stack.yaml.lock`: the packages that a project built with Stack takes beyond its snapshot.

https://docs.haskellstack.org/en/stable/topics/lock_files/

The packages of the snapshot itself, which are most of them, do not stand in the file: it names the snapshot only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Extent, Node, Parsed, Problem
from depsov.parse._address import archive, repository
from depsov.parse._block_yaml import Block, Value, scan
from depsov.parse._matches import matches
from depsov.parse.further._collected import Collected

__all__ = ["read"]

# `aeson-2.2.1.0@sha256:f67a...,5288`
_HACKAGE = re.compile(r"(?P<name>[A-Za-z0-9-]+)-(?P<version>\d[\d.]*)(?:@.*)?\Z", re.ASCII)
_ITEM = re.compile(r"^- (?:completed|original):", re.MULTILINE)


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return the packages of the file. Raises `DocumentError` for what is no YAML of Stack."""
    text = document.text()
    table = scan(text)[0]
    packages = _items(table, "packages")
    lines: Sequence[int | None] = [line for line, _ in matches(_ITEM, text)][: len(packages)]
    if len(lines) != len(packages) or list(table)[:1] != ["packages"]:
        lines = [None] * len(packages)
    found = Collected(document)
    for number, (item, line) in enumerate(zip(packages, lines, strict=True)):
        found.read(f"packages[{number}]", line, _node, item, line)
    unseen = tuple(_unseen(table, document.path))
    extent = Extent.PINNED if unseen else Extent.WHOLE
    return Parsed(nodes=found.nodes(), problems=(*found.problems, *unseen), extent=extent)


def _items(table: Block, key: str) -> list[Value]:
    value = table.get(key, [])
    if isinstance(value, list):
        return value
    if isinstance(value, str) and value in ("", "[]"):
        return []
    raise DocumentError("expected a list", path=key, line=table.line)


def _node(item: Value, line: int | None) -> Node:
    if not isinstance(item, Block):
        raise DocumentError("expected a mapping")
    completed = item.block("completed")
    hackage, git, url = (completed.text(key) for key in ("hackage", "git", "url"))
    name, version, source = completed.text("name"), completed.text("version"), REGISTRY
    if hackage is not None:
        match = _HACKAGE.match(hackage)
        if match is None:
            raise DocumentError(f"{printable(hackage[:100])!r} names no package", path="completed.hackage")
        name, version = match["name"], match["version"]
    elif git is not None:
        source = repository(git)
    else:
        source = archive(url or "")
    if name is None:
        raise DocumentError("names no package", path="completed")
    return Node(key=f"{name}-{version}", ecosystem="hackage", name=name, version=version, source=source, line=line)


def _unseen(table: Block, path: str) -> Iterator[Problem]:
    """Yield the Problem of packages that the file does not name."""
    snapshots = [name for item in _items(table, "snapshots") if (name := _snapshot(item))]
    if snapshots:
        yield Problem(
            stage="parse",
            subject=path,
            message=f"names only what the project takes beyond {snapshots[0]}: the packages of that are not shown",
            hint="have `stack ls dependencies json` or an SBOM tell the rest",
        )


_NAMED = re.compile(r"(?:lts|nightly|ghc)-[\d.-]{1,20}\Z", re.ASCII)


def _snapshot(item: Value) -> str | None:
    """Return the name of a snapshot; one of somebody's own is at an address, or in a file."""
    original = item.get("original") if isinstance(item, Block) else None
    if not original:
        return None
    return (
        f"the snapshot {original}" if isinstance(original, str) and _NAMED.match(original) else "a snapshot of its own"
    )
