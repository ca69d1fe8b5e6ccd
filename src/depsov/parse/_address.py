"""Addresses in Python manifests and lockfiles as `Source`s, without the secrets that people put into them.

A user name, a password and the query of a URL never leave this module; nothing is looked up or expanded.
"""

from __future__ import annotations

import re
from functools import lru_cache

from depsov.documents import printable
from depsov.model import Source, SourceKind
from depsov.patterns import pattern

__all__ = ["PATH", "VCS_PREFIX", "archive", "direct", "index", "index_of_file", "is_twisted", "is_url", "repository"]

PATH = Source(kind=SourceKind.PATH)
"""The local disk. Where on it is nobody's business: reports carry no paths of the machine."""

VCS_PREFIX = pattern(r"(?:git|hg|svn|bzr)\+", re.IGNORECASE)
"""What pip puts before the URL of a repository: https://pip.pypa.io/en/stable/topics/vcs-support/"""

_URL = pattern(r"(?P<scheme>[a-z][a-z0-9+.-]*)://(?:[^/?#]*@)?(?P<host>[^/?#@]*)(?P<path>[^?#]*)", re.IGNORECASE)
# The short form of ssh, `git@example.org:team/repository.git`: https://git-scm.com/docs/git-clone#URLS
_SCP = pattern(r"(?:[^/?#:@]*@)?(?P<host>[A-Za-z0-9.-]+\.[A-Za-z]+):(?P<path>[^?#:/][^?#:]*)")
_STRANGE = pattern(r"(?!file:|[A-Za-z]:[\\/])[^/]*:", re.IGNORECASE)
_PORT = pattern(r":(?!\d*\Z|\$\{)")
_REVISION = pattern(r"@[^@]*\Z")

# `//a.example\@b.example`, `/owner/../other`, `//a.example .b.example`
_TWISTED = pattern(r"\\|(?:/|%2f)(?:\.|%2e){2}(?:/|%2f|\Z)|//[^/]*\s", re.IGNORECASE)


def is_twisted(url: str) -> bool:
    """Return whether programs differ in where a URL leads: nothing in it tells then whose place that is."""
    if url.isprintable() and ".." not in url and "%" not in url and "\\" not in url and " " not in url:
        return False  # as nearly all
    return _TWISTED.search(re.split("[?#]", url.strip(), maxsplit=1)[0]) is not None


def is_url(text: str) -> bool:
    """Return whether the text is a URL with a scheme and `//`."""
    return _URL.match(text) is not None


@lru_cache(maxsize=64)
def index(url: str) -> Source:
    """Return the index at that address; one on the local disk stays without address."""
    return Source(kind=SourceKind.INDEX, url=_clean(url))


def index_of_file(url: str) -> Source:
    """Return the index that serves a file: all that is known of it is its host."""
    cleaned = _clean(url)
    parts = cleaned.split("/") if cleaned else []
    return Source(kind=SourceKind.INDEX, url="/".join(parts[:3]) or None)


def archive(url: str) -> Source:
    """Return the archive at that address; one on the local disk is the project's own."""
    if url.startswith("${"):
        return Source(kind=SourceKind.URL)  # somewhere: the variable is never replaced
    return PATH if _is_local(url) else Source(kind=SourceKind.URL, url=_clean(url))


def repository(url: str) -> Source:
    """Return the repository at that address, whose `git+` prefix and `@revision` are left out."""
    bare = VCS_PREFIX.sub("", url, count=1)
    scp = None if is_url(bare) else _SCP.match(bare)
    if scp:
        return Source(kind=SourceKind.GIT, url=printable(f"git@{scp['host']}:{_REVISION.sub('', scp['path'])}"))
    if _is_local(bare):
        # A variable, or a form that git does not know, is somewhere: it must not pass for the project's own.
        return Source(kind=SourceKind.GIT) if bare.startswith("${") or _STRANGE.match(bare) else PATH
    cleaned = _clean(bare)
    return Source(kind=SourceKind.GIT, url=cleaned and _without_revision(cleaned))


def direct(url: str) -> Source:
    """Return what a direct reference (PEP 508, `name @ url`) points to."""
    return repository(url) if VCS_PREFIX.match(url) else archive(url)


def _is_local(url: str) -> bool:
    return not is_url(url) or url[:5].lower() == "file:"


def _clean(url: str) -> str | None:
    match = _URL.match(url.strip())
    if match is None or match["scheme"].lower() == "file" or _PORT.search(match["host"]):
        return None  # a "port" that is no number: a password with an unquoted slash
    if is_twisted(url):
        return None
    return printable(f"{match['scheme']}://{match['host']}{match['path']}").rstrip("/")


def _without_revision(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{separator}{host}{slash}{_REVISION.sub('', path)}"
