"""`conda-lock.yml`, version 1: one environment of conda, locked for several platforms.

https://conda.github.io/conda-lock/output/#unified-lockfile; the source that writes it is
https://github.com/conda/conda-lock/blob/main/conda_lock/lockfile/v1/models.py

One entry for each package, platform and category; a package that stands there for several platforms is one node, and
an edge leads to what its name means on the same platform. `metadata.sources` names the files that it was made from:
they say who asks. Without them the categories give the scope.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import lru_cache

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Root, Scope
from depsov.parse._address import PATH
from depsov.parse._beside import Beside
from depsov.parse._block_yaml import Block, Value, scan
from depsov.parse._names import name_problem, valid_name
from depsov.parse._nodes import Keys
from depsov.parse._purpose import scope_of_words
from depsov.parse._roots import root_name
from depsov.parse._toml_lock import check_version, entry_problem
from depsov.parse.conda._conda import ECOSYSTEM, is_virtual, source_of_download
from depsov.parse.conda._conda_environment import Environment, read_environment
from depsov.parse.conda._conda_wishes import Asked, Wishes
from depsov.parse.python._project import Project, read_project
from depsov.parse.python._requirement import valid_version
from depsov.parse.python._setup_files import cover_setup_files
from depsov.purl import normalise
from depsov.values import dataclass, field

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what the lockfile says, joined with the files that it was made from."""
    top = next(iter(scan(document.text())), Block(1))
    check_version(top.text("version") or "", "1", "version")
    lock = _Lock(document.path, top)
    beside = Beside(document, folder)
    wishes = Wishes(lock.names())
    name = _add_sources(top, wishes, beside, folder)
    nodes = list(lock.nodes())
    problems = [*lock.problems, *beside.problems, *wishes.problems(document.path, "conda-lock lock")]
    if not wishes.direct:
        return Parsed(nodes=tuple(nodes), problems=tuple(problems))
    bare = (node._replace(scope=None) if node.scope else node for node in nodes)
    root = Root(name=root_name(name, document.folder), path=document.folder, direct=wishes.direct)
    return Parsed(nodes=(*bare, *wishes.missing.values()), roots=(root,), problems=tuple(problems))


# --- the lock -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Draft:
    """A package while further platforms add to it: for each of them the names that it depends on."""

    node: Node
    wants: list[tuple[str, list[str]]] = field(default_factory=list)


class _Lock:
    """All entries; a name means one package on each platform."""

    def __init__(self, path: str, top: Block) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._keys = {ECOSYSTEM: Keys(), "pypi": Keys()}
        self._drafts: dict[str, _Draft] = {}
        self._meant: dict[tuple[str, str, str], str] = {}  # platform, ecosystem and name -> key
        packages = top.get("package", "")
        for item in packages if isinstance(packages, list) else []:
            try:
                self._add(item)
            except DocumentError as error:
                self.problems.append(entry_problem(path, error, item.line if isinstance(item, Block) else None))

    def names(self) -> dict[tuple[str, str], list[str]]:
        """Return the keys of the packages of each ecosystem and name."""
        names: dict[tuple[str, str], list[str]] = {}
        for key, draft in self._drafts.items():
            names.setdefault((draft.node.ecosystem, draft.node.name), []).append(key)
        return names

    def nodes(self) -> Iterator[Node]:
        """Yield every package with its edges."""
        for draft in self._drafts.values():
            found = (
                self._key(draft.node.ecosystem, platform, name) for platform, names in draft.wants for name in names
            )
            requires = dict.fromkeys(key for key in found if key is not None and key != draft.node.key)
            yield draft.node._replace(requires=tuple(requires))

    def _key(self, ecosystem: str, platform: str, name: str) -> str | None:
        """Return what a name means on a platform; what a package of PyPI needs may come from conda."""
        if ecosystem == ECOSYSTEM:
            return self._meant.get((platform, ECOSYSTEM, name))
        normal = normalise("pypi", name)
        return self._meant.get((platform, "pypi", normal)) or self._meant.get((platform, ECOSYSTEM, normal))

    def _add(self, item: Value) -> None:
        if not isinstance(item, Block):
            raise DocumentError("expected a mapping", path="package")
        node = _node(item, self._keys)
        if node is None:
            self.problems.append(name_problem(self._path, item.text("name") or "", line=item.line))
            return
        draft = self._drafts.setdefault(node.key, _Draft(node))
        if node.scope is not None:
            scopes = (scope for scope in (draft.node.scope, node.scope) if scope is not None)
            draft.node = draft.node._replace(scope=min(scopes, key=list(Scope).index))
        platform = item.text("platform") or ""
        self._meant[platform, node.ecosystem, node.name] = node.key
        wants = item.block("dependencies")
        if wants:
            draft.wants.append((platform, [name for name in wants if not is_virtual(name)]))


_ECOSYSTEMS = {"conda": ECOSYSTEM, "pip": "pypi"}


def _node(item: Block, keys: dict[str, Keys]) -> Node | None:
    """Return the node of an entry, or None where its name is none. Raises `DocumentError`."""
    name, version, manager = item.text("name") or "", item.text("version") or "", item.text("manager") or "conda"
    ecosystem = _ECOSYSTEMS.get(manager)
    if ecosystem is None:
        raise DocumentError(f"{printable(manager[:40])!r} is no manager that depsov knows", path="manager")
    if not valid_name(ecosystem, name):
        return None
    if not valid_version(version):
        raise DocumentError("is no version", path="version")
    name = normalise("pypi", name) if ecosystem == "pypi" else name.lower()
    source = source_of_download(ecosystem, item.text("url") or "", direct=isinstance(item.get("source"), Block))
    return Node(
        key=f"{ecosystem}:{keys[ecosystem].of(name, version, source)}",
        ecosystem=ecosystem,
        name=name,
        version=version,
        source=source,
        line=item.line,
        scope=_scope(item.text("category") or "main"),
        own=source is PATH,
    )


@lru_cache(maxsize=64)
def _scope(category: str) -> Scope:
    return Scope.RUNTIME if category == "main" else scope_of_words(category) or Scope.OPTIONAL


# --- who asks -----------------------------------------------------------------------------------------------------


def _add_sources(top: Block, wishes: Wishes, beside: Beside, folder: Folder) -> str | None:
    """Add what the files ask for that the lockfile was made from; return the first name among them."""
    sources = top.block("metadata").get("sources", "")
    names: list[str | None] = []
    for path in sources if isinstance(sources, list) else []:
        file = posixpath.basename(path) if isinstance(path, str) else ""
        if not isinstance(path, str) or file in _RECIPES:
            continue
        if file == "pyproject.toml":
            project = beside.read(path, read_project)
            cover_setup_files(folder, posixpath.dirname(path))
            if project is not None:
                _add_project(project, wishes)
                names.append(project.name)
        elif file.endswith((".yml", ".yaml")):
            environment = beside.read(path, lambda document: read_environment(document, folder))
            if environment is not None:
                _add_environment(environment, wishes)
                beside.problems += environment.problems
                names.append(environment.name)
    return next(filter(None, names), None)


def _add_project(project: Project, wishes: Wishes) -> None:
    for wish in project.wishes:
        # conda-lock looks up what a package is called in conda, which need not be the same: none can be missed.
        wishes.add(Asked(ecosystem="pypi", name=wish.name, scope=wish.scope, file=project.path, required=False))


_RECIPES = ("meta.yaml", "meta.yml", "recipe.yaml")


def _add_environment(environment: Environment, wishes: Wishes) -> None:
    scope, path = environment.scope, environment.path
    for wanted in environment.wanted:
        source = wanted.spec.source or environment.channels.source
        required = not wanted.conditional
        wishes.add(
            Asked(name=wanted.spec.name, scope=scope, file=path, line=wanted.line, source=source, required=required)
        )
    for item in environment.pip.wanted:
        source, required = item.requirement.source, item.requirement.marker is None
        asked = Asked(
            ecosystem="pypi",
            name=item.requirement.name,
            scope=scope,
            file=path,
            line=item.line,
            source=source,
            required=required,
        )
        wishes.add(asked)
