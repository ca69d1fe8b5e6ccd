"""Finds the documents to read: lockfiles, manifests and SBOMs below the paths that the user named.

Folders that hold other people's packages are not searched, nor is what `.gitignore` leaves out. Nothing outside
the named paths is opened: a symbolic link that leads out of them is a Problem, and a linked folder is not
entered.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from depsov.documents import MAX_BYTES, Document
from depsov.errors import DocumentError, NamedFileError, UsageError
from depsov.model import Problem

if TYPE_CHECKING:
    from depsov.parse import Format

__all__ = ["PRUNED", "Found", "Tree", "discover"]

PRUNED = frozenset(
    """
    .git .hg .svn node_modules bower_components vendor .venv venv .tox .nox .eggs site-packages __pycache__ .mypy_cache
    .pytest_cache .ruff_cache .cache .yarn .pnpm-store .next .nuxt .svelte-kit .gradle .idea build dist target
    """.split()
)
"""Folders that hold installed, built or cached things, and are not searched."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document to read, and the reader for it."""

    path: str
    format: Format


@dataclass(slots=True)
class Tree:
    """The part of the disk that a scan may read.

    `base` is the folder to which all paths are relative, `targets` are the named files and folders below it
    (POSIX, relative). After `discover`, `manifests` and `environments` hold what was seen on the way.
    """

    base: Path
    targets: Sequence[str] = ("",)
    exclude: Sequence[str] = ()
    manifests: list[str] = field(default_factory=list)
    environments: list[str] = field(default_factory=list)
    module_folders: list[str] = field(default_factory=list)
    covered: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, paths: Sequence[Path], exclude: Sequence[str] = ()) -> Tree:
        """Return the tree of the named paths, relative to the working folder where they are all below it.

        Raises `NamedFileError` where one of them does not exist.
        """
        resolved = []
        for path in paths:
            if not path.exists():
                raise NamedFileError(f"{path}: no such file or folder")
            resolved.append(path.resolve())
        here = Path.cwd()
        folders = [path if path.is_dir() else path.parent for path in resolved]
        base = here if all(folder.is_relative_to(here) for folder in folders) else Path(os.path.commonpath(folders))
        targets = [path.relative_to(base).as_posix() for path in resolved]
        return cls(base, ["" if target == "." else target for target in targets], exclude)

    def open(self, path: str) -> Document:
        """Read a file. Raises `DocumentError` where it is too large, unreadable or leads out of the tree."""
        full = self.base / path
        try:
            if not self._is_inside(full):
                raise DocumentError("is a link that leads out of the scanned tree", hint="name its target instead")
            found = full.stat()
            if not stat.S_ISREG(found.st_mode):
                raise DocumentError("is no regular file", hint="a lockfile is a file of text")
            if found.st_size > MAX_BYTES:
                size, limit = found.st_size // 2**20, MAX_BYTES // 2**20
                raise DocumentError(f"has {size} MB, over the limit of {limit}", hint="is it a lockfile?")
            return Document(path, full.read_bytes())
        except OSError as error:
            reason = error.strerror or "unknown error"
            raise DocumentError(f"cannot be read: {reason}", hint="check its permissions") from error

    def folder(self, path: str) -> View:
        """Return what a reader of the document at `path` may take from beside and below it."""
        return View(self, posixpath.dirname(path))

    def allows(self, path: str) -> bool:
        """Return whether a normalised relative path lies in or beside a named target."""
        if path.startswith(("../", "/")) or path == "..":
            return False
        return any(_is_below(path, self._target_folder(target)) for target in self.targets)

    def _target_folder(self, target: str) -> str:
        return posixpath.dirname(target) if (self.base / target).is_file() else target

    def _is_inside(self, full: Path) -> bool:
        real = os.path.realpath(full, strict=True)
        if real == os.fspath(full):
            return True
        return Path(real).is_relative_to(self.base) and self.allows(Path(real).relative_to(self.base).as_posix())


@dataclass(frozen=True, slots=True)
class View:
    """The `Folder` of a document, see `depsov.documents`."""

    tree: Tree
    at: str

    def get(self, path: str) -> Document | None:
        """Return the file at `path`, relative to the document's folder, or None."""
        full = posixpath.normpath(posixpath.join(self.at, path))
        try:
            if not self.tree.allows(full) or not (self.tree.base / full).is_file():
                return None
        except (OSError, ValueError):  # a name that no file can have: too long, or with a NUL character
            return None
        self.tree.covered.add(full)
        return self.tree.open(full)

    def glob(self, pattern: str) -> tuple[Document, ...]:
        """Return the discovered manifests below the folder whose path matches, sorted by path."""
        matches = _glob(pattern)
        prefix = f"{self.at}/" if self.at else ""
        paths = [path for path in self.tree.manifests if path.startswith(prefix) and matches(path[len(prefix) :])]
        self.tree.covered.update(paths)
        return tuple(self.tree.open(path) for path in sorted(paths))


def discover(tree: Tree, formats: Iterable[Format]) -> list[Found]:
    """Return the documents to read, sorted by path; a named file is always among them.

    Raises `UsageError` where a named file is of no known format.
    """
    table = _Names(formats)
    found: list[Found] = []
    ignores = _Ignores(tree)
    for target in tree.targets:
        if (tree.base / target).is_file():
            found.append(_named(tree, target, table))
        else:
            ignores.climb(target)
            found += _walk(tree, target, table, ignores)
    unique = {item.path: item for item in found}
    return [unique[path] for path in sorted(unique)]


def _walk(tree: Tree, top: str, table: _Names, ignores: _Ignores) -> Iterator[Found]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(tree.base / folder), key=lambda entry: entry.name)
        except OSError as error:
            reason = error.strerror or "unknown error"
            tree.problems.append(
                Problem(stage="discover", subject=folder, message=f"cannot be searched: {reason}", hint=None)
            )
            continue
        if any(entry.name == ".gitignore" for entry in entries):
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
            if _is_excluded(path, tree.exclude) or ignores.match(path):
                continue
            if entry.name in table.companions:
                tree.manifests.append(path)
            if reader is not None:
                yield Found(path, reader)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _enter(tree: Tree, path: str, name: str) -> bool:
    if name == "node_modules":
        tree.module_folders.append(path)
    elif (tree.base / path / "pyvenv.cfg").is_file():
        tree.environments.append(path)
        return False
    return name not in PRUNED and not _is_excluded(path, tree.exclude)


def _is_excluded(path: str, patterns: Sequence[str]) -> bool:
    plain = (pattern.rstrip("/") for pattern in patterns)
    return any(fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}/*") for pattern in plain)


def _named(tree: Tree, path: str, table: _Names) -> Found:
    reader = table.reader(path) or table.reader_of_content(tree, path)
    if reader is None:
        raise UsageError(f"{path}: not a format that depsov reads", hint=f"it reads {', '.join(table.names())}")
    # The manifests beside a named file serve its reader.
    folder = posixpath.dirname(path)
    for name in sorted(table.companions):
        companion = posixpath.join(folder, name)
        if (tree.base / companion).is_file():
            tree.manifests.append(companion)
    return Found(path, reader)


class _Names:
    """Which reader reads a file of which name."""

    def __init__(self, formats: Iterable[Format]) -> None:
        self._exact: dict[str, Format] = {}
        self._globs: list[tuple[str, Format]] = []
        self.companions: set[str] = set()
        for reader in formats:
            self.companions.update(reader.COMPANIONS)
            for pattern in reader.PATTERNS:
                if "*" in pattern or "/" in pattern:
                    self._globs.append((pattern, reader))
                else:
                    self._exact[pattern] = reader

    def reader(self, path: str) -> Format | None:
        name = path.rpartition("/")[2]
        reader = self._exact.get(name)
        if reader is not None:
            return reader
        for pattern, candidate in self._globs:
            tail = "/".join(path.split("/")[-1 - pattern.count("/") :])
            if fnmatchcase(tail, pattern):
                return candidate
        return None

    def reader_of_content(self, tree: Tree, path: str) -> Format | None:
        """Return the reader of an SBOM whose name says nothing, by a mark near its top."""
        head = tree.open(path).data[:4096]
        return self._exact.get("bom.json") if b'"CycloneDX"' in head else None

    def names(self) -> list[str]:
        return sorted([*self._exact, *(pattern for pattern, _ in self._globs)])


class _Ignores:
    """The `.gitignore` files on the way, deepest first, as git reads them (gitignore(5))."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._pending: list[str] = []
        self._specs: dict[str, object] = {}

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
            self._load()
        folder = path
        while folder:
            folder = posixpath.dirname(folder)
            spec = self._specs.get(folder)
            if spec is not None:
                answer = spec.check_file(path[len(folder) + 1 if folder else 0 :]).include  # type: ignore[attr-defined]
                if answer is not None:
                    return bool(answer)
        return False

    def _load(self) -> None:
        import pathspec

        for folder in self._pending:
            try:
                text = self._tree.open(posixpath.join(folder, ".gitignore")).data.decode("utf-8", "replace")
                self._specs[folder] = pathspec.GitIgnoreSpec.from_lines(text.splitlines())
            except (DocumentError, ValueError):  # unreadable, or a pattern that git would skip as well
                continue
        self._pending.clear()


def _is_below(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


@lru_cache(maxsize=256)
def _glob(pattern: str) -> _Matcher:
    return _Matcher(pattern)


class _Matcher:
    """A workspace glob: `*` stays within one folder, `**` crosses them."""

    def __init__(self, pattern: str) -> None:
        parts = re.split(r"(\*\*/?|\*|\?)", pattern.removeprefix("./"))
        rules = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
        self._match = re.compile("".join(rules.get(part, re.escape(part)) for part in parts)).fullmatch

    def __call__(self, path: str) -> bool:
        return self._match(path) is not None
