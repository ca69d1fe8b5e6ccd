"""Trees of files for tests, and formats of names alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from depsov.discover import discover
from depsov.documents import Document, Folder
from depsov.model import Parsed
from depsov.parse._format import Format, Role
from depsov.tree import Tree

__all__ = ["FORMATS", "found_in", "link", "scan", "write"]


@dataclass(frozen=True, slots=True)
class _Format:
    """A reader that reads nothing, for names alone."""

    ID: str
    PATTERNS: tuple[str, ...]
    COMPANIONS: tuple[str, ...] = ()
    ROLE: Role = "lockfile"
    TITLE: str = "an example"
    ECOSYSTEM: str = "pypi"
    EDGES: bool = True
    SCOPES: bool = True

    def read(self, document: Document, folder: Folder) -> Parsed:  # noqa: ARG002 (the contract of readers)
        return Parsed()


FORMATS: Sequence[Format] = [
    _Format("uv", ("uv.lock",), ("pyproject.toml",)),
    _Format("npm", ("package-lock.json",), ("package.json",)),
    _Format("requirements", ("requirements*.txt", "requirements/*.txt")),
    _Format("pyproject", ("pyproject.toml",), ROLE="manifest"),
    _Format("cyclonedx", ("bom.json", "*.cdx.json"), ROLE="sbom"),
]


def write(top: Path, *paths: str, text: str = "content") -> None:
    for path in paths:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, encoding="utf-8")


def found_in(tree: Tree) -> list[str]:
    return [item.path for item in discover(tree, FORMATS)]


def scan(top: Path, *, exclude: Sequence[str] = ()) -> list[str]:
    return found_in(Tree(top, [""], exclude))


def link(path: Path, target: Path | str, *, is_folder: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target, target_is_directory=is_folder)
