"""Registrable domains: the part of a host name that somebody registered, where that says who runs the site.

`domain_at` knows hosts only; it parses no URL. The public suffix list (https://publicsuffix.org) is loaded on first
use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from depsov.evidence.forges import FORGE_HOSTS
from depsov.evidence.hosting import HOSTING_DOMAINS, HOSTING_HOSTS
from depsov.patterns import pattern
from depsov.registries import PAGE_HOSTS

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

__all__ = ["domain_at"]

_HOST = pattern(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]\Z")


def domain_at(host: str, forges: Mapping[str, str] = FORGE_HOSTS) -> str | None:
    """Return the registrable domain of a host; None for forges, IP addresses, and where strangers publish."""
    host = _ascii(host.lower().rstrip("."))
    if not _HOST.match(host) or host in forges or host in HOSTING_HOSTS or host.removeprefix("www.") in PAGE_HOSTS:
        return None
    official, private = _suffixes(host.rpartition(".")[2])
    if private.publicsuffix(host) is not None:
        return None  # a name below a private suffix belongs to a customer of its holder
    domain = official.privatesuffix(host)
    return None if domain is None or domain in HOSTING_DOMAINS or domain in forges else domain


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


@cache
def _suffixes(top: str) -> tuple[PublicSuffixList, PublicSuffixList]:
    """Return the suffixes of a top-level domain: those under which names are sold, and those below which given away."""
    from publicsuffixlist import PublicSuffixList

    official, private = (rules.get(top, []) for rules in _rules())
    return PublicSuffixList(official, accept_unknown=False), PublicSuffixList(private, accept_unknown=False)


@cache
def _rules() -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]:
    """Return the two parts of the list by top-level domain; to parse all of them takes as long as a small scan."""
    import publicsuffixlist

    text = Path(publicsuffixlist.PSLFILE).read_text(encoding="utf-8")
    official, _, private = text.partition("// ===BEGIN PRIVATE DOMAINS===")
    return _by_top(official), _by_top(private)


def _by_top(text: str) -> Mapping[str, Sequence[str]]:
    rules: dict[str, list[str]] = {}
    for line in text.splitlines():
        rule = line.partition(" ")[0]
        if rule and not rule.startswith("//"):
            rules.setdefault(rule.rpartition(".")[2], []).append(rule)
    return {_ascii(top): listed for top, listed in rules.items()}
