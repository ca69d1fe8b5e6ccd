"""Why uv found no solution, as one line: what it derives a conflict from, without what follows from that."""

from __future__ import annotations

import re

from packaging.utils import canonicalize_name

from depsov.errors import ResolutionError
from depsov.resolution.tools._said import said

__all__ = ["explained"]

_FRAME = re.compile(r"^\s*(?:[^\x00-\x7f]+\s*)*(?:cause:\s*)?", re.MULTILINE)  # uv draws a tree before its lines
_BECAUSE = re.compile(r"\bBecause .+?(?=\n\s*\n|\nhint:|\Z)", re.DOTALL)
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_ABSENT = re.compile(rf"\b({_NAME}) was not found in the (?:package registry|provided package locations)")
_ASKED = re.compile(rf"\basks? for ({_NAME})")
_CONCLUSION = re.compile(
    r",? (?:we can conclude that|so) (?:the|your|your project's) requirements are unsatisfiable",
)

_NO_WHEEL = re.compile(rf"\b({_NAME})(?:[=<>!~]=?\S*)? ha(?:s|ve) no (?:usable )?wheels\b[^,.]*?(?= and |,|\.)")
_WORDS = (
    ("Because ", ""),
    (". And because ", "; "),
    ("you require", "the project asks for"),
    (", we can conclude that ", ", so "),
    ("depends on", "asks for"),
    (" depend on ", " ask for "),
)


def explained(err: str) -> ResolutionError:
    """Return the error for what uv wrote on standard error before it failed."""
    text = _FRAME.sub("", err)
    because = _BECAUSE.search(text)
    if because is not None:
        return _conflict(" ".join(because[0].split()))
    lines = [line for line in text.splitlines() if line and not line.startswith(("hint:", "warning:", "Using "))]
    first = [line.removeprefix("error: ") for line in lines]
    reason = ": ".join(dict.fromkeys([*first[:1], *first[-1:]])) if first else "has failed without a reason"
    return ResolutionError(said(f"uv: {reason}"))


def _conflict(reason: str) -> ResolutionError:
    absent = _ABSENT.search(reason)
    if absent is not None:
        name = canonicalize_name(absent[1])
        return ResolutionError(said(f"no such package: {name}"), hint="look at how it is spelt", names=(name,))
    without_wheel = _NO_WHEEL.search(reason)
    if without_wheel is not None:
        name = canonicalize_name(without_wheel[1])
        return ResolutionError(
            said(f"{without_wheel[0]}, and building a source archive would run its code"), names=(name,)
        )
    for uv_says, depsov_says in _WORDS:
        reason = reason.replace(uv_says, depsov_says)
    names = tuple(sorted({canonicalize_name(name) for name in _ASKED.findall(reason)}))
    return ResolutionError(
        said(f"no versions fit all that is asked: {_CONCLUSION.sub('', reason).rstrip('.')}"), names=names
    )
