"""What resolving one document takes, and what comes of it."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import date
from pathlib import Path
from typing import TypeAlias

from depsov.documents import Document
from depsov.errors import DepsovError
from depsov.model import Parsed, Problem, Resolved
from depsov.reading import Reading
from depsov.registries import is_default, registry_of
from depsov.registry_settings import SETTINGS_FILES
from depsov.values import dataclass

__all__ = ["Answered", "Surroundings", "TreeOfDocument", "not_resolved"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The scanned tree, the variables of the shell, the folder of the cache, and the day."""

    reading: Reading
    environ: Mapping[str, str]
    cache: Path
    today: date

    def settings(self, folder: str) -> list[Document]:
        """Return the files in a folder of the tree, and at its top, that may name another registry."""
        tree = self.reading.tree
        paths = [f"{place}/{name}" if place else name for place in {folder: 0, "": 0} for name in SETTINGS_FILES]
        return [tree.open(path) for path in paths if tree.allows(path) and (tree.base / path).is_file()]

    def name_of(self, ecosystem: str, index: str) -> str:
        """Return how reports name an index: the id of the default registry, or the host of another."""
        registry = registry_of(ecosystem)
        if registry is not None and is_default(ecosystem, index, self.reading.config.mirrors):
            return registry.id
        return index.partition("://")[2].rpartition("@")[2].partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeOfDocument:
    """The tree of one document: in place of what the document says, with its label, and what is not known of it."""

    documents: tuple[Parsed, ...]
    resolved: Resolved
    problems: tuple[Problem, ...] = ()


def not_resolved(error: DepsovError) -> str:
    """Return what is said of a document that has no tree, and why."""
    return str(error) if str(error).startswith("not resolved") else f"not resolved: {error}"


Answered: TypeAlias = Awaitable[TreeOfDocument]
