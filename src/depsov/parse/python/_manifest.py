"""A manifest on its own: the wishes of a project without lockfile, with a version only where one is pinned.

The manifest is read by `_project`; this module opens it with what stands beside it, and makes nodes of its wishes.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Extent, Node, Parsed, Problem, Scope
from depsov.parse._beside import open_beside
from depsov.parse._nodes import Keys
from depsov.parse.python import requirements
from depsov.parse.python._places import Places
from depsov.parse.python._project import Project, read_project, read_setup_files
from depsov.parse.python._setup_files import CFG, PY, SetupFiles, Taken
from depsov.parse.python._wish import Wish
from depsov.parse.python._wishes import Directs, folder_name
from depsov.values import replace

__all__ = ["is_read_by_itself", "parsed_manifest", "project_of"]


def project_of(document: Document, folder: Folder, at: str = "") -> Project:
    """Return the project of a `pyproject.toml`, `setup.cfg` or `setup.py` in the folder `at`, with those beside it.

    Every wish has its file, unless that is the document itself, and its line. Raises `DocumentError`.
    """
    if document.name in (CFG, PY):
        project = read_setup_files(document.path, SetupFiles(document, folder, at))
        project.wishes = [wish if wish.file != document.path else _at(wish, wish.line) for wish in project.wishes]
        return project
    project = read_project(document, SetupFiles(document, folder, at))
    places = Places(document.text())
    project.wishes = [wish if wish.file else _at(wish, places.of(wish)) for wish in project.wishes]
    return project


def parsed_manifest(document: Document, folder: Folder) -> Parsed:
    """Return the direct dependencies that a manifest asks for. Raises `DocumentError`."""
    project = project_of(document, folder)
    nodes: dict[str, Node] = {}
    directs = Directs({})
    problems = [*project.problems, *project.unread]
    for node, scope in _wished(project):
        nodes.setdefault(node.key, node)
        directs.add(node.key, scope)
    if nodes:
        problems += project.index_problems()
    for taken in project.taken:
        included = _included(taken, folder, document)
        problems += included.problems
        nodes = {node.key: node for node in included.nodes} | nodes
        for direct in (direct for root in included.roots for direct in root.direct):
            directs.add(direct.key, direct.scope if taken.scope is Scope.RUNTIME else taken.scope)
    root = directs.root(project.name or folder_name(document), document.folder)
    return Parsed(
        nodes=tuple(nodes.values()),
        roots=(root,) if nodes else (),
        problems=tuple(problems),
        extent=Extent.WISHES if nodes or project.unread else Extent.WHOLE,
    )


def _at(wish: Wish, line: int | None) -> Wish:
    return replace(wish, file=None, line=line)


def _wished(project: Project) -> Iterator[tuple[Node, Scope]]:
    keys = Keys()
    for wish in project.wishes:
        if not wish.own and not wish.alternative:
            node = Node(
                key=keys.of(wish.name, wish.version, wish.source),
                ecosystem="pypi",
                name=wish.name,
                version=wish.version,
                source=wish.source,
                line=wish.line,
                file=wish.file,
            )
            yield node, wish.scope


def _included(taken: Taken, folder: Folder, document: Document) -> Parsed:
    """Return what a file asks for that setuptools takes the dependencies from; a document by itself is left out.

    https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata
    """
    if is_read_by_itself(taken.path):
        return Parsed()
    try:
        included = open_beside(folder, taken.path)
        if included is None:
            raise DocumentError("is no file of the scanned tree")
        parsed = requirements.read(included, folder)
    except DocumentError as error:
        message = f"takes requirements from {printable(taken.path)}: {error}"
        problem = Problem(stage="parse", subject=document.path, message=message, hint=error.hint)
        return Parsed(problems=(problem,))
    # Its lines are those of another file.
    return replace(parsed, nodes=tuple(node._replace(file=node.file or included.path) for node in parsed.nodes))


def is_read_by_itself(path: str) -> bool:
    """Return whether a file that a manifest names is a requirements file, which no manifest covers."""
    from depsov.formats import FORMATS

    (patterns,) = (item.patterns for item in FORMATS if item.id == "requirements")
    return any(fnmatchcase("/".join(path.split("/")[-1 - p.count("/") :]), p) for p in patterns)
