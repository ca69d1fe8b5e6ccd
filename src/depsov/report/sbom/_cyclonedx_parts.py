"""The parts of CycloneDX that depsov writes into documents of its own and into those of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from depsov.model import OrganisationRef, Report
from depsov.report.sbom._text import shown

__all__ = ["entity", "properties", "tool"]


def properties(said: Mapping[str, str]) -> list[dict[str, str]]:
    """Return names and values as properties."""
    return [{"name": name, "value": value} for name, value in said.items()]


def tool(report: Report) -> dict[str, str]:
    """Return depsov as a component that had a part in the document."""
    return {"type": "application", "name": "depsov", "version": report.depsov}


def entity(organisation: OrganisationRef, *, with_address: bool = True) -> dict[str, Any]:
    """Return an organisation, with the country of its seat where a document has the place for it."""
    table: dict[str, Any] = {"name": shown(organisation.name)}
    if with_address and organisation.country is not None:
        table["address"] = {"country": organisation.country}
    return table
