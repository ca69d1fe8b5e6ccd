"""The scanned SPDX 2 document with the answers put into it, and nothing of it lost.

Packages get an annotation, and a supplier where the document makes no assertion and depsov knows it for a fact. What
depsov said in an earlier run is replaced. A document that has changed needs another namespace: the old one stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from depsov.errors import UsageError
from depsov.model import OrganisationRef, Report
from depsov.report.sbom._answers import said_of, said_of_all, supplier_of
from depsov.report.sbom._given import Answers, decoded, listed
from depsov.report.sbom._spdx import annotation, moment, tool_name
from depsov.report.sbom._text import content_id, dumps, shown, written

__all__ = ["actor", "encoded_note", "enriched", "note"]

_TOOL = "Tool: depsov-"
_NAMED_ANEW = re.compile(r"[-/]?depsov-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")

Table = dict[str, Any]
_Said = tuple[tuple[str, str], ...]


def enriched(report: Report) -> str | None:
    """Return the scanned document with the answers in it; None where no SPDX document in JSON was scanned.

    Raises `UsageError` where the document is SPDX 3.
    """
    table = decoded(report)
    if table is None:
        return None
    if "@graph" in table or "@context" in table:
        raise UsageError(
            "the scanned SBOM is SPDX 3, and something would be lost in 2.3", hint="`--format spdx-3` keeps its version"
        )
    # GitHub puts the document into `sbom`; a signed statement (https://in-toto.io) has it as its predicate.
    inner = next((table[key] for key in ("sbom", "predicate") if isinstance(table.get(key), dict)), table)
    if "spdxVersion" not in inner:
        return None
    answers = Answers(report.assessments)
    for item in listed(inner, "packages"):
        if isinstance(item, dict):
            _answer(item, answers, report)
    _add_run(inner, report)
    return written(table)


def actor(organisation: OrganisationRef) -> str:
    """Return an organisation as SPDX 2 writes them: what stands in parentheses would be its address for mail."""
    return f"Organization: {shown(organisation.name).replace('(', '[').replace(')', ']')}"


def note(report: Report, said: Mapping[str, str]) -> Table:
    """Return what depsov says of something as an annotation."""
    return _note(moment(report), tool_name(report), tuple(said.items()))


def encoded_note(report: Report, said: Mapping[str, str]) -> str:
    """Return the one annotation on something as JSON."""
    return _encoded_note(moment(report), tool_name(report), tuple(said.items()))


def _note(date: str, tool: str, said: _Said) -> Table:
    text = annotation(dict(said))
    return {"annotationDate": date, "annotationType": "OTHER", "annotator": f"Tool: {tool}", "comment": text}


@lru_cache(maxsize=4096)
def _encoded_note(date: str, tool: str, said: _Said) -> str:
    return dumps([_note(date, tool, said)])  # many packages have all of it in common


def _answer(item: Table, answers: Answers, report: Report) -> None:
    answer = answers.of(_purl(item), item.get("versionInfo"))
    if answer is None:
        _annotate(item, None)
        return
    organisation = supplier_of(answer)
    if organisation is not None and item.get("supplier", "NOASSERTION") == "NOASSERTION":
        item["supplier"] = actor(organisation)
    _annotate(item, note(report, said_of(answer, report.perimeter)))


def _purl(item: Table) -> Any:
    for each in listed(item, "externalRefs"):
        if isinstance(each, dict) and str(each.get("referenceType")).rpartition("/")[2].lower() == "purl":
            return each.get("referenceLocator")
    return None


def _annotate(item: Table, ours: Table | None) -> None:
    """Put an annotation in the place of those of an earlier run."""
    old = item.get("annotations", [])
    if not isinstance(old, list):
        return
    kept = [each for each in old if not (isinstance(each, dict) and str(each.get("annotator")).startswith(_TOOL))]
    if ours is not None or len(kept) < len(old):
        item["annotations"] = [*kept, *([] if ours is None else [ours])]


def _add_run(document: Table, report: Report) -> None:
    _annotate(document, note(report, said_of_all(report)))
    made = document.get("creationInfo")
    if isinstance(made, dict) and isinstance(made.setdefault("creators", []), list):
        tool = f"Tool: {tool_name(report)}"
        if tool not in made["creators"]:
            made["creators"].append(tool)
    old = document.get("documentNamespace")
    if isinstance(old, str):
        before = _NAMED_ANEW.sub("", old) or old
        document["documentNamespace"] = f"{before}/depsov-{content_id(dumps(document))}"
