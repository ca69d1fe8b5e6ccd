"""Solutions as bytes, for the cache."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from depsov.model import Problem
from depsov.resolution.python.solution import Chosen, Solution

__all__ = ["dump", "load"]


def dump(solution: Solution) -> bytes:
    """Return a solution as JSON."""
    return json.dumps(asdict(solution), separators=(",", ":")).encode()


def load(data: bytes) -> Solution | None:
    """Return a solution that was kept, or None where the file is damaged, or of another depsov."""
    try:
        table: dict[str, Any] = json.loads(data)
        packages = tuple(Chosen(**{**item, "requires": tuple(item["requires"])}) for item in table.pop("packages"))
        problems = tuple(Problem(**item) for item in table.pop("problems"))
        table |= {key: tuple(table[key]) for key in ("direct", "indexes", "unresolved")}
        return Solution(packages=packages, problems=problems, **table)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
