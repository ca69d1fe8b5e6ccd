"""`pyproject.toml` on its own: the wishes of a project without lockfile, with a version only where one is pinned.

The tables are read by `_project`; this module makes nodes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem, Scope
from depsov.parse._beside import open_beside
from depsov.parse._nodes import Keys
from depsov.parse.python import requirements
from depsov.parse.python._project import Project, Wish, read_project
from depsov.parse.python._wishes import Directs, folder_name

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:
    """Return the direct dependencies that a manifest asks for."""
    project = read_project(document)
    nodes: dict[str, Node] = {}
    directs = Directs({})
    problems = list(project.problems)
    for node, scope in _wished(project, document):
        nodes.setdefault(node.key, node)
        directs.add(node.key, scope)
    if nodes:
        problems += project.index_problems()
    for path in project.requirement_files:
        included = _included(path, folder, document)
        problems += included.problems
        nodes = {node.key: node for node in included.nodes} | nodes
        for direct in (direct for root in included.roots for direct in root.direct):
            directs.add(direct.key, direct.scope)
    root = directs.root(project.name or folder_name(document), document.folder)
    return Parsed(nodes=tuple(nodes.values()), roots=(root,) if nodes else (), problems=tuple(problems))


def _wished(project: Project, document: Document) -> Iterator[tuple[Node, Scope]]:
    keys = Keys()
    lines = _Places(document.text())
    for wish in project.wishes:
        if not wish.own:
            node = Node(
                key=keys.of(wish.name, wish.version, wish.source),
                ecosystem="pypi",
                name=wish.name,
                version=wish.version,
                source=wish.source,
                line=lines.of(wish),
            )
            yield node, wish.scope


def _included(path: str, folder: Folder, document: Document) -> Parsed:
    """Return what a file asks for that setuptools takes the dependencies from; a document by itself is left out.

    https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata
    """
    if _is_read_by_itself(path):
        return Parsed()
    try:
        included = open_beside(folder, path)
        if included is None:
            raise DocumentError("is no file of the scanned tree")
        parsed = requirements.read(included, folder)
    except DocumentError as error:
        message = f"tool.setuptools.dynamic: {printable(path)}: {error}"
        problem = Problem(stage="parse", subject=document.path, message=message, hint=error.hint)
        return Parsed(problems=(problem,))
    # Its lines are those of another file.
    return replace(parsed, nodes=tuple(node._replace(line=None) for node in parsed.nodes))


def _is_read_by_itself(path: str) -> bool:
    from depsov.formats import FORMATS

    (patterns,) = (item.patterns for item in FORMATS if item.id == "requirements")
    return any(fnmatchcase("/".join(path.split("/")[-1 - p.count("/") :]), p) for p in patterns)


class _Places:
    """Finds the line of a wish: that of its string, or of its key in its table."""

    _TOKEN = re.compile(
        r"""^[ \t]*\[(?P<table>[^\[\]\n]+)\][ \t]*(?:\#.*)?$
          | ^[ \t]*(?P<key>[A-Za-z0-9_.-]+|"[^"\n]*")[ \t]*=
          | "(?P<basic>[^"\\\n]*)"
          | '(?P<literal>[^'\n]*)'
          | \#.*""",
        re.MULTILINE | re.VERBOSE,
    )

    def __init__(self, text: str) -> None:
        self._strings: dict[str, int] = {}
        self._keys: dict[tuple[str, str], int] = {}
        table, line, end = "", 1, 0
        for match in self._TOKEN.finditer(text):
            line += text.count("\n", end, match.start())
            end = match.start()
            if match["table"] is not None:
                table = match["table"].strip().replace('"', "")
            elif match["key"] is not None:
                self._keys.setdefault((table, match["key"].strip('"')), line)
            else:
                self._strings.setdefault(match["basic"] or match["literal"] or "", line)

    def of(self, wish: Wish) -> int | None:
        """Return the line of a wish, or None where the text is laid out in another way."""
        if wish.table:
            return self._keys.get((wish.table, wish.written))
        return self._strings.get(wish.written)
