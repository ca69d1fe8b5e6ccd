"""The first stage that looks into files: documents to `Parsed`.

`FORMATS` is the one list of readers. A new format is a module in this folder and a line here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from depsov.discover import Found
from depsov.errors import DocumentError, NamedFileError
from depsov.model import Parsed, Problem
from depsov.parse import (
    cyclonedx,
    npm,
    package_json,
    pdm,
    pipfile,
    pnpm,
    poetry,
    pylock,
    pyproject,
    requirements,
    uv,
    yarn,
)
from depsov.parse._format import Format, Role
from depsov.tree import Tree

__all__ = ["FORMATS", "Format", "ParsedFile", "parse"]

FORMATS: list[Format] = [
    uv,
    poetry,
    pdm,
    pipfile,
    pylock,
    requirements,
    pyproject,
    npm,
    yarn,
    pnpm,
    package_json,
    cyclonedx,
]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What the document at `path` says, and what kind of document that is."""

    path: str
    parsed: Parsed
    role: Role = "lockfile"
    ecosystem: str = ""


def parse(tree: Tree, found: Iterable[Found]) -> tuple[list[ParsedFile], list[Problem]]:
    """Read all documents: lockfiles and SBOMs first, then the manifests that none of them took into account.

    A document that cannot be read is a Problem; one that the user named raises `NamedFileError`.
    """
    files: list[ParsedFile] = []
    problems: list[Problem] = []
    for item in sorted(found, key=_turn):
        if item.format.ROLE == "manifest" and item.path in tree.covered:
            continue
        try:
            parsed = item.format.read(tree.open(item.path), tree.folder(item.path))
        except DocumentError as error:
            if item.path in tree.targets:
                raise NamedFileError(f"{_place(item.path, error)}: {error}", hint=error.hint) from error
            problems.append(
                Problem(stage="parse", subject=_place(item.path, error), message=str(error), hint=error.hint)
            )
            continue
        files.append(ParsedFile(item.path, parsed, item.format.ROLE, item.format.ECOSYSTEM))
        problems += parsed.problems
    return files, problems


def _turn(item: Found) -> tuple[bool, int, str]:
    # The root of a workspace goes before its members, so that these are covered by it.
    return item.format.ROLE == "manifest", item.path.count("/"), item.path


def _place(path: str, error: DocumentError) -> str:
    return path if error.line is None else f"{path}:{error.line}"
