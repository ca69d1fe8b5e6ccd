"""How long each reader takes beside the decoder that it rests on, on the same bytes.

    python -m bench.parse FOLDER... [--rounds N]

Of each format that stands in the folders the largest document is measured, in this process and in turns. A format of
lines has no decoder: there the comparison is one pass that splits every line into words.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.parsers import expat

import tomli

from depsov.discover import discover
from depsov.documents import Document
from depsov.formats import FORMATS, Format
from depsov.parse._block_yaml import scan
from depsov.tree import Tree

Decode = Callable[[bytes], object]


def main() -> None:
    """Find the documents, time reader and decoder in turns, and print a row for each format."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=15)
    args = parser.parse_args()
    print(f"{'format':<20} {'KiB':>6} {'packages':>8} {'decoder':>10} {'reader':>10} {'ratio':>6}")
    for item, (tree, path) in sorted(_largest(args.folders).items(), key=lambda pair: pair[0].id):
        print(_row(item, tree, path, args.rounds))


def _largest(folders: list[Path]) -> Mapping[Format, tuple[Tree, str]]:
    sizes: dict[Format, tuple[int, Tree, str]] = {}
    for folder in folders:
        tree = Tree(folder.resolve())
        for found in discover(tree, FORMATS):
            size = (tree.base / found.path).stat().st_size
            if size > sizes.get(found.format, (0,))[0]:
                sizes[found.format] = (size, tree, found.path)
    return {item: (tree, path) for item, (_, tree, path) in sizes.items()}


def _row(item: Format, tree: Tree, path: str, rounds: int) -> str:
    document, folder = tree.open(path), tree.folder(path)
    decode = _decoder(document)
    parsed = item.read(document, folder)
    pairs = [(_time(lambda: decode(document.data)), _time(lambda: item.read(document, folder))) for _ in range(rounds)]
    decoder, reader = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(two / one for one, two in pairs)
    size, packages = len(document.data) // 1024, len(parsed.nodes)
    return f"{item.id:<20} {size:>6} {packages:>8} {decoder * 1000:>7.2f} ms {reader * 1000:>7.2f} ms {ratio:>6.1f}"


def _decoder(document: Document) -> Decode:
    name = document.name
    if document.data.lstrip()[:1] in {b"{", b"["} and not name.endswith((".lock.yml", ".toml")):
        return json.loads if not name.endswith("bun.lock") else _words
    if name.endswith((".xml", "proj", ".props", ".config")):
        return lambda data: expat.ParserCreate().Parse(data, True)
    for suffixes, decode in ((_TOML, _toml), (_YAML, _yaml)):
        if name.endswith(suffixes):
            return decode
    return _words


_TOML = (".toml", "uv.lock", "poetry.lock", "pdm.lock", "Cargo.lock")
_YAML = (".yaml", ".yml", "pixi.lock", "pubspec.lock", "Podfile.lock", "stack.yaml.lock")


def _toml(data: bytes) -> object:
    return tomli.loads(data.decode())


def _yaml(data: bytes) -> object:
    return scan(data.decode())


def _words(data: bytes) -> object:
    return [line.split() for line in data.decode("utf-8", "replace").splitlines()]


def _time(function: Callable[[], object]) -> float:
    begun = time.perf_counter()
    function()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
