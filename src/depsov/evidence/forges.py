"""Forges: which hosts they are, and where in a path they name the owner of a repository.

Hosts are matched exactly, so that no look-alike host passes for a forge. This module parses no URL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from depsov.patterns import pattern
from depsov.values import dataclass

__all__ = ["ALIASES", "FORGE_HOSTS", "Forge", "forge_at", "owner_in"]

FORGE_HOSTS: Mapping[str, str] = {
    "bitbucket.org": "bitbucket",
    "code.europa.eu": "gitlab",
    "code.videolan.org": "gitlab",
    "codeberg.org": "forgejo",
    "dev.azure.com": "gitea",
    "framagit.org": "gitlab",
    "git.fsfe.org": "forgejo",
    "git.kernel.org": "cgit",
    "git.launchpad.net": "launchpad",
    "git.savannah.gnu.org": "cgit",
    "git.savannah.nongnu.org": "cgit",
    "git.sr.ht": "sourcehut",
    "gitea.com": "gitea",
    "gitee.com": "gitea",
    "github.com": "github",
    "gitlab.archlinux.org": "gitlab",
    "gitlab.cern.ch": "gitlab",
    "gitlab.com": "gitlab",
    "gitlab.eclipse.org": "gitlab",
    "gitlab.freedesktop.org": "gitlab",
    "gitlab.gnome.org": "gitlab",
    "gitlab.inria.fr": "gitlab",
    "gitlab.isc.org": "gitlab",
    "gitlab.opencode.de": "gitlab",
    "gitlab.torproject.org": "gitlab",
    "gitlab.wikimedia.org": "gitlab",
    "hg.sr.ht": "sourcehut",
    "huggingface.co": "huggingface",
    "invent.kde.org": "gitlab",
    "code.launchpad.net": "launchpad",
    "launchpad.net": "launchpad",
    "notabug.org": "gitea",
    "opendev.org": "gitea",
    "pagure.io": "pagure",
    "projects.blender.org": "forgejo",
    "salsa.debian.org": "gitlab",
    "sourceforge.net": "sourceforge",
    "sr.ht": "sourcehut",
}
"""Hosts of forges and the kind of each, for callers that have no knowledge base at hand.

A test compares it with the forges of the knowledge base. Self-hosted ones are also known by their first label.
"""

ALIASES: Mapping[str, str] = {
    "altssh.bitbucket.org": "bitbucket.org",
    "altssh.gitlab.com": "gitlab.com",
    "codeload.github.com": "github.com",
    "ssh.github.com": "github.com",
}
"""Further hosts that serve the very repositories of a forge, owner first in the path."""

_PREFIXES = {
    "bitbucket.org": "bitbucket",
    "codeberg.org": "codeberg",
    "github.com": "github",
    "gitlab.com": "gitlab",
    "huggingface.co": "huggingface",
}
_SHARED_PREFIXES = {"launchpad": "launchpad.net", "sourcehut": "sr.ht"}  # several hosts, one space of names

_SELF_HOSTED = {"forgejo": "forgejo", "git": "gitea", "gitea": "gitea", "gitlab": "gitlab"}


@dataclass(frozen=True, slots=True)
class Forge:
    """A forge: the prefix of the identities that it gives out, and its kind."""

    prefix: str
    kind: str


def forge_at(host: str, forges: Mapping[str, str]) -> Forge | None:
    """Return the forge at a host (lower case, without `www.`), or None where the host is none."""
    host = ALIASES.get(host, host)
    kind = forges.get(host)
    if kind is None:
        first, _, rest = host.partition(".")
        kind = _SELF_HOSTED.get(first) if "." in rest else None
    if kind is None:
        return None
    return Forge(_PREFIXES.get(host) or _SHARED_PREFIXES.get(kind) or host, kind)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the paths of a kind of forge name an owner.

    `before` are segments that the owner follows; where `needs_before` is set it stands nowhere else. A first segment
    in `reserved` begins a page of the forge itself.
    """

    before: frozenset[str] = frozenset()
    reserved: frozenset[str] = frozenset()
    needs_before: bool = False
    sigil: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHAPES: dict[str, _Shape] = {
    "github": _Shape(
        before=_words("orgs"),
        reserved=_words(
            "about account apps codespaces collections contact customer-stories dashboard enterprise events explore"
            " features issues join login logout marketplace new notifications organizations pricing pulls search"
            " security sessions settings signup site sponsors stars team topics trending users watching"
        ),
    ),
    "gitlab": _Shape(
        before=_words("groups"),
        reserved=_words(
            "- admin api assets dashboard explore help import jwt oauth profile projects public search snippets"
            " uploads users"
        ),
    ),
    "forgejo": _Shape(
        before=_words("org"),
        reserved=_words("- admin api assets avatars devtest explore issues notifications user"),
    ),
    "bitbucket": _Shape(reserved=_words("account blog dashboard product repo site snippets support")),
    "huggingface": _Shape(
        before=_words("datasets spaces organizations"),
        reserved=_words(
            "api blog chat collections docs enterprise join learn login models papers posts pricing settings tasks"
        ),
    ),
    "sourcehut": _Shape(sigil="~"),
    "launchpad": _Shape(reserved=_words("+help legal projects")),
    "sourceforge": _Shape(before=_words("p projects"), needs_before=True),
    "pagure": _Shape(before=_words("fork group"), reserved=_words("api browse login settings user users")),
    "cgit": _Shape(before=_words("cgit git p pub r scm srv")),
}
_SHAPES["gitea"] = _SHAPES["forgejo"]

_OWNER = pattern(r"~?[a-z0-9_][a-z0-9_.+-]{0,99}\Z")


def owner_in(segments: Sequence[str], kind: str) -> str | None:
    """Return the owner, in lower case, that the segments of a path name on a forge of this kind."""
    shape = _SHAPES.get(kind, _Shape())
    rest = [segment.lower() if segment.isascii() else segment for segment in segments]  # no Kelvin sign becomes a `k`
    led = False
    while rest and rest[0] in shape.before:
        led = True
        rest = rest[1:]
    if not rest or rest[0] in shape.reserved or (shape.needs_before and not led):
        return None
    owner = rest[0].removesuffix(".git")
    if not owner.startswith(shape.sigil) or not _OWNER.match(owner):
        return None
    return owner
