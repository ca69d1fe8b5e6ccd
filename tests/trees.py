"""Trees of files for tests, and formats of names alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from depsov.discover import discover
from depsov.formats import Format, Role
from depsov.tree import Tree

__all__ = ["FORMATS", "found_in", "link", "scan", "write"]


def _format(
    id_: str,
    patterns: tuple[str, ...],
    companions: tuple[str, ...] = (),
    role: Role = "lockfile",
    mark: str | None = None,
) -> Format:
    return Format(
        id=id_,
        family="python",
        title="an example",
        ecosystem="pypi",
        role=role,
        patterns=patterns,
        companions=companions,
        mark=mark,
    )


FORMATS: Sequence[Format] = [
    _format("uv", ("uv.lock",), ("pyproject.toml",)),
    _format("npm", ("package-lock.json",), ("package.json",)),
    _format("requirements", ("requirements*.txt", "requirements/*.txt")),
    _format("pyproject", ("pyproject.toml",), role="manifest"),
    _format("cyclonedx", ("bom.json", "*.cdx.json"), role="sbom", mark='"CycloneDX"'),
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
