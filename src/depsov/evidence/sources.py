"""The sources of evidence that ask a registry, and whether one of them can ask about a package. Opens no connection."""

from __future__ import annotations

from collections.abc import Iterator

from depsov.evidence import (
    conda_forge,
    crate_owners,
    crates,
    go_proxy,
    hex_pm,
    maven_central,
    npm,
    nuget,
    packagist,
    pub,
    pub_publisher,
    pypi,
    rubygems,
)
from depsov.evidence._source import OnlineSource
from depsov.model import Package, SourceKind

__all__ = ["SOURCES", "addresses", "is_askable"]

SOURCES: list[OnlineSource] = [
    npm,
    pypi,
    crates,
    crate_owners,
    packagist,
    rubygems,
    nuget,
    maven_central,
    go_proxy,
    hex_pm,
    pub,
    pub_publisher,
    conda_forge,
]


def addresses(package: Package, base_url: str) -> Iterator[tuple[OnlineSource, str]]:
    """Yield what the registry of a package would be asked: each source with the address of its document."""
    for source in SOURCES:
        address = source.address(package, base_url) if package.ecosystem == source.ECOSYSTEM else None
        if address is not None:
            yield source, address


def is_askable(package: Package) -> bool:
    """Tell whether a registry can be asked about a package: it is from the default one, which has a document on it."""
    return package.source.kind is SourceKind.REGISTRY and any(addresses(package, ""))
