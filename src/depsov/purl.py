"""Package URLs (https://github.com/package-url/purl-spec, ECMA-427): built, read, names normalised as registries do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

from depsov.model import Source, SourceKind
from depsov.patterns import pattern

__all__ = ["Purl", "build", "listed_name", "normalise", "parse"]

_PYPI_SEPARATORS = pattern(r"[-_.]+")
_LOWER_CASE = frozenset({"bitbucket", "composer", "github", "gitlab"})
_ANY_CASE = _LOWER_CASE | {"golang", "nuget", "swift"}
_MAJOR_VERSION = pattern(r"/v\d+\Z")


def normalise(ecosystem: str, name: str) -> str:
    """Return a package's name as its registry compares names, as the purl specification has it per type.

    PyPI: PEP 503; Packagist and forges: in lower case; npm and all others: as it is.
    """
    if ecosystem == "pypi":
        return _lower(_PYPI_SEPARATORS.sub("-", name))
    return _lower(name) if ecosystem in _LOWER_CASE else name


def _lower(name: str) -> str:
    # Lower case makes `k` of the Kelvin sign: a name that no registry has must not become one that somebody has.
    return name.lower() if name.isascii() else name


def listed_name(ecosystem: str, name: str) -> str:
    """Return the form under which the knowledge base lists a package, whatever its spelling and its major version."""
    if ecosystem in _ANY_CASE:
        name = _lower(name)
    if ecosystem == "golang":  # https://go.dev/ref/mod#major-version-suffixes
        return _MAJOR_VERSION.sub("", name)
    if ecosystem == "cargo":  # one crate: the registry allows either sign, and no second crate that differs in it
        return name.replace("_", "-")
    if ecosystem == "maven":  # `group:artifact`, as its tools write it
        return name.replace(":", "/", 1)
    return normalise(ecosystem, name)


def build(ecosystem: str, name: str, version: str | None = None, source: Source | None = None) -> str:
    """Return the purl of a package; one that is not from the default registry carries its source as a qualifier.

    `name` is normalised and may hold a namespace (`@angular/core`, `org.apache/commons`).
    """
    path = name if _PLAIN.match(name) else "/".join(map(_quoted, name.split("/")))
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

_PLAIN = pattern(r"[A-Za-z0-9.\-_~]*\Z")


def _quoted(part: str) -> str:
    # `:` stays as it is (purl specification, "Rules for character encoding"); most names need no quoting at all.
    return part if _PLAIN.match(part) else quote(part, safe=":", errors="replace")


_PURL = pattern(r"pkg:/*([A-Za-z][A-Za-z0-9.+-]*)/([^?#]+)(?:\?([^#]*))?(?:#.*)?\Z", re.DOTALL)


class Purl(NamedTuple):
    """A package URL; `name` holds the namespace as well (`@angular/core`, `org.apache/commons`)."""

    ecosystem: str
    name: str
    version: str | None
    qualifiers: Mapping[str, str]


def parse(text: str) -> Purl | None:
    """Return the parts of a package URL, or None where the text is none.

    What is not percent-encoded as it should be is read all the same, if it is clear.
    """
    match = _PURL.match(text.strip())
    if match is None:
        return None
    ecosystem, path = match[1].lower(), match[2].strip("/")
    # The version begins at the last `@`; one in front of a name is an npm scope that somebody forgot to encode.
    head, separator, version = path.rpartition("@")
    if not separator or not head or head.endswith("/"):
        head, version = path, ""
    name = "/".join(unquote(part) if "%" in part else part for part in head.split("/") if part)
    return Purl(
        ecosystem=ecosystem,
        name=normalise(ecosystem, name),
        version=(unquote(version) if "%" in version else version) or None,
        qualifiers=_qualifiers(match[3]) if match[3] else {},
    )


@lru_cache(maxsize=256)
def _qualifiers(text: str) -> Mapping[str, str]:
    pairs = (pair.partition("=") for pair in text.split("&"))
    return {key.lower(): unquote(value) for key, _, value in pairs if value}
