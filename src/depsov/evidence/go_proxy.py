"""The Go module mirror's answer on a version: the repository that it was fetched from.

https://go.dev/ref/mod#goproxy-protocol; `Origin` is what the go command itself records of a download. The path of a
module on a forge names its owner already, so only modules with an address of their own are asked about, and none that
the user's GOPRIVATE or GONOPROXY keeps from the mirror (https://go.dev/ref/mod#private-modules).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Final
from urllib.parse import quote

from depsov.documents import Document, get, load_json
from depsov.evidence._urls import evidence_of_urls
from depsov.evidence.forges import FORGE_HOSTS
from depsov.model import Evidence, Package

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "go-proxy"
TITLE: Final = "origins of Go modules"
ECOSYSTEM: Final = "golang"
VERSION: Final = 1

_SOURCE = "Go module mirror"


def address(package: Package, base_url: str) -> str | None:
    """Return the URL of the answer on a version, on the latest one where none is known; None where nobody is asked."""
    if package.name.partition("/")[0] in FORGE_HOSTS or _is_private(package.name):
        return None
    place = "@latest" if package.version is None else f"@v/{_escaped(package.version)}.info"
    return f"{base_url}/{_escaped(package.name)}/{place}"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the owner of the repository that the version was fetched from."""
    origin = get(load_json(Document("answer on the version", document)), "Origin", dict, {})
    return evidence_of_urls([("repository", origin.get("URL"))], source=_SOURCE, forges=forges)


def _escaped(text: str) -> str:
    # Capital letters, which some file systems do not tell apart: https://go.dev/ref/mod#module-cache
    return quote(re.sub("[A-Z]", lambda match: f"!{match[0].lower()}", text), safe="/!+~")


def _is_private(path: str) -> bool:
    patterns = ",".join(os.environ.get(name, "") for name in ("GOPRIVATE", "GONOPROXY")).split(",")
    parts = path.split("/")
    return any(
        fnmatchcase("/".join(parts[: pattern.count("/") + 1]), pattern)
        for pattern in (text.strip().rstrip("/") for text in patterns)
        if pattern
    )
