"""A knowledge base released by itself, between two releases of depsov: one file, `depsov scan --knowledge FILE`.

The first line is a JSON table with `depsov-knowledge` (the format of the bundle), `version` (its date) and `sha256`
(of all that follows, in hexadecimal); the rest is the bundle itself. The checksum finds a file that is cut off or
damaged; it is no signature, and does not say who made the file.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from depsov.errors import KnowledgeError
from depsov.knowledge.codec import FORMAT
from depsov.knowledge.lines import read

__all__ = ["pack", "unpack"]

_MARK = "depsov-knowledge"
_HINT = "organisations of your own belong into `knowledge = [...]` of the configuration"


def pack(bundle: bytes) -> bytes:
    """Return the file that releases a compiled bundle."""
    header = {
        _MARK: FORMAT,
        "version": read(bundle)["version"],
        "sha256": hashlib.sha256(bundle).hexdigest(),
    }
    return json.dumps(header).encode() + b"\n" + bundle


def unpack(path: Path) -> bytes:
    """Return the bundle in a released file.

    Raises `KnowledgeError` where the file cannot be read, is no released knowledge base, has a format that this depsov
    does not read, or is damaged.
    """
    try:
        head, _, bundle = path.read_bytes().partition(b"\n")
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read: {error.strerror or 'unknown error'}") from error
    header = _header(head)
    if header is None:
        raise KnowledgeError(f"{path}: is no released knowledge base", hint=_HINT)
    if header[_MARK] != FORMAT:
        raise KnowledgeError(
            f"{path}: has format {header[_MARK]!r}, and this depsov reads format {FORMAT}", hint="update depsov"
        )
    if hashlib.sha256(bundle).hexdigest() != header.get("sha256"):
        raise KnowledgeError(f"{path}: its checksum does not fit: the file is damaged", hint="fetch it again")
    return bundle


def _header(line: bytes) -> dict[str, Any] | None:
    if len(line) > 1000:
        return None
    try:
        header = json.loads(line)
    except ValueError:
        return None
    return header if isinstance(header, dict) and _MARK in header else None
