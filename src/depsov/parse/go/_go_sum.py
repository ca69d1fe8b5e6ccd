"""`go.sum` and `vendor/modules.txt`: what stands beside a `go.mod`, line by line.

https://go.dev/ref/mod#go-sum-files, https://go.dev/ref/mod#vendoring
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from depsov.parse.go._go_version import rank

__all__ = ["Sum", "Vendored", "read_sums", "read_vendored"]

_WORDS = 3  # a module, its version, and a hash
_ONLY_MOD = "/go.mod"  # behind the version where the hash is that of the `go.mod` alone


@dataclass(frozen=True, slots=True)
class Sum:
    """The highest version of a module that a `go.sum` has."""

    version: str
    line: int


def read_sums(text: str, skipped: Container[str], *, built: bool) -> tuple[dict[str, Sum], list[int]]:
    """Return what a `go.sum` holds of modules that are not skipped, and the lines that are none of its.

    `built`: only versions with a hash of their content. Of the others the `go.mod` alone was looked at.
    """
    found: dict[str, Sum] = {}
    broken: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if len(words) != _WORDS or words[1][0] != "v":
            broken += [number] if words else []
            continue
        path, version, _ = words
        if path in skipped or (built and version.endswith(_ONLY_MOD)):
            continue
        version = version.removesuffix(_ONLY_MOD)
        known = found.get(path)
        if known is None or (known.version != version and rank(version) > rank(known.version)):
            found[path] = Sum(version, number)
    return found, broken


@dataclass(frozen=True, slots=True)
class Vendored:
    """The modules of a `vendor/modules.txt`: versions by path, and the lines of those with packages in the build.

    `complete`: modules without such packages are listed as well, as they are from Go 1.14 on.
    """

    versions: Mapping[str, str | None]
    built: Mapping[str, int]
    complete: bool


def read_vendored(text: str) -> Vendored:
    """Return the modules that are vendored; one is built if a package of it stands below its line."""
    versions: dict[str, str | None] = {}
    built: dict[str, int] = {}
    path, place = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("# "):
            _, path, *rest = [*line.split(), ""]
            place = number
            versions.setdefault(path, rest[0] if rest and rest[0].startswith("v") else None)
        elif path and path not in built and line.strip() and not line.startswith("#"):
            built[path] = place
    return Vendored(versions, built, "\n## explicit" in text)
