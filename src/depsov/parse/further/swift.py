"""`Package.resolved`, versions 1 to 3: what the Swift package manager has pinned.

https://github.com/swiftlang/swift-package-manager/blob/main/Documentation/Usage.md; the source that writes it is
https://github.com/swiftlang/swift-package-manager/blob/main/Sources/PackageGraph/ModulesGraph%2BLoading.swift and
`PinsStore.swift` beside it.

Swift has no registry of names: a package is called by the address of its repository, whose owner decides about it,
released version or branch. The file says neither who requires what nor what a package is for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from depsov.documents import Document, Folder, Table, get, load_json, need, printable
from depsov.errors import DocumentError
from depsov.evidence.links import identity_of
from depsov.model import REGISTRY, Node, Parsed, Source, SourceKind
from depsov.parse._address import PATH, repository
from depsov.parse._matches import matches
from depsov.parse._toml_lock import check_version
from depsov.parse.further._collected import Collected

__all__ = ["read"]

_NEWEST = 3
_PIN = re.compile(r'^[ \t]*"(?:identity|package)"\s*:', re.MULTILINE)

# `https://user@example.org:443/team/name.git`, `git@example.org:team/name.git`
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?(?P<host>[^/:@]+)(?::\d+)?[:/]+(?P<path>[^?#]+)", re.IGNORECASE
)


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return what is pinned. Raises `DocumentError` for another version of the file."""
    table = load_json(document)
    version = need(table, "version", int)
    check_version(str(version), str(_NEWEST), "version", oldest=1)
    pins = get(need(table, "object", dict) if version == 1 else table, "pins", list, [])
    lines: Sequence[int | None] = [line for line, _ in matches(_PIN, document.text())]
    if len(lines) != len(pins):
        lines = [None] * len(pins)
    found = Collected(document)
    for number, (pin, line) in enumerate(zip(pins, lines, strict=True)):
        found.read(f"pins[{number}]", line, _node, pin, line)
    return Parsed(nodes=found.nodes(), problems=tuple(found.problems))


def _node(pin: object, line: int | None) -> Node:
    if not isinstance(pin, dict):
        raise DocumentError("expected a table")
    kind = get(pin, "kind", str, "remoteSourceControl")
    identity = get(pin, "identity", str) or get(pin, "package", str, "")
    address = get(pin, "location", str) or get(pin, "repositoryURL", str, "")
    if kind == "registry":
        name, source = identity, Source(kind=SourceKind.INDEX)  # which one stands in the settings of the machine
    elif kind == "remoteSourceControl":
        name, source = _named(address, identity)
    elif kind == "localSourceControl":
        name, source = identity, PATH
    else:
        raise DocumentError(f"{printable(kind[:60])!r} is no kind of pin that depsov knows", path="kind")
    return Node(
        key=name,
        ecosystem="swift",
        name=name,
        version=_version(need(pin, "state", dict)),
        source=source,
        line=line,
        own=source == PATH,
    )


def _version(state: Table) -> str | None:
    """Return the released version; a pinned branch has none, and is as new as its revision."""
    return get(state, "version", str) or get(state, "revision", str)


def _named(address: str, identity: str) -> tuple[str, Source]:
    """Return what a package is called after its address, and where it comes from.

    On a forge the name says the owner; any other site is one that the package comes from.
    """
    match = _ADDRESS.match(address)
    if match is None or "." not in match["host"].strip("."):
        return identity, repository(address)
    name = f"{match['host'].lower()}/{match['path'].strip('/').removesuffix('.git')}"
    return name, REGISTRY if identity_of(name) is not None else repository(address)
