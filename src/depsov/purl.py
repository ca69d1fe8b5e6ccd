"""Package URLs (the purl specification, ECMA-427): built, and names normalised as each registry does."""

from __future__ import annotations

import re
from urllib.parse import quote

from depsov.model import Source, SourceKind

__all__ = ["build", "normalise"]

_PYPI_SEPARATORS = re.compile(r"[-_.]+")


def normalise(ecosystem: str, name: str) -> str:
    """Return a package's name as its registry compares names (PyPI: PEP 503; npm: as it is)."""
    if ecosystem == "pypi":
        return _PYPI_SEPARATORS.sub("-", name).lower()
    return name


def build(ecosystem: str, name: str, version: str | None = None, source: Source | None = None) -> str:
    """Return the purl of a package; one that is not from the default registry carries its source as a qualifier.

    `name` is normalised and may hold a namespace (`@angular/core`, `org.apache/commons`).
    """
    path = "/".join(_quoted(part) for part in name.split("/"))
    purl = f"pkg:{ecosystem}/{path}"
    if version is not None:
        purl += f"@{_quoted(version)}"
    if source is None or source.url is None:
        return purl
    qualifier = _QUALIFIERS.get(source.kind)
    return purl if qualifier is None else f"{purl}?{qualifier}={_quoted(source.url)}"


_QUALIFIERS = {
    SourceKind.INDEX: "repository_url",
    SourceKind.GIT: "vcs_url",
    SourceKind.URL: "download_url",
}

_PLAIN = re.compile(r"[A-Za-z0-9.\-_~]*\Z")


def _quoted(part: str) -> str:
    # `:` stays as it is (purl specification, "Rules for character encoding"); most names need no quoting at all.
    return part if _PLAIN.match(part) else quote(part, safe=":", errors="replace")
