"""Finds the documents to read: lockfiles, manifests and SBOMs below the paths that the user named.

Folders that hold other people's packages are not searched, nor is what `.gitignore` leaves out, and a linked folder
is not entered.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from depsov.errors import DocumentError, NamedFileError, UsageError
from depsov.model import Problem
from depsov.patterns import pattern
from depsov.tree import Tree
from depsov.values import dataclass

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from depsov.formats import Format

__all__ = ["PRUNED", "Found", "Names", "discover"]

PRUNED = frozenset(
    """
    .git .hg .svn node_modules bower_components vendor .venv venv .tox .nox .eggs site-packages __pycache__ .mypy_cache
    .pytest_cache .ruff_cache .cache .yarn .pnpm-store .next .nuxt .svelte-kit .gradle .idea build dist target
    .build .dart_tool .pixi .terraform Carthage Pods _build
    """.split()
)
"""Folders that hold installed, built or cached things, and are not searched."""


_HEAD = 4096
"""Bytes in which a document mostly says what it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document to read, and the reader for it."""

    path: str
    format: Format


def discover(tree: Tree, formats: Iterable[Format]) -> list[Found]:
    """Return the documents to read, sorted by path; a named file is always among them, and so is what was handed in.

    Raises `UsageError` where a named file is of no known format.
    """
    table = Names(formats)
    found = [Found(path, _reader_of(tree, path, table)) for path in tree.given]
    ignores = _Ignores(tree)
    for target in tree.targets:
        if (tree.base / target).is_file():
            found.append(_named(tree, target, table))
        else:
            ignores.climb(target)
            found += _walk(tree, target, table, ignores)
    unique = {item.path: item for item in found}
    return [unique[path] for path in sorted(unique)]


def _walk(tree: Tree, top: str, table: Names, ignores: _Ignores) -> Iterator[Found]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(f"{tree.base}/{folder}"), key=lambda entry: entry.name)
        except OSError as error:
            reason = error.strerror or "unknown error"
            tree.problems.append(
                Problem(stage="discover", subject=folder, message=f"cannot be searched: {reason}", hint=None)
            )
            continue
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names and folder != top and _is_environment(tree, folder):
            tree.environments.append(folder)
            continue
        if ".gitignore" in names:
            ignores.add(folder)
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if _is_folder(entry):
                if _enter(tree, path, entry.name):
                    waiting.append(path)
                continue
            reader = table.reader(path)
            if reader is None and entry.name not in table.companions:
                continue
            if tree.excludes(path) or ignores.match(path):
                continue
            if table.is_manifest(path):
                tree.manifests.append(path)
            if reader is not None:
                yield Found(path, _by_content(tree, path, reader, table))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _enter(tree: Tree, path: str, name: str) -> bool:
    if name == "node_modules":
        tree.module_folders.append(path)
    elif name in PRUNED and _is_environment(tree, path):
        tree.environments.append(path)
    return name not in PRUNED and not tree.excludes(path)


def _is_environment(tree: Tree, path: str) -> bool:
    try:
        return (tree.base / path / "pyvenv.cfg").is_file()
    except OSError:  # a folder that may not be entered: who searches it says so
        return False


def _named(tree: Tree, path: str, table: Names) -> Found:
    reader = _reader_of(tree, path, table)
    # The manifests beside and below a named file serve its reader, those of workspace members among them.
    tree.manifests += _manifests(tree, posixpath.dirname(path), table)
    return Found(path, reader)


def _manifests(tree: Tree, top: str, table: Names) -> list[str]:
    """Return the manifests in a folder and below, and leave no other trace of the walk in the tree."""
    aside = Tree(tree.base, tree.targets, tree.exclude, home=tree.home)
    ignores = _Ignores(aside)
    ignores.climb(top)
    for _ in _walk(aside, top, table, ignores):
        pass
    return [path for path in aside.manifests if path not in tree.manifests]


def _reader_of(tree: Tree, path: str, table: Names) -> Format:
    """Return the reader of a file that was named; it may go by any name. Raises `UsageError` where there is none."""
    try:
        reader = table.reader(path)
        if reader is None or reader.role == "sbom":
            reader = table.reader_of_content(tree, path, reader)
    except DocumentError as error:
        raise NamedFileError(f"{path}: {error}", hint=error.hint) from error
    if reader is None:
        raise UsageError(f"{path}: not a format that depsov reads", hint="`depsov formats` lists those that it reads")
    return reader


def _by_content(tree: Tree, path: str, reader: Format, table: Names) -> Format:
    """Return the reader of a file of the tree: what its name says, or its content where it is called as SBOMs are."""
    if reader.role != "sbom":
        return reader
    try:
        return table.reader_of_content(tree, path, reader) or reader
    except DocumentError:
        return reader  # which meets the error again, and then it is a Problem


class Names:
    """Which reader reads a file of which name."""

    def __init__(self, formats: Iterable[Format]) -> None:
        self._exact: dict[str, Format] = {}
        self._globs: list[tuple[str, re.Pattern[str], Format]] = []
        self._marked: list[Format] = []
        self.companions: set[str] = set()
        for reader in formats:
            self.companions.update(reader.companions)
            if reader.mark is not None:
                self._marked.append(reader)
            for name in reader.patterns:
                if {"*", "/"} & set(name):
                    expression = pattern("(?:^|/)" + re.escape(name).replace(r"\*", "[^/]*") + "$")
                    self._globs.append((name.rpartition("*")[2], expression, reader))
                else:
                    self._exact[name] = reader
        self._ends = tuple({end for end, _, _ in self._globs})

    def reader(self, path: str) -> Format | None:
        """Return the reader of a file, by its name and the last folders of its path."""
        reader = self._exact.get(path.rpartition("/")[2])
        # This is asked for every file of a tree: most end as no glob does.
        if reader is not None or not path.endswith(self._ends):
            return reader
        return next((item for end, glob, item in self._globs if path.endswith(end) and glob.search(path)), None)

    def is_manifest(self, path: str) -> bool:
        """Return whether a file serves the readers of other documents: it is named a companion, or is a manifest."""
        if path.rpartition("/")[2] in self.companions:
            return True
        reader = self.reader(path)
        return reader is not None and reader.role == "manifest"

    def reader_of_content(self, tree: Tree, path: str, named: Format | None = None) -> Format | None:
        """Return the reader of a file by the mark of a format: near its top, else anywhere.

        `named` is the SBOM format that its name speaks of, where it does: an SBOM it is then, of this or another format
        (`sbom.json` is what every tool calls its own). Where no mark is found, the name is all that is known.
        """
        marked = self._marked if named is None else [reader for reader in self._marked if reader.role == named.role]
        data = tree.open(path).data
        for part in (data[:_HEAD], data):
            for reader in marked:
                if reader.mark is not None and re.search(reader.mark.encode(), part):
                    return reader
        return named


class _Ignores:
    """The `.gitignore` files on the way, deepest first, as git reads them (gitignore(5))."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._pending: list[str] = []
        self._lines: dict[str, list[str]] = {}
        self._specs: dict[str, GitIgnoreSpec] = {}
        self._hints = _Hints()

    def add(self, folder: str) -> None:
        self._pending.append(folder)

    def climb(self, target: str) -> None:
        """Take the files of the folders between the base and a target, which the walk does not see."""
        folder = target
        while folder:
            folder = posixpath.dirname(folder)
            if (self._tree.base / folder / ".gitignore").is_file():
                self._pending.append(folder)

    def match(self, path: str) -> bool:
        if self._pending:
            self._read()
        return self._hints.allow(path) and self._match(path)

    def _match(self, path: str) -> bool:
        folder = path
        while folder:
            folder = posixpath.dirname(folder)
            spec = self._spec(folder)
            if spec is not None:
                answer = spec.check_file(path[len(folder) + 1 if folder else 0 :]).include
                if answer is not None:
                    return bool(answer)
        return False

    def _read(self) -> None:
        for folder in self._pending:
            try:
                text = self._tree.open(posixpath.join(folder, ".gitignore")).data.decode("utf-8", "replace")
            except DocumentError:
                continue
            self._lines[folder] = text.splitlines()
            self._hints.add(self._lines[folder])
        self._pending.clear()

    def _spec(self, folder: str) -> GitIgnoreSpec | None:
        lines = self._lines.pop(folder, None)
        if lines is not None:
            self._specs[folder] = _spec_of(lines)
        return self._specs.get(folder)


def _spec_of(lines: Iterable[str]) -> GitIgnoreSpec:
    """Return the patterns of a file; what is none, git leaves out as well."""
    import warnings

    from pathspec import GitIgnoreSpec

    def is_pattern(line: str) -> bool:
        try:
            GitIgnoreSpec.from_lines([line])
        except (ValueError, re.error):  # `!`, `[b-a]`
            return False
        return True

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of `[[`, which concerns whoever wrote the file
        return GitIgnoreSpec.from_lines(filter(is_pattern, lines))


class _Hints:
    """What must stand in a path that a line of a `.gitignore` means: the plain names in its pattern, else one like it.

    Hardly any lockfile is ignored, and to import what reads the lines takes as long as to scan a small project.
    """

    def __init__(self) -> None:
        self._names: list[frozenset[str]] = []
        self._globs: set[str] = set()
        self._like: re.Pattern[str] | None = None

    def add(self, lines: Iterable[str]) -> None:
        for line in lines:
            if line.startswith(("#", "!")) or not line.strip():
                continue
            parts = [part for part in re.sub(r"\[.*\]|\[", "*", line).rstrip(" \t").split("/") if part]
            plain = frozenset(part for part in parts if not {"*", "?"} & set(part))
            if "\\" in line or not parts:
                self._globs.add("*")
            elif plain:
                self._names.append(plain)
            else:
                self._globs.add(parts[-1])
        self._like = None

    def allow(self, path: str) -> bool:
        """Return whether a line may mean the path."""
        parts = set(path.split("/"))
        if any(names <= parts for names in self._names):
            return True
        if self._like is None:
            globs = (re.escape(glob).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") for glob in sorted(self._globs))
            self._like = re.compile(f"(?:^|/)(?:{'|'.join(globs)})(?:/|$)") if self._globs else _NEVER
        return self._like.search(path) is not None


_NEVER = pattern(r"(?!)")
