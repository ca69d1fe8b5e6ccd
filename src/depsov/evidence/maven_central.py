"""Maven Central's POM of an artifact: where the project says it lives, and the organisation that it names.

https://maven.apache.org/pom.html#more-project-information. What stands in a parent is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from depsov.documents import Document
from depsov.evidence._urls import evidence_of_urls
from depsov.evidence.links import LinkRole
from depsov.model import Evidence, Package
from depsov.parse._xml import Element, load_xml

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "maven-central"
TITLE: Final = "POMs of Maven Central"
ECOSYSTEM: Final = "maven"
VERSION: Final = 1

_SOURCE = "Maven Central"


def address(package: Package, base_url: str) -> str | None:
    """Return the URL of the POM of a version (https://maven.apache.org/repository/layout.html), None without one."""
    group, separator, artifact = package.name.partition("/")
    if not separator or package.version is None:
        return None
    parts = (*group.split("."), artifact, package.version, f"{artifact}-{package.version}.pom")
    return "/".join([base_url, *(quote(part, safe="") for part in parts)])


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in a POM."""
    return evidence_of_urls(_urls(load_xml(Document("POM", document))), source=_SOURCE, forges=forges)


def _urls(project: Element) -> Iterator[tuple[LinkRole, object]]:
    yield "repository", project.value("scm", "url") or project.value("scm", "connection")
    yield "homepage", project.value("url")
    yield "other", project.value("organization", "url")
