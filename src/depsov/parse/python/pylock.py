"""`pylock.toml` and `pylock.NAME.toml`, version 1: the lockfile of PEP 751 that pip, uv, PDM and others write.

https://packaging.python.org/en/latest/specifications/pylock-toml/

The format has no roots, and edges only where a tool cares to write them: the `pyproject.toml` beside it says what is
direct, the markers of the packages which of them are for extras and groups. Keys that are not known do not matter here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.documents import Document, Folder, Table, each, get, need, strings
from depsov.errors import DocumentError
from depsov.evidence.links import identity_of
from depsov.model import REGISTRY, Evidence, EvidenceKind, Node, Parsed, Scope, Source, Trust
from depsov.parse import _address
from depsov.parse._nodes import Keys, by_name
from depsov.parse._purpose import scope_of_words
from depsov.parse._toml_lock import Entries, check_version
from depsov.parse.python._locked import index_of_files, name_and_version, urls_of_files
from depsov.parse.python._wishes import Directs, companion, folder_name
from depsov.purl import normalise
from depsov.values import dataclass

__all__ = ["read"]


_MEMBERSHIP = re.compile(r"""["']([^"']*)["']\s+in\s+(extras|dependency_groups)\b""")
_FORGES = {"GitHub": "https://github.com", "GitLab": "https://gitlab.com"}


def read(document: Document, folder: Folder) -> Parsed:
    """Return what a lockfile of PEP 751 says; the manifest beside it tells which of its packages are direct."""
    entries = Entries(document, "packages", whole=True)
    check_version(need(entries.table, "lock-version", str), "1.0", "lock-version")
    nodes = _Lock(entries, document.name).nodes()
    project = companion(folder)
    if project is None:
        return Parsed(nodes=tuple(nodes), problems=tuple(entries.problems))
    # A named lock may hold a part of what the project wishes, so what it does not hold is no sign of age.
    directs = Directs(by_name(nodes))
    directs.add_wishes(project.wishes, project.path)
    root = directs.root(project.name or folder_name(document), document.folder)
    return Parsed(
        nodes=(*nodes, *directs.missing.values()),
        roots=(root,) if root.direct else (),
        problems=(*entries.problems, *project.problems),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One `[[packages]]`: its node without edges, and the name and version of what it depends on."""

    node: Node
    wanted: list[tuple[str, str | None]]


class _Lock:
    """All packages of a lockfile."""

    def __init__(self, entries: Entries, name: str) -> None:
        self._problems = entries.problems
        self._path = entries.path
        self._name = name
        self._default_groups = set(strings(entries.table, "default-groups"))
        self._scope = self._scope_of_all(entries.table)
        self._keys = Keys()
        self._entries = list(entries.read(self._entry))

    def nodes(self) -> list[Node]:
        """Return every node with its edges."""
        named = by_name(entry.node for entry in self._entries)
        nodes = []
        for entry in self._entries:
            requires = dict.fromkeys(
                node.key
                for name, version in entry.wanted
                for node in named.get(name, ())
                if version in (None, node.version)
            )
            nodes.append(entry.node._replace(requires=tuple(requires)))
        return nodes

    def _entry(self, table: Table, line: int | None) -> _Entry | None:
        named = name_and_version(table, line, self._path, self._problems)
        if named is None:
            return None
        name, version = named
        source = _source(table)
        key = self._keys.new(name, version, source)
        if key is None:
            raise DocumentError("the same package stands here a second time")
        node = Node(
            key=key,
            ecosystem="pypi",
            name=name,
            version=version,
            source=source,
            line=line,
            scope=self._scope_of(get(table, "marker", str, "")),
            own=source == _address.PATH,
            evidence=tuple(dict.fromkeys(self._evidence(table))),
        )
        return _Entry(node, each(table, "dependencies", _wanted))

    def _scope_of_all(self, table: Table) -> Scope | None:
        """Return the scope of a package without marker: that of the file by its name, or runtime where markers tell."""
        scope = scope_of_words(self._name.removeprefix("pylock.").removesuffix("toml"))
        tells = bool(strings(table, "extras") or strings(table, "dependency-groups"))
        return scope or (Scope.RUNTIME if tells else None)

    def _scope_of(self, marker: str) -> Scope | None:
        found = _MEMBERSHIP.findall(marker)
        groups = {group for group, variable in found if variable == "dependency_groups"}
        if groups & self._default_groups or not found:
            return self._scope
        return Scope.OPTIONAL if len(groups) < len(found) else Scope.DEVELOPMENT

    def _evidence(self, table: Table) -> Iterator[Evidence]:
        """Yield the repositories that the locking tool saw attested as the origin of the package's files.

        https://packaging.python.org/en/latest/specifications/pylock-toml/#packages-attestation-identities
        """
        for attested in get(table, "attestation-identities", list, []):
            if isinstance(attested, dict) and isinstance(repository := attested.get("repository"), str):
                forge = _FORGES.get(str(attested.get("kind")))
                identity = forge and identity_of(f"{forge}/{repository}")
                if identity:
                    yield Evidence(
                        kind=EvidenceKind.PROVENANCE, trust=Trust.DECLARED, source=self._name, identity=identity
                    )


def _wanted(table: Table) -> tuple[str, str | None]:
    return normalise("pypi", need(table, "name", str)), get(table, "version", str)


def _source(table: Table) -> Source:
    if (repository := get(table, "vcs", dict)) is not None:
        return _address.repository(get(repository, "url", str, ""))
    if get(table, "directory", dict) is not None:
        return _address.PATH
    if (archive := get(table, "archive", dict)) is not None:
        return _address.archive(get(archive, "url", str, ""))
    if (index := get(table, "index", str)) is not None:
        return index_of_files(_address.index(index), table)
    first = next((_address.index_of_file(url) for url in urls_of_files(table)), None)
    return REGISTRY if first is None else index_of_files(first, table)
