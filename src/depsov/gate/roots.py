"""Which `depsov.lock` answers for a path, and how much of its tree the path stands for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from depsov.errors import NamedFileError
from depsov.formats import FORMATS
from depsov.lock import FILE
from depsov.values import dataclass

__all__ = ["LockRoot", "label_of", "roots_of"]

_WHOLE = {FILE, "depsov.toml"}
"""Files that say something of the whole tree: where they change, all of it is judged."""


@dataclass(frozen=True, slots=True)
class LockRoot:
    """A folder with a `depsov.lock`, and the folders in it to judge; all of them absolute."""

    folder: Path
    targets: tuple[Path, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all of its tree is judged: only then can it be said what left the tree, and what share is whose."""
        return self.targets == (self.folder,)

    @property
    def file(self) -> Path:
        """Its `depsov.lock`."""
        return self.folder / FILE


def roots_of(paths: Iterable[Path]) -> list[LockRoot]:
    """Return the lock roots of folders, and of changed files, which stand for the projects they belong to.

    Raises `NamedFileError` for a path that does not exist, or that no `depsov.lock` answers for.
    """
    targets: dict[Path, set[Path]] = {}
    for path in [*paths] or [Path()]:
        if not path.exists():
            raise NamedFileError(f"{path}: no such file or folder")
        full = path.resolve()
        top = _lock_folder(full if full.is_dir() else full.parent)
        if top is None:
            where = path if path.is_dir() else path.parent
            raise NamedFileError(
                f"{where}: there is no {FILE}, here or above", hint="run `depsov lock`, and commit the file"
            )
        targets.setdefault(top, set()).add(_project(full, top))
    return [LockRoot(top, _outermost(targets[top])) for top in sorted(targets)]


def _lock_folder(folder: Path) -> Path | None:
    """Return the nearest folder upwards that has a `depsov.lock`, within the repository."""
    for above in (folder, *folder.parents):
        if (above / FILE).exists():
            return above
        if (above / ".git").exists():
            break
    return None


def _project(path: Path, top: Path) -> Path:
    """Return the folder that a path stands for: of a changed file, the nearest one upwards that has a lockfile."""
    if path.is_dir():
        return _topmost(path, top)
    if path.name in _WHOLE:
        return top
    patterns = {pattern for item in FORMATS if item.role == "lockfile" for pattern in item.patterns}
    for folder in path.parents:
        if any(next(folder.glob(pattern), None) for pattern in patterns):
            return _topmost(folder, top)
        if folder == top:
            break
    return _topmost(path.parent, top, path.name)


def _topmost(folder: Path, top: Path, name: str = "") -> Path:
    """Return the topmost folder whose settings the documents of a folder inherit, else the folder itself.

    `name` is a file in the folder that may be such a setting.
    """
    found = folder
    parents = [place for place in folder.parents if place == top or top in place.parents]
    for item in FORMATS if parents else ():
        if not item.inherits:
            continue
        names = {*item.patterns, *item.companions}
        if name in item.companions or any(next(folder.glob(pattern), None) for pattern in item.patterns):
            above_it = [place for place in parents if any(next(place.glob(name), None) for name in names)]
            found = min([found, *above_it], key=lambda place: len(place.parts))
    return found


def _outermost(folders: Iterable[Path]) -> tuple[Path, ...]:
    unique = sorted(set(folders))
    return tuple(folder for folder in unique if not any(other in folder.parents for other in unique))


def label_of(path: Path) -> str:
    """Return a path as messages name it: relative to the working folder where that is possible."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()
