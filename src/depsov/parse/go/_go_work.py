"""The `go.work` that a module belongs to: what it replaces, and the modules of the workspace.

https://go.dev/ref/mod#workspaces
"""

from __future__ import annotations

import posixpath
import re

from depsov.documents import Document
from depsov.parse._beside import Beside
from depsov.parse._roots import project_path
from depsov.parse.go._go_directives import Directive, Replacement, directives, replacement
from depsov.values import dataclass, field

__all__ = ["Workspace", "find_workspace"]

_HIGHEST = 5  # folders above a module in which its workspace is looked for
_MODULE = re.compile(r"^[ \t]*module\b[ \t]*(?:\(\s*)?[\"`]?([^\s\"`()]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace of a module; `modules` are the paths of all that belong to it, `path` that of its file."""

    path: str = ""
    replacements: tuple[Replacement, ...] = ()
    modules: frozenset[str] = field(default_factory=frozenset)


def find_workspace(document: Document, beside: Beside) -> Workspace:
    """Return the workspace that uses the module of a `go.mod`; an empty one where none does."""
    depth = document.folder.count("/") + 1 if document.folder else 0
    for height in range(min(depth, _HIGHEST) + 1):
        path = "../" * height + "go.work"
        text = beside.text(path)
        if text:
            place = project_path(document.folder, path)
            lines = list(directives(text))
            used = [*dict.fromkeys(line.words[0] for line in lines if line.verb == "use" and line.words)]
            if document.folder not in [project_path(posixpath.dirname(place), folder) for folder in used]:
                break
            return Workspace(place, _replacements(lines), frozenset(_modules(beside, "../" * height, used)))
    return Workspace()


def _replacements(lines: list[Directive]) -> tuple[Replacement, ...]:
    found = (replacement(line) for line in lines if line.verb == "replace")
    return tuple(item for item in found if item is not None)


def _modules(beside: Beside, above: str, used: list[str]) -> list[str]:
    matches = (_MODULE.search(beside.text(f"{above}{folder}/go.mod")) for folder in used)
    return [match[1] for match in matches if match is not None]
