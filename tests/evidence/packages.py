"""Packages for tests of evidence."""

from __future__ import annotations

from depsov import purl
from depsov.model import Graph, Package, Source, SourceKind

__all__ = ["graph_of", "npm", "package", "pypi"]


def package(ecosystem: str, name: str, version: str | None, source: Source | None = None) -> Package:
    origin = source or Source(kind=SourceKind.REGISTRY)
    address = purl.build(ecosystem, name, version, origin)
    return Package(purl=address, ecosystem=ecosystem, name=name, version=version, source=origin)


def npm(name: str, version: str | None = "1.0.0", source: Source | None = None) -> Package:
    return package("npm", name, version, source)


def pypi(name: str, version: str | None = "1.0.0", source: Source | None = None) -> Package:
    return package("pypi", name, version, source)


def graph_of(*packages: Package) -> Graph:
    return Graph(packages={item.purl: item for item in packages}, roots={})
