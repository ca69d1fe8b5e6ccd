"""A workspace of cargo: which manifests belong to it, and what its members pull in for what.

https://doc.rust-lang.org/cargo/reference/workspaces.html
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from depsov.documents import Document, Folder, printable
from depsov.model import REGISTRY, Direct, Problem, Scope
from depsov.parse._beside import Beside
from depsov.parse._roots import project_path
from depsov.parse.rust._cargo_features import Enabled
from depsov.parse.rust._cargo_manifest import Manifest, Wish, read_manifest

__all__ = ["Workspace", "own_below", "pulled_in"]

MANIFEST, LOCK = "Cargo.toml", "Cargo.lock"
_ORDER = list(Scope)
_RANK = {scope: rank for rank, scope in enumerate(_ORDER)}
_HIGHEST = 5  # folders above a member in which its workspace is looked for


class Workspace:
    """The manifests that belong to the one at the top, by their folder; `members` are those that are built there.

    `above` is the path of the workspace that the package at the top belongs to itself, where it takes over from one.
    """

    def __init__(self, document: Document, folder: Folder) -> None:
        self._folder = document.folder
        self._beside = Beside(document, folder)
        self._tops: dict[str, Manifest | None] = {}
        self.manifests: dict[str, Manifest] = {}
        self.members: list[Manifest] = []
        self.above: str | None = None
        self._patches: Mapping[str, Wish] = {}
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

    def patched(self, wish: Wish) -> Wish:
        """Return a dependency with the source that a patch puts in the place of the default registry."""
        patch = self._patches.get(wish.name) if wish.source is REGISTRY else None
        return wish if patch is None else wish._replace(source=patch.source, place=patch.place, registry=patch.registry)

    def is_locked(self, manifest: Manifest) -> bool:
        """Tell whether a package has a lockfile, or the workspace above that it belongs to."""
        above = self._top_above(manifest.place)
        places = [manifest.place] if above is None else [manifest.place, above.place]
        return any(self._beside.get(posixpath.join(_seen_from(self._folder, place), LOCK)) for place in places)

    # --- finding --------------------------------------------------------------------------------------------------

    def _read_top(self) -> Manifest | None:
        top = self._beside.read(MANIFEST, read_manifest)
        if top is None or not top.orphans:
            return top
        root = self._top_above(self._folder)  # it is the manifest of a member, read alone
        if root is None:
            return top
        self.above = root.path
        self._patches = root.patches
        return self._read_at(self._folder, root.shared)

    def _find(self, top: Manifest) -> None:
        """Find the members, and what they name by its path: below the top of a workspace that is a member as well."""
        self._patches = self._patches or top.patches
        self.manifests = {top.place: top, **self._listed(top)}
        self.members = [manifest for manifest in self.manifests.values() if manifest.name is not None]
        waiting = list(self.manifests.values())
        for manifest in waiting:
            for wish in manifest.wishes:
                found = self._follow(wish, top, waiting)
                if found is not None and _takes_in(top, found.place):
                    self.members.append(found)
        for wish in self._patches.values():
            self._follow(wish, top, waiting)

    def _follow(self, wish: Wish, top: Manifest, waiting: list[Manifest]) -> Manifest | None:
        """Add the package that a wish names by its path; return it where it was not known before."""
        place = wish.place
        found = None if place is None or place in self.manifests else self._read(place, top)
        if found is None or found.name is None:
            return None
        self.manifests[found.place] = found
        waiting.append(found)
        return found

    def _listed(self, top: Manifest) -> dict[str, Manifest]:
        found: dict[str, Manifest] = {}
        for pattern in top.members or ():
            if "*" in pattern or "?" in pattern:
                glob = posixpath.normpath(f"{pattern}/{MANIFEST}")
                read = self._beside.each(glob, lambda document: read_manifest(document, top.shared), top.exclude)
                found.update((item.place, item) for item in read if not _is_excluded(item.place, top))
            elif (manifest := self._read(project_path(top.place, pattern), top)) is not None:
                found[manifest.place] = manifest
        found.pop(top.place, None)
        return {place: found[place] for place in sorted(found)}

    def _read(self, place: str, top: Manifest) -> Manifest | None:
        """Return the manifest in a folder; it takes over what its own workspace says, which may be another one."""
        if _takes_in(top, place) or _is_named(top, place):
            return self._read_at(place, top.shared)
        manifest = self._read_at(place)
        above = self._top_above(place) if manifest is not None and manifest.orphans else None
        return manifest if above is None else self._read_at(place, above.shared)

    def _read_at(self, place: str, shared: Mapping[str, Wish] | None = None) -> Manifest | None:
        path = posixpath.join(_seen_from(self._folder, place), MANIFEST)
        return self._beside.read(path, lambda document: read_manifest(document, shared))

    def _top_above(self, place: str) -> Manifest | None:
        """Return the top of the workspace that a package belongs to: the nearest above that does not leave it out."""
        folder = place
        for _ in range(_HIGHEST):
            if not folder:
                break
            folder = posixpath.dirname(folder)
            if folder not in self._tops:
                self._tops[folder] = self._read_at(folder)
            top = self._tops[folder]
            if top is not None and _takes_in(top, place):
                return top
        return None


def _seen_from(folder: str, place: str) -> str:
    """Return the relative path from one folder of the scanned tree to another."""
    here, there = folder.split("/") if folder else [], place.split("/") if place else []
    common = len(posixpath.commonprefix([here, there]))
    return "/".join([*[".."] * (len(here) - common), *there[common:]])


def _is_below(place: str, folder: str) -> bool:
    return not folder or place == folder or place.startswith(f"{folder}/")


def _takes_in(top: Manifest, place: str) -> bool:
    """Tell whether a manifest is the top of a workspace, and the folder one below it that it does not leave out."""
    return top.members is not None and _is_below(place, top.place) and not _is_excluded(place, top)


def _is_named(top: Manifest, place: str) -> bool:
    return place in _folders(top.place, top.members or ())


def _is_excluded(place: str, top: Manifest) -> bool:
    """Tell whether the top leaves a folder out; a member that it names without a glob stays one."""
    if not top.exclude:
        return False
    is_below = any(_is_below(place, folder) for folder in _folders(top.place, top.exclude))
    return is_below and not any(_is_below(place, folder) for folder in _folders(top.place, top.members or ()))


@lru_cache(maxsize=64)
def _folders(place: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(project_path(place, path) for path in paths)


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
    starts = dict.fromkeys(keys)
    waiting: list[list[str]] = [[*starts], *([] for _ in _ORDER)]
    seen = set()
    for rank, level in enumerate(waiting):  # the strongest first, so that each own package is looked at once
        for here in level:
            if here in seen:
                continue
            seen.add(here)
            for scope, below in wanted[here].items():
                if scope is Scope.DEVELOPMENT and here not in starts:
                    continue
                weakest = max(rank, _RANK[scope])
                for key in below:
                    if key in wanted:
                        waiting[weakest].append(key)
                    elif weakest < found.get(key, len(_ORDER)):
                        found[key] = weakest
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
