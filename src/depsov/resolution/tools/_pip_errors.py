"""Why pip found no solution, as one line: a conflict as who asks for what, an absent package by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from packaging.utils import canonicalize_name

from depsov.errors import ResolutionError
from depsov.resolution.tools._said import said

__all__ = ["explained", "not_answered"]

_CONFLICT = re.compile(r"The conflict is caused by:\s*\n((?:[ \t]+\S.*\n?)+)")
_ASKED = re.compile(r"(?:(?P<who>\S+ \S+) depends on|The user requested(?P<as> \(constraint\))?) (?P<what>.+)")
_ABSENT = re.compile(r"No matching distribution found for (\S[^\n]*)")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?", re.ASCII)
_VERSIONS = re.compile(r"\(from versions: (.*?)\)")
_FAILED = re.compile(r"Could not fetch URL (\S+): (.*?)(?: - skipping)?\Z")
_ERROR = re.compile(r"^ERROR: (.+)$", re.MULTILINE)


def explained(text: str, notes: Iterable[str]) -> ResolutionError:
    """Return the error for what pip wrote, and noted for itself, before it failed."""
    notes = list(notes)
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        return _conflict(conflict[1].splitlines())
    silent = not_answered(notes)
    if silent is not None:
        return silent
    absent = _ABSENT.search(text)
    if absent is not None:
        return _absent(absent[1], _VERSIONS.search(text), notes)
    if "no program is started" in text:
        return ResolutionError("a package asks for another by its address, which would have to be cloned or built")
    errors = _ERROR.findall(text)
    return ResolutionError(said(f"pip: {errors[-1]}" if errors else "pip has failed without a reason"))


def not_answered(notes: Iterable[str]) -> ResolutionError | None:
    """Return the error of an index that did not answer, if one did not: that it lacks a package is an answer."""
    for note in notes:
        failed = _FAILED.match(note)
        if failed is not None and not failed[2].startswith(("404 ", "410 ")):
            reason = re.sub(r"\bfor url: \S+", "", failed[2])
            return ResolutionError(
                said(f"the index at {failed[1]} does not answer as it should: {reason}"), hint="try again later"
            )
    return None


def _conflict(lines: Iterable[str]) -> ResolutionError:
    parts: list[str] = []
    names: set[str] = set()
    for line in lines:
        asked = _ASKED.search(line)
        if asked is None:
            continue
        what = asked["what"].strip()
        who = asked["who"] or ("a constraint" if asked["as"] else "the project")
        parts.append(f"{who} asks for {what}")
        if name := _NAME.match(what):
            names.add(canonicalize_name(name[0]))
    return ResolutionError(said(f"no versions fit all that is asked: {'; '.join(parts)}"), names=tuple(sorted(names)))


def _absent(what: str, versions: re.Match[str] | None, notes: Iterable[str]) -> ResolutionError:
    found = _NAME.match(what)
    name = canonicalize_name(found[0]) if found else ""
    names = (name,) if name else ()
    only_sources = any(note.endswith(f"No sources permitted for {name}") for note in notes)
    if versions is not None and versions[1] not in ("", "none"):
        newest = versions[1].rpartition(",")[2].strip()
        return ResolutionError(
            said(f"no version of {name} fits {what}; the newest with a wheel is {newest}"), names=names
        )
    if only_sources:
        return ResolutionError(
            said(f"{name} has no wheel, only a source archive, and building it would run its code"), names=names
        )
    return ResolutionError(said(f"no such package: {name or what}"), hint="look at how it is spelt", names=names)
