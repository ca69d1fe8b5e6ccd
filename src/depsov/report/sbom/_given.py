"""The SBOM that was scanned, and which of its components each answer is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from depsov import purl as purls
from depsov.documents import Document
from depsov.model import Assessment, Report

__all__ = ["Answers", "decoded", "listed"]


def decoded(report: Report) -> dict[str, Any] | None:
    """Return the scanned SBOM as plain values, which may be changed; None where something else was scanned."""
    if report.sbom is None:
        return None
    # It was read with all checks; here it is taken as it is, with what the reader has made harmless.
    table: dict[str, Any] = json.loads(Document(*report.sbom).text())
    return table


def listed(table: Mapping[str, Any], key: str) -> list[Any]:
    """Return a list of a table, empty where there is none: what is broken stays as it is."""
    value = table.get(key)
    return value if isinstance(value, list) else []


class Answers:
    """Finds the answer on a component by its package URL, however that is spelled."""

    def __init__(self, assessments: Iterable[Assessment]) -> None:
        self._found: dict[tuple[str, str, str | None], list[Assessment]] = {}
        for item in assessments:
            package = item.package
            key = (package.ecosystem, package.name.lower(), package.version)
            self._found.setdefault(key, []).append(item)

    def of(self, text: Any, version: Any) -> Assessment | None:
        """Return the answer on a package; of several that differ in where they come from, that of the same place."""
        purl = purls.parse(text) if isinstance(text, str) else None
        if purl is None:
            return None
        for number in (purl.version, version if isinstance(version, str) else None, None):
            found = self._found.get((purl.ecosystem, purl.name.lower(), number), [])
            same = [item for item in found if item.package.name == purl.name] or found
            if len(same) == 1:
                return same[0]
            if same:
                return _of_place(same, purl.qualifiers)
        return None


def _of_place(found: Iterable[Assessment], qualifiers: Mapping[str, str]) -> Assessment | None:
    """Return the answer whose address is that of the component; the registry's where it gives none."""
    fitting = []
    for item in found:
        own = purls.parse(item.package.purl)
        said = {} if own is None else own.qualifiers
        if all(qualifiers.get(key) == value for key, value in said.items()):
            fitting.append((len(said), item))
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None
