"""The Anaconda repository's document on a package of conda-forge: where the software says it lives.

https://api.anaconda.org/docs. Those who package for conda-forge do not decide what the software is: its own repository
and homepage tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from depsov.documents import Document, load_json
from depsov.evidence._urls import evidence_of_urls, segment
from depsov.evidence.links import LinkRole
from depsov.model import Evidence, Package

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "conda-forge"
TITLE: Final = "conda-forge package documents"
ECOSYSTEM: Final = "conda"
VERSION: Final = 1

_SOURCE = "Anaconda repository (also serves conda-forge)"
_URLS: Mapping[str, LinkRole] = {"dev_url": "repository", "home": "homepage"}


def address(package: Package, base_url: str) -> str:
    """Return the URL of a package's document."""
    return f"{base_url}/package/conda-forge/{segment(package.name)}"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in a package's document."""
    package = load_json(Document("package document", document))
    urls = ((role, package.get(key)) for key, role in _URLS.items())
    return evidence_of_urls(urls, source=_SOURCE, forges=forges)
