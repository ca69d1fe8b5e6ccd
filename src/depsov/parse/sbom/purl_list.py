"""A list of package URLs, one a line, or a CSV (RFC 4180) of packages with a header.

A CSV has a column `purl` (or `Package URL`), or the columns `ecosystem`, `name` and `version`, and where it likes
`scope` and `direct`; its columns are separated by commas, semicolons or tabs. Whoever writes a list names each package:
all are direct, but for those of which a CSV says otherwise.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from depsov import purl as purls
from depsov.documents import Document, Folder, printable
from depsov.errors import DocumentError
from depsov.model import Parsed, Scope
from depsov.parse.sbom._sbom import Bom, Component

__all__ = ["read"]

_ROOT = ""
_NAME = "list"

_SCOPES = {scope.value: scope for scope in Scope} | {"dev": Scope.DEVELOPMENT, "test": Scope.DEVELOPMENT}
_COLUMNS = {"package url": "purl", "packageurl": "purl", "package_url": "purl", "type": "ecosystem"}
_NO = frozenset({"no", "false", "0", "n", "transitive", "indirect"})

Row = dict[str, str]


def read(document: Document, folder: Folder) -> Parsed:  # noqa: ARG001 - a list needs nothing beside it
    """Return the packages of the list. Raises `DocumentError` where it is neither a list nor such a CSV."""
    text = document.text()
    bom = Bom(document, things="lines")
    bom.root(_ROOT, _NAME)
    seen: set[str] = set()
    for line, row in _rows(text, bom):
        try:
            component = _component(row, line)
            if component.key not in seen:
                seen.add(component.key)
                bom.add(component)
                if row.get("direct", "").lower() not in _NO:
                    bom.link(_ROOT, [component.key] if component.key in bom else [], component.scope or Scope.RUNTIME)
        except DocumentError as error:
            bom.complain(error)
    return bom.parsed()


def _rows(text: str, bom: Bom) -> Iterator[tuple[int, Row]]:
    first = next((line for line in text.split("\n") if line.strip() and line.lstrip()[0] != "#"), "")
    columns, separator = _header(first)
    if columns:
        yield from _table(text, columns, separator, bom)
        return
    if "pkg:" not in text:
        raise DocumentError(
            "is no list of package URLs, nor a table with a column for them",
            line=1,
            hint="write one `pkg:npm/name@1.0` a line, or a CSV with `purl`, or `ecosystem` and `name`, in its header",
        )
    for number, line in enumerate(text.split("\n"), 1):
        purl = line.partition(" #")[0].strip()
        if purl and purl[0] != "#":
            yield number, {"purl": purl}


def _header(line: str) -> tuple[list[str], str]:
    """Return the columns that a line names, and what separates them; none where it is no header."""
    for separator in ",;\t":
        names = [cell.strip().strip('"').strip().lower() for cell in line.split(separator)]
        columns = [_COLUMNS.get(name, name) for name in names]
        if "purl" in columns or {"ecosystem", "name"} <= set(columns):
            return columns, separator
    return [], ""


def _table(text: str, columns: list[str], separator: str, bom: Bom) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    is_header = True
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            bom.complain(DocumentError(f"not CSV: {error}", line=line, hint="quote cells as RFC 4180 says"))
            continue
        if any(cells) and not cells[0].lstrip().startswith("#"):
            if not is_header:
                yield line, {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
            is_header = False


def _component(row: Row, line: int) -> Component:
    purl = row.get("purl") or _built(row)
    if not purl:
        raise DocumentError("names no package", line=line, hint="fill `purl`, or `ecosystem` and `name`")
    scope = row.get("scope", "").lower()
    if scope and scope not in _SCOPES:
        raise DocumentError(
            f"{printable(scope[:40])!r} is no scope",
            line=line,
            hint=f"one of {', '.join(item.value for item in Scope)}",
        )
    return Component(
        key=purl,
        name=row.get("name", ""),
        purl=purl,
        version=row.get("version"),
        line=line,
        scope=_SCOPES.get(scope),
    )


def _built(row: Row) -> str:
    ecosystem, name = row.get("ecosystem", "").lower(), row.get("name", "")
    if ecosystem == "maven":
        name = name.replace(":", "/")
    return (
        purls.build(ecosystem, purls.normalise(ecosystem, name), row.get("version") or None)
        if ecosystem and name
        else ""
    )
