"""Requirements files of pip, written by hand or compiled: `requirements*.txt`, `requirements/*.txt` and the like.

https://pip.pypa.io/en/stable/reference/requirements-file-format/

A compiled file (pip-compile, `uv pip compile`, `uv export`) says in `# via` comments who asked for a package: those are
its edges. Constraints are read only where a file names them, and only for their versions. `${VARIABLE}`s stay as they
are.
"""

from __future__ import annotations

import posixpath
import re

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Extent, Node, Parsed, Scope
from depsov.parse._beside import Beside
from depsov.parse._nodes import Keys, by_name
from depsov.parse._purpose import scope_of_file, scope_of_words
from depsov.parse.python._indexes import several_indexes
from depsov.parse.python._requirement import required_name
from depsov.parse.python._requirement_files import Files, Item
from depsov.parse.python._wishes import Directs, folder_name

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a requirements file and all files that it includes ask for."""
    files = Files(document, folder)
    files.read()
    if files.broken and not files.wanted:
        raise DocumentError(
            "is no line of a requirements file", line=files.broken[0], hint="is the file for pip? if not, exclude it"
        )
    joined = _Joined(files)
    if joined.extent is Extent.WHOLE:
        _cover_sources(files, folder)
    return joined.parsed()


def _cover_sources(files: Files, folder: Folder) -> None:
    """Look at the files that a compiled one was made from, which are then not read on their own."""
    document = files.document
    beside = Beside(document, folder)
    askers = {file[1] for item in files.wanted for asker in item.asked_by if (file := _FILE.match(asker))}
    named = {posixpath.basename(path) for path in askers}
    for name in sorted({f"{document.name.rpartition('.')[0]}.in", *named}):
        if name.endswith(".in"):
            beside.get(name)


class _Joined:
    """All requirements as nodes, and who asked for them as edges and direct dependencies."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._nodes: dict[str, Node] = {}
        self._table = Keys()
        self._keys = [self._key_of(item) for item in files.wanted]
        self._by_name = by_name(self._nodes.values())
        self._requires: dict[str, dict[str, None]] = {}
        self._directs = Directs(self._by_name)

    def parsed(self) -> Parsed:
        """Return the nodes with their edges, and one project for the folder of the document."""
        for item, key in zip(self._files.wanted, self._keys, strict=True):
            parents, scopes = self._askers(item)
            for parent in parents:
                self._requires.setdefault(parent.key, {})[key] = None
            for scope in scopes if parents else scopes or [item.scope]:
                self._directs.add(key, scope)
        document = self._files.document
        problems = list(self._files.problems)
        if self._files.extra_indexes:
            problems.append(several_indexes(document.path, self._files.extra_indexes))
        return Parsed(
            nodes=tuple(self._with_edges(node) for node in self._nodes.values()),
            roots=(self._directs.root(folder_name(document), document.folder),) if self._nodes else (),
            problems=tuple(problems),
            extent=self.extent,
        )

    @property
    def extent(self) -> Extent:
        """How much the file knows of its tree: all of it where a tool has compiled it, or where it asks for nothing."""
        items = self._files.wanted
        if not all(item.is_exact for item in items):
            return Extent.WISHES
        if any(local.requirement.path for local in self._files.local) and not items:
            return Extent.WISHES
        return Extent.WHOLE if all(item.asked_by or item.is_hashed for item in items) else Extent.PINNED

    def _key_of(self, item: Item) -> str:
        wanted = item.requirement
        version = wanted.version or (self._files.constraints.get(wanted.name) if wanted.source == REGISTRY else None)
        source = (self._files.index or REGISTRY) if wanted.source == REGISTRY else wanted.source
        key = self._table.of(wanted.name, version, source)
        if key not in self._nodes:
            self._nodes[key] = Node(
                key=key, ecosystem="pypi", name=wanted.name, version=version, source=source, line=item.line
            )
        return key

    def _with_edges(self, node: Node) -> Node:
        requires = self._requires.get(node.key, {})
        requires.pop(node.key, None)
        return node._replace(requires=tuple(sorted(requires))) if requires else node

    def _askers(self, item: Item) -> tuple[list[Node], list[Scope]]:
        """Return the packages that asked for one, and the scope of each file or project that did."""
        parents: list[Node] = []
        scopes: list[Scope] = []
        for asker in item.asked_by:
            if asker.startswith(("-c ", "--constraint ")):
                continue
            named = [] if asker.startswith("-") or "(" in asker else self._by_name.get(required_name(asker) or "", [])
            parents += named
            if not named:  # a file, the project, or a package that the file leaves out
                scopes.append(_scope_of_asker(asker, self._files.document.folder) or item.scope)
        return parents, scopes


_FILE = re.compile(r"(?:-r|--requirement)\s+(\S+)")
_GROUP = re.compile(r"\([^:()]*:([^()]*)\)")


def _scope_of_asker(asker: str, folder: str) -> Scope | None:
    """Return the scope that the name of the asking file tells, or the group in `project (pyproject.toml:group)`."""
    if file := _FILE.match(asker):
        path = file[1] if "/" in file[1] else posixpath.join(folder, file[1])
        return scope_of_file(path)
    group = _GROUP.search(asker)
    return group and scope_of_words(group[1])
