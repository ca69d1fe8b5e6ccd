"""Wishes meet the lock: which locked packages the `pyproject.toml` beside a lockfile asks for itself, and for what.

A build requirement that no lock holds is a package all the same: it becomes a node without version.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.model import Direct, Node, Parsed, Problem, Root, Scope
from depsov.parse._beside import open_beside
from depsov.parse._nodes import by_name
from depsov.parse._older import older_problem
from depsov.parse.python._project import Project, read_project
from depsov.parse.python._setup_files import SetupFiles
from depsov.parse.python._wish import Wish
from depsov.values import dataclass, field

__all__ = ["Directs", "companion", "folder_name", "with_project"]

_ORDER = list(Scope)


@dataclass(slots=True)
class Directs:
    """The direct dependencies of one project, collected: the strongest scope of each, in the order of the manifest.

    `missing` are nodes for what the manifest names and the lock does not hold; `stale` are the names among them that
    the lock should hold.
    """

    locked: Mapping[str, Sequence[Node]]
    missing: dict[str, Node] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    _scopes: dict[str, Scope] = field(default_factory=dict)

    def add(self, key: str, scope: Scope) -> None:
        """Count the node of that key among the direct dependencies."""
        known = self._scopes.get(key)
        if known is None or _ORDER.index(scope) < _ORDER.index(known):
            self._scopes[key] = scope

    def add_wishes(self, wishes: Iterable[Wish], manifest: str, *, complete: bool = False) -> None:
        """Count what the wishes of a manifest name.

        `manifest` is its path. `complete`: the lock holds whatever is wished without a condition.
        """
        for wish in wishes:
            nodes = _matching(self.locked.get(wish.name, ()), wish)
            for node in nodes:
                self.add(node.key, wish.scope)
            if nodes or wish.own:
                continue
            is_stale = complete and not wish.conditional and wish.scope is not Scope.BUILD
            if is_stale and wish.name not in self.stale:
                self.stale.append(wish.name)
            if is_stale or wish.scope is Scope.BUILD:
                node = Node(
                    key=wish.name,
                    ecosystem="pypi",
                    name=wish.name,
                    source=wish.source,
                    file=wish.file or manifest,
                    line=wish.line,
                )
                self.missing.setdefault(wish.name, node)
                self.add(wish.name, wish.scope)

    def root(self, name: str, path: str) -> Root:
        """Return the project with all that was counted."""
        direct = tuple(Direct(key=key, scope=scope) for key, scope in self._scopes.items())
        return Root(name=name, path=path, direct=direct)

    def problems(self, path: str, command: str) -> Iterator[Problem]:
        """Return the Problem of a lock at `path` that `command` should make anew."""
        return older_problem(path, self.stale, command)


def with_project(
    document: Document, project: Project | None, nodes: Sequence[Node], problems: Sequence[Problem], *, command: str
) -> Parsed:
    """Return a lock that holds all its project wishes, joined with the project of the manifest beside it.

    The nodes bring the scope that the lock gives them; where the manifest tells, the graph derives it better.
    `command` is what makes the lock anew.
    """
    directs = Directs(by_name(nodes))
    if project is not None:
        directs.add_wishes(project.wishes, project.path, complete=True)
        problems = [*problems, *project.problems]
    problems = [*problems, *directs.problems(document.path, command)]
    root = directs.root((project and project.name) or folder_name(document), document.folder)
    if not root.direct:
        return Parsed(nodes=tuple(nodes), problems=tuple(problems))
    bare = (node if node.scope is None else node._replace(scope=None) for node in nodes)
    return Parsed(nodes=(*bare, *directs.missing.values()), roots=(root,), problems=tuple(problems))


def companion(folder: Folder, path: str = "pyproject.toml") -> Project | None:
    """Return the project whose manifest stands at `path` below the folder, or None; a broken manifest is a Problem.

    `setup.cfg` and `setup.py` beside the manifest belong to it.
    """
    subject = path
    try:
        document = open_beside(folder, path)
        if document is None:
            return None
        subject = document.path
        return read_project(document, SetupFiles(document, folder, posixpath.dirname(path)))
    except DocumentError as error:
        problem = Problem(stage="parse", subject=subject, message=str(error), hint=error.hint)
        return Project(path=subject, problems=[problem])


def folder_name(document: Document) -> str:
    """Return what to call a project that has no name: its folder, or `.` at the top of the tree."""
    return posixpath.basename(document.folder) or "."


def _matching(nodes: Sequence[Node], wish: Wish) -> Sequence[Node]:
    exact = [node for node in nodes if node.version == wish.version] if len(nodes) > 1 else []
    return exact or nodes
