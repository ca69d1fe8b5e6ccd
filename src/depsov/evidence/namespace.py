"""Exclusive namespaces that stand in a package's name: only their holder can publish there.

They hold for packages of the default registry alone: anyone can call a package of another index `@acme/tool`. This
module reads names only.
"""

from __future__ import annotations

from collections.abc import Sequence

from depsov.evidence._source import Gathered, Surroundings
from depsov.model import Evidence, EvidenceKind, Package, SourceKind, Trust

__all__ = ["ID", "TITLE", "gather", "identity_of"]

ID = "namespace"
TITLE = "namespaces in package names"


def gather(packages: Sequence[Package], around: Surroundings) -> Gathered:  # noqa: ARG001 (the contract of sources)
    """Return the namespace of each package that is published in an exclusive one."""
    gathered = Gathered()
    for package in packages:
        identity = identity_of(package)
        if identity is not None:
            gathered.learn(package.purl, (_evidence(identity),))
    return gathered


def identity_of(package: Package) -> str | None:
    """Return the identity that holds the namespace of a package (`npm:@angular`), in lower case, or None."""
    if package.source.kind is not SourceKind.REGISTRY or package.ecosystem != "npm":
        return None
    scope, separator, name = package.name.partition("/")
    # https://docs.npmjs.com/about-scopes
    if not separator or not name or not scope.startswith("@") or len(scope) == 1:
        return None
    return f"npm:{scope.lower()}"


def _evidence(identity: str) -> Evidence:
    return Evidence(kind=EvidenceKind.NAMESPACE, trust=Trust.EXCLUSIVE, source="package name", identity=identity)
