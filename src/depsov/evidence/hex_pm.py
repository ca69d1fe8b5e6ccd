"""Hex's document on a package: the links that its maintainers give (https://github.com/hexpm/specifications)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from depsov.documents import Document, get, load_json
from depsov.evidence._urls import evidence_of_urls, labelled, segment
from depsov.model import Evidence, Package

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "hex"
TITLE: Final = "Hex package documents"
ECOSYSTEM: Final = "hex"
VERSION: Final = 1

_SOURCE = "Hex"


def address(package: Package, base_url: str) -> str:
    """Return the URL of a package's document."""
    return f"{base_url}/api/packages/{segment(package.name)}"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in a package's document."""
    meta = get(load_json(Document("package document", document)), "meta", dict, {})
    return evidence_of_urls(labelled(meta.get("links")), source=_SOURCE, forges=forges)
