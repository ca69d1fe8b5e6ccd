"""The default registry of each ecosystem: the one file in which their addresses stand.

What is known of a package by its name holds for these registries only, or for a declared mirror of one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["PAGE_HOSTS", "REGISTRIES", "Registry", "is_default", "registry_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """A registry: where it is asked, and how documents write its address.

    `id` is its name in the knowledge base's `platforms.toml`. `base_url` is what evidence sources append to;
    `index_urls` are prefixes of the addresses that lockfiles write; `page_hosts` show one page for each package.
    """

    id: str
    name: str
    ecosystem: str
    base_url: str
    index_urls: tuple[str, ...]
    page_hosts: tuple[str, ...]


REGISTRIES: list[Registry] = [
    Registry(
        id="npm",
        name="npm registry",
        ecosystem="npm",
        base_url="https://registry.npmjs.org",
        index_urls=("https://registry.npmjs.org", "https://registry.npmjs.com", "https://registry.yarnpkg.com"),
        page_hosts=("npmjs.com", "npmjs.org", "registry.npmjs.org", "registry.yarnpkg.com", "npm.im"),
    ),
    Registry(
        id="pypi",
        name="PyPI",
        ecosystem="pypi",
        base_url="https://pypi.org",
        index_urls=(
            "https://pypi.org/simple",
            "https://pypi.org/pypi",
            "https://files.pythonhosted.org",
            "https://pypi.python.org/simple",
            "https://pypi.python.org/pypi",
            "https://pypi.python.org/packages",
        ),
        page_hosts=(
            "cheeseshop.python.org",
            "files.pythonhosted.org",
            "packages.python.org",
            "pypi.io",
            "pypi.org",
            "pypi.python.org",
            "pythonhosted.org",
            "test.pypi.org",
        ),
    ),
]

_OTHER_PAGE_HOSTS = """
    anaconda.org central.sonatype.com cocoapods.org cran.r-project.org crates.io deno.land docs.rs hackage.haskell.org
    hex.pm hexdocs.pm hub.docker.com jsr.io marketplace.visualstudio.com metacpan.org mvnrepository.com nuget.org
    opam.ocaml.org openvsx.org packagist.org pkg.go.dev pub.dev rubygems.org search.maven.org
"""

PAGE_HOSTS = frozenset(_OTHER_PAGE_HOSTS.split()).union(*(registry.page_hosts for registry in REGISTRIES))
"""Hosts (without `www.`) whose pages are about packages of strangers: no homepage there names an organisation."""


def registry_of(ecosystem: str) -> Registry | None:
    """Return the default registry of an ecosystem, or None where depsov knows none."""
    return next((registry for registry in REGISTRIES if registry.ecosystem == ecosystem), None)


@lru_cache(maxsize=4096)
def is_default(ecosystem: str, url: str, mirrors: tuple[str, ...] = ()) -> bool:
    """Tell whether a URL lies in the default registry of the ecosystem, or in one of the declared mirrors of it."""
    registry = registry_of(ecosystem)
    known = (*(registry.index_urls if registry else ()), *mirrors)
    plain = _plain(url)
    return any(plain == prefix or plain.startswith(f"{prefix}/") for prefix in map(_plain, known) if prefix)


_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?([^/?#@:]+)(?::(?:80|443))?([^?#]*)\Z", re.IGNORECASE)


def _plain(url: str) -> str:
    """Return host and path for comparing: no scheme, no credentials, no default port; empty where it is no URL."""
    match = _ADDRESS.match(url.partition("#")[0].partition("?")[0].strip())
    if match is None or "\\" in url or "/../" in f"{match[2]}/":  # both are read differently by different programs
        return ""
    return match[1].lower().rstrip(".") + match[2].rstrip("/")
