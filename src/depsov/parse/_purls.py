"""Package URLs taken apart, as other tools write them (https://github.com/package-url/purl-spec, ECMA-427).

`depsov.purl` is the other direction. What is not percent-encoded as it should be is read all the same, if it is clear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from depsov.model import REGISTRY, Source
from depsov.parse import _address
from depsov.parse._npm_sources import Sources
from depsov.purl import normalise

__all__ = ["Purl", "parse_purl", "source_of_purl"]

_PURL = re.compile(r"pkg:/*([A-Za-z][A-Za-z0-9.+-]*)/([^?#]+)(?:\?([^#]*))?(?:#.*)?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purl:
    """A package URL; `name` holds the namespace as well (`@angular/core`, `org.apache/commons`)."""

    ecosystem: str
    name: str
    version: str | None
    qualifiers: Mapping[str, str]


def parse_purl(text: str) -> Purl | None:
    """Return the parts of a package URL, or None where the text is none."""
    match = _PURL.match(text.strip())
    if match is None:
        return None
    ecosystem, path = match[1].lower(), match[2].strip("/")
    # The version begins at the last `@`; one in front of a name is an npm scope that somebody forgot to encode.
    head, separator, version = path.rpartition("@")
    if not separator or not head or head.endswith("/") or "/" in version:
        head, version = path, ""
    name = "/".join(unquote(part) for part in head.split("/") if part)
    return Purl(
        ecosystem=ecosystem,
        name=normalise(ecosystem, name),
        version=unquote(version) or None,
        qualifiers={key.lower(): value for key, value in parse_qsl(match[3] or "", separator="&") if value},
    )


def source_of_purl(purl: Purl) -> Source:
    """Return where a package comes from by its qualifiers: a repository, an archive, an index; else the registry."""
    qualifiers = purl.qualifiers
    if "vcs_url" in qualifiers:
        return _address.repository(qualifiers["vcs_url"])
    if "download_url" in qualifiers:
        url = qualifiers["download_url"]
        return Sources().of_address(purl.name, url) if purl.ecosystem == "npm" else _address.archive(url)
    if "repository_url" in qualifiers:
        url = qualifiers["repository_url"]  # the specification's own examples leave the scheme out
        return _address.index(url if _address.is_url(url) else f"https://{url}")
    return REGISTRY
