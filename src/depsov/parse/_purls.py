"""Where a package comes from, as the qualifiers of its package URL say."""

from __future__ import annotations

from depsov.model import REGISTRY, Source
from depsov.parse import _address
from depsov.parse.javascript._npm_sources import Sources
from depsov.purl import Purl

__all__ = ["source_of_purl"]


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
