"""RubyGems' document on a gem: where the gem says it lives (https://guides.rubygems.org/rubygems-org-api/)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from depsov.documents import Document, load_json
from depsov.evidence._urls import evidence_of_urls, segment
from depsov.evidence.links import LinkRole
from depsov.model import Evidence, Package

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "rubygems"
TITLE: Final = "gem documents"
ECOSYSTEM: Final = "gem"
VERSION: Final = 1

_SOURCE = "RubyGems"
_URLS: Mapping[str, LinkRole] = {
    "source_code_uri": "repository",
    "homepage_uri": "homepage",
    "bug_tracker_uri": "other",
}


def address(package: Package, base_url: str) -> str:
    """Return the URL of a gem's document."""
    return f"{base_url}/api/v1/gems/{segment(package.name)}.json"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in a gem's document."""
    gem = load_json(Document("gem document", document))
    urls = ((role, gem.get(key)) for key, role in _URLS.items())
    return evidence_of_urls(urls, source=_SOURCE, forges=forges)
