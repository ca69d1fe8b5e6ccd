"""The part of the disk that a scan may read: opened within limits, and never through a link that leads out of it."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Collection, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from depsov.documents import MAX_BYTES, Document
from depsov.errors import DocumentError, NamedFileError
from depsov.model import Problem
from depsov.values import dataclass, field

__all__ = ["Tree", "View"]


@dataclass(slots=True)
class Tree:
    """The part of the disk that a scan may read.

    `base` is the folder to which all paths are relative, `targets` are the named files and folders below it (POSIX,
    relative), `named` the same as the user wrote them. `exclude` are globs on paths: absolute, or relative to `home`,
    the folder of the configuration that names them. `given` are documents that were handed in and lie on no disk, by
    the name that they go by. `stores` are folders outside of the tree where package managers keep what they have
    fetched, by the name of the manager. After `discover`, `manifests` and `environments` hold what was seen on the way,
    and after `parse` `used_stores` the stores of which a file was read.
    """

    base: Path
    targets: Sequence[str] = ("",)
    exclude: Sequence[str] = ()
    manifests: list[str] = field(default_factory=list)
    environments: list[str] = field(default_factory=list)
    module_folders: list[str] = field(default_factory=list)
    covered: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    named: Sequence[str] = ()
    home: Path | None = None
    given: Mapping[str, Document] = field(default_factory=dict)
    stores: Mapping[str, Path] = field(default_factory=dict)
    used_stores: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, paths: Sequence[Path | Document], exclude: Sequence[str] = (), home: Path | None = None) -> Tree:
        """Return the tree of the named paths, relative to the working folder where they are all below it.

        A `Document` among them is read as it is. `home` is the folder of the configuration that excludes.

        Raises `NamedFileError` where one of them does not exist.
        """
        given = {item.path: item for item in paths if isinstance(item, Document)}
        named = [item for item in paths if not isinstance(item, Document)]
        resolved = []
        for path in named:
            if not path.exists():
                raise NamedFileError(f"{path}: no such file or folder")
            resolved.append(path.resolve())
        here = Path.cwd()
        folders = [path if path.is_dir() else path.parent for path in resolved]
        base = here if all(folder.is_relative_to(here) for folder in folders) else Path(os.path.commonpath(folders))
        targets = [path.relative_to(base).as_posix() for path in resolved]
        inside = ["" if target == "." else target for target in targets]
        return cls(
            base,
            inside,
            exclude,
            named=[*map(str, named), *given],
            home=None if home is None else home.resolve(),
            given=given,
        )

    def open(self, path: str) -> Document:
        """Read a file. Raises `DocumentError` where it is too large, unreadable or leads out of the tree."""
        if path in self.given:
            return self.given[path]
        full = self.base / path
        try:
            if not self._is_inside(full):
                raise DocumentError("is a link that leads out of the scanned tree", hint="name its target instead")
            return _opened(full, path)
        except OSError as error:
            raise _unreadable(error) from error

    def stored(self, store: str, path: str) -> Document | None:
        """Return a file of a package manager's store, or None. Raises `DocumentError` as `open` does."""
        folder = self.stores.get(store)
        if folder is None:
            return None
        try:
            full = (folder / path).resolve()
            if not full.is_relative_to(folder.resolve()) or not full.is_file():
                return None
        except (OSError, ValueError):  # a name that no file can have: too long, or with a NUL character
            return None
        self.used_stores.add(store)
        try:
            return _opened(full, path)
        except OSError as error:
            raise _unreadable(error) from error

    def excludes(self, path: str) -> bool:
        """Return whether a file or folder, or one above it, matches a glob of those that are left out."""
        if not self.exclude:
            return False
        full = (self.base / path).as_posix()
        home = f"{(self.home or self.base).as_posix()}/"
        at_home = full.removeprefix(home)
        for pattern in self.exclude:
            glob = pattern.rstrip("/")
            place = full if glob.startswith("/") else at_home
            if fnmatchcase(place, glob) or fnmatchcase(place, f"{glob}/*"):
                return True
        return False

    def folder(self, path: str) -> View:
        """Return what a reader of the document at `path` may take from beside and below it."""
        return View(Tree(self.base, ()), "") if path in self.given else View(self, posixpath.dirname(path))

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
            if not self.tree.allows(full) or not (self.tree.base / full).is_file() or self.tree.excludes(full):
                return None
        except (OSError, ValueError):  # a name that no file can have: too long, or with a NUL character
            return None
        self.tree.covered.add(full)
        return self.tree.open(full)

    def glob(self, pattern: str, exclude: Collection[str] = ()) -> tuple[Document, ...]:
        """Return the discovered manifests below the folder whose path matches, sorted by path."""
        matches, excluded = _glob(pattern), [_glob(text) for item in exclude for text in (item, f"{item}/**")]
        prefix = f"{self.at}/" if self.at else ""
        below = [path for path in self.tree.manifests if path.startswith(prefix)]
        paths = [
            path
            for path in below
            if matches(path[len(prefix) :]) and not any(glob(path[len(prefix) :]) for glob in excluded)
        ]
        self.tree.covered.update(paths)
        opened = (self._open(path) for path in sorted(paths))
        return tuple(document for document in opened if document is not None)

    def _open(self, path: str) -> Document | None:
        """Return one of several files; that it cannot be read shall not hide the others."""
        try:
            return self.tree.open(path)
        except DocumentError as error:
            self.tree.problems.append(Problem(stage="parse", subject=path, message=str(error), hint=error.hint))
            return None

    def stored(self, store: str, path: str) -> Document | None:
        """Return a file that a package manager keeps on this machine, or None."""
        return self.tree.stored(store, path)


def _opened(full: Path, path: str) -> Document:
    found = full.stat()
    if not stat.S_ISREG(found.st_mode):
        raise DocumentError("is no regular file", hint="a lockfile is a file of text")
    if found.st_size > MAX_BYTES:
        size, limit = found.st_size // 2**20, MAX_BYTES // 2**20
        raise DocumentError(f"has {size} MB, over the limit of {limit}", hint="is it a lockfile?")
    return Document(path, full.read_bytes())


def _unreadable(error: OSError) -> DocumentError:
    return DocumentError(f"cannot be read: {error.strerror or 'unknown error'}", hint="check its permissions")


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
