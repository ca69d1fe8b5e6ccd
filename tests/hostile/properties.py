"""What holds of every reader, whatever the bytes: the tests and the fuzz targets ask the same.

A reader answers with a `Parsed` that holds together, that joins to a graph and whose every text a report can print, or
it raises a `DocumentError`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from depsov import purl as purls
from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.formats import Format
from depsov.model import Node, Parsed
from depsov.parse import ParsedFile
from depsov.parse._names import valid_name
from depsov.registries import is_default
from depsov.resolve import resolve

__all__ = ["Beside", "answers", "holds_together", "name_for", "texts"]


class Beside:
    """A folder that holds some manifests, given by name: there is one of that name wherever a reader looks."""

    def __init__(self, manifests: Mapping[str, bytes] | None = None) -> None:
        self._manifests = manifests or {}

    def get(self, path: str) -> Document | None:
        """Return the manifest of that name."""
        data = self._manifests.get(posixpath.basename(path))
        return None if data is None else Document(posixpath.normpath(path), data)

    def glob(self, pattern: str, exclude: Collection[str] = ()) -> tuple[Document, ...]:  # noqa: ARG002
        """Return the manifest of that name, in a folder of its own."""
        name = posixpath.basename(pattern)
        data = self._manifests.get(name)
        return () if data is None else (Document(f"member/{name}", data),)

    def stored(self, store: str, path: str) -> Document | None:  # noqa: ARG002
        """Return nothing: the machine does not count."""
        return None


def name_for(reader: Format) -> str:
    """Return a path that is read by a format."""
    return reader.patterns[0].replace("*", "")


def answers(reader: Format, document: Document, folder: Folder) -> Parsed | None:
    """Return what a reader says, after a look at it; None where it refuses the document and says why."""
    try:
        parsed = reader.read(document, folder)
    except DocumentError as error:
        _can_be_told(error)
        return None
    holds_together(parsed)
    file = ParsedFile(document.path, parsed, reader.role, reader.ecosystem, reader.id)
    graph = resolve([file], lambda ecosystem, url: is_default(ecosystem, url, ()))
    own = {node.key for node in parsed.nodes if node.own}
    assert len(graph.packages) <= len(parsed.nodes) - len(own)
    return parsed


def _can_be_told(error: DocumentError) -> None:
    assert error.message, "it says what is wrong"
    assert error.line is None or error.line > 0
    _encodable([str(error), error.hint or ""])


def holds_together(parsed: Parsed) -> None:
    """Look at every node, and at what names it."""
    keys = {node.key for node in parsed.nodes}
    assert len(keys) == len(parsed.nodes), "every key stands once"
    for node in (*parsed.nodes, *parsed.mentioned, *parsed.strays):
        assert node.line is None or node.line > 0
        if not node.own:
            _is_package(node)
    for node in parsed.nodes:
        assert keys.issuperset(node.requires)
    for root in parsed.roots:
        assert keys.issuperset(direct.key for direct in root.direct)
    _encodable(texts(parsed))


def _is_package(node: Node) -> None:
    assert valid_name(node.ecosystem, node.name), node
    assert node.version != "", node
    written = purls.build(node.ecosystem, node.name, node.version, node.source)
    read = purls.parse(written)
    assert read is not None, written
    # What the documents spell in another way is one package: each side is compared as its registry compares.
    expected = (node.ecosystem, purls.normalise(node.ecosystem, node.name), node.version)
    assert (read.ecosystem, read.name, read.version) == expected, written


def _encodable(parts: Iterable[str]) -> None:
    for part in parts:
        part.encode("utf-8")  # no half of a surrogate pair, which no report could print


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, however deep."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)
    else:
        for name in getattr(type(value), "__slots__", ()):
            yield from texts(getattr(value, name))
