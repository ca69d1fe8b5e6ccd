"""CycloneDX bills of materials in JSON, 1.2 to 1.7 (https://cyclonedx.org/docs/1.7/json/, ECMA-424).

Only what names organisations is read of who made a component: `supplier` and `manufacturer`. Its author, its authors,
its publisher and all contacts can be people, and are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from depsov import purl as purls
from depsov.documents import Document, Folder, Lines, Table, get, load_json, need, printable, strings
from depsov.errors import DocumentError
from depsov.evidence.links import LinkRole, evidence_of_url
from depsov.model import Evidence, EvidenceKind, Node, Parsed, Problem, Root, Scope, Trust
from depsov.parse._javascript import directs, root_name
from depsov.parse._names import name_problem, valid_name
from depsov.parse._npm_sources import PATH
from depsov.parse._purls import source_of_purl

__all__ = ["read"]


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001 - an SBOM needs nothing beside it
    """Return what the SBOM says. Raises `DocumentError` where it is none, or of another major version."""
    table = load_json(document)
    _check(table)
    top = get(get(table, "metadata", dict, {}), "component", dict, {})
    reader = _Reader(document)
    reader.take(get(table, "components", list, []))
    reader.take(get(top, "components", list, []), own=True)  # the parts of the project that the SBOM is about
    reader.connect(get(table, "dependencies", list, []))
    return Parsed(nodes=tuple(reader.nodes()), roots=tuple(reader.roots(top)), problems=tuple(reader.problems()))


def _check(table: Table) -> None:
    if table.get("bomFormat") != "CycloneDX":
        raise DocumentError(
            "no CycloneDX document: `bomFormat` does not say so",
            path="bomFormat",
            hint="depsov reads CycloneDX JSON; other kinds of SBOM are not read from this file name",
        )
    version = need(table, "specVersion", str)
    if re.fullmatch(r"1\.\d+", version) is None:
        raise DocumentError(
            f"version {printable(version[:20])!r} is none of those that depsov knows (1.2 to 1.7)",
            path="specVersion",
            hint="update depsov, or write the SBOM with `--spec-version 1.6` or the like",
        )


# --- components ---------------------------------------------------------------------------------------------------

_NO_PACKAGES = frozenset({"file", "data", "cryptographic-asset"})
"""Types of component that nobody publishes as a package: without purl they are no gap."""

_MOST_EDGES = 2_000_000


class _Reader:
    """One SBOM on its way to `Parsed`; the key of a node is its `bom-ref`."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = _lines(document.text())
        self._links = _Links(document.name)
        self._nodes: dict[str, Node] = {}
        self._graph: dict[str, list[str]] = {}
        self._problems: list[Problem] = []
        self._without_purl: list[str] = []
        self._edges_left = _MOST_EDGES

    def take(self, components: Iterable[Any], *, own: bool = False) -> None:
        """Take the components, and those inside of them; one that cannot be read is a Problem."""
        for index, component in enumerate(components):
            try:
                self._take(_table(component), own=own)
                self.take(get(component, "components", list, []), own=own)
            except DocumentError as error:
                self._complain(str(error.within(index).within("components")), error.hint)

    def _take(self, component: Table, *, own: bool) -> None:
        text = get(component, "purl", str)
        if text is None:
            if not own and component.get("type") not in _NO_PACKAGES:
                self._without_purl.append(get(component, "name", str, ""))
            return
        purl = purls.parse(text)
        if purl is None:
            raise DocumentError(f"{printable(text[:100])!r} is no package URL", path="purl")
        line = self._lines.get(text)
        if not valid_name(purl.ecosystem, purl.name):
            self._problems.append(name_problem(self._document.path, purl.name, line=line))
            return
        source = PATH if own or _is_private(component) else source_of_purl(purl)
        key = get(component, "bom-ref", str) or text
        node = Node(
            key=key if key not in self._nodes else f"{key}#{len(self._nodes)}",
            ecosystem=purl.ecosystem,
            name=purl.name,
            version=purl.version or get(component, "version", str),
            source=source,
            line=line,
            scope=_scope(component),
            own=source is PATH,
            evidence=self._links.evidence(component),
        )
        self._nodes[node.key] = node

    # --- the graph ------------------------------------------------------------------------------------------------

    def connect(self, dependencies: Iterable[Any]) -> None:
        """Take the dependency graph; an entry that cannot be read is a Problem."""
        for index, item in enumerate(dependencies):
            try:
                self._graph.setdefault(need(_table(item), "ref", str), []).extend(strings(item, "dependsOn"))
            except DocumentError as error:
                self._complain(str(error.within(index).within("dependencies")), error.hint)

    def nodes(self) -> Iterator[Node]:
        """Yield the packages with their edges."""
        for key, node in self._nodes.items():
            requires = self._below(key)
            yield replace(node, requires=requires) if requires else node

    def roots(self, top: Table) -> Iterator[Root]:
        """Yield the project, where the graph knows what it depends on."""
        ref = get(top, "bom-ref", str) or get(top, "purl", str)
        if ref in self._graph:
            found = ((key, self._nodes[key].scope or Scope.RUNTIME) for key in self._below(ref))
            folder = self._document.folder
            yield Root(name=root_name(get(top, "name", str), folder), path=folder, direct=directs(found))

    def _below(self, ref: str) -> tuple[str, ...]:
        """Return the nodes that a component depends on; what has no purl only passes on what it depends on itself."""
        waiting, seen = list(self._graph.get(ref, ())), {ref}
        found: list[str] = []
        while waiting and self._edges_left > 0:
            below = waiting.pop()
            if below in seen:
                continue
            seen.add(below)
            self._edges_left -= 1
            if below in self._nodes:
                found.append(below)
            else:
                waiting += self._graph.get(below, ())
        return tuple(sorted(found))

    # --- problems -------------------------------------------------------------------------------------------------

    def problems(self) -> Iterator[Problem]:
        """Yield what could not be read."""
        yield from self._problems
        if self._without_purl:
            names = ", ".join(repr(printable(name[:60])) for name in self._without_purl[:3])
            yield self._problem(
                f"components without purl are left out: {len(self._without_purl)} ({names})",
                "let the tool that writes the SBOM name packages by purl",
            )
        if self._edges_left <= 0:
            yield self._problem(f"more than {_MOST_EDGES:,} edges: the rest of the graph is left out", None)

    def _complain(self, message: str, hint: str | None) -> None:
        self._problems.append(self._problem(message, hint))

    def _problem(self, message: str, hint: str | None) -> Problem:
        return Problem(stage="parse", subject=self._document.path, message=message, hint=hint)


def _table(value: Any) -> Table:
    if not isinstance(value, dict):
        raise DocumentError("expected a table")
    return value


def _lines(text: str) -> dict[str, int]:
    """Return the line on which each purl stands first."""
    lines = Lines(text)
    found: dict[str, int] = {}
    for match in re.finditer(r'"purl"\s*:\s*"([^"\\]*)"', text):
        if match[1] not in found:
            found[match[1]] = lines.at(match.start())
    return found


# --- what a component says of itself ------------------------------------------------------------------------------

_SCOPES = {"required": Scope.RUNTIME, "optional": Scope.OPTIONAL, "excluded": Scope.DEVELOPMENT}


def _scope(component: Table) -> Scope | None:
    # https://github.com/CycloneDX/cyclonedx-property-taxonomy/blob/main/cdx/npm.md
    if _properties(component).get("cdx:npm:package:development") == "true":
        return Scope.DEVELOPMENT
    return _SCOPES.get(get(component, "scope", str, ""))


def _is_private(component: Table) -> bool:
    """Return whether npm would refuse to publish it: a part of the project."""
    return _properties(component).get("cdx:npm:package:private") == "true"


def _properties(component: Table) -> dict[str, str]:
    return {
        item["name"]: item["value"]
        for item in get(component, "properties", list, [])
        if isinstance(item, dict) and isinstance(item.get("name"), str) and isinstance(item.get("value"), str)
    }


_PARTIES = ("supplier", "manufacturer")
_PERSON = re.compile(r"@|Person:", re.IGNORECASE)  # an address, or the mark that SPDX puts before people
_LINKS: Mapping[str, LinkRole] = {"vcs": "repository", "website": "homepage", "distribution": "other"}


class _Links:
    """Reads what components say of those who make them; the same link stands in many of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._known: dict[tuple[str, str], Evidence | None] = {}

    def evidence(self, component: Table) -> tuple[Evidence, ...]:
        """Return the evidence in the links of a component, and in the names of its supplier and manufacturer."""
        found = [self._link(kind, url) for kind, url in _references(component)]
        found += [self._party(component, key) for key in _PARTIES if key in component]
        return tuple(dict.fromkeys(item for item in found if item is not None))

    def _link(self, kind: str, url: str) -> Evidence | None:
        if (kind, url) not in self._known:
            self._known[kind, url] = evidence_of_url(url, role=_LINKS[kind], source=self._source)
        return self._known[kind, url]

    def _party(self, component: Table, key: str) -> Evidence | None:
        name = get(get(component, key, dict, {}), "name", str, "").strip()
        if not name or _PERSON.search(name):
            return None
        text = f"{key}: {printable(name[:200])}"
        return Evidence(kind=EvidenceKind.HINT, trust=Trust.WEAK, source=self._source, text=text)


def _references(component: Table) -> Iterator[tuple[str, str]]:
    for item in get(component, "externalReferences", list, []):
        kind, url = (item.get("type"), item.get("url")) if isinstance(item, dict) else (None, None)
        if isinstance(kind, str) and kind in _LINKS and isinstance(url, str):
            yield kind, url
