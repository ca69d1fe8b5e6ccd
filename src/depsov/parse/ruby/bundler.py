"""`Gemfile.lock` and `gems.locked` of Bundler, with the `Gemfile` or `gems.rb` that says what a gem is for.

https://bundler.io/man/bundle-lock.1.html. Without it, and for gems that it names in no group for work only, the scope
is runtime. Where it takes in the project's own gemspec, that one tells which gems are for work on it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from depsov.documents import Document, Folder
from depsov.model import Direct, Node, Parsed, Root, Scope, Source
from depsov.parse._address import PATH
from depsov.parse._beside import Beside
from depsov.parse._names import valid_name
from depsov.parse._nodes import by_name
from depsov.parse._older import older_problem
from depsov.parse._roots import directs, project_path, root_name
from depsov.parse.ruby._gemfile import Gem, Gemfile, development_gems, read_gemfile
from depsov.parse.ruby._gemfile_lock import ECOSYSTEM, Lockfile

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the lockfile says, joined with the groups of the manifest beside it."""
    lock = Lockfile(document)
    nodes = list(lock.nodes())
    beside = Beside(document, folder)
    name = "gems.rb" if document.name.endswith(".locked") else document.name.removesuffix(".lock")
    project = _Project(lock, nodes, read_gemfile(beside.text(name)), _for_work(lock, beside))
    manifest = posixpath.join(document.folder, name)
    missing = [_missing(gem, lock.index, manifest) for gem in project.missing.values()]
    stale = older_problem(document.path, project.missing, "bundle lock")
    return Parsed(
        nodes=(*nodes, *missing),
        roots=(project.root(_name(lock), document.folder), *_members(lock, nodes, document.folder)),
        problems=(*lock.problems, *stale, *beside.problems),
    )


def _for_work(lock: Lockfile, beside: Beside) -> set[str]:
    """Return the gems that the project's own gemspecs ask for to work on them."""
    gemspecs = (posixpath.join(folder, f"{_gem_of(key)}.gemspec") for key, folder in lock.folders.items())
    return {name for path in gemspecs for name in development_gems(beside.text(path))}


def _gem_of(key: str) -> str:
    return key.partition("@")[0]


def _name(lock: Lockfile) -> str | None:
    """Return the name of the gem that the project is, or None where it is none, or several."""
    gems = [_gem_of(key) for key, folder in lock.folders.items() if folder == "."]
    return gems[0] if len(gems) == 1 else None


class _Project:
    """The project of a lockfile: what it names, and what of that the lockfile lacks."""

    def __init__(self, lock: Lockfile, nodes: Sequence[Node], gemfile: Gemfile, for_work: set[str]) -> None:
        self._named = by_name(nodes)
        self._scopes = dict.fromkeys(lock.direct, Scope.RUNTIME)
        if gemfile.has_gemspec:
            self._scopes |= {name: Scope.DEVELOPMENT for name in lock.direct if name in for_work}
        self._scopes |= _scopes(gem for gem in gemfile.gems if gem.name in lock.direct or self._is_new(gem))
        self.missing = {gem.name: gem for gem in gemfile.gems if self._lacks(gem, lock)}

    def _is_new(self, gem: Gem) -> bool:
        """Return whether the Gemfile asks for a gem that the lockfile holds for the sake of others."""
        return gem.certain and gem.name in self._named

    def _lacks(self, gem: Gem, lock: Lockfile) -> bool:
        known = gem.name in lock.direct or gem.name in self._named or gem.name == "bundler"
        return gem.certain and not known and gem.source != PATH and valid_name(ECOSYSTEM, gem.name)

    def root(self, name: str | None, folder: str) -> Root:
        """Return the project with what it names. A gem for other platforms than those of the lockfile is none."""
        found = [(node.key, scope) for name, scope in self._scopes.items() for node in self._named.get(name, ())]
        found += _scopes(self.missing.values()).items()
        return Root(name=root_name(name, folder), path=folder, direct=directs(found))


def _scopes(gems: Iterable[Gem]) -> dict[str, Scope]:
    """Return the scopes of gems by name, the strongest of each."""
    order = list(Scope)
    found: dict[str, Scope] = {}
    for gem in gems:
        found[gem.name] = min(found.get(gem.name, gem.scope), gem.scope, key=order.index)
    return found


def _missing(gem: Gem, index: Source, manifest: str) -> Node:
    source = gem.source or index
    return Node(key=gem.name, ecosystem=ECOSYSTEM, name=gem.name, source=source, file=manifest, line=gem.line)


def _members(lock: Lockfile, nodes: Sequence[Node], folder: str) -> Iterator[Root]:
    """Yield the project's own gems in folders below it."""
    requires = {node.key: node.requires for node in nodes}
    taken = {folder}
    for key, place in lock.folders.items():
        path = project_path(folder, place)
        if not place.startswith(("/", "..", "~")) and path not in taken:
            taken.add(path)
            direct = tuple(Direct(key=below) for below in requires[key])
            yield Root(name=_gem_of(key), path=path, direct=direct)
