"""What one `go.mod` says: its module, what it requires, replaces and uses as tools.

https://go.dev/ref/mod#go-mod-file-grammar
"""

from __future__ import annotations

from typing import NamedTuple

from depsov.documents import Document, printable
from depsov.errors import DocumentError
from depsov.model import Problem
from depsov.parse._toml_lock import entry_problem
from depsov.parse.go._go_directives import Directive, Replacement, directives, replacement
from depsov.parse.go._go_version import rank
from depsov.values import dataclass, field

__all__ = ["Module", "Requirement", "read_module"]

_SHOWN = 20
_KNOWN = {"module", "go", "require", "replace", "tool"}
_OTHERS = {"toolchain", "exclude", "retract", "godebug", "ignore"}
"""Directives that name no package of the build."""


class Requirement(NamedTuple):
    """A module that is required, at the version as it is written there."""

    path: str
    version: str
    line: int
    indirect: bool


@dataclass(slots=True)
class Module:
    """A `go.mod`. `language` is what its `go` line names; of several requirements for a module the highest counts."""

    name: str = ""
    language: str = ""
    requires: dict[str, Requirement] = field(default_factory=dict)
    replacements: list[Replacement] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_module(document: Document) -> Module | None:
    """Return what a `go.mod` says, None where it is empty: it only keeps Go out of its folder.

    Raises `DocumentError` where it names no module.
    """
    lines = list(directives(document.text())) if document.data.strip() else []
    if not lines:
        return None
    module, strange = Module(), dict[tuple[str, int | None], Directive]()
    for line in lines:
        if not _take(module, line) and line.verb not in _OTHERS:
            strange.setdefault((line.verb, line.line if line.verb in _KNOWN else None), line)
    if not module.name:
        raise DocumentError("names no module", hint="write one with `go mod init`")
    for line in list(strange.values())[:_SHOWN]:
        known = line.verb in _KNOWN
        error = DocumentError("has not the form of one" if known else "is no directive that depsov knows")
        module.problems.append(entry_problem(document.path, error.within(printable(line.verb[:60])), line.line))
    return module


def _take(module: Module, line: Directive) -> bool:
    """Add what a directive says to the module; return False where it is none, or has not the form of one."""
    words = line.words
    if line.verb == "replace":
        found = replacement(line)
        module.replacements += [found] if found else []
        return found is not None
    if line.verb == "require" and len(words) == 2:
        path, version = words
        known = module.requires.get(path)
        if known is None or rank(version) > rank(known.version):
            indirect = line.comment == "indirect" or line.comment.partition(" ")[0] == "indirect;"
            module.requires[path] = Requirement(path, version, line.line, indirect)
    elif line.verb == "tool" and len(words) == 1:
        module.tools.append(words[0])
    elif line.verb == "module" and len(words) == 1:
        module.name = module.name or words[0]
    elif line.verb == "go" and len(words) == 1:
        module.language = words[0]
    else:
        return False
    return True
