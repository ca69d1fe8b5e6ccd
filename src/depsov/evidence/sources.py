"""The sources of evidence that ask a registry, and whether one of them can ask about a package. Opens no connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module

from depsov.evidence._source import OnlineSource
from depsov.model import Package, SourceKind

__all__ = ["SOURCES", "addresses", "is_askable", "sources_of"]

SOURCES: Mapping[str, tuple[str, ...]] = {
    "cargo": ("crates", "crate_owners"),
    "composer": ("packagist",),
    "conda": ("conda_forge",),
    "gem": ("rubygems",),
    "golang": ("go_proxy",),
    "hex": ("hex_pm",),
    "maven": ("maven_central",),
    "npm": ("npm",),
    "nuget": ("nuget",),
    "pub": ("pub", "pub_publisher"),
    "pypi": ("pypi",),
}
"""The sources for each ecosystem: modules beside this one (`OnlineSource`), which are imported on their first use."""


@lru_cache
def sources_of(ecosystem: str) -> tuple[OnlineSource, ...]:
    """Return the sources that read the registry of an ecosystem."""
    return tuple(import_module(f"depsov.evidence.{name}") for name in SOURCES.get(ecosystem, ()))


def addresses(package: Package, base_url: str) -> Iterator[tuple[OnlineSource, str]]:
    """Yield what the registry of a package would be asked: each source with the address of its document."""
    for source in sources_of(package.ecosystem):
        address = source.address(package, base_url)
        if address is not None:
            yield source, address


def is_askable(package: Package) -> bool:
    """Tell whether a registry can be asked about a package: it is from the default one, which has a document on it."""
    return package.source.kind is SourceKind.REGISTRY and any(addresses(package, ""))
