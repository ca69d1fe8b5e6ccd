"""The Rust crate registry's document on a crate: where the crate says it lives.

https://crates.io/data-access and the OpenAPI description there. One document for all versions of a crate.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from depsov.documents import Document, get, load_json
from depsov.evidence._urls import evidence_of_urls, segment
from depsov.evidence.links import LinkRole
from depsov.model import Evidence, Package

__all__ = ["ECOSYSTEM", "ID", "SOURCE", "TITLE", "VERSION", "address", "read"]

ID: Final = "crates"
TITLE: Final = "crate documents"
ECOSYSTEM: Final = "cargo"
VERSION: Final = 1

SOURCE: Final = "Rust crate registry"
_URLS: Mapping[str, LinkRole] = {"repository": "repository", "homepage": "homepage"}


def address(package: Package, base_url: str) -> str:
    """Return the URL of a crate's document."""
    return f"{base_url}/api/v1/crates/{segment(package.name)}"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in a crate's document."""
    crate = get(load_json(Document("crate document", document)), "crate", dict, {})
    urls = ((role, crate.get(key)) for key, role in _URLS.items())
    return evidence_of_urls(urls, source=SOURCE, forges=forges)
