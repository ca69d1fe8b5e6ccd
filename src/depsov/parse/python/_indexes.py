"""The package indexes that a project declares for Poetry, PDM and uv, and the source of a single dependency.

[[tool.poetry.source]]                            https://python-poetry.org/docs/repositories/
[[tool.pdm.source]]                               https://pdm-project.org/latest/usage/config/
[[tool.uv.index]], index-url, extra-index-url     https://docs.astral.sh/uv/concepts/indexes/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from depsov.documents import Table, get
from depsov.model import REGISTRY, Problem, Source, SourceKind
from depsov.parse import _address

__all__ = ["Indexes", "several_indexes"]


class Indexes:
    """The indexes of one project.

    `default` stands in for the default registry where one does; `extra` are asked beside it.
    """

    def __init__(self, poetry: Table, pdm: Table, uv: Table) -> None:
        self.default: Source | None = None
        self.extra: list[str] = []
        self._by_name: dict[str, Source] = {}
        self._add_poetry(poetry)
        for item in _tables(pdm, "source"):
            self._add(item, default=item.get("name") == "pypi", explicit=False)
        for item in _tables(uv, "index"):
            self._add(item, default=item.get("default") is True, explicit=item.get("explicit") is True)
        self._add({"url": uv.get("index-url")}, default=True, explicit=False)
        extra = uv.get("extra-index-url")
        for url in extra if isinstance(extra, list) else []:
            self._add({"url": url}, default=False, explicit=False)

    def source_of(self, table: Table) -> Source | None:
        """Return the source that the table of one dependency names: `git`, `url`, `path`, or an index by its name."""
        if isinstance(git := table.get("git"), str):
            return _address.repository(git)
        if isinstance(url := table.get("url"), str):
            return _address.archive(url)
        if any(key in table for key in ("path", "file", "workspace")):
            return _address.PATH
        name = table.get("index") or table.get("source")
        if not isinstance(name, str):
            return None
        return self._by_name.get(name.lower(), Source(kind=SourceKind.INDEX))

    def _add_poetry(self, poetry: Table) -> None:
        sources = list(_tables(poetry, "source"))
        # A source named PyPI without URL brings the default registry back: https://python-poetry.org/docs/repositories/
        keeps_registry = any(_is_registry(item) for item in sources)
        for item in sources:
            if _is_registry(item):
                self._by_name["pypi"] = REGISTRY
                continue
            priority = item.get("priority", "secondary" if item.get("secondary") is True else "primary")
            replaces = priority == "default" or (priority == "primary" and not keeps_registry)
            self._add(item, default=replaces, explicit=priority == "explicit")

    def _add(self, item: Table, *, default: bool, explicit: bool) -> None:
        url, name = item.get("url"), item.get("name")
        if not isinstance(url, str):
            return
        source = _address.index(url)
        if isinstance(name, str):
            self._by_name[name.lower()] = source
        if explicit:
            return
        if default and self.default is None:
            self.default = source
        else:
            self.extra.append(source.url or "a folder")


def several_indexes(path: str, extra: Iterable[str]) -> Problem:
    """Return the Problem of a document whose packages may come from further indexes."""
    shown = ", ".join(dict.fromkeys(extra))
    return Problem(
        stage="parse",
        subject=path,
        message=f"any of its packages may also come from {shown}: nothing tells which index serves which",
        hint="a lockfile that names the index of each package, such as uv.lock, settles it",
    )


def _is_registry(item: Table) -> bool:
    return str(item.get("name")).lower() == "pypi" and "url" not in item


def _tables(table: Table, key: str) -> Iterator[Table]:
    items: Iterable[Any] = get(table, key, list, [])
    return (item for item in items if isinstance(item, dict))
