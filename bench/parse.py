"""How long each reader takes beside the decoder that it rests on, on the same bytes.

    python -m bench.parse FOLDER... [--rounds N]

Of each format that stands in the folders the largest document is read, in this process, in turns with the decoding of
that document and of all others that the reader takes in from around it. A decoder is what makes objects of bytes:
`json.loads`, `tomli.loads`, `ElementTree.fromstring`, and for YAML our own; where there is none, it is one pass of a
regular expression that finds the words of every line. The times are medians, the ratio is that of the rounds.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import tomli

from depsov.discover import discover
from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.formats import FORMATS, Format
from depsov.parse._block_yaml import scan
from depsov.parse.javascript._jsonc import load_jsonc
from depsov.stores import local_stores
from depsov.tree import Tree

__all__ = ["Row", "measure"]

Decode = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """What a format has shown: the seconds of the rounds, of the decoders first, or why its document cannot be read."""

    format: str
    files: int = 0
    size: int = 0
    packages: int = 0
    rounds: Sequence[tuple[float, float]] = ()
    error: str = ""

    @property
    def decoded(self) -> float:
        """The seconds of the decoders."""
        return statistics.median(decoded for decoded, _ in self.rounds)

    @property
    def read(self) -> float:
        """The seconds of the reader."""
        return statistics.median(read for _, read in self.rounds)

    @property
    def ratio(self) -> float:
        """How many times as long the reader takes."""
        return statistics.median(read / decoded for decoded, read in self.rounds)


def main() -> None:
    """Find the documents, time reader and decoders in turns, and print a row for each format."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    print(f"{'format':<20} {'files':>6} {'KiB':>6} {'packages':>8} {'decoders':>10} {'reader':>10} {'ratio':>6}")
    for row in measure(args.folders, args.rounds):
        if row.error:
            print(f"{row.format:<20} {row.error}")
            continue
        counts = f"{row.format:<20} {row.files:>6} {row.size // 1024:>6} {row.packages:>8}"
        print(f"{counts} {row.decoded * 1000:>7.2f} ms {row.read * 1000:>7.2f} ms {row.ratio:>6.1f}")


def measure(folders: Sequence[Path], rounds: int) -> Iterator[Row]:
    """Yield a row for each format that stands in the folders, in the order of their names."""
    for item, (tree, path) in sorted(_largest(folders).items(), key=lambda pair: pair[0].id):
        try:
            yield _row(item, tree, path, rounds)
        except DocumentError as error:
            yield Row(item.id, error=f"{path}: {error}")


def _largest(folders: Sequence[Path]) -> Mapping[Format, tuple[Tree, str]]:
    sizes: dict[Format, tuple[int, Tree, str]] = {}
    for folder in folders:
        tree = Tree(folder.resolve(), stores=local_stores())
        for found in discover(tree, FORMATS):
            size = (tree.base / found.path).stat().st_size
            if size > sizes.get(found.format, (0,))[0]:
                sizes[found.format] = (size, tree, found.path)
    return {item: (tree, path) for item, (_, tree, path) in sizes.items()}


def _row(item: Format, tree: Tree, path: str, rounds: int) -> Row:
    document, folder = tree.open(path), _Opened(tree.folder(path))
    parsed = item.read(document, folder)
    documents = {document.path: document} | {taken.path: taken for taken in folder.taken()}
    decoders = list(map(_decoder, documents.values()))
    pairs = [
        (_time(lambda: [decode() for decode in decoders]), _time(lambda: item.read(document, folder), _forget))
        for _ in range(rounds)
    ]
    size = sum(len(taken.data) for taken in documents.values())
    return Row(item.id, len(documents), size, len(parsed.nodes), pairs)


class _Opened:
    """A folder that opens each file once: what is measured is reading, not the disk."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._known: dict[str, tuple[Document, ...]] = {}

    def taken(self) -> Iterator[Document]:
        """Yield what a reader took from here."""
        for documents in self._known.values():
            yield from documents

    def get(self, path: str) -> Document | None:
        return self._one(path, lambda: self._folder.get(path))

    def glob(self, pattern: str, exclude: Collection[str] = ()) -> tuple[Document, ...]:
        key = f"{pattern} {exclude}"
        if key not in self._known:
            self._known[key] = self._folder.glob(pattern, exclude)
        return self._known[key]

    def stored(self, store: str, path: str) -> Document | None:
        return self._one(f"{store} {path}", lambda: self._folder.stored(store, path))

    def _one(self, key: str, find: Callable[[], Document | None]) -> Document | None:
        if key not in self._known:
            found = find()
            self._known[key] = () if found is None else (found,)
        return next(iter(self._known[key]), None)


_WORDS = re.compile(r"\S+")
_TOML = (".toml", "uv.lock", "poetry.lock", "pdm.lock", "Cargo.lock", "Pipfile")
_YAML = (".yaml", ".yml", "pixi.lock", "pubspec.lock", "stack.yaml.lock")


def _decoder(document: Document) -> Decode:
    """Return what decodes a document; what is broken is lines."""
    data = document.data
    try:
        decode = _by_kind(document)
        if decode:
            decode()
    except (DocumentError, SyntaxError, ValueError):
        decode = None
    return decode or (lambda: [_WORDS.findall(line) for line in data.decode("utf-8", "replace").splitlines()])


def _by_kind(document: Document) -> Decode | None:
    """Return the decoder for the kind of a document, known by how it begins, else by its name; None for lines."""
    name, data = document.name, document.data
    begin = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if begin == b"<":
        return lambda: ET.fromstring(data)  # noqa: S314
    if begin == b"{" or name.endswith(".jsonc"):
        text = _plain_json(document)
        return lambda: json.loads(text)
    if name.endswith(_TOML):
        return lambda: tomli.loads(data.decode())
    if name.endswith(_YAML) or (name == "yarn.lock" and b"__metadata:" in data):
        return lambda: scan(data.decode())
    return None


def _plain_json(document: Document) -> bytes:
    try:
        json.loads(document.data)
    except ValueError:  # it has comments, or commas at the ends of lists
        return json.dumps(load_jsonc(document), indent=2).encode()
    return document.data


def _time(function: Decode, before: Callable[[], None] = lambda: None) -> float:
    """Return the seconds that a function takes, without the collection of garbage, which depsov puts off as well."""
    before()
    gc.collect()
    gc.disable()
    begun = time.perf_counter()
    function()
    taken = time.perf_counter() - begun
    gc.enable()
    return taken


def _forget() -> None:
    """Empty the caches of the readers, so that none profits from the reading before."""
    for name, module in list(sys.modules.items()):
        for value in vars(module).values() if name.startswith(_READERS) else ():
            if hasattr(value, "cache_clear") and value.__module__.startswith(_READERS):
                value.cache_clear()


_READERS = "depsov.parse."


if __name__ == "__main__":
    main()
