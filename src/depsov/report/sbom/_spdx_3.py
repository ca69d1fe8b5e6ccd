"""An SPDX 3.0.1 document of a report (https://spdx.github.io/spdx-spec/v3.0.1/), or the scanned one with the answers.

JSON-LD: one graph of elements that name each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from depsov.model import Assessment, Report, Scope
from depsov.report.sbom._answers import said_of, said_of_all, supplier_of
from depsov.report.sbom._projects import Known, Project, known_below, projects
from depsov.report.sbom._spdx import annotation, namespace, places
from depsov.report.sbom._spdx_3_given import enriched
from depsov.report.sbom._spdx_3_parts import VERSION, Elements
from depsov.report.sbom._text import Encoded, content_id, dumps, shown, written

__all__ = ["render"]

_CONTEXT = f"https://spdx.org/rdf/{VERSION}/spdx-context.jsonld"

_SCOPES = {Scope.RUNTIME: "runtime", Scope.BUILD: "build", Scope.DEVELOPMENT: "development"}
_COMPLETENESS = {Known.COMPLETE: "complete", Known.INCOMPLETE: "incomplete", Known.UNKNOWN: "noAssertion"}

Table = dict[str, Any]


def render(report: Report) -> str:
    """Return the document. Raises what `enriched` raises."""
    return enriched(report) or written({"@context": _CONTEXT, "@graph": Encoded(_Document(report).lines())})


class _Document:
    """A document on its way to its elements."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._tree = projects(report)
        self._said_of_all = annotation(said_of_all(report))
        self._said = {item.package.purl: annotation(said_of(item, report.perimeter)) for item in report.assessments}
        self._places = {item.package.purl: places(item.package.locations) for item in report.assessments}
        self._suppliers = {item.package.purl: supplier_of(item) for item in report.assessments}
        self._make = Elements(report, namespace(content_id(f"SPDX-{VERSION} {self._content()}")))
        self._keys = {purl: self._make.key("Package", purl) for purl in self._said}
        self._top = self._make.key("Project")

    def _content(self) -> str:
        """Return what one document differs from another by."""
        packages = self._report.graph.packages
        lines = (
            f"{purl} {self._places[purl]} {self._suppliers[purl]} {' '.join(packages[purl].requires)} {said}"
            for purl, said in self._said.items()
        )
        return "\n".join([self._report.depsov, self._said_of_all, repr(self._tree), *lines])

    def lines(self) -> Iterable[str]:
        """Yield the elements as JSON."""
        yield from map(dumps, self._elements())
        yield from (self._make.encoded_note(self._keys[purl], said) for purl, said in self._said.items())

    def _elements(self) -> Iterable[Table]:
        """Yield all but the annotations on packages."""
        make, report = self._make, self._report
        organisations = {item.id: item for item in self._suppliers.values() if item is not None}
        bill = make.key("Sbom")
        document = make.key("Document")
        yield from make.run()
        yield make.element("SpdxDocument", document, rootElement=[bill], profileConformance=["core", "software"])
        parts = [*self._projects(), *(self._package(item) for item in report.assessments)]
        edges = [*self._directs(), *self._edges()]
        inside = [item["spdxId"] for item in parts]
        yield make.element("software_Sbom", bill, rootElement=[self._top], element=inside, software_sbomType=["source"])
        yield from (make.organisation(item) for _, item in sorted(organisations.items()))
        yield from parts
        yield from edges
        yield make.note(bill, self._said_of_all)

    # --- packages -------------------------------------------------------------------------------------------------

    def _projects(self) -> Iterable[Table]:
        yield self._project(self._top, self._tree[0].name if len(self._tree) == 1 else "project")
        if len(self._tree) > 1:
            yield from (self._project(self._key(item), item.name) for item in self._tree)

    def _project(self, key: str, name: str) -> Table:
        return self._make.element("software_Package", key, name=name, software_primaryPurpose="application")

    def _key(self, project: Project) -> str:
        return self._top if len(self._tree) == 1 else self._make.key("Project", project.path or ".")

    def _package(self, item: Assessment) -> Table:
        package, organisation = item.package, self._suppliers[item.package.purl]
        more: Table = {"name": shown(package.name)}
        if package.version is not None:
            more["software_packageVersion"] = shown(package.version)
        more |= {"software_packageUrl": package.purl, "software_primaryPurpose": "library"}
        if organisation is not None:
            more["suppliedBy"] = self._make.key("Organization", organisation.id)
        if package.locations:
            more["software_sourceInfo"] = f"named in {self._places[package.purl]}"
        return self._make.element("software_Package", self._keys[package.purl], **more)

    # --- relationships --------------------------------------------------------------------------------------------

    def _directs(self) -> Iterable[Table]:
        if len(self._tree) > 1:
            yield self._edge("Relationship", self._top, "contains", [self._key(item) for item in self._tree])
        for item in self._tree:
            by_scope: dict[Scope, list[str]] = {}
            for purl, scope in item.direct:
                by_scope.setdefault(scope, []).append(self._keys[purl])
            for scope in (scope for scope in Scope if scope in by_scope):
                yield self._direct(item, scope, by_scope[scope])

    def _direct(self, project: Project, scope: Scope, below: list[str]) -> Table:
        completeness = _COMPLETENESS[project.known]
        if scope is Scope.OPTIONAL:
            kind = "hasOptionalDependency"
            return self._edge("Relationship", self._key(project), kind, below, completeness=completeness)
        more = {"scope": _SCOPES[scope], "completeness": completeness}
        return self._edge("LifecycleScopedRelationship", self._key(project), "dependsOn", below, **more)

    def _edges(self) -> Iterable[Table]:
        known: Mapping[str, Known] = known_below(self._report)
        for item in self._report.assessments:
            purl, below = item.package.purl, [self._keys[each] for each in item.package.requires]
            if below:
                completeness = _COMPLETENESS[known[purl]]
                yield self._edge("Relationship", self._keys[purl], "dependsOn", below, completeness=completeness)

    def _edge(self, kind: str, start: str, name: str, ends: list[str], **more: str) -> Table:
        key = self._make.key("-".join(part for part in (name, more.get("scope")) if part), start)
        return self._make.element(kind, key, **{"from": start}, relationshipType=name, to=ends, **more)
