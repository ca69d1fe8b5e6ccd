"""The Problem of a lockfile that lacks what its manifest asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from depsov.documents import printable
from depsov.model import Problem

__all__ = ["older_problem"]

_SHOWN = 5


def older_problem(path: str, names: Collection[str], command: str) -> Iterator[Problem]:
    """Yield the Problem of a lockfile at `path` that `command` should make anew; none where no names are lacking."""
    if names:
        more = len(names) - _SHOWN
        shown = printable(", ".join(islice(names, _SHOWN))) + (f" and {more} more" if more > 0 else "")
        message = f"is older than its manifest, which asks for {shown}: shown without version"
        yield Problem(stage="parse", subject=path, message=message, hint=f"run `{command}`")
