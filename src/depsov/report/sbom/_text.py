"""SBOMs as text: one line for each member of a list, which is readable in a diff and fast to write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from depsov.errors import UsageError
from depsov.report import escape

__all__ = ["Encoded", "content_id", "dumps", "members", "shown", "with_member", "written"]

# Made once: `json.dumps` with options makes an encoder for every value. No value here holds itself.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode

shown = lru_cache(maxsize=4096)(escape.shown)
"""Text without what is not to be seen; names of organisations and files come again and again."""


class Encoded(list[str]):
    """Values that are JSON already."""


def written(table: Mapping[str, Any]) -> str:
    """Return a table as JSON. Raises `UsageError` where it holds a number that JSON has no word for."""
    return f"{{\n{members(table)}\n}}\n"


def members(table: Mapping[str, Any]) -> str:
    """Return the members of a table as JSON, without the braces around them. Raises what `written` raises."""
    try:
        return ",\n".join(f"  {dumps(key)}: {_member(value)}" for key, value in table.items())
    except ValueError as error:  # 1e999
        raise UsageError("the scanned SBOM holds a number that is too large to be written") from error


def _member(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return dumps(value)
    items = ",\n    ".join(value if isinstance(value, Encoded) else map(dumps, value))
    return f"[\n    {items}\n  ]"


def dumps(value: Any) -> str:
    """Return a value as JSON on one line, with everything in it to be seen. Raises `ValueError` for infinity."""
    return escape.json_values(_encode(value))  # by line: nearly all are ASCII, and take no search


def with_member(table: Mapping[str, Any], key: str, encoded: str) -> str:
    """Return a table that is not empty as JSON, with one more member that is JSON already."""
    return f"{dumps(table)[:-1]}, {dumps(key)}: {encoded}}}"


def content_id(content: str) -> str:
    """Return a UUID that is the same for the same content, and for no other (RFC 9562, version 5)."""
    from uuid import NAMESPACE_URL, uuid5

    return str(uuid5(NAMESPACE_URL, f"depsov {content}"))
