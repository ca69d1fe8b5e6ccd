"""The core metadata of one release, reduced to what a resolution needs.

https://packaging.python.org/en/latest/specifications/core-metadata/

Authors, addresses and descriptions are never taken out of the file, so that no cache can hold them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from packaging.version import InvalidVersion, Version

from depsov.documents import Document, get, load_json, need, printable, strings
from depsov.errors import DocumentError
from depsov.parse._names import valid_name
from depsov.purl import normalise
from depsov.values import dataclass

__all__ = ["MAX_REQUIRES", "Metadata", "dump", "load", "read_metadata"]

MAX_REQUIRES = 10_000
"""A release that asks for more is refused: the largest real ones have some 1,500 lines, one per extra and package."""

# A header and the lines that continue it. The first line that is neither ends the head, be it blank or not: so do the
# tools that install. A long description behind it is never looked at.
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?((?:(?:[!-9;-~]++:|[ \t])[^\r\n]*+(?:\r\n|\r|\n|\Z))*+)")
_HEADER = re.compile(
    r"^(Metadata-Version|Name|Version|Requires-Python|Requires-Dist|Provides-Extra|Dynamic):(.*(?:\n[ \t].*)*)",
    re.MULTILINE | re.IGNORECASE,
)
_FOLD = re.compile(r"\n[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What one release says of itself.

    `name` and `extras` are normalised. `version` and `requires_python` (a version specifier) are as written, as are the
    `Requires-Dist` lines in `requires` (dependency specifiers, PEP 508). `dynamic` holds the fields that a build may
    change, in lower case (PEP 643); `metadata_version` is empty where the file does not tell.

    `complete` is false where what it requires can only be known by building it: `requires` then holds a part of it, or
    nothing. `computed_elsewhere` is true where `requires` is what the machine of the author computed when the release
    was made: another machine may come to others.
    """

    name: str
    version: str
    requires_python: str | None = None
    requires: tuple[str, ...] = ()
    extras: frozenset[str] = frozenset()
    dynamic: frozenset[str] = frozenset()
    metadata_version: str = ""
    complete: bool = True
    computed_elsewhere: bool = False


def read_metadata(data: bytes) -> Metadata:
    """Return what a `METADATA` or `PKG-INFO` file says.

    Raises `DocumentError` where it is no such file, its name or version is missing or can be none, or it requires more
    than `MAX_REQUIRES`.
    """
    headers = _headers(data)
    name, version = _first(headers, "name"), _first(headers, "version")
    if not name or not version:
        raise DocumentError(f"no metadata of a package: it names no {'version' if name else 'name'}")
    return Metadata(
        name=_checked_name(name),
        version=_checked_version(version),
        requires_python=_first(headers, "requires-python") or None,
        requires=_checked_requires(headers.get("requires-dist", ())),
        extras=frozenset(normalise("pypi", extra) for extra in headers.get("provides-extra", ()) if extra),
        dynamic=frozenset(field.lower() for field in headers.get("dynamic", ())),
        metadata_version=_first(headers, "metadata-version"),
    )


def _headers(data: bytes) -> dict[str, list[str]]:
    match = _HEAD.match(data)
    text = match[1].decode("utf-8", errors="replace") if match else ""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    headers: dict[str, list[str]] = {}
    for name, value in _HEADER.findall(text):
        unfolded = _FOLD.sub(" ", value) if "\n" in value else value
        headers.setdefault(name.lower(), []).append(unfolded.strip())
    return headers


def _first(headers: dict[str, list[str]], name: str) -> str:
    return headers.get(name, [""])[0]


# --- values that can be ------------------------------------------------------------------------------------------


def _checked_name(name: str) -> str:
    if not valid_name("pypi", name):
        raise DocumentError(f"{_short(name)} cannot be the name of a package")
    return normalise("pypi", name)


def _checked_version(version: str) -> str:
    if len(version) > 100:
        raise DocumentError(f"{_short(version)} cannot be a version")
    try:
        Version(version)
    except InvalidVersion as error:
        raise DocumentError(f"{_short(version)} cannot be a version") from error
    return version


def _checked_requires(lines: Iterable[str]) -> tuple[str, ...]:
    requires = tuple(filter(None, lines))
    if len(requires) > MAX_REQUIRES:
        raise DocumentError(f"asks for {len(requires)} packages, over the limit of {MAX_REQUIRES}")
    return requires


def _short(text: str) -> str:
    return repr(printable(text[:60]))


# --- what the cache keeps -----------------------------------------------------------------------------------------

_ENCODE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def dump(metadata: Metadata) -> bytes:
    """Return the metadata as compact JSON in UTF-8; what is as usual is left out."""
    table: dict[str, Any] = {
        "name": metadata.name,
        "version": metadata.version,
        "requires_python": metadata.requires_python,
        "requires": metadata.requires,
        "extras": sorted(metadata.extras),
        "dynamic": sorted(metadata.dynamic),
        "metadata_version": metadata.metadata_version,
        "incomplete": not metadata.complete,
        "computed_elsewhere": metadata.computed_elsewhere,
    }
    return _ENCODE({key: value for key, value in table.items() if value}).encode()


def load(data: bytes) -> Metadata:
    """Return what `dump` wrote. Raises `DocumentError` for anything else: a cache is a file that can be damaged."""
    table = load_json(Document("metadata", data))
    return Metadata(
        name=_checked_name(need(table, "name", str)),
        version=_checked_version(need(table, "version", str)),
        requires_python=get(table, "requires_python", str),
        requires=_checked_requires(strings(table, "requires")),
        extras=frozenset(strings(table, "extras")),
        dynamic=frozenset(strings(table, "dynamic")),
        metadata_version=get(table, "metadata_version", str, ""),
        complete=not get(table, "incomplete", bool, False),
        computed_elsewhere=get(table, "computed_elsewhere", bool, False),
    )
