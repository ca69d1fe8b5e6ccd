"""The npm registry's document on one version of a package: where the project says it lives, and how many may publish.

https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md. Mirrors may leave maintainers out: nothing follows then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from depsov.documents import Document, Table, load_json
from depsov.evidence._manifest import links_of
from depsov.evidence._publisher import sole_owner
from depsov.evidence._urls import segment
from depsov.model import Evidence, EvidenceKind, Package, Trust

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "npm"
TITLE: Final = "npm version documents"
ECOSYSTEM: Final = "npm"
VERSION: Final = 1

_SOURCE = "npm registry"


def address(package: Package, base_url: str) -> str:
    """Return the URL of the document of a version, of the latest one where none is known."""
    # A scoped name is one segment: @scope%2Fname
    return f"{base_url}/{segment(package.name, safe='@')}/{segment(package.version or 'latest')}"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in a version document."""
    version = load_json(Document("version document", document))
    links = links_of(version, source=_SOURCE, forges=forges)
    return (*links, *_publisher(version, links), *_attestation(version))


def _publisher(version: Table, links: tuple[Evidence, ...]) -> Iterator[Evidence]:
    maintainers = version.get("maintainers")
    if not isinstance(maintainers, list):
        return
    accounts = {_name(item) for item in maintainers}
    evidence = sole_owner(accounts, [_name(version.get("author"))], links, source=_SOURCE)
    if evidence is not None:
        yield evidence


def _attestation(version: Table) -> Iterator[Evidence]:
    dist = version.get("dist")
    if isinstance(dist, dict) and isinstance(dist.get("attestations"), dict):
        # https://docs.npmjs.com/generating-provenance-statements: the signature is not checked here
        yield Evidence(
            kind=EvidenceKind.HINT, trust=Trust.WEAK, source=_SOURCE, text="published with a provenance attestation"
        )


def _name(person: object) -> str | None:
    """Return the name in `{"name": ...}` or in `name <address>`."""
    name = person.get("name") if isinstance(person, dict) else person
    return name.partition("<")[0].strip() if isinstance(name, str) else None
