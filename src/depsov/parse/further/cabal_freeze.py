"""`cabal.project.freeze`: the versions that `cabal freeze` has pinned.

https://cabal.readthedocs.io/en/stable/cabal-commands.html#cabal-freeze

Flags of packages stand among the versions. The file says which repositories are in use, but not what is from which,
neither who requires what nor what a package is for. What comes with the compiler is pinned as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Node, Parsed, Problem, Source, SourceKind
from depsov.parse._matches import matches
from depsov.parse.further._collected import Collected
from depsov.registries import is_default

__all__ = ["read"]

_ECOSYSTEM = "hackage"
_COMMENT = re.compile(r"^[ \t]*--.*$", re.MULTILINE)
_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]*)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
# `any.aeson ==2.2.1.0`, but neither flags nor what only a setup script uses: `aeson -cffi`, `setup.base ==4.18.0.0`.
# Of what may have one of several versions, or any of a range, none is known.
_PIN = re.compile(
    r"(?:,|(?<=:))\s*(?:any\.)?(?P<name>[A-Za-z0-9-]+)[ \t]*"
    r"(?:==[ \t]*(?P<version>\d[\d.]*)[ \t]*(?=[,\n]|\Z)|[=<>^])",
    re.ASCII,
)


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return the pinned packages. Raises `DocumentError` for what is no such file."""
    text = _COMMENT.sub("", document.text().replace("\r\n", "\n"))
    fields = [*_FIELD.finditer(text)]
    if not fields:
        raise DocumentError("holds no field of a cabal project", hint="make it anew with `cabal freeze`")
    used = (field[2].replace(",", " ").split() for field in fields if field[1] == "active-repositories")
    repositories = _Repositories([word for words in used for word in words])
    found = Collected(document)
    for field in fields:
        if field[1] == "constraints":
            for line, pin in matches(_PIN, text, *field.span(2), "name"):
                found.add(_node(pin, line, repositories.source))
    return Parsed(nodes=found.nodes(), problems=(*found.problems, *repositories.problems(document.path)))


def _node(pin: re.Match[str], line: int, source: Source) -> Node:
    name, version = pin.groups()
    return Node(key=name, ecosystem=_ECOSYSTEM, name=name, version=version, source=source, line=line)


class _Repositories:
    """The repositories that are in use, by their names: that of Hackage is its host.

    https://cabal.readthedocs.io/en/stable/cabal-project-description-file.html#cfg-field-active-repositories
    """

    def __init__(self, words: Iterable[str]) -> None:
        names = [word.removeprefix(":").partition(":")[0] for word in words]  # `:rest`, `head:override`
        self._others = [name for name in names if name not in _KEYWORDS and not _is_hackage(name)]
        # `:rest` is whatever else the configuration of the machine names, where Hackage is by default.
        self._has_hackage = not self._others or "rest" in names or any(map(_is_hackage, names))
        self.source = REGISTRY if self._has_hackage else Source(kind=SourceKind.INDEX)

    def problems(self, path: str) -> Iterator[Problem]:
        """Yield the Problem of packages that may be from elsewhere."""
        if self._has_hackage and self._others:
            names = printable(" and ".join(self._others[:5])[:200])
            yield Problem(
                stage="parse",
                subject=path,
                message=f"any of its packages may also come from {names}: nothing tells which repository serves which",
                hint="all are shown as those of Hackage; the index of a repository says which packages it has",
            )


_KEYWORDS = ("", "none", "rest")


def _is_hackage(name: str) -> bool:
    return is_default(_ECOSYSTEM, f"https://{name}")
