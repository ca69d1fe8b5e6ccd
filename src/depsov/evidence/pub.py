"""The pub server's document on a package: what its newest `pubspec.yaml` says of where it lives.

https://github.com/dart-lang/pub/blob/master/doc/repository-spec-v2.md#list-all-versions-of-a-package
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from depsov.documents import Document, get, load_json
from depsov.evidence._urls import evidence_of_urls, segment
from depsov.evidence.links import LinkRole
from depsov.model import Evidence, Package

__all__ = ["ECOSYSTEM", "ID", "SOURCE", "TITLE", "VERSION", "address", "read"]

ID: Final = "pub"
TITLE: Final = "pub package documents"
ECOSYSTEM: Final = "pub"
VERSION: Final = 1

SOURCE: Final = "Dart and Flutter packages (pub)"
_URLS: Mapping[str, LinkRole] = {"repository": "repository", "homepage": "homepage", "issue_tracker": "other"}


def address(package: Package, base_url: str) -> str:
    """Return the URL of a package's document."""
    return f"{base_url}/api/packages/{segment(package.name)}"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in the newest pubspec."""
    latest = get(load_json(Document("package document", document)), "latest", dict, {})
    pubspec = get(latest, "pubspec", dict, {})
    urls = ((role, pubspec.get(key)) for key, role in _URLS.items())
    return evidence_of_urls(urls, source=SOURCE, forges=forges)
