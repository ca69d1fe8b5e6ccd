"""Which names a package can have: what is no name never becomes a node, however harmless it looks.

Names in a lockfile are text that a stranger wrote. This module decides by the rules of the registries; it does not
normalise (`depsov.purl` does) and it does not escape (the reports do).
"""

from __future__ import annotations

import re

from depsov.documents import printable
from depsov.model import Problem
from depsov.patterns import pattern

__all__ = ["MAX_NAME", "name_problem", "valid_name"]

MAX_NAME = 300
"""No registry takes a longer name; the longest that exist have some 200 characters."""

# https://packaging.python.org/en/latest/specifications/name-normalization/#name-format
_PYPI = pattern(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)

# The rules for names that were published before the present ones: https://github.com/npm/validate-npm-package-name
_NPM = pattern(r"(?:@[A-Za-z0-9~!'()*_-][A-Za-z0-9~!'()*._-]*/)?[A-Za-z0-9~!'()*-][A-Za-z0-9~!'()*._-]*", re.ASCII)

# https://guides.rubygems.org/specification-reference/#name
_GEM = pattern(r"(?!\.{1,2}\Z)[A-Za-z0-9._-]+", re.ASCII)

# Whatever the ecosystem: no spaces, no control or direction characters, no markup, no step out of a folder, and no
# empty part, which a package URL cannot tell from none: `a//b` would be read back as another package, `a/b`.
_OTHER = pattern(
    r"(?!\.{0,2}(?:/|\Z))(?!.*/\.{0,2}(?:/|\Z))"
    r"[^\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>\"`\\]+",
)

_RULES = {"pypi": _PYPI, "npm": _NPM, "gem": _GEM}

# What stands in place of a name may be an address with a password or a token in it.
_SECRETS = pattern(r"(?<=//)[^/\s]*@|[?#].*", re.DOTALL)


def valid_name(ecosystem: str, name: str) -> bool:
    """Return whether a package of that ecosystem can have that name."""
    return 0 < len(name) <= MAX_NAME and _RULES.get(ecosystem, _OTHER).fullmatch(name) is not None


def name_problem(path: str, name: str, *, line: int | None = None) -> Problem:
    """Return the Problem of an entry that is left out because its name is none."""
    name = _SECRETS.sub("", name[:MAX_NAME])
    shown = printable(name[:60]) + ("…" if len(name) > 60 else "")
    place = "" if line is None else f"line {line}: "
    return Problem(
        stage="parse",
        subject=path,
        message=f"{place}{shown!r} cannot be the name of a package; the entry is left out",
        hint="look at who wrote this line",
    )
