"""NuGet packages: their ids and versions, and the nodes of one document, found by either.

Ids are compared without regard to case: https://learn.microsoft.com/nuget/reference/id-prefix-reservation; versions
are written in the normalised form: https://learn.microsoft.com/nuget/concepts/package-versioning
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from depsov.documents import printable
from depsov.model import Node, Problem, Scope, Source
from depsov.parse._address import PATH
from depsov.parse._names import name_problem
from depsov.parse.dotnet._nuget_sources import Sources
from depsov.values import dataclass

__all__ = ["Packages", "Wish", "exact_version", "is_version"]

_ECOSYSTEM = "nuget"

_ID = re.compile(r"\w+(?:[.-]\w+)*")
_LONGEST_ID = 100
_VERSION = re.compile(r"(\d{1,9}(?:\.\d{1,9}){0,3})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?", re.ASCII)
_ONE = re.compile(r"\[\s*([^\[\](),\s]+)\s*(?:,\s*([^\[\](),\s]+)\s*)?\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A package that a project asks for, in one version or in none that is known.

    `certain` tells that it is asked for by the project file itself, under no condition, and stands in a lockfile.
    """

    name: str
    version: str | None
    scope: Scope
    file: str
    line: int
    certain: bool = False


@lru_cache(maxsize=16384)
def _is_id(name: str) -> bool:
    """Return whether a package can have that id."""
    return len(name) <= _LONGEST_ID and _ID.fullmatch(name) is not None


@lru_cache(maxsize=16384)
def is_version(text: str) -> bool:
    """Return whether a text is one version, and no range of them."""
    return len(text) <= _LONGEST_ID and _VERSION.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def exact_version(text: str) -> str | None:
    """Return the version that a wish leads to, normalised: `1.2` and `[1.2]` are 1.2.0; None for a range or a pattern.

    A bare version is the lowest that will do, and NuGet takes the lowest that there is: the version itself.
    """
    one = _ONE.fullmatch(text.strip())
    if one is not None and one[2] in (None, one[1]):
        text = one[1]
    match = _VERSION.fullmatch(text.strip()) if len(text) <= _LONGEST_ID else None
    if match is None:
        return None
    numbers = [*(str(int(number)) for number in match[1].split(".")), "0", "0"]
    kept = numbers[:4] if len(numbers) > 5 and numbers[3] != "0" else numbers[:3]
    return ".".join(kept) + (match[2] or "")


class Packages:
    """The nodes of one document: one for each id and version, and one for each project."""

    def __init__(self, path: str, sources: Sources) -> None:
        self.problems: list[Problem] = []
        self.requires: dict[str, dict[str, None]] = {}
        self._path = path
        self._sources = sources
        self._names: dict[str, str] = {}
        self._found: dict[str, _Found] = {}

    def package(
        self, name: str, version: str | None, *, line: int | None = None, file: str | None = None
    ) -> str | None:
        """Return the key of a package, which is added where it is new; None where that can be no id."""
        name = self._names.setdefault(name.lower(), name)  # as the document spells it first
        key = name if version is None else f"{name}/{version}"
        if key not in self._found:
            if not _is_id(name):
                self.problems.append(name_problem(file or self._path, name, line=line))
                return None
            self._found[key] = _Found(name, version, self._sources.of(name), line, None if file == self._path else file)
        return key

    def wish(self, wish: Wish) -> str | None:
        """Return the key of a package that a project asks for; None where that can be no id."""
        return self.package(wish.name, wish.version, line=wish.line, file=wish.file)

    def project(self, name: str, *, line: int | None = None) -> str:
        """Return the key of a project of one's own, which can have any name."""
        name = self._names.setdefault(f"project:{name.lower()}", printable(name))
        key = f"project:{name}"
        self._found.setdefault(key, _Found(name, None, PATH, line, None))
        return key

    def nodes(self) -> tuple[Node, ...]:
        """Return all nodes with their edges; whatever would require itself does not."""
        nodes = []
        for key, found in self._found.items():
            below = self.requires.get(key)
            if below and key in below:
                del below[key]
            nodes.append(
                Node(
                    key=key,
                    ecosystem=_ECOSYSTEM,
                    name=found.name,
                    version=found.version,
                    source=found.source,
                    line=found.line,
                    file=found.file,
                    requires=tuple(below) if below else (),
                    own=found.source is PATH,
                )
            )
        return tuple(nodes)


class _Found(NamedTuple):
    """What becomes a node once its edges are known."""

    name: str
    version: str | None
    source: Source
    line: int | None
    file: str | None
