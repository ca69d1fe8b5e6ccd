"""`flake.lock`, versions 5 to 7: the inputs of a Nix flake.

https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake#lock-files; the kinds of source are those of
https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake#types

An input is a repository, fetched at one revision. What is on GitHub is called after it; others are called as
their repository, or as the lock calls them, and come from their address. FlakeHub is an index of its own, whose names
are those of the repositories that publish there, on GitHub as a rule: https://docs.determinate.systems/flakehub.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from depsov.documents import MAX_DEPTH, Document, Folder, Table, get, load_json, need, printable
from depsov.errors import DocumentError
from depsov.evidence.links import evidence_of_url
from depsov.model import REGISTRY, Evidence, Node, Parsed, Root, Scope, Source, SourceKind
from depsov.parse._address import PATH, archive, index_of_file, repository
from depsov.parse._json_lines import member_lines
from depsov.parse._roots import directs, root_name
from depsov.parse._toml_lock import check_version
from depsov.parse.further._collected import Collected
from depsov.registries import FLAKEHUB

__all__ = ["read"]

_OLDEST, _NEWEST = 5, 7


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return the inputs, and those of each. Raises `DocumentError` for another version of the file."""
    table = load_json(document)
    check_version(str(need(table, "version", int)), str(_NEWEST), "version", oldest=_OLDEST)
    tables, root = need(table, "nodes", dict), need(table, "root", str)
    lock, lines = _Lock(tables, root), dict(zip(tables, member_lines(document.text(), "nodes", tables), strict=False))
    found = Collected(document)
    for key in tables:
        if key != root:
            found.read(f"nodes.{key}", lines.get(key), lock.node, key, lines.get(key))
    direct = directs((key, Scope.RUNTIME) for key in lock.direct() if key in found)
    flake = Root(name=root_name(None, document.folder), path=document.folder, direct=direct)
    return Parsed(nodes=found.nodes(), roots=(flake,), problems=tuple(found.problems))


class _Lock:
    """The nodes of the file: one is the flake itself, the others its inputs and those of its inputs."""

    def __init__(self, tables: Mapping[str, Any], root: str) -> None:
        self._tables = tables
        self._root = root
        self._targets: dict[int, str | None] = {}  # by the identity of each path: many may follow the same

    def direct(self) -> list[str]:
        """Return the keys of the flake's own inputs."""
        return self._required(need(self._tables, self._root, dict))

    def node(self, key: str, line: int | None) -> Node:
        """Return one input."""
        table = self._tables[key]
        if not isinstance(table, dict):
            raise DocumentError("expected a table")
        locked = need(table, "locked", dict)
        ecosystem, name, source = _identity(locked)
        name = name or self._called(key)
        return Node(
            key=key,
            ecosystem=ecosystem,
            name=name,
            version=get(locked, "rev", str),
            source=source,
            line=line,
            requires=tuple(self._required(table)),
            own=source is PATH,
            evidence=_evidence(name) if source.kind is SourceKind.INDEX else (),
        )

    def _called(self, key: str) -> str:
        """Return what an input is called: a number tells further ones of that name apart (`nixpkgs_2`)."""
        name, _, number = key.rpartition("_")
        return name if number.isdigit() and name in self._tables else key

    def _required(self, table: Table) -> list[str]:
        wanted = get(table, "inputs", dict, {}).values()
        keys = (self._followed(value, 0) if isinstance(value, list) else value for value in wanted)
        return [key for key in keys if isinstance(key, str) and key != self._root]

    def _followed(self, path: Sequence[object], depth: int) -> str | None:
        """Return the key that a path of input names leads to from the flake itself (`follows`), or None."""
        if id(path) not in self._targets and depth < MAX_DEPTH:
            self._targets[id(path)] = None  # as long as it is looked for: it may lead back to itself
            self._targets[id(path)] = self._target(path, depth)
        return self._targets.get(id(path))

    def _target(self, path: Sequence[object], depth: int) -> str | None:
        key: str | None = self._root if path else None
        for name in path:
            table = self._tables.get(key or "")
            inputs = table.get("inputs") if isinstance(table, dict) else None
            value = inputs.get(name) if isinstance(inputs, dict) and isinstance(name, str) else None
            if isinstance(value, list):
                value = self._followed(value, depth + 1)
            if not isinstance(value, str):
                return None
            key = value
        return key


def _identity(locked: Table) -> tuple[str, str | None, Source]:
    """Return the ecosystem of an input, its name where it has one of its own, and where it comes from."""
    kind = need(locked, "type", str)
    if kind == "path":
        return "generic", None, PATH
    if kind in _HOSTS:
        return _on_forge(get(locked, "host", str, _HOSTS[kind]), need(locked, "owner", str), need(locked, "repo", str))
    if kind in _ARCHIVES:
        url = need(locked, "url", str)
        flake = _FLAKE.match(url)
        return ("generic", flake[1], index_of_file(url)) if flake else ("generic", None, archive(url))
    if kind in _REPOSITORIES:
        url = need(locked, "url", str)
        return "generic", url.partition("?")[0].rpartition("/")[2].removesuffix(".git"), repository(url)
    raise DocumentError(f"{printable(kind[:60])!r} is no type that depsov knows", path="locked.type")


_HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "sourcehut": "git.sr.ht"}
_ARCHIVES = frozenset({"file", "tarball"})
_REPOSITORIES = frozenset({"git", "hg"})
_FLAKE = re.compile(rf"(?:{'|'.join(map(re.escape, FLAKEHUB))})([A-Za-z0-9-]+/[\w.-]+)/", re.ASCII)


def _on_forge(host: str, owner: str, repo: str) -> tuple[str, str | None, Source]:
    owner = unquote(owner)  # groups of GitLab: `team%2Ftools`
    if host == "github.com":
        if "/" in owner or "/" in repo:
            raise DocumentError("names no repository", path="locked")
        return "github", f"{owner}/{repo}".lower(), REGISTRY
    return "generic", repo, repository(f"https://{host}/{owner}/{repo}")


def _evidence(name: str) -> tuple[Evidence, ...]:
    """Return the repository that a flake of FlakeHub says that it is of."""
    found = evidence_of_url(f"https://github.com/{name}", role="repository", source="flake.lock")
    return () if found is None else (found,)
