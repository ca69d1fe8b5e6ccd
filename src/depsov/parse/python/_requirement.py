"""Dependency specifiers (PEP 508): `name[extra]>=1,<2 ; marker` and `name @ url ; marker`.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/

A reader needs the name, the extras, an exact pin and a URL; it evaluates neither versions nor markers. One regular
expression costs a tenth of `packaging.requirements`, and none of its import.
"""

from __future__ import annotations

import re

from depsov.model import REGISTRY, Source
from depsov.parse import _address
from depsov.parse._names import valid_name
from depsov.patterns import pattern
from depsov.purl import normalise
from depsov.values import dataclass

__all__ = ["MAX_LENGTH", "Requirement", "extras_in", "parse_requirement", "pinned", "required_name", "valid_version"]

MAX_LENGTH = 4000
"""A longer text is no requirement. The longest real ones are direct references with some hundred characters."""

_CLAUSE = r"(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;()<>=~\"'\\]+"
_REQUIREMENT = pattern(
    rf"""\s*(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)
    \s*(?:\[(?P<extras>[A-Za-z0-9._,\s-]*)\])?
    \s*(?:@\s*(?P<url>\S+)(?=\s|\Z)
      | \((?P<inner>\s*(?:{_CLAUSE})?(?:\s*,\s*{_CLAUSE})*\s*,?\s*)\)
      | (?P<specifier>(?:{_CLAUSE})?(?:\s*,\s*{_CLAUSE})*\s*,?)
    )
    \s*(?:;\s*(?P<marker>.*?))?\s*\Z""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_NAME = pattern(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)", re.ASCII)
_PIN = pattern(r"(?<![=~!<>])===?\s*([^\s,;*]+)(?=\s*(?:,|\Z))")
_VERSION = pattern(r"[^\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>\"`\\]{1,100}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One dependency specifier: the normalised name, what matters to depsov of the rest, and the whole `text`.

    `path` is where a local one lies, as it is written.
    """

    name: str
    extras: tuple[str, ...] = ()
    version: str | None = None
    source: Source = REGISTRY
    marker: str | None = None
    text: str = ""
    path: str | None = None


def parse_requirement(text: str) -> Requirement | None:
    """Return what a dependency specifier says, or None where it is none."""
    match = _REQUIREMENT.match(text) if len(text) <= MAX_LENGTH else None
    if match is None or not valid_name("pypi", match["name"]):
        return None
    url, version = match["url"], pinned(match["inner"] or match["specifier"] or "")
    if version is not None and not valid_version(version):
        return None
    source = REGISTRY if url is None else _address.direct(url)
    return Requirement(
        name=normalise("pypi", match["name"]),
        extras=extras_in(match["extras"]),
        version=version,
        source=source,
        marker=match["marker"] or None,
        text=text.strip(),
        path=url if source == _address.PATH else None,
    )


def required_name(text: str) -> str | None:
    """Return only the normalised name in a dependency specifier: all that an edge needs."""
    match = _NAME.match(text)
    return match and normalise("pypi", match[1])


def pinned(specifier: str) -> str | None:
    """Return the one version that a specifier allows by `==` or `===`, or None."""
    match = _PIN.search(specifier)
    return match and match[1]


def valid_version(version: str) -> bool:
    """Return whether the text can be a version: short, and without spaces, control characters or markup."""
    return _VERSION.fullmatch(version) is not None


def extras_in(text: str | None) -> tuple[str, ...]:
    """Return the normalised names between the brackets of a dependency specifier."""
    if not text:
        return ()
    return tuple(normalise("pypi", extra.strip()) for extra in text.split(",") if extra.strip())
