"""Where a package comes from, as the qualifiers of its package URL say."""

from __future__ import annotations

import re

from depsov.model import REGISTRY, Source, SourceKind
from depsov.parse import _address
from depsov.parse._address import PATH
from depsov.parse.javascript._npm_sources import JSR, Sources
from depsov.purl import Purl
from depsov.registries import is_default

__all__ = ["source_of_purl"]


def source_of_purl(purl: Purl) -> Source:
    """Return where a package comes from by its qualifiers: a repository, an archive, an index; else the registry.

    An address that cannot be read is somewhere: it must pass neither for the registry nor for the project's own.
    """
    qualifiers = purl.qualifiers
    if not qualifiers:
        return REGISTRY
    if "vcs_url" in qualifiers:
        url = _with_scheme(qualifiers["vcs_url"])
        return _known(url, _address.repository(url), SourceKind.GIT)
    if "download_url" in qualifiers:
        url = _with_scheme(qualifiers["download_url"])
        return _known(url, _source_of_file(purl, url), SourceKind.URL)
    if "repository_url" in qualifiers:
        return _address.index(_with_scheme(qualifiers["repository_url"]))
    if purl.ecosystem == "conda" and "channel" in qualifiers:
        from depsov.parse.conda._conda import source_of_channel  # needed for no other ecosystem

        return source_of_channel(qualifiers["channel"])
    return REGISTRY


def _source_of_file(purl: Purl, url: str) -> Source:
    """Return where a package comes from by the address of its file, which registries have at theirs."""
    if purl.ecosystem != "npm":
        return REGISTRY if is_default(purl.ecosystem, url) else _address.archive(url)
    if purl.name.startswith("@jsr/"):
        return JSR  # which serves npm clients, but not where npm's registry has its files
    return Sources().of_address(purl.name, url)


def _known(url: str, source: Source, kind: SourceKind) -> Source:
    """Return the source behind an address; for one that is neither a file nor a URL, somewhere of that kind."""
    if _LOCAL.match(url):
        return PATH
    return source if source.url is not None or _address.is_url(url) else Source(kind=kind)


_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d+)?(?:/|\Z)")
_LOCAL = re.compile(r"(?:git\+)?file:|\.{0,2}/|~|[A-Za-z]:[\\/]", re.IGNORECASE)


def _with_scheme(url: str) -> str:
    """Return an address as a URL: the specification's own examples leave the scheme out."""
    return f"https://{url}" if _HOST.match(url) else url
