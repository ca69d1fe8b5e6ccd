"""`Pipfile.lock`, specification 6: the lockfile of Pipenv, with the `Pipfile` that says who asks.

https://github.com/pypa/pipfile and https://pipenv.pypa.io/en/latest/pipfile.html

The format has sections but no edges: what the `Pipfile` does not name is there for somebody unknown.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from depsov.documents import Document, Folder, Table, get, load_json, load_toml, need, printable
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Problem, Scope, Source, SourceKind
from depsov.parse import _address
from depsov.parse._beside import open_beside
from depsov.parse._names import name_problem, valid_name
from depsov.parse._nodes import Keys, by_name
from depsov.parse._toml_lock import check_version, entry_problem
from depsov.parse.python._requirement import pinned, valid_version
from depsov.parse.python._setup_files import cover_setup_files
from depsov.parse.python._wish import Wish
from depsov.parse.python._wishes import Directs, folder_name
from depsov.purl import normalise

__all__ = ["read"]


_NOT_PACKAGES = frozenset({"source", "requires", "scripts", "pipenv", "pipfile", "build-system"})


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a `Pipfile.lock` says, joined with what the `Pipfile` beside it asks for."""
    lock = _Lock(document)
    wishes, problems = _wishes(folder)
    if lock.holds_project:  # and with it all that its own manifests ask for
        cover_setup_files(folder)
        open_beside(folder, "pyproject.toml")
    directs = Directs(by_name(lock.nodes.values()))
    directs.add_wishes(wishes, posixpath.join(document.folder, "Pipfile"), complete=True)
    root = directs.root(folder_name(document), document.folder)
    return Parsed(
        nodes=(*lock.nodes.values(), *directs.missing.values()),
        roots=(root,) if root.direct else (),
        problems=(*lock.problems, *problems, *directs.problems(document.path, "pipenv lock")),
    )


class _Lock:
    """All packages of a lockfile. One that stands in several sections has the first, strongest scope."""

    def __init__(self, document: Document) -> None:
        self._path = document.path
        self.nodes: dict[str, Node] = {}
        self._keys = Keys()
        self.problems: list[Problem] = []
        self.holds_project = False
        table = load_json(document)
        meta = need(table, "_meta", dict)
        check_version(str(get(meta, "pipfile-spec", int, 6)), "6", "_meta.pipfile-spec")
        self._indexes = _indexes(meta)
        self._places = _Places(document.text())
        for section in sorted(table, key=lambda name: name != "default"):
            if section != "_meta":
                if not isinstance(table[section], dict):
                    raise DocumentError("expected a table", path=printable(section))
                self._add_section(section, table[section])

    def _add_section(self, section: str, packages: Table) -> None:
        lines = self._places.lines(section, packages)
        for (name, entry), line in zip(packages.items(), lines, strict=True):
            try:
                if not isinstance(entry, dict):
                    raise DocumentError("expected a table")
                self._add(name, entry, line, _scope(section))
            except DocumentError as error:
                self.problems.append(entry_problem(self._path, error.within(name).within(section), line))

    def _add(self, name: str, entry: Table, line: int | None, scope: Scope) -> None:
        if not valid_name("pypi", name):
            self.problems.append(name_problem(self._path, name, line=line))
            return
        version = pinned(get(entry, "version", str, ""))
        if version is not None and not valid_version(version):
            raise DocumentError("is no version", path="version")
        name, source = normalise("pypi", name), self._source(entry)
        key = self._keys.new(name, version, source)
        self.holds_project = self.holds_project or entry.get("path") in (".", "./")
        if key is not None:
            own = source == _address.PATH
            self.nodes[key] = Node(
                key=key, ecosystem="pypi", name=name, version=version, source=source, line=line, scope=scope, own=own
            )

    def _source(self, entry: Table) -> Source:
        direct = _direct_source(entry)
        if direct is not None:
            return direct
        name = get(entry, "index", str)
        if name is None:
            return next(iter(self._indexes.values()), REGISTRY)
        return self._indexes.get(name, Source(kind=SourceKind.INDEX))


def _indexes(meta: Table) -> dict[str, Source]:
    """Return the indexes by name, the default one first: https://pipenv.pypa.io/en/latest/indexes.html ."""
    indexes = {}
    for item in get(meta, "sources", list, []):
        if isinstance(item, dict) and (url := get(item, "url", str)) is not None:
            indexes[get(item, "name", str, "")] = _address.index(url)
    return indexes


_DIRECT = frozenset({"git", "hg", "svn", "bzr", "file", "path"})


def _direct_source(entry: Table) -> Source | None:
    if _DIRECT.isdisjoint(entry):
        return None
    for system in ("git", "hg", "svn", "bzr"):
        if (repository := get(entry, system, str)) is not None:
            return _address.repository(repository)
    if (file := get(entry, "file", str)) is not None:
        return _address.archive(file)
    return _address.PATH if get(entry, "path", str) is not None else None


# --- the Pipfile --------------------------------------------------------------------------------------------------


def _wishes(folder: Folder) -> tuple[list[Wish], list[Problem]]:
    """Return what the `Pipfile` asks for; a broken one is a Problem."""
    subject = "Pipfile"
    try:
        document = folder.get("Pipfile")
        if document is None:
            return [], []
        subject = document.path
        table = load_toml(document.text())
        names = [name for section in _sections(table) for name in table[section] if not valid_name("pypi", name)]
        wishes = [wish for section in _sections(table) for wish in _section(table[section], _scope(section))]
        return wishes, [name_problem(subject, name) for name in names]
    except DocumentError as error:
        return [], [Problem(stage="parse", subject=subject, message=str(error), hint=error.hint)]


def _sections(table: Table) -> list[str]:
    return [name for name, section in table.items() if isinstance(section, dict) and name not in _NOT_PACKAGES]


def _section(packages: Table, scope: Scope) -> Iterator[Wish]:
    for name, value in packages.items():
        if valid_name("pypi", name):
            yield Wish(name=normalise("pypi", name), scope=scope, version=_pin(value), source=_wished_source(value))


def _scope(section: str) -> Scope:
    return Scope.RUNTIME if section in ("default", "packages") else Scope.DEVELOPMENT


def _wished_source(value: Any) -> Source:
    return (_direct_source(value) if isinstance(value, dict) else None) or REGISTRY


def _pin(value: Any) -> str | None:
    text = value.get("version") if isinstance(value, dict) else value
    return pinned(text) if isinstance(text, str) else None


# --- lines --------------------------------------------------------------------------------------------------------


class _Places:
    """Finds the lines of keys in JSON as Pipenv writes it, in the order of the text; other layouts have no lines."""

    def __init__(self, text: str) -> None:
        self._text = text

    def lines(self, section: str, names: Iterable[str]) -> Iterator[int | None]:
        """Yield the line of each name in a section."""
        at = self._text.find(f'\n    "{section}": {{')
        line = self._text.count("\n", 0, at + 1) + 1
        for name in names:
            found = -1 if at < 0 else self._text.find(f'\n        "{name}": {{', at)
            if found < 0:
                yield None
                continue
            line += self._text.count("\n", at + 1, found + 1)
            at = found
            yield line
