"""`flake.lock`, versions 5 to 7: the inputs of a Nix flake.

https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake#lock-files; the kinds of source are those of
https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake#types

An input is a repository, fetched at one revision. What is on GitHub is called after it; others are called as
their repository, or as the lock calls them, and come from their address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from depsov.documents import Document, Folder, Table, get, load_json, need, printable
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Root, Scope, Source
from depsov.parse._address import PATH, archive, repository
from depsov.parse._json_lines import member_lines
from depsov.parse._roots import directs, root_name
from depsov.parse.further._collected import Collected

__all__ = ["read"]

_VERSIONS = range(5, 8)


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return the inputs, and those of each. Raises `DocumentError` for another version of the file."""
    table = load_json(document)
    _check_version(need(table, "version", int))
    tables, root = need(table, "nodes", dict), need(table, "root", str)
    lock, lines = _Lock(tables, root), dict(zip(tables, member_lines(document.text(), "nodes", tables), strict=False))
    found = Collected(document)
    for key in tables:
        if key != root:
            found.read(f"nodes.{key}", lines.get(key), lock.node, key, lines.get(key))
    direct = directs((key, Scope.RUNTIME) for key in lock.direct() if key in found)
    flake = Root(name=root_name(None, document.folder), path=document.folder, direct=direct)
    return Parsed(nodes=found.nodes(), roots=(flake,), problems=tuple(found.problems))


def _check_version(version: int) -> None:
    if version not in _VERSIONS:
        newer = version >= _VERSIONS.stop
        raise DocumentError(
            f"version {version} is {'newer than' if newer else 'none that'} depsov knows (5 to 7)",
            path="version",
            hint="update depsov" if newer else "make the file anew with `nix flake lock`",
        )


class _Lock:
    """The nodes of the file: one is the flake itself, the others its inputs and those of its inputs."""

    def __init__(self, tables: Mapping[str, Any], root: str) -> None:
        self._tables = tables
        self._root = root

    def direct(self) -> list[str]:
        """Return the keys of the flake's own inputs."""
        return self._required(need(self._tables, self._root, dict))

    def node(self, key: str, line: int | None) -> Node:
        """Return one input."""
        table = self._tables[key]
        if not isinstance(table, dict):
            raise DocumentError("expected a table")
        locked = need(table, "locked", dict)
        ecosystem, name, source = _identity(locked, key)
        return Node(
            key=key,
            ecosystem=ecosystem,
            name=name,
            version=get(locked, "rev", str),
            source=source,
            line=line,
            requires=tuple(self._required(table)),
            own=source == PATH,
        )

    def _required(self, table: Table) -> list[str]:
        wanted = get(table, "inputs", dict, {}).values()
        keys = (self._followed(value, 0) if isinstance(value, list) else value for value in wanted)
        return [key for key in keys if isinstance(key, str) and key != self._root]

    def _followed(self, path: Sequence[object], depth: int) -> str | None:
        """Return the key that a path of input names leads to from the flake itself (`follows`)."""
        key: str | None = self._root if path else None
        for name in path:
            table = self._tables.get(key or "")
            inputs = table.get("inputs") if isinstance(table, dict) else None
            value = inputs.get(name) if isinstance(inputs, dict) and isinstance(name, str) else None
            if isinstance(value, list):
                value = self._followed(value, depth + 1) if depth < len(self._tables) else None
            key = value if isinstance(value, str) else None
        return key


def _identity(locked: Table, key: str) -> tuple[str, str, Source]:
    """Return the ecosystem and the name of an input, and where it comes from."""
    kind = need(locked, "type", str)
    if kind == "path":
        return "generic", key, PATH
    if kind in _HOSTS:
        host, owner, repo = (
            get(locked, "host", str, _HOSTS[kind]),
            need(locked, "owner", str),
            need(locked, "repo", str),
        )
        if host == "github.com":
            return "github", f"{owner}/{repo}".lower(), REGISTRY
        return "generic", repo, repository(f"https://{host}/{owner}/{repo}")
    if kind in _ARCHIVES:
        return "generic", key, archive(need(locked, "url", str))
    if kind in _REPOSITORIES:
        url = need(locked, "url", str)
        return "generic", url.partition("?")[0].rpartition("/")[2].removesuffix(".git") or key, repository(url)
    raise DocumentError(f"{printable(kind[:60])!r} is no type that depsov knows", path="locked.type")


_HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "sourcehut": "git.sr.ht"}
_ARCHIVES = frozenset({"file", "tarball"})
_REPOSITORIES = frozenset({"git", "hg"})
