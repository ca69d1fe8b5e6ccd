"""A `package.json` reduced to what decides versions and comes from a registry: the rest npm would go and fetch.

https://docs.npmjs.com/cli/configuring-npm/package-json
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from depsov.documents import Document, Table, get, load_json, printable
from depsov.errors import DocumentError, ResolutionError
from depsov.parse._names import valid_name
from depsov.parse.javascript._javascript import FIELDS
from depsov.parse.javascript._npm_sources import split_descriptor
from depsov.values import dataclass

__all__ = ["Reduced", "reduced"]

TOP = "package.json"

# https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies: neither `/` nor `:`, and no file of the disk.
_FROM_REGISTRY = re.compile(r"(?!\.)(?!.*\.(?:tgz|tar|tar\.gz)\s*\Z)[\w.*^~<>=|+ \t-]*\Z", re.ASCII | re.IGNORECASE)
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?\Z", re.ASCII)
_GLOB = re.compile(r"[*?\[\]{}()!\\]|\A[#@+]\(")


@dataclass(frozen=True, slots=True)
class Reduced:
    """The files to write, by path, and the names of the dependencies that were taken out, sorted."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...]


def reduced(documents: Mapping[str, bytes], withheld: Callable[[str], bool]) -> Reduced:
    """Return the manifests of a project and of its workspace members as npm shall see them.

    Names of members are taken for the members whatever version is asked for, so that no name of the project's own is
    asked about. Raises `ResolutionError` for a manifest that cannot be read.
    """
    tables = {path: _table(path, data) for path, data in documents.items()}
    members = {path: table for path, table in tables.items() if path != TOP}
    folders = sorted(map(_folder, members))
    rules = _Rules(_names(tables.values()), _names(members.values()), withheld)
    files: dict[str, bytes] = {}
    for path, table in {TOP: {}, **tables}.items():
        try:
            kept = rules.reduce(table) if path in members else rules.reduce_top(table, folders)
        except DocumentError as error:
            raise _unreadable(path, error) from error
        files[path] = json.dumps(kept).encode()
    return Reduced(files, tuple(sorted(rules.left_out)))


def _table(path: str, data: bytes) -> Table:
    try:
        return load_json(Document(path, data))
    except DocumentError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str, error: DocumentError) -> ResolutionError:
    return ResolutionError(f"{printable(path)}: {error}", hint=error.hint)


def _names(tables: Iterable[Table]) -> set[str]:
    return {name for table in tables if isinstance(name := table.get("name"), str)}


def _folder(path: str) -> str:
    """Return the folder of a member, which becomes a workspace of npm."""
    place = PurePosixPath(path)
    if place.name != TOP or place.is_absolute() or ".." in place.parts or _GLOB.search(path):
        raise ResolutionError(f"npm cannot take {printable(path[:100])} for a member of the workspace")
    return str(place.parent)


class _Rules:
    """What stays of a manifest. `left_out` collects the names of what does not."""

    def __init__(self, own: Collection[str], members: Collection[str], withheld: Callable[[str], bool]) -> None:
        self.left_out: set[str] = set()
        self._own = own
        self._members = members
        self._withheld = withheld

    def reduce(self, table: Table) -> dict[str, Any]:
        """Return what decides versions: no scripts, and nothing that npm would check or run (`engines`, `bin`)."""
        name, version = table.get("name"), table.get("version")
        result: dict[str, Any] = {"private": True}
        if isinstance(name, str) and valid_name("npm", name):
            result["name"] = name
        if isinstance(version, str) and _VERSION.match(version):
            result["version"] = version
        for field, _ in FIELDS:
            wishes = dict(self._wishes(get(table, field, dict, {})))
            if wishes:
                result[field] = wishes
        meta = get(table, "peerDependenciesMeta", dict, {})
        optional = [peer for peer, said in meta.items() if isinstance(said, dict) and said.get("optional") is True]
        if optional:
            result["peerDependenciesMeta"] = {peer: {"optional": True} for peer in optional}
        return result

    def reduce_top(self, table: Table, folders: list[str]) -> dict[str, Any]:
        """Return the same of the project itself, which names its members and what replaces other wishes."""
        result = self.reduce(table)
        if folders:
            result["workspaces"] = folders
        direct = {name for field, _ in FIELDS for name in result.get(field, {})}
        overrides = dict(self._overrides(get(table, "overrides", dict, {}), direct))
        if overrides:
            result["overrides"] = overrides
        return result

    def _wishes(self, table: Table) -> Iterator[tuple[str, str]]:
        for name, specifier in table.items():
            if name in self._members:
                yield name, "*"  # npm links the member; a version that it does not have would be asked for
            elif self._is_askable(name, specifier):
                yield name, specifier
            else:
                self._leave_out(name)

    def _overrides(self, table: Table, direct: Collection[str]) -> Iterator[tuple[str, Any]]:
        """Yield the overrides that can be kept (https://docs.npmjs.com/cli/configuring-npm/package-json#overrides)."""
        for key, value in table.items():
            name = key if key == "." else split_descriptor(key)[0]
            if isinstance(value, dict):
                inner = dict(self._overrides(value, direct))
                if inner:
                    yield key, inner
            elif isinstance(value, str) and value.startswith("$"):
                if value[1:] in direct:
                    yield key, value
                else:
                    self._leave_out(name)
            elif self._is_askable("npm" if name == "." else name, value):
                yield key, value
            else:
                self._leave_out(name)

    def _is_askable(self, name: str, specifier: Any) -> bool:
        """Return whether a registry may be asked for what a wish means."""
        if not isinstance(specifier, str):
            return False
        real = name
        if specifier.startswith("npm:"):
            real, specifier = split_descriptor(specifier[4:])
        is_named = valid_name("npm", name) and valid_name("npm", real) and real not in self._own
        return is_named and _FROM_REGISTRY.match(specifier) is not None and not self._withheld(real)

    def _leave_out(self, name: str) -> None:
        if name not in self._own and valid_name("npm", name):
            self.left_out.add(name)
