"""The first stage that looks into files: documents to `Parsed`, each by the reader of its format."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from depsov.discover import Found
from depsov.errors import DocumentError, NamedFileError
from depsov.formats import FORMATS, Role
from depsov.model import Parsed, Problem
from depsov.tree import Tree
from depsov.values import dataclass

__all__ = ["ParsedFile", "parse"]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What the document at `path` says, and what kind of document that is; `format` is the id of its format."""

    path: str
    parsed: Parsed
    role: Role = "lockfile"
    ecosystem: str = ""
    format: str = ""


def parse(tree: Tree, found: Iterable[Found]) -> tuple[list[ParsedFile], list[Problem]]:
    """Read all documents: lockfiles and SBOMs first, then the manifests that none of them took into account.

    A document that cannot be read is a Problem; one that the user named raises `NamedFileError`.
    """
    files: list[ParsedFile] = []
    problems: list[Problem] = []
    for item in sorted(found, key=_turn):
        if item.format.role == "manifest" and item.path in tree.covered:
            continue
        try:
            parsed = item.format.read(tree.open(item.path), tree.folder(item.path))
        except DocumentError as error:
            if item.path in tree.targets or item.path in tree.given:
                raise NamedFileError(f"{_place(item.path, error)}: {error}", hint=error.hint) from error
            problems.append(
                Problem(stage="parse", subject=_place(item.path, error), message=str(error), hint=error.hint)
            )
            continue
        files.append(ParsedFile(item.path, parsed, item.format.role, item.format.ecosystem, item.format.id))
        problems += parsed.problems
    return files, [*dict.fromkeys(problems)]  # what several projects read, and cannot read, is one Problem


def _turn(item: Found) -> tuple[bool, bool, int, str]:
    # The root of a workspace goes before its members, so that these are covered by it; what several projects take
    # their versions from goes after them.
    return item.format.role == "manifest", item.format.id in _settings(), item.path.count("/"), item.path


@lru_cache(maxsize=1)
def _settings() -> frozenset[str]:
    """Return the ids of the formats whose documents the manifests of another format read beside or above them."""
    manifests = [item for item in FORMATS if item.role == "manifest"]
    return frozenset(
        item.id
        for item in manifests
        if any({*item.patterns} & {*other.companions} for other in manifests if other is not item)
    )


def _place(path: str, error: DocumentError) -> str:
    return path if error.line is None else f"{path}:{error.line}"
