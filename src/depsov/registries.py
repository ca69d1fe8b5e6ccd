"""The default registry of each ecosystem: the one file in which their addresses stand.

What is known of a package by its name holds for these registries only, or for a declared mirror of one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from depsov.patterns import pattern
from depsov.values import dataclass

__all__ = ["CONDA_CHANNELS", "FLAKEHUB", "JSR", "PAGE_HOSTS", "REGISTRIES", "Registry", "is_default", "registry_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """A registry: where it is asked, and how documents write its address.

    `id` is its name in the knowledge base's `platforms.toml`. `base_url` is what evidence sources append to;
    `index_urls` are prefixes of the addresses that lockfiles write, `mirrors` addresses that serve all of it by
    themselves, but not by what lies below them; `page_hosts` show one page for each package. `pace`
    is the least time between two questions, in seconds, where the registry asks for one. `is_asked` tells whether
    `--online` has a source of evidence there.
    """

    id: str
    name: str
    ecosystem: str
    base_url: str
    index_urls: tuple[str, ...]
    page_hosts: tuple[str, ...]
    mirrors: tuple[str, ...] = ()
    pace: float = 0.0
    is_asked: bool = True


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
    Registry(
        id="crates-io",
        name="Rust crate registry",
        ecosystem="cargo",
        base_url="https://crates.io",
        index_urls=(
            "https://github.com/rust-lang/crates.io-index",
            "https://index.crates.io",
            "https://static.crates.io",
            "https://crates.io",
        ),
        page_hosts=("crates.io",),
        pace=1.0,  # https://crates.io/data-access: one request a second
    ),
    Registry(
        id="packagist",
        name="Packagist",
        ecosystem="composer",
        base_url="https://repo.packagist.org",
        index_urls=("https://packagist.org", "https://repo.packagist.org"),
        page_hosts=("packagist.org",),
    ),
    Registry(
        id="rubygems",
        name="RubyGems",
        ecosystem="gem",
        base_url="https://rubygems.org",
        index_urls=("https://rubygems.org", "https://www.rubygems.org", "https://index.rubygems.org"),
        page_hosts=("gem.coop", "rubygems.org", "rubydoc.info"),
        mirrors=("https://gem.coop",),  # https://gem.coop/@name is a namespace of its own
    ),
    Registry(
        id="nuget",
        name="NuGet Gallery",
        ecosystem="nuget",
        base_url="https://azuresearch-usnc.nuget.org",  # https://learn.microsoft.com/nuget/api/search-query-service-resource
        index_urls=("https://api.nuget.org", "https://www.nuget.org/api", "https://nuget.org/api"),
        page_hosts=("nuget.org",),
    ),
    Registry(
        id="maven-central",
        name="Maven Central",
        ecosystem="maven",
        base_url="https://repo1.maven.org/maven2",
        index_urls=(
            "https://repo1.maven.org/maven2",
            "https://repo.maven.apache.org/maven2",
            "https://central.maven.org/maven2",
        ),
        page_hosts=("central.sonatype.com", "mvnrepository.com", "search.maven.org"),
    ),
    Registry(
        id="go-proxy",
        name="Go module mirror",
        ecosystem="golang",
        base_url="https://proxy.golang.org",
        index_urls=("https://proxy.golang.org",),
        page_hosts=("godoc.org", "pkg.go.dev"),
    ),
    Registry(
        id="hex",
        name="Hex",
        ecosystem="hex",
        base_url="https://hex.pm",
        index_urls=("https://hex.pm", "https://repo.hex.pm"),
        page_hosts=("hex.pm", "hexdocs.pm"),
    ),
    Registry(
        id="pub",
        name="Dart and Flutter packages (pub)",
        ecosystem="pub",
        base_url="https://pub.dev",
        index_urls=("https://pub.dev", "https://pub.dartlang.org"),
        page_hosts=("pub.dev",),
    ),
    Registry(
        id="anaconda",
        name="Anaconda repository (also serves conda-forge)",
        ecosystem="conda",
        base_url="https://api.anaconda.org",
        index_urls=(
            "https://conda.anaconda.org/conda-forge",
            "https://conda.anaconda.org/main",
            "https://repo.anaconda.com/pkgs",
            "https://conda.anaconda.org/anaconda",
            "https://conda.anaconda.org/r",
            "https://conda.anaconda.org/msys2",
            "https://prefix.dev/conda-forge",
            "https://repo.prefix.dev/conda-forge",
            "https://fast.prefix.dev/conda-forge",
        ),
        page_hosts=("anaconda.org", "prefix.dev"),
    ),
    Registry(
        id="cran",
        name="CRAN",
        ecosystem="cran",
        base_url="https://cran.r-project.org",
        index_urls=(
            "https://cran.r-project.org",
            "https://cloud.r-project.org",
            "https://cran.rstudio.com",
            "https://p3m.dev/cran",
            "https://packagemanager.posit.co/cran",
            "https://packagemanager.rstudio.com/cran",
            "https://packagemanager.rstudio.com/all",
        ),
        page_hosts=("cran.r-project.org",),
        is_asked=False,
    ),
    Registry(
        id="cocoapods",
        name="CocoaPods",
        ecosystem="cocoapods",
        base_url="https://cdn.cocoapods.org",
        index_urls=(
            "https://cdn.cocoapods.org",
            "https://github.com/CocoaPods/Specs",
            "https://github.com/CocoaPods/Specs.git",
        ),
        page_hosts=("cocoapods.org",),
        is_asked=False,
    ),
    Registry(
        id="julia-general",
        name="General registry of Julia",
        ecosystem="julia",
        base_url="https://github.com/JuliaRegistries/General",
        index_urls=(
            "https://github.com/JuliaRegistries/General",
            "https://github.com/JuliaRegistries/General.git",
        ),
        page_hosts=("docs.juliahub.com", "juliapackages.com"),
        is_asked=False,
    ),
    Registry(
        id="hackage",
        name="Hackage",
        ecosystem="hackage",
        base_url="https://hackage.haskell.org",
        index_urls=("https://hackage.haskell.org",),
        page_hosts=("hackage.haskell.org",),
        is_asked=False,
    ),
]

_OTHER_PAGE_HOSTS = """
    deno.land docs.rs flakehub.com hub.docker.com jsr.io marketplace.visualstudio.com metacpan.org
    opam.ocaml.org openvsx.org
"""

CONDA_CHANNELS = "https://conda.anaconda.org"
"""Where a channel lies that documents name without an address: `nvidia`, `bioconda`."""

FLAKEHUB = ("https://flakehub.com/f/", "https://api.flakehub.com/f/pinned/")
"""How addresses of flakes on FlakeHub begin, an index of Nix; the owner and the name of the flake follow."""

JSR = "https://npm.jsr.io"
"""Where JSR serves its packages to npm clients, `@scope/name` as `@jsr/scope__name` (https://jsr.io/docs/npm-compatibility)."""

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
    if registry is not None and plain in map(_plain, registry.mirrors):
        return True
    return any(plain == prefix or plain.startswith(f"{prefix}/") for prefix in map(_plain, known) if prefix)


_ADDRESS = pattern(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?([^/?#@:]+)(?::(?:80|443))?([^?#]*)\Z", re.IGNORECASE)
_STEP = pattern(r"(?:/|%2f)(?:\.|%2e){2}(?:/|%2f|\Z)", re.IGNORECASE)


def _plain(url: str) -> str:
    """Return host and path for comparing: no scheme, no credentials, no default port; empty where it is no URL."""
    match = _ADDRESS.match(url.partition("#")[0].partition("?")[0].strip())
    if match is None or "\\" in url or _STEP.search(match[2]):  # both are read differently by different programs
        return ""
    return match[1].lower().rstrip(".") + match[2].rstrip("/")
