"""What all bills of materials have in common: components with a package URL, and a graph that leads through the others.

A reader of a format says where things stand in it; this module makes nodes, edges and projects of them. Of who makes a
component only what names an organisation is taken, never a person. Whoever writes an SBOM describes packages of others:
suppliers and addresses in it are claims.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from depsov import purl as purls
from depsov.documents import Document, Table, printable
from depsov.errors import DocumentError
from depsov.evidence.links import LinkRole, evidence_of_url
from depsov.model import (
    Direct,
    Evidence,
    EvidenceKind,
    Node,
    Parsed,
    Problem,
    Root,
    Scope,
    Source,
    SourceKind,
    Trust,
)
from depsov.parse._address import PATH
from depsov.parse._escapes import without_halves
from depsov.parse._names import name_problem, valid_name
from depsov.parse._purls import source_of_purl
from depsov.parse._roots import root_name
from depsov.purl import Purl
from depsov.values import dataclass, replace

__all__ = ["Bom", "Component", "first_lines", "json_lines", "table_of"]

_MOST_EDGES = 2_000_000
_SCOPES = list(Scope)  # the order is strength
_RANKS = {scope: rank for rank, scope in enumerate(_SCOPES)}
_DEVELOPMENT = _RANKS[Scope.DEVELOPMENT]


@dataclass(slots=True, kw_only=True)
class Component:
    """A component as an SBOM writes it.

    `key` is what its graph calls it, empty where it has no such name, and then the purl. `links` are URLs by what they
    are links to, `parties` names by what the document calls those who have them. `is_package` is False for what nobody
    publishes as a package: without purl it is no gap. Nor is what is called after a folder of the project.
    """

    key: str
    name: str
    purl: str | None
    version: str | None = None
    line: int | None = None
    scope: Scope | None = None
    own: bool = False
    is_package: bool = True
    links: Iterable[tuple[LinkRole, str]] = ()
    parties: Iterable[tuple[str, str]] = ()


class _Found(NamedTuple):
    """A package among the components."""

    component: Component
    purl: Purl
    evidence: tuple[Evidence, ...]


class Bom:
    """One SBOM on its way to `Parsed`. `things` is what its format calls components."""

    def __init__(self, document: Document, *, things: str = "components") -> None:
        self._document = document
        self._things = things
        self._links: dict[tuple[str, str], Evidence | None] = {}
        self._found: dict[str, _Found] = {}
        self._graph: dict[str, dict[str, int]] = {}
        self._roots: list[tuple[str, str]] = []
        self._problems: list[Problem] = []
        self._without_purl: list[str] = []
        self._edges_left = _MOST_EDGES

    def __contains__(self, key: str) -> bool:
        """Return whether there is a package of that key."""
        return key in self._found

    def add(self, component: Component) -> None:
        """Take a component. Raises `DocumentError` where its purl is none, or its links cannot be read."""
        text = component.purl
        if not text:
            if component.is_package and component.name and not component.name.startswith("./"):
                self._without_purl.append(component.name)
            return
        purl = purls.parse(text)
        if purl is None or len(purl.ecosystem) > _LONGEST_TYPE:
            raise DocumentError(f"{_shown(text)!r} is no package URL", path="purl", line=component.line)
        if not valid_name(purl.ecosystem, purl.name):
            self._problems.append(name_problem(self._document.path, _shown(purl.name), line=component.line))
            return
        key = component.key or text
        while key in self._found:
            key = f"{key}#{len(self._found)}"
        self._found[key] = _Found(component, purl, self._evidence(component, purl.ecosystem))

    def link(self, above: str, below: Iterable[str], scope: Scope = Scope.RUNTIME) -> None:
        """Say that one component depends on others; of two edges between the same components the stronger counts."""
        edges, rank = self._graph.setdefault(above, {}), _RANKS[scope]
        for key in below:
            if edges.get(key, rank) >= rank:
                edges[key] = rank

    def root(self, key: str, name: str | None) -> None:
        """Say that the SBOM is about that component; it counts where the graph knows what it depends on."""
        self._roots.append((key, root_name(name, self._document.folder)))

    def complain(self, error: DocumentError) -> None:
        """Keep what is wrong with one entry as a Problem."""
        place = "" if error.line is None else f"line {error.line}: "
        self._problems.append(self._problem(f"{place}{error}", error.hint))

    def parsed(self) -> Parsed:
        """Return all of it."""
        roots = tuple(self._project(key, name) for key, name in dict(self._roots).items() if key in self._graph)
        below = {key: self._below(key) for key in self._found if key in self._graph}
        # What a package is only developed with it does not require, and no more can be said of that one than this.
        aside = {key for found in below.values() for key, rank in found.items() if rank == _DEVELOPMENT}
        nodes = tuple(self._node(key, below.get(key, {}), aside) for key in self._found)
        return Parsed(nodes=nodes, roots=roots, problems=tuple(self._all_problems()))

    def _node(self, key: str, below: Mapping[str, int], aside: Collection[str]) -> Node:
        component, purl, evidence = self._found[key]
        source = PATH if component.own else _source(purl)
        return Node(
            key=key,
            ecosystem=purl.ecosystem,
            name=purl.name,
            version=_exact(purl.version) or _exact(component.version),
            source=source,
            line=component.line,
            requires=tuple(sorted(key for key, rank in below.items() if rank < _DEVELOPMENT)),
            scope=component.scope or (Scope.DEVELOPMENT if key in aside else None),
            own=source is PATH,
            evidence=evidence,
        )

    # --- the graph ------------------------------------------------------------------------------------------------

    def _project(self, key: str, name: str) -> Root:
        scopes = {
            below: max(rank, _RANKS[self._found[below].component.scope or Scope.RUNTIME])
            for below, rank in self._below(key).items()
        }
        direct = tuple(Direct(key=below, scope=_SCOPES[scopes[below]]) for below in sorted(scopes))
        return Root(name=name, path=self._document.folder, direct=direct)

    def _below(self, top: str) -> dict[str, int]:
        """Return the packages that a component depends on, and for what; what is none passes on its own.

        The weakest scope on a way counts, and the strongest way.
        """
        found: dict[str, int] = {}
        seen = {top}
        waiting: list[list[str]] = [[] for _ in _SCOPES]
        for below, rank in self._graph[top].items():
            waiting[rank].append(below)
        for least, keys in enumerate(waiting):
            for key in keys:  # grows on the way
                if self._edges_left <= 0:
                    return found
                self._edges_left -= 1
                if key in seen:
                    continue
                seen.add(key)
                if key in self._found:
                    found[key] = least
                    continue
                for below, rank in self._graph.get(key, {}).items():
                    waiting[max(least, rank)].append(below)
        return found

    # --- what a component says of itself --------------------------------------------------------------------------

    def _evidence(self, component: Component, ecosystem: str) -> tuple[Evidence, ...]:
        found = {self._link(role, url): None for role, url in component.links}
        if ecosystem not in _MAINTAINED:
            found |= {self._party(word, name): None for word, name in component.parties}
        return tuple(item for item in found if item is not None)

    def _link(self, role: LinkRole, url: str) -> Evidence | None:
        if url.startswith(_INDEXES):
            return None
        if (role, url) not in self._links:  # the same link stands in many components
            self._links[role, url] = evidence_of_url(url, role=role, source=self._document.name)
        return self._links[role, url]

    def _party(self, word: str, name: str) -> Evidence | None:
        name = name.strip()
        if name in _NOBODY or _PERSON.search(name):
            return None
        text = f"{word}: {printable(name[:200])}"
        return Evidence(kind=EvidenceKind.HINT, trust=Trust.WEAK, source=self._document.name, text=text)

    # --- problems -------------------------------------------------------------------------------------------------

    def _all_problems(self) -> Iterator[Problem]:
        yield from self._problems
        if self._without_purl:
            names = ", ".join(repr(_shown(name)) for name in self._without_purl[:3])
            yield self._problem(
                f"{self._things} without purl are left out: {len(self._without_purl)} ({names})",
                "let the tool that writes the SBOM name packages by purl",
            )
        if self._edges_left <= 0:
            yield self._problem(f"more than {_MOST_EDGES:,} edges: the rest of the graph is left out", None)

    def _problem(self, message: str, hint: str | None) -> Problem:
        return Problem(stage="parse", subject=self._document.path, message=message, hint=hint)


def _source(purl: Purl) -> Source:
    """Return where a package comes from, as far as an SBOM can say so."""
    source = source_of_purl(purl)
    is_address = source.url is not None and source.kind in (SourceKind.GIT, SourceKind.URL)
    return replace(source, claimed=True) if is_address else source


def _shown(name: str) -> str:
    """Return a name for a message: without the secrets of an address, and the folders of a machine."""
    return printable(_FOLDERS.sub("…/", _SECRETS.sub("", name[:_LONGEST]))[:60])


_LONGEST = 2000
_SECRETS = re.compile(r"(?<=//)[^/?#\s]*@|\?.*", re.DOTALL)
_FOLDERS = re.compile(r"(?:\A(?:[A-Za-z]:)?|(?:[A-Za-z]:)?(?=[/\\](?:home|Users|root)[/\\]))[/\\](?:[^/\\]*[/\\])*")

_INDEXES = ("registry+", "sparse+")  # how Cargo writes an index: where a package comes from, not who makes it
_PERSON = re.compile(r"@|Person:", re.IGNORECASE)  # an address, or the mark that SPDX puts before people
_NOBODY = frozenset({"", "NOASSERTION", "NONE"})
_MAINTAINED = frozenset({"alpm", "apk", "deb"})  # where tools call the maintainer, mostly a person, the supplier
_LONGEST_TYPE = 60
_LONGEST_VERSION = 300
# A range of versions, an address, or the words for none.
_NO_VERSION = re.compile(r"[<>=^~!]|[^*,|\s/\\@]*[*,|\s/\\@]|(?:NOASSERTION|NONE|UNKNOWN|\(devel\))?\Z", re.DOTALL)


def _exact(version: str | None) -> str | None:
    """Return the version, or None where the SBOM gives a range or an address, or says that it has none."""
    if version is None or len(version) > _LONGEST_VERSION or not version.isprintable() or _NO_VERSION.match(version):
        return None
    return version


def table_of(value: Any) -> Table:
    """Return a value that shall be a table. Raises `DocumentError` where it is none."""
    if not isinstance(value, dict):
        raise DocumentError("expected a table")
    return value


def json_lines(text: str, *keys: str) -> Mapping[str, int]:
    """Return the line on which each purl stands first as the value of one of the keys."""
    found: dict[str, int] = {}
    for key in keys:
        pattern = re.compile(rf'"{re.escape(key)}"\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"')
        for purl, line in first_lines(text, pattern).items():
            found.setdefault(_unescaped(purl), line)
    return found


def first_lines(text: str, pattern: re.Pattern[str]) -> dict[str, int]:
    """Return the line on which each text that is the first group of a match stands first."""
    found: dict[str, int] = {}
    line, counted = 1, 0
    for match in pattern.finditer(text):
        if match[1] not in found:
            line += text.count("\n", counted, counted := match.start(1))
            found[match[1]] = line
    return found


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return without_halves(json.loads(f'"{text}"', strict=False))  # `\u0026` is how Go writes an ampersand
    except ValueError:
        return text
