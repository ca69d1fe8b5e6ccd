"""The nodes of one document: keyed without clashes, and found by name."""

from __future__ import annotations

from collections.abc import Iterable

from depsov.model import Node, Source

__all__ = ["Keys", "by_name"]


def by_name(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """Return the nodes grouped by name: a lock may hold several versions of one package."""
    groups: dict[str, list[Node]] = {}
    for node in nodes:
        groups.setdefault(node.name, []).append(node)
    return groups


class Keys:
    """The keys of the nodes of a document, one for each name, version and source.

    That is `name@version`; where another source has it already, with the address behind.
    """

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}

    def of(self, name: str, version: str | None, source: Source) -> str:
        """Return the key of a package, always the same for the same one."""
        plain = name if version is None else f"{name}@{version}"
        key = plain
        while (known := self._sources.setdefault(key, source)) is not source and known != source:
            key = f"{plain} {source.url or source.kind.value}" if key == plain else f"{key}+"
        return key

    def new(self, name: str, version: str | None, source: Source) -> str | None:
        """Return the key of a package, or None where it was given before."""
        before = len(self._sources)
        key = self.of(name, version, source)
        return key if len(self._sources) > before else None
