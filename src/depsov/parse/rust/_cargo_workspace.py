"""A workspace of cargo: which manifests belong to it, and what its members pull in for what.

https://doc.rust-lang.org/cargo/reference/workspaces.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence

from depsov.documents import Document, Folder, printable
from depsov.model import Direct, Problem, Scope
from depsov.parse._beside import Beside
from depsov.parse._roots import project_path
from depsov.parse.rust._cargo_features import Enabled
from depsov.parse.rust._cargo_manifest import Manifest, Wish, read_manifest

__all__ = ["Workspace", "own_below", "pulled_in"]

MANIFEST = "Cargo.toml"
_ORDER = list(Scope)
_HIGHEST = 5  # folders above a member in which its workspace is looked for


class Workspace:
    """The manifests that belong to the one at the top, by their folder; `members` are those that are built there."""

    def __init__(self, document: Document, folder: Folder) -> None:
        self._folder = document.folder
        self._beside = Beside(document, folder)
        self.manifests: dict[str, Manifest] = {}
        self.members: list[Manifest] = []
        top = self._read_top()
        if top is not None:
            self._find(top)
        self._enabled = Enabled(self.manifests)

    @property
    def problems(self) -> list[Problem]:
        """What could not be read, and the manifests that take over what a workspace says which was not found."""
        found = [problem for manifest in self.manifests.values() for problem in manifest.problems]
        orphans = (_orphans(manifest) for manifest in self.manifests.values() if manifest.orphans)
        return [*self._beside.problems, *found, *orphans]

    def scope(self, manifest: Manifest, wish: Wish) -> Scope:
        """Return what a manifest needs a dependency for; optional is what the default features leave out."""
        if wish.optional and wish.scope is Scope.RUNTIME and not self._enabled.has(manifest, wish.alias):
            return Scope.OPTIONAL
        return wish.scope

    # --- finding --------------------------------------------------------------------------------------------------

    def _read_top(self) -> Manifest | None:
        top = self._beside.read(MANIFEST, read_manifest)
        if top is None or not top.orphans:
            return top
        for height in range(1, _HIGHEST + 1):  # the manifest of a member, read alone
            root = self._beside.read("../" * height + MANIFEST, read_manifest)
            if root is not None and root.members is not None:
                return self._read(self._folder, root)
        return top

    def _find(self, top: Manifest) -> None:
        """Find the members, and what they name by its path: below the top of a workspace that is a member as well."""
        self.manifests = {top.place: top, **self._listed(top)}
        self.members = [manifest for manifest in self.manifests.values() if manifest.name is not None]
        waiting = list(self.manifests.values())
        while waiting:
            for wish in waiting.pop(0).wishes:
                place = wish.place
                manifest = None if place is None or place in self.manifests else self._read(place, top)
                if manifest is None or manifest.name is None:
                    continue
                self.manifests[manifest.place] = manifest
                waiting.append(manifest)
                if top.members is not None and _is_below(manifest.place, top.place) and not _is_excluded(manifest, top):
                    self.members.append(manifest)

    def _listed(self, top: Manifest) -> dict[str, Manifest]:
        found: dict[str, Manifest] = {}
        for pattern in top.members or ():
            if "*" in pattern or "?" in pattern:
                glob = posixpath.normpath(f"{pattern}/{MANIFEST}")
                read = self._beside.each(glob, lambda document: read_manifest(document, top.shared), top.exclude)
                found.update((item.place, item) for item in read if not _is_excluded(item, top))
            elif (manifest := self._read(project_path(top.place, pattern), top)) is not None:
                found[manifest.place] = manifest
        found.pop(top.place, None)
        return {place: found[place] for place in sorted(found)}

    def _read(self, place: str, top: Manifest) -> Manifest | None:
        path = posixpath.join(_seen_from(self._folder, place), MANIFEST)
        return self._beside.read(path, lambda document: read_manifest(document, top.shared))


def _seen_from(folder: str, place: str) -> str:
    """Return the relative path from one folder of the scanned tree to another."""
    here, there = folder.split("/") if folder else [], place.split("/") if place else []
    common = len(posixpath.commonprefix([here, there]))
    return "/".join([*[".."] * (len(here) - common), *there[common:]])


def _is_below(place: str, folder: str) -> bool:
    return not folder or place == folder or place.startswith(f"{folder}/")


def _is_excluded(manifest: Manifest, top: Manifest) -> bool:
    """Tell whether the top leaves a manifest out; a member that it names without a glob stays one."""
    excluded, named = ([project_path(top.place, path) for path in paths] for paths in (top.exclude, top.members or ()))
    below = [folder for folder in excluded if _is_below(manifest.place, folder)]
    return bool(below) and not any(_is_below(manifest.place, folder) for folder in named)


def _orphans(manifest: Manifest) -> Problem:
    names = printable(", ".join(manifest.orphans[:5]))[:300]
    message = f"takes over from its workspace what that does not name ({names}): taken for packages of the registry"
    return Problem(stage="parse", subject=manifest.path, message=message, hint="scan the folder of the workspace")


Wanted = Mapping[str, Mapping[Scope, Sequence[str]]]
"""What each own package wants itself, for what, by its key."""


def pulled_in(keys: Iterable[str], wanted: Wanted) -> tuple[Direct, ...]:
    """Return what own packages pull in: themselves, and through the others that they name.

    Each step weakens the scope; what the others are developed with is not pulled in.
    """
    found: dict[str, int] = {}
    starts = set(keys)
    waiting = [(key, 0) for key in starts]
    seen = dict(waiting)
    while waiting:
        here, rank = waiting.pop()
        for scope, below in wanted[here].items():
            if scope is Scope.DEVELOPMENT and here not in starts:
                continue
            weakest = max(rank, _ORDER.index(scope))
            for key in below:
                if key not in wanted:
                    if weakest < found.get(key, len(_ORDER)):
                        found[key] = weakest
                elif weakest < seen.get(key, len(_ORDER)):
                    seen[key] = weakest
                    waiting.append((key, weakest))
    return tuple(Direct(key=key, scope=_ORDER[rank]) for key, rank in found.items())


def own_below(keys: Iterable[str], wanted: Wanted) -> set[str]:
    """Return the keys of own packages with all those that they lead to."""
    waiting = list(keys)
    reached = set(waiting)
    while waiting:
        new = {key for below in wanted[waiting.pop()].values() for key in below if key in wanted} - reached
        reached |= new
        waiting += new
    return reached
