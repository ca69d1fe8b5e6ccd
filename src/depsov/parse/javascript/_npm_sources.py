"""Where a JavaScript package comes from: addresses, specifiers and registry settings turned into a `Source`.

It reads text only: it asks no registry, and it expands no environment variable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from depsov import registries
from depsov.model import REGISTRY, Source, SourceKind
from depsov.parse import _address
from depsov.parse._address import PATH
from depsov.patterns import pattern
from depsov.values import dataclass

__all__ = ["JSR", "PATH", "Origin", "Sources", "named_registries", "split_descriptor"]

JSR = Source(kind=SourceKind.INDEX, url=registries.JSR)
"""A registry with scopes of its own: nothing that is known of a name of npm holds there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Which package a specifier really means, its version where that is exact, and where it comes from."""

    name: str
    version: str | None = None
    source: Source

    @property
    def own(self) -> bool:
        """Whether it is the project's own: a workspace member, a folder or a file."""
        return self.source is PATH


def split_descriptor(descriptor: str) -> tuple[str, str]:
    """Split `name@rest`, where the name may begin with `@`; the rest may be empty."""
    place = descriptor.find("@", 1)
    return (descriptor, "") if place < 0 else (descriptor[:place], descriptor[place + 1 :])


# --- addresses ----------------------------------------------------------------------------------------------------

_OWN = ("workspace:", "file:", "link:", "portal:", "exec:", "./", "../", "/", "~/")
_GIT = pattern(r"git(?:\+[a-z]+)?:|ssh:|[^@/:\s]+@[^/:@\s]+:|https?://[^#?]*\.git(?:[#?]|\Z)|https?://[^?]*#commit=")
_REGISTRY = pattern(r"https?://[^?#]+\Z")
_SSH_WITH_PATH = pattern(r"(?:git\+)?ssh://([^/:]+:)(?!\d+/)")

_ARCHIVES = (
    (pattern(r"https?://codeload\.github\.com/([^/]+/[^/]+)/"), "https://github.com/"),
    (pattern(r"https?://github\.com/([^/]+/[^/]+)/archive/"), "https://github.com/"),
    (pattern(r"https?://gitlab\.com/(?:api/v4/projects/)?(.+?)/(?:-|repository)/archive"), "https://gitlab.com/"),
    (pattern(r"https?://bitbucket\.org/([^/]+/[^/]+)/get/"), "https://bitbucket.org/"),
)
"""How package managers write a git dependency on a known forge: as the archive that the forge makes of a commit."""

# https://docs.npmjs.com/cli/configuring-npm/package-json#git-urls-as-dependencies
_SHORTHAND = pattern(r"(?:(github|gitlab|bitbucket|gist):)?([^\s@/:#]+(?:/[^\s@/:#]+)?)(?:#.*)?\Z", re.DOTALL)
_FORGES = {"gitlab": "https://gitlab.com/", "bitbucket": "https://bitbucket.org/", "gist": "https://gist.github.com/"}


def _repository(address: str) -> Source:
    # `git+ssh://git@host:team/name.git` has a path where a URL has a port; without the scheme it is git's short form.
    return _address.repository(_SSH_WITH_PATH.sub(r"\1", address.partition("#")[0], count=1))


def _archive(address: str) -> Source:
    for archive, forge in _ARCHIVES:
        match = archive.match(address)
        if match is not None:
            return Source(kind=SourceKind.GIT, url=forge + unquote(match[1]))
    return _address.archive(address)


def _shorthand(specifier: str) -> Source | None:
    """Return the source of `github:owner/name`, `owner/name` and the like."""
    match = _SHORTHAND.match(specifier)
    if match is None or not (match[1] or "/" in match[2]):
        return None
    return _address.repository(_FORGES.get(match[1], "https://github.com/") + match[2])


# --- registries ---------------------------------------------------------------------------------------------------

_NPMRC = pattern(r"""^[ \t]*(?:(@[^\s:=]+):)?registry[ \t]*=[ \t]*["']?([^\s"']+)""", re.MULTILINE)


def named_registries(npmrc: str) -> dict[str, str]:
    """Return the registries that an `.npmrc` names, by scope; the one for all other packages under the empty string."""
    return {match[1] or "": match[2] for match in _NPMRC.finditer(npmrc)}


_EXACT = pattern(r"[=v]?(\d+\.\d+\.\d+(?:[-+][\w.+-]+)?)\Z", re.ASCII)
_PATCHES = 5  # one on top of the other; yarn itself makes two at most
_RANGE = pattern(r"[\^~<>=*\d]|[vxX](?:\d|\Z|\.)|(?:latest|next|canary|beta|alpha|rc)\Z")


class Sources:
    """Gives the packages of one document their sources, by the registries that its project names."""

    def __init__(self, registries: Mapping[str, str] | None = None) -> None:
        self._indexes: dict[str, Source] = {}
        self._by_scope = {scope: self._index(url) for scope, url in (registries or {}).items()}
        self._default = self._by_scope.pop("", REGISTRY)

    def of_name(self, name: str) -> Source:
        """Return the source of a package whose document names no address."""
        if not self._by_scope or not name.startswith("@"):
            return self._default
        return self._by_scope.get(name.partition("/")[0], self._default)

    def of_address(self, name: str, address: str) -> Source:
        """Return the source of the archive or repository at an address, which may be empty.

        An archive where npm-style registries put it (`BASE/NAME/-/FILE`) comes from the registry at BASE, if it has
        the name of the package: under another name it is an archive like any other.
        """
        if not address:
            return self.of_name(name)
        if _address.is_twisted(address) and _address.is_url(address):
            return _address.direct(address)
        if name.startswith("@jsr/") and address.startswith(f"{JSR.url}/"):
            return JSR
        base, found, file = address.partition(f"/{name}/-/")
        if not found and "%" in address:  # `@scope%2Fname`, as some registries write it
            base, found, file = unquote(address).partition(f"/{name}/-/")
        # `/-/archive/` is how GitLab writes the archive of a commit.
        if found and not file.startswith("archive/") and (base in self._indexes or _REGISTRY.match(base)):
            return self._index(base)
        if address.startswith(_OWN):
            return PATH
        if _GIT.match(address):
            return _repository(address)
        if _address.is_url(address):
            return _archive(address)
        return _shorthand(address) or self.of_name(name)

    def of_specifier(self, name: str, specifier: str) -> Origin:
        """Return what the dependency `name: specifier` of a package.json, or of a lockfile's key, means."""
        name, specifier = _unpatched(name, specifier.strip())
        if specifier.startswith("npm:"):
            return self._aliased(name, specifier[4:])
        if specifier.startswith("jsr:"):
            return _from_jsr(name, specifier[4:])
        exact = _EXACT.match(specifier)
        if exact is not None:
            return Origin(name=name, version=exact[1], source=self.of_name(name))
        return Origin(name=name, source=PATH if specifier == "." else self.of_address(name, specifier))

    def _aliased(self, name: str, rest: str) -> Origin:
        # `npm:react@^18`, an alias; or `npm:^18`, as yarn writes what other tools write as `^18`.
        if not _RANGE.match(rest):
            name, rest = split_descriptor(rest)
        exact = _EXACT.match(rest)
        return Origin(name=name, version=exact[1] if exact else None, source=self.of_name(name))

    def _index(self, url: str) -> Source:
        known = self._indexes.get(url)
        if known is None:
            known = self._indexes[url] = _address.index(url)
        return known


def _unpatched(name: str, specifier: str) -> tuple[str, str]:
    """Return the package behind `patch:name@specifier#file`, a patch of a patch included: it stays what it was."""
    for _ in range(_PATCHES):
        if not specifier.startswith("patch:"):
            break
        name, specifier = split_descriptor(unquote(specifier[6:].partition("#")[0]))
    return name, specifier


def _from_jsr(name: str, rest: str) -> Origin:
    # JSR serves `@scope/name` to npm clients as `@jsr/scope__name`, from a registry of its own.
    real = split_descriptor(rest)[0] if rest.startswith("@") else name
    return Origin(name=f"@jsr/{real.lstrip('@').replace('/', '__')}", source=JSR)
