"""What the packages installed in `node_modules` say of themselves: repository and homepage in their `package.json`.

A package counts where name and version are those of the graph. No link is followed, so nothing outside the folders is
read, and nothing is executed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from depsov.documents import Document, Table, load_json
from depsov.errors import DocumentError
from depsov.evidence._manifest import links_of
from depsov.evidence._source import Gathered, Surroundings
from depsov.model import Package, Problem, SourceKind

__all__ = ["ID", "TITLE", "gather"]

ID = "installed"
TITLE = "installed packages (node_modules)"

_SOURCE = "node_modules"
_MAX_BYTES = 1024 * 1024
"""A longer package.json is refused: the longest real ones have some 60 KB."""


def gather(packages: Sequence[Package], around: Surroundings) -> Gathered:
    """Return the links of the installed packages below the given `node_modules` folders."""
    gathered = Gathered()
    wanted = _wanted(packages)
    if not wanted:
        return gathered
    names = {name for name, _ in wanted}
    for name, folder in _installed(around.module_folders):
        manifest = _read(name, Path(folder, "package.json")) if name in names else None
        if isinstance(manifest, Problem):
            gathered.problems.append(manifest)
        elif manifest is not None:
            purl = _purl_of(manifest, wanted)
            if purl is not None and purl not in gathered.evidence:
                gathered.learn(purl, links_of(manifest, source=_SOURCE, forges=around.forges))
    return gathered


def _wanted(packages: Iterable[Package]) -> dict[tuple[str, str], str]:
    return {
        (package.name, package.version): package.purl
        for package in packages
        if package.ecosystem == "npm" and package.version is not None and package.source.kind is SourceKind.REGISTRY
    }


def _installed(module_folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield the name and the folder of every package, also of nested ones (npm) and of those in a store (pnpm)."""
    waiting = [os.fspath(folder) for folder in module_folders]
    while waiting:
        modules = waiting.pop()
        for name, folder in _folders(modules):
            if name == ".pnpm":  # https://pnpm.io/symlinked-node-modules-structure
                waiting += [f"{inner}/node_modules" for _, inner in _folders(folder)]
            elif name.startswith("@"):
                inside = [(f"{name}/{part}", path) for part, path in _folders(folder)]
                yield from inside
                waiting += [f"{path}/node_modules" for _, path in inside]
            elif not name.startswith("."):
                yield name, folder
                waiting.append(f"{folder}/node_modules")


def _folders(path: str) -> list[tuple[str, str]]:
    if Path(path).is_symlink():
        return []
    try:
        with os.scandir(path) as entries:
            found = [(entry.name, entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:  # most packages have no node_modules of their own
        return []
    return sorted(found)


def _read(name: str, path: Path) -> Table | Problem | None:
    """Return the package.json of an installed package, a Problem where it is broken, None where there is none."""
    subject = f"node_modules/{name}/{path.name}"
    try:
        if path.is_symlink() or not path.is_file():
            return None
        if path.stat().st_size > _MAX_BYTES:
            return Problem(stage="gather", subject=subject, message=f"over the limit of {_MAX_BYTES // 2**20} MB")
        return load_json(Document(path.name, path.read_bytes()))
    except OSError as error:
        return Problem(stage="gather", subject=subject, message=f"cannot be read: {error.strerror}")
    except DocumentError as error:
        return Problem(stage="gather", subject=subject, message=str(error), hint="install the package again")


def _purl_of(manifest: Table, wanted: Mapping[tuple[str, str], str]) -> str | None:
    name, version = manifest.get("name"), manifest.get("version")
    return wanted.get((name, version)) if isinstance(name, str) and isinstance(version, str) else None
