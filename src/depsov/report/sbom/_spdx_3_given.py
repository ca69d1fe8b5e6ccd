"""The scanned SPDX 3 document with the answers put into it, and nothing of it lost.

Its graph gets elements of depsov's own: annotations on packages, and organisations. A package is changed only where it
names no supplier and depsov knows one for a fact. What depsov said in an earlier run is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from depsov.errors import UsageError
from depsov.model import OrganisationRef, Report
from depsov.report.sbom._answers import said_of, said_of_all, supplier_of
from depsov.report.sbom._given import Answers, decoded, listed
from depsov.report.sbom._spdx import annotation, namespace
from depsov.report.sbom._spdx_3_parts import VERSION, Elements
from depsov.report.sbom._text import content_id, written

__all__ = ["enriched"]

_BILLS = ("software_Sbom", "SpdxDocument")
_NOBODY = (None, "", f"https://spdx.org/rdf/{VERSION}/terms/Core/NoAssertionElement")

Table = dict[str, Any]


def enriched(report: Report) -> str | None:
    """Return the scanned document with the answers in it; None where no SPDX document in JSON was scanned.

    Raises `UsageError` where the document is SPDX 2, or no graph.
    """
    table = decoded(report)
    if table is None or report.sbom is None:
        return None
    inner = next((table[key] for key in ("sbom", "predicate") if isinstance(table.get(key), dict)), table)
    if "spdxVersion" in inner:
        raise UsageError(
            "the scanned SBOM is SPDX 2, and something would be lost in 3.0", hint="`--format spdx` keeps its version"
        )
    if "@context" not in table and "@graph" not in table:
        return None
    if not isinstance(table.get("@graph"), list):
        raise UsageError("the scanned SBOM is a single element of SPDX 3, to which nothing can be added")
    identity = content_id(f"SPDX-3 {sha256(report.sbom[1]).hexdigest()} {report.depsov} {said_of_all(report)}")
    _Graph(report, table["@graph"], namespace(identity)).enrich()
    return written(table)


class _Graph:
    """The elements of a document, and those that depsov adds."""

    def __init__(self, report: Report, graph: list[Any], own: str) -> None:
        self._report = report
        self._graph = graph
        self._given = [item for item in graph if isinstance(item, dict)]
        self._by_key: Mapping[str, Table] = {_key(item): item for item in self._given}
        self._make = Elements(report, own, version=self._version())
        self._organisations: dict[str, OrganisationRef] = {}

    def _version(self) -> str:
        found = (item.get("specVersion") for item in self._given if _kind(item) == "CreationInfo")
        return next((each for each in found if isinstance(each, str)), VERSION)

    def enrich(self) -> None:
        """Answer on every package that is known, and list what was added where the document lists its elements."""
        gone = {_key(item) for item in self._given if _is_ours(item)}
        notes = [*self._notes_on_bills(), *self._notes_on_packages()]
        organisations = (self._make.organisation(item) for _, item in sorted(self._organisations.items()))
        added = [*self._make.run(), *organisations, *notes]
        kept = [item for item in self._graph if not (isinstance(item, dict) and _is_ours(item))]
        self._graph[:] = [*kept, *added]
        for item in self._given:
            if _kind(item) == "SpdxDocument" and isinstance(item.get("element"), list):
                others = [each for each in item["element"] if each not in gone]
                item["element"] = [*others, *(each["spdxId"] for each in added if "spdxId" in each)]

    def _notes_on_bills(self) -> Iterable[Table]:
        found = (item for kind in _BILLS for item in self._given if _kind(item) == kind)
        for item in [*found][:1]:
            yield self._make.note(_key(item), annotation(said_of_all(self._report)))

    def _notes_on_packages(self) -> Iterable[Table]:
        answers = Answers(self._report.assessments)
        for item in self._given:
            if not _kind(item).endswith("Package"):
                continue
            answer = answers.of(self._purl(item), item.get("software_packageVersion"))
            if answer is None:
                continue
            organisation = supplier_of(answer)
            if organisation is not None and item.get("suppliedBy") in _NOBODY:
                self._organisations[organisation.id] = organisation
                item["suppliedBy"] = self._make.key("Organization", organisation.id)
            yield self._make.note(_key(item), annotation(said_of(answer, self._report.perimeter)))

    def _purl(self, item: Table) -> Any:
        for key in ("software_packageUrl", "packageUrl"):
            if item.get(key):
                return item[key]
        for each in listed(item, "externalIdentifier"):
            table = self._by_key.get(each) if isinstance(each, str) else each
            if isinstance(table, dict) and table.get("externalIdentifierType") in _PURLS:
                return table.get("identifier")
        return None


_PURLS = ("packageUrl", "packageURL", "purl")


def _key(item: Table) -> str:
    key = item.get("spdxId", item.get("@id"))
    return key if isinstance(key, str) else ""


def _kind(item: Table) -> str:
    kind = item.get("type", item.get("@type"))
    return kind if isinstance(kind, str) else ""


def _is_ours(item: Table) -> bool:
    return _kind(item) == "Annotation" and _key(item).startswith(namespace(""))
