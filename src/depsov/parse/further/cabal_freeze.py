"""`cabal.project.freeze`: the versions that `cabal freeze` has pinned.

https://cabal.readthedocs.io/en/stable/cabal-commands.html#cabal-freeze

Flags of packages stand among the versions. The file says which repositories are in use, but not what is from which,
neither who requires what nor what a package is for. What comes with the compiler is pinned as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Node, Parsed, Problem
from depsov.parse.further._collected import Collected

__all__ = ["read"]

_COMMENT = re.compile(r"^[ \t]*--.*$", re.MULTILINE)
_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]*)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
# `any.aeson ==2.2.1.0`, but neither flags nor what only a setup script uses: `aeson -cffi`, `setup.base ==4.18.0.0`
_PIN = re.compile(r"\s*(?:any\.)?([A-Za-z0-9-]+)[ \t]*==[ \t]*(\d[\d.]*)\s*(?=(,|\|\|)|\Z)", re.ASCII)
_OTHERS = ("", "rest")  # whatever else the configuration of the machine names


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001
    """Return the pinned packages. Raises `DocumentError` for what is no such file."""
    text = _COMMENT.sub("", document.text().replace("\r\n", "\n"))
    fields = [*_FIELD.finditer(text)]
    if not fields:
        raise DocumentError("holds no field of a cabal project", hint="make it anew with `cabal freeze`")
    found = Collected(document)
    for field in fields:
        if field[1] == "constraints":
            for node in _nodes(text, *field.span(2)):
                found.add(node)
    used = (field[2].replace(",", " ").split() for field in fields if field[1] == "active-repositories")
    names = [name for words in used for word in words if (name := word.partition(":")[0]) not in _OTHERS]
    return Parsed(nodes=found.nodes(), problems=(*found.problems, *_ambiguous(names, document.path)))


def _nodes(text: str, start: int, end: int) -> Iterator[Node]:
    """Yield the packages of a list of constraints; one that may have either of two versions has none."""
    line = text.count("\n", 0, start) + 1
    while start < end:
        pin = _PIN.match(text, start, end)
        if pin is not None:
            name, version, mark = pin.groups()
            yield Node(
                key=name,
                ecosystem="hackage",
                name=name,
                version=None if mark == "||" else version,
                line=line + text.count("\n", start, pin.start(1)),
            )
        comma = text.find(",", start, end) + 1 or end
        line += text.count("\n", start, comma)
        start = comma


def _ambiguous(repositories: list[str], path: str) -> Iterator[Problem]:
    """Yield the Problem of packages that may be from elsewhere."""
    if len(repositories) > 1:
        names = printable(" and ".join(repositories[:5])[:200])
        yield Problem(
            stage="parse",
            subject=path,
            message=f"takes packages from {names} without saying which: all are shown as those of Hackage",
            hint="the index of each repository says which packages it has",
        )
