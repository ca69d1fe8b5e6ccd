"""Patterns that name packages: a name or a purl, with the wildcards of a shell.

    boto3             the package of that name, in any ecosystem
    @sentry/*         a namespace
    pkg:pypi/boto*    in one ecosystem
    pkg:maven/org.apache/*
    org.apache:*      the same, as the tools of Maven write it
    pkg:pypi/tool?vcs_url=https:%2F%2Fforge.example%2Ftool     from that address

A pattern knows no version, as a policy is about who decides, not about releases. PyPI names match in any spelling
(PEP 503).
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from glob import escape
from urllib.parse import unquote

from depsov.errors import DocumentError
from depsov.model import Package
from depsov.patterns import pattern
from depsov.purl import listed_name

__all__ = ["check", "matches"]

_PURL = pattern(
    r"pkg:/*(?P<ecosystem>[A-Za-z][A-Za-z0-9.+-]*)/(?P<name>.*?)(?:\?(?P<qualifiers>[a-z_]+=.*))?", re.DOTALL
)
_SIGNS = ("*", "?", "[", "]")
_VERSION = pattern(r"[^/@]@[^/]*\Z")
_UNCLOSED = pattern(r"\[[^\]]*\Z")
ECOSYSTEMS = frozenset(
    """
    alpm apk bitbucket bitnami cargo cocoapods composer conan conda cpan cran deb docker gem generic github golang
    hackage hex huggingface julia luarocks maven mlflow npm nuget oci opam otp pub pypi rpm swift yocto
    """.split()
)
"""The types of package URLs (https://github.com/package-url/purl-spec/tree/main/types)."""


def matches(pattern: str, package: Package) -> bool:
    """Tell whether a pattern names a package."""
    ecosystem, glob, qualifiers = _parts(pattern)
    if ecosystem not in (None, package.ecosystem):
        return False
    if qualifiers and not fnmatchcase(unquote(package.bare_purl.partition("?")[2]), qualifiers):
        return False
    if not any(sign in glob for sign in "*?["):
        return listed_name(package.ecosystem, glob) == listed_name(package.ecosystem, package.name)
    return fnmatchcase(package.name, glob) or fnmatchcase(
        listed_name(package.ecosystem, package.name), _spelled(package.ecosystem, glob)
    )


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[str | None, str, str]:
    """Return the ecosystem, the glob on the name and that on the qualifiers of a pattern."""
    match = _PURL.fullmatch(pattern)
    if match is None:
        return None, pattern, ""
    return match["ecosystem"].lower(), _decoded(match["name"]), _decoded(match["qualifiers"] or "")


def _decoded(text: str) -> str:
    """Return a glob without percent-encoding: a sign that was encoded stands for itself."""
    parts = re.split(r"([*?\[\]])", text)
    return "".join(part if part in _SIGNS else escape(unquote(part)) for part in parts)


@lru_cache(maxsize=1024)
def _spelled(ecosystem: str, glob: str) -> str:
    """Return a glob in the spelling of listed names; what stands in brackets is left as it is."""
    parts = re.split(r"(\[[^\]]*\])", glob)
    return "".join(part if part.startswith("[") else listed_name(ecosystem, part) for part in parts)


def check(pattern: str) -> None:
    """Refuse a pattern that can match no package. Raises `DocumentError` without a path."""
    if not pattern.strip() or pattern != pattern.strip():
        raise DocumentError("is empty or has blanks around it", hint="write a name, a glob or a purl")
    if _UNCLOSED.search(pattern):
        raise DocumentError(f"{pattern!r} matches nothing: its [ is not closed", hint="write [[] for the sign itself")
    match = _PURL.fullmatch(pattern)
    if pattern.startswith("pkg:") and (match is None or not match["name"]):
        raise DocumentError(f"{pattern!r} matches nothing: it names no package", hint="write it as pkg:pypi/name")
    if match is not None and "#" in pattern:
        raise DocumentError(
            f"{pattern!r} matches nothing: it names a part of a package", hint="leave out the # and the rest"
        )
    if match is not None and match["ecosystem"].lower() not in ECOSYSTEMS:
        raise DocumentError(
            f"{pattern!r} matches nothing: {match['ecosystem']!r} is no type of a package URL",
            hint="such as pypi, npm, maven, composer, cargo, golang, gem, nuget",
        )
    if _VERSION.search(match["name"] if match else pattern):
        raise DocumentError(f"{pattern!r} matches nothing: it names a version", hint="leave out the @ and what follows")
