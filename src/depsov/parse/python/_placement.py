"""Where a manifest's table says that one dependency comes from: a repository, an archive, the local disk, an index.

The tables of Poetry's dependencies and of [tool.uv.sources] name their places by the same keys:

    https://python-poetry.org/docs/dependency-specification/
    https://docs.astral.sh/uv/concepts/projects/dependencies/#dependency-sources
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depsov.documents import Table
from depsov.model import REGISTRY, Source, SourceKind
from depsov.parse import _address
from depsov.parse.python._declared import with_marker
from depsov.parse.python._indexes import Indexes
from depsov.parse.python._wish import Wish, requirement_of
from depsov.patterns import pattern
from depsov.values import replace

__all__ = ["address_of", "path_of", "placed"]

_SCP = pattern(r"([^/@:\s]+@[^/:\s]+):(?!//)(\S+)")


def placed(wish: Wish, tables: list[Table], indexes: Indexes) -> Iterator[Wish]:
    """Yield a wish at the place that a table names; of places for some platforms only, each, and then the usual one.

    A wish that says itself where it comes from stays there.
    """
    usual = wish if indexes.default is None else replace(wish, source=indexes.default)
    sources = [(table, source) for table in tables if (source := indexes.source_of(table)) is not None]
    if wish.source != REGISTRY or not sources:
        yield wish if wish.source != REGISTRY else usual
        return
    for number, (table, source) in enumerate(sources):
        yield replace(_at(wish, table, source), alternative=number > 0)
    if all(isinstance(table.get("marker"), str) for table, _ in sources):
        yield replace(usual, alternative=True)  # where none of the markers holds


def _at(wish: Wish, table: Table, source: Source) -> Wish:
    marker, text = table.get("marker"), wish.requirement
    if (address := address_of(table)) is not None:
        _, semicolon, own = text.partition(";")
        text = requirement_of(wish.name, wish.extras, f"@ {address}", own.strip() if semicolon else None)
    return replace(
        wish,
        source=source,
        requirement=with_marker(text, marker) if isinstance(marker, str) and text else text,
        conditional=wish.conditional or isinstance(marker, str),
        path=path_of(table) if source.kind is SourceKind.PATH else None,
    )


def address_of(table: Table) -> str | None:
    """Return the address that a table names as a direct reference writes it, or None where it names none."""
    if isinstance(git := table.get("git"), str):
        short = None if _address.is_url(git) else _SCP.fullmatch(git)
        address = f"ssh://{short[1]}/{short[2]}" if short else git
        revision = next((table[key] for key in ("rev", "tag", "branch") if isinstance(table.get(key), str)), None)
        return _joined(f"git+{address.removeprefix('git+')}", revision, table.get("subdirectory"))
    if isinstance(url := table.get("url"), str):
        return _joined(url, None, table.get("subdirectory"))
    return None


def path_of(table: Table) -> str | None:
    """Return the folder on the local disk that a table names, as it is written."""
    paths = (table.get(key) for key in ("path", "file"))
    return next((path for path in paths if isinstance(path, str)), None)


def _joined(address: str, revision: str | None, subdirectory: Any) -> str | None:
    whole = address if revision is None else f"{address}@{revision}"
    if isinstance(subdirectory, str):
        whole = f"{whole}#subdirectory={subdirectory}"
    return None if re.search(r"\s", whole) else whole
