"""`go.sum` and `vendor/modules.txt`: what stands beside a `go.mod`, line by line.

https://go.dev/ref/mod#go-sum-files, https://go.dev/ref/mod#vendoring
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple

from depsov.parse.go._go_version import rank

__all__ = ["Vendored", "read_sums", "read_vendored"]

_ONLY_MOD = "/go.mod"  # behind the version where the hash is that of the `go.mod` alone


def read_sums(text: str, skipped: Container[str], *, built: bool) -> tuple[dict[str, tuple[str, int]], list[int]]:
    """Return the highest version and its line for each module of a `go.sum` that is not skipped, and the broken lines.

    `built`: only versions with a hash of their content. Of the others the `go.mod` alone was looked at.
    """
    found: dict[str, tuple[str, int]] = {}
    broken: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        path, _, rest = line.partition(" ")
        if path in skipped:
            continue
        version, _, checksum = rest.partition(" ")
        if not checksum or version[:1] != "v":
            broken += [number] if line.strip() else []
        elif not (built and version.endswith(_ONLY_MOD)):
            version = version.removesuffix(_ONLY_MOD)
            known = found.get(path)
            if known is None or (known[0] != version and rank(version) > rank(known[0])):
                found[path] = (version, number)
    return found, broken


class Vendored(NamedTuple):
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
