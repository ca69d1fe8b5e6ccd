"""What CycloneDX says in the same words in JSON and in XML (https://cyclonedx.org/specification/overview/).

Only what names organisations is read of who made a component: `supplier` and `manufacturer`. Its author, its authors,
its publisher and all contacts can be people, and are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from depsov.documents import printable
from depsov.errors import DocumentError
from depsov.evidence.links import LinkRole
from depsov.model import Scope

__all__ = ["LINKS", "PARTIES", "check_version", "is_package", "is_private", "scope_of"]

PARTIES = ("supplier", "manufacturer")
LINKS: Mapping[str, LinkRole] = {"vcs": "repository", "website": "homepage", "distribution": "other"}

_SCOPES = {"required": Scope.RUNTIME, "optional": Scope.OPTIONAL, "excluded": Scope.DEVELOPMENT}
_NO_PACKAGES = frozenset({"file", "data", "cryptographic-asset", "operating-system", "device"})

# https://github.com/CycloneDX/cyclonedx-property-taxonomy
_DEVELOPMENT = ("cdx:npm:package:development", "cdx:composer:package:isDevRequirement", "cdx:maven:package:test")


def check_version(version: str, *, path: str, known: str) -> None:
    """Raise `DocumentError` for a version of another major version than 1."""
    if re.fullmatch(r"1\.\d+", version) is None:
        raise DocumentError(
            f"version {printable(version[:20])!r} is none of those that depsov knows ({known})",
            path=path,
            hint="update depsov, or write the SBOM with `--spec-version 1.6` or the like",
        )


def is_package(kind: str, version: str | None) -> bool:
    """Return whether somebody publishes a component of that type as a package.

    An application without version is a lockfile or the like: Trivy hangs what stands in it from it.
    """
    return kind not in _NO_PACKAGES and (kind != "application" or version is not None)


def scope_of(scope: str, properties: Mapping[str, str]) -> Scope | None:
    """Return what a component is for, as it says itself."""
    if any(properties.get(name) == "true" for name in _DEVELOPMENT):
        return Scope.DEVELOPMENT
    return _SCOPES.get(scope)


def is_private(properties: Mapping[str, str]) -> bool:
    """Return whether npm would refuse to publish it: a part of the project."""
    return properties.get("cdx:npm:package:private") == "true"
