"""Why npm found no tree: its errors as one line each, a conflict of peers as the chain of who asks for what.

npm writes its error as JSON (https://docs.npmjs.com/cli/using-npm/config#json); the text inside is written for people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from depsov.errors import ResolutionError
from depsov.parse.javascript._npm_sources import split_descriptor
from depsov.resolution.tools._said import said

__all__ = ["explained"]

_HINT = "a package-lock.json that is committed settles it"


def explained(out: str, err: str) -> ResolutionError:
    """Return the error for what npm wrote on its two streams before it failed."""
    code, summary, detail = _parts(out, err)
    if code == "ERESOLVE":
        return _conflict(summary, detail)
    if code == "E404":
        return _unknown(summary, detail)
    if code == "ETARGET":
        return _no_version(summary)
    if code.startswith("EALLOW"):
        return _refused(detail)
    reason = ": ".join(part for part in (code, summary) if part) or "has failed without a reason"
    return ResolutionError(said(f"npm: {reason}"), hint=_HINT)


def _parts(out: str, err: str) -> tuple[str, str, str]:
    """Return npm's code, summary and detail."""
    try:
        error = json.loads(out[out.index("{") :])["error"]
        parts = [error.get(key) for key in ("code", "summary", "detail")]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        lines = [line for line in err.splitlines() if _is_telling(line)]
        return "", re.sub(r"^npm (?:error|ERR!)\s*", "", lines[-1]) if lines else "", ""
    code, summary, detail = (part if isinstance(part, str) else "" for part in parts)
    return code, summary, detail


def _is_telling(line: str) -> bool:
    return re.match(r"(?!npm (?:error|ERR!)\s*(?:\Z|Log files|A complete log|For a full))", line) is not None and bool(
        line.strip()
    )


# --- errors of one package ----------------------------------------------------------------------------------------

_REQUESTED = re.compile(r"'([^'\s]+)' (?:could not be found|is not in)")
_NAME_AT_END = re.compile(r"(?:GET|HEAD) \S*?/((?:@|%40)?[^/\s]+(?:%2[fF][^/\s]+)?)(?:\s|\Z)")
_NO_VERSION = re.compile(r"No matching version found for (\S+?)\.?(?:\s|\Z)")
_REFUSED = re.compile(r'Refusing to fetch "([^"]+)"')


def _unknown(summary: str, detail: str) -> ResolutionError:
    found = _REQUESTED.search(detail)
    at_end = None if found else _NAME_AT_END.search(summary)
    name = split_descriptor(found[1])[0] if found else at_end[1].replace("%2f", "/") if at_end else ""
    if not name:
        return ResolutionError(said(f"npm: E404: {summary}"), hint=_HINT)
    return ResolutionError(
        said(f"no such package: {name}"),
        hint="look at how it is spelt; a private one needs its registry in .npmrc, and access to it",
        names=(said(name),),
    )


def _no_version(summary: str) -> ResolutionError:
    found = _NO_VERSION.search(summary)
    if found is None:
        return ResolutionError(said(f"npm: {summary}"), hint=_HINT)
    name, wish = split_descriptor(found[1])
    return ResolutionError(said(f"no version of {name} fits {wish or 'what is asked for'}"), names=(said(name),))


def _refused(detail: str) -> ResolutionError:
    found = _REFUSED.search(detail)
    wish = found[1] if found else ""
    name, _ = split_descriptor(wish)
    return ResolutionError(
        said(f"a package asks for {wish or 'another'} from elsewhere than a registry, which is not fetched"),
        hint=_HINT,
        names=(said(name),) if name else (),
    )


# --- a conflict of peers ------------------------------------------------------------------------------------------

_EDGE = re.compile(r'\s*(?:\w+ )*?((?:@[^@\s/]+/)?[^@\s"]+)@"([^"]*)" from (.+?)\s*\Z')


def _conflict(summary: str, detail: str) -> ResolutionError:
    """Return the error of an ERESOLVE: who asks for the version that is there, and who for one that does not fit."""
    found, _, failed = detail.partition("Could not resolve dependency:")
    # What does not fit is either the dependency itself, or a peer of it that npm names after it.
    asked, _, peer = failed.partition("Conflicting peer dependency:")
    wanted = _chain(peer.splitlines()) or _chain(asked.splitlines())
    present = _chain(found.partition("Found:")[2].splitlines())
    if not wanted:
        return ResolutionError(said(f"npm: ERESOLVE: {summary}"), hint=_HINT)
    name = wanted[-1][0]
    parts = [_sentence(chain) for chain in (wanted, present) if chain]
    return ResolutionError(
        said(f"no version of {name} fits all that is asked: {'; '.join(parts)}"),
        hint=f"npm install --legacy-peer-deps takes such a tree; {_HINT}",
        names=(said(name),),
    )


def _chain(lines: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return the first way from the project down to a package, as (name, version asked for, by whom)."""
    chain: list[tuple[str, str, str]] = []
    depth = -1
    for line in lines:
        match = _EDGE.match(line)
        if match is None:
            continue
        indent = len(line) - len(line.lstrip())
        if indent <= depth:
            break  # somebody else who asks for the same
        chain.append((match[1], match[2], match[3]))
        depth = indent
    return chain[::-1]


def _sentence(chain: list[tuple[str, str, str]]) -> str:
    asker = chain[0][2].replace("the root project", "the project")
    return f"{asker} asks for " + ", which asks for ".join(f"{name} {wish}".strip() for name, wish, _ in chain)
