"""What a `composer.json` says of a project: its name, its direct dependencies, and where they may come from.

Read by the manifest reader, and by that of the lockfile, which knows versions but not who asked for a package
(https://getcomposer.org/doc/04-schema.md).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from depsov.documents import Document, Lines, Table, get, load_json, need, printable
from depsov.errors import DocumentError
from depsov.model import Scope
from depsov.parse.php._composer_sources import Repositories
from depsov.values import dataclass

__all__ = ["ECOSYSTEM", "Manifest", "Wish", "is_platform", "links", "read_manifest"]

ECOSYSTEM = "composer"

# https://getcomposer.org/doc/articles/composer-platform-dependencies.md
_PLATFORM = re.compile(
    r"php(?:-64bit|-ipv6|-zts|-debug)?|hhvm|(?:ext|lib)-[a-z0-9][a-z0-9_.-]*|composer(?:-(?:plugin|runtime)-api)?"
)
_FIELDS = (("require", Scope.RUNTIME), ("require-dev", Scope.DEVELOPMENT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A dependency that a project names itself, and the line it stands on."""

    name: str
    constraint: str
    scope: Scope
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A `composer.json`. `given` are the names of packages that the project provides or replaces itself."""

    path: str
    name: str | None
    wishes: tuple[Wish, ...]
    given: frozenset[str]
    repositories: Repositories

    @property
    def folder(self) -> str:
        """The folder that it stands in, relative to the scanned tree."""
        return posixpath.dirname(self.path)


def read_manifest(document: Document) -> Manifest:
    """Return what a `composer.json` says. Raises `DocumentError` where it is no JSON, or a member has another type."""
    table = load_json(document)
    name = get(table, "name", str)
    return Manifest(
        path=document.path,
        name=name and name.lower(),
        wishes=tuple(_wishes(table, _lines(document.text()))),
        given=frozenset((*links(table, "provide"), *links(table, "replace"))),
        repositories=Repositories(table.get("repositories")),
    )


def is_platform(name: str) -> bool:
    """Return whether a name in lower case is PHP itself, an extension, a library of the system, or Composer."""
    return "/" not in name and _PLATFORM.fullmatch(name) is not None


def links(table: Table, key: str) -> Mapping[str, str]:
    """Return what stands under `require`, `provide` and the like: constraints by names in lower case."""
    if not table.get(key):  # PHP writes an empty table as []
        return _NONE
    found = need(table, key, dict)
    for name, constraint in found.items():
        if not isinstance(constraint, str):
            raise DocumentError("expected a string", path=f"{key}.{printable(name)}")
    return {name.lower(): constraint for name, constraint in found.items()}


_NONE: dict[str, str] = {}


def _wishes(table: Table, lines: Mapping[str, int]) -> Iterator[Wish]:
    for key, scope in _FIELDS:
        for name, constraint in links(table, key).items():
            if not is_platform(name):
                yield Wish(name=name, constraint=constraint, scope=scope, line=lines.get(name))


_TABLE = re.compile(rf'"(?:{"|".join(key for key, _ in _FIELDS)})"\s*:\s*\{{([^{{}}]*)\}}')
_MEMBER = re.compile(r'"([^"\\]+)"\s*:\s*"[^"]*"')


def _lines(text: str) -> dict[str, int]:
    """Return the line of each dependency: the first, where both tables name it."""
    lines = Lines(text)
    found: dict[str, int] = {}
    for table in _TABLE.finditer(text):
        for member in _MEMBER.finditer(text, *table.span(1)):
            found.setdefault(member[1].lower(), lines.at(member.start()))
    return found
