"""NuGet's search answer on a package: where it says it lives, and whether its prefix is reserved for its owner.

https://learn.microsoft.com/nuget/api/search-query-service-resource. `verified` means that the account which publishes
holds the reservation of a prefix of the package's id, not of which: whoever is known to hold one of its prefixes then
holds it in earnest (https://learn.microsoft.com/nuget/nuget-org/id-prefix-reservation). Owners are not read: they are
accounts of people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from depsov.documents import Document, Table, load_json, tables_in
from depsov.evidence._urls import evidence_of_urls
from depsov.evidence.namespace import prefixes_of
from depsov.model import Evidence, EvidenceKind, Package, Trust

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "nuget"
TITLE: Final = "NuGet search answers"
ECOSYSTEM: Final = "nuget"
VERSION: Final = 1

_SOURCE = "NuGet Gallery"
_ID = re.compile(r"[A-Za-z0-9._-]+")  # https://learn.microsoft.com/nuget/reference/nuspec#id


def address(package: Package, base_url: str) -> str | None:
    """Return the URL of the search for exactly one package; None for what would search for something else."""
    if not _ID.fullmatch(package.name):
        return None
    wanted = quote(package.name.lower(), safe="")
    return f"{base_url}/query?q=packageid:{wanted}&prerelease=true&semVerLevel=2.0.0&take=1"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in the answer of the search."""
    found: dict[Evidence, None] = {}
    for package in tables_in(load_json(Document("search answer", document)), "data"):
        links = evidence_of_urls([("homepage", package.get("projectUrl"))], source=_SOURCE, forges=forges)
        found.update(dict.fromkeys((*_reserved(package), *links)))
    return tuple(found)


def _reserved(package: Table) -> Iterator[Evidence]:
    name = package.get("id")
    if package.get("verified") is True and isinstance(name, str) and _ID.fullmatch(name):
        for identity in prefixes_of(name.lower()):
            yield Evidence(kind=EvidenceKind.NAMESPACE, trust=Trust.EXCLUSIVE, source=_SOURCE, identity=identity)
