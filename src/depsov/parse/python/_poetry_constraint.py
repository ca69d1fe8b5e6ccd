"""Version constraints of Poetry as the specifiers and markers of the standards.

https://python-poetry.org/docs/dependency-specification/; https://packaging.python.org/en/latest/specifications/version-specifiers/

Two things cannot be written there. Of a union (`^1 || ^3`) a specifier says only the part that allows the newest
versions; as a marker all parts stand. And a constraint that is none gives None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from depsov.patterns import pattern

__all__ = ["marker_of", "specifier_of"]

_VERSION = r"v?\d+(?:\.\d+)*(?:\.\*|[A-Za-z0-9.+!_-]*)|\d+!\d[A-Za-z0-9.+_-]*|\*"
_CLAUSE = pattern(rf"\s*(\^|~=|~|===?|=|!=|<=|>=|<|>)?\s*({_VERSION})\s*(?:,|(?=\s)|(?=[\^~=!<>])|\Z)", re.ASCII)
_RELEASE = pattern(r"v?(?:(\d{1,9})!)?(\d{1,9}(?:\.\d{1,9})*)", re.ASCII)
_MAX_LENGTH = 500

Clause = tuple[str, str]
"""An operator of the standard and a version."""


def specifier_of(constraint: str) -> str | None:
    """Return the version specifier (`>=1.2,<2`) of a constraint, empty where any version will do, None for no such."""
    parts = _parts(constraint)
    if parts is None:
        return None
    newest = max(parts, key=_reach)
    return ",".join(f"{operator}{version}" for operator, version in newest)


def marker_of(variable: str, constraint: str) -> str | None:
    """Return the environment marker of a constraint on a version of Python, or on a name; None where it is none."""
    parts = _parts(constraint) if variable == "python_version" else _name_parts(constraint)
    if parts is None or [] in parts:
        return None
    texts = [" and ".join(_comparison(variable, *clause) for clause in part) for part in parts]
    return texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)


# --- from Poetry's words ------------------------------------------------------------------------------------------


def _parts(constraint: str) -> list[list[Clause]] | None:
    """Return the parts of a union, each a list of clauses that hold together; None where one is no constraint."""
    parts: list[list[Clause]] = []
    if len(constraint) > _MAX_LENGTH:
        return None
    for text in re.split(r"\|\|?", constraint):
        part: list[Clause] = []
        at = 0
        while at < len(text.rstrip()):
            match = _CLAUSE.match(text, at)
            if match is None or match.end() == at:
                return None
            part += _clauses(match[1] or "", match[2].removeprefix("v"))
            at = match.end()
        parts.append(part)
    return parts


def _clauses(operator: str, version: str) -> Iterator[Clause]:
    if version == "*":
        return
    if operator in ("^", "~"):
        version = version.removesuffix(".*")
        yield ">=", version
        yield "<", _bound(version, caret=operator == "^")
    elif version.endswith(".*"):
        exact = operator in ("", "=", "==", "!=")
        yield (operator if operator == "!=" or not exact else "=="), version if exact else version.removesuffix(".*")
    else:
        yield {"": "==", "=": "=="}.get(operator, operator), version


def _bound(version: str, *, caret: bool) -> str:
    """Return the first release that a caret or a tilde does not allow."""
    match = _RELEASE.match(version)
    epoch, release = (match[1], [int(part) for part in match[2].split(".")]) if match else (None, [0])
    if caret:
        # The first number that is not zero may not change: ^0.2.3 ends at 0.3, and ^0.0 at 0.1.
        at = next((index for index, part in enumerate(release) if part), len(release) - 1)
    else:
        at = min(1, len(release) - 1)
    bound = ".".join(map(str, [*release[:at], release[at] + 1]))
    return f"{epoch}!{bound}" if epoch else bound


def _reach(part: list[Clause]) -> tuple[float, ...]:
    """Return how new the versions are that a part allows, for comparison; without an upper bound, endlessly."""
    bounds = [_numbers(version) for operator, version in part if operator in ("<", "<=", "==", "===", "~=")]
    return min(bounds, default=(float("inf"),))


def _numbers(version: str) -> tuple[float, ...]:
    match = _RELEASE.match(version)
    return (float(match[1] or 0), *map(float, match[2].split("."))) if match else (0.0,)


# --- to markers ---------------------------------------------------------------------------------------------------


def _name_parts(constraint: str) -> list[list[Clause]] | None:
    parts = [re.findall(r"\s*(!=|==?)?\s*([A-Za-z0-9_.-]+)\s*,?", text) for text in re.split(r"\|\|?", constraint)]
    plain = "".join(operator + name for part in parts for operator, name in part)
    if len(plain) != len(re.sub(r"[\s,|]", "", constraint)):
        return None
    return [[("!=" if operator == "!=" else "==", name) for operator, name in part] for part in parts]


def _comparison(variable: str, operator: str, version: str) -> str:
    if variable == "python_version":
        # `python_version` has two numbers: it cannot tell 3.8 from 3.8.1.
        bare = version.removesuffix(".*")
        exact = bare.count(".") > 1 or operator in (">", "<=") or (operator in ("==", "!=") and bare == version)
        if exact:
            return f"python_full_version {operator} '{version}'"
        if bare.count(".") == 0 and bare != version:
            return f"python_full_version {operator} '{version}'"
        return f"python_version {operator} '{bare}'"
    return f"{variable} {operator} '{version}'"
