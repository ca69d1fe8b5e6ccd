"""Packagist's document on a package: where its newest version says it lives.

https://packagist.org/apidoc#get-package-data. The list of versions is minified: the first one, which is the newest,
stands there whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from depsov.documents import Document, Table, get, load_json
from depsov.evidence._urls import evidence_of_urls
from depsov.evidence.links import LinkRole
from depsov.model import Evidence, Package

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "packagist"
TITLE: Final = "Packagist package documents"
ECOSYSTEM: Final = "composer"
VERSION: Final = 1

_SOURCE = "Packagist"


def address(package: Package, base_url: str) -> str:
    """Return the URL of a package's document."""
    return f"{base_url}/p2/{quote(package.name)}.json"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in a package's document."""
    packages = get(load_json(Document("package document", document)), "packages", dict, {})
    newest = (versions[0] for versions in packages.values() if isinstance(versions, list) and versions)
    urls = (pair for version in newest if isinstance(version, dict) for pair in _urls(version))
    return evidence_of_urls(urls, source=_SOURCE, forges=forges)


def _urls(version: Table) -> Iterator[tuple[LinkRole, object]]:
    yield "repository", get(version, "source", dict, {}).get("url")
    yield "homepage", version.get("homepage")
    yield "other", get(version, "support", dict, {}).get("issues")
