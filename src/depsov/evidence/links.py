"""Links: the identity behind any URL that people write for a repository or a homepage.

    git@github.com:psf/requests.git      -> github:psf
    https://gitlab.gnome.org/GNOME/glib/ -> gitlab.gnome.org:gnome
    https://docs.python.org/3/           -> domain:python.org

A link is data that somebody claims: nothing here opens one. Identities are in lower case, for comparing. Sponsor
pages, gists, raw user content and pages for strangers are no evidence of an owner.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from depsov.evidence.forges import FORGE_HOSTS, forge_at, owner_in
from depsov.model import Evidence, EvidenceKind, Trust
from depsov.patterns import pattern

__all__ = ["FORGE_HOSTS", "LinkRole", "domain_of", "evidence_of_url", "identity_of"]

LinkRole = Literal["repository", "homepage", "other"]
"""What a document says that a link is. `other` (issue tracker, changelog, download) is a hint at most."""

_MAX_LENGTH = 2000


class _Place(NamedTuple):
    host: str  # lower case, without `www.`
    path: str


# scheme://user:password@host:port/path; `git+ssh://git@host:owner/repo` puts an owner where the port belongs.
_FULL = pattern(
    r"[a-z][a-z0-9+.-]*:/{1,2}(?:[^/?#]*@)?(?P<host>[^/?#:@]+)(?::(?:\d*(?=[/?#]|\Z)|(?P<start>[^/?#]+)))?(?P<path>[^?#]*)",
    re.IGNORECASE,
)
# git@host:owner/repo (the scp form of git), //host/path, and host/path without a scheme.
_BARE = pattern(
    r"(?://)?(?:[^/?#@:]+@)?(?P<host>[^/?#:@]+\.[^/?#:@]+)(?::(?:\d*(?=[/?#]|\Z)|(?P<start>[^/?#]+)))?(?P<path>[^?#]*)"
)
_SCM = pattern(r"scm:[a-z]+:", re.IGNORECASE)  # https://maven.apache.org/scm/scm-url-format.html

# https://docs.npmjs.com/cli/configuring-npm/package-json#repository
_SHORTHAND = pattern(r"(?P<forge>github|gitlab|bitbucket|lp):(?!/)(?P<path>[^?#]+)", re.IGNORECASE)
_SHORTHAND_HOSTS = {
    "github": "github.com",
    "gitlab": "gitlab.com",
    "bitbucket": "bitbucket.org",
    "lp": "launchpad.net",
}
_OWNER_AND_NAME = pattern(r"(?P<path>[A-Za-z0-9_][A-Za-z0-9_-]*/[A-Za-z0-9_.-]+)(?:#.*)?\Z")

# Whoever fetches `/owner/../other` is sent to the other.
_STEP = pattern(r"[^?#]*(?:/|:|%2f)(?:\.|%2e){2}(?:[/?#]|%2f|\Z)", re.IGNORECASE)

# `homepage: "README.md"` names a file, though .md is a country's domain.
_FILES = (".md", ".pl", ".py", ".rs", ".sh")

# The template of the packaging tutorial, whose links are often left as they are.
_TEMPLATES = ("/pypa/sampleproject",)


def identity_of(url: str, forges: Mapping[str, str] = FORGE_HOSTS, *, shorthand: bool = False) -> str | None:
    """Return the identity of the owner that a URL on a forge names (`github:psf`), or None.

    `forges` maps hosts to kinds of forge. `shorthand` reads a bare `owner/repo` as GitHub, which only npm means by it.
    """
    place = _place(url, shorthand=shorthand)
    if place is None or place.path.lower().startswith(_TEMPLATES):
        return None
    forge = forge_at(place.host, forges)
    if forge is None:
        return None
    owner = owner_in([part for part in place.path.split("/") if part], forge.kind)
    return None if owner is None else f"{forge.prefix}:{owner}"


def domain_of(url: str, forges: Mapping[str, str] = FORGE_HOSTS) -> str | None:
    """Return the registrable domain of a URL (`python.org`).

    None on forges, where strangers publish, and for a page of one's own (`/~name/`) on the domain of an organisation.
    """
    place = _place(url)
    if place is None or place.path.startswith("/~") or forge_at(place.host, forges) is not None:
        return None
    from depsov.evidence.domains import domain_at  # the suffix list behind it takes longer than all the rest here

    return domain_at(place.host, forges)


def evidence_of_url(
    url: str,
    *,
    role: LinkRole,
    source: str,
    date: str | None = None,
    forges: Mapping[str, str] = FORGE_HOSTS,
    shorthand: bool = False,
) -> Evidence | None:
    """Return the evidence that a link gives, or None: the owner on a forge, else the domain of the site."""
    identity = identity_of(url, forges, shorthand=shorthand)
    kind = _KINDS[role]
    if identity is None:
        domain = None if role == "other" else domain_of(url, forges)
        if domain is None:
            return None
        identity, kind = f"domain:{domain}", EvidenceKind.DOMAIN
    trust = Trust.WEAK if kind is EvidenceKind.HINT else Trust.DECLARED
    return Evidence(kind=kind, trust=trust, source=source, identity=identity, date=date)


_KINDS: Mapping[LinkRole, EvidenceKind] = {
    "repository": EvidenceKind.REPOSITORY,
    "homepage": EvidenceKind.HOMEPAGE,
    "other": EvidenceKind.HINT,
}


def _place(url: str, *, shorthand: bool = False) -> _Place | None:
    """Take a URL apart into host and path; None where it is none that a forge or a site can have."""
    words = url[:_MAX_LENGTH].split()
    text = _SCM.sub("", words[0].strip("<>\"'(),;"), count=1) if words else ""
    if not text or "\\" in text or not text.isprintable() or _STEP.match(text):
        return None
    if short := _SHORTHAND.match(text):
        return _Place(_SHORTHAND_HOSTS[short["forge"].lower()], f"/{short['path']}")
    match = _FULL.match(text) or (None if text.lower().endswith(_FILES) else _BARE.match(text))
    if match is not None:
        start = match["start"]
        path = match["path"] if start is None else f"/{start}{match['path']}"
        return _Place(match["host"].lower().rstrip(".").removeprefix("www."), path)
    if shorthand and (pair := _OWNER_AND_NAME.match(text)):
        return _Place("github.com", f"/{pair['path']}")
    return None
