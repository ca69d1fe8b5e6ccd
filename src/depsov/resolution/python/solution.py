"""What a resolution found: the packages with their files, who requires whom, and for which target."""

from __future__ import annotations

from collections.abc import Mapping

from depsov.model import Problem
from depsov.values import dataclass, field

__all__ = ["Chosen", "Solution"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One package of a solution.

    `name` is normalised; `index` is the base URL of the index that serves it (`https://index.example/simple`), None for
    a direct URL. `filename`, `url` and `hashes` (algorithm to hexadecimal digest) are those of the file that a tool
    would install; `size` is in bytes, where the index tells. `requires` are the names of other packages of the
    solution, with all extras that somebody asked for taken into account. `requires_python` is the version specifier of
    the file.
    """

    name: str
    version: str
    index: str | None
    filename: str
    url: str
    hashes: Mapping[str, str] = field(default_factory=dict)
    size: int | None = None
    upload_time: str | None = None
    requires_python: str | None = None
    requires: tuple[str, ...] = ()
    yanked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A resolved set, sorted by name.

    `direct` are the names that the demand asks for itself and that the target needs. `unresolved` are the names of
    wants whose own dependencies stay unknown: repositories, which are not cloned. `indexes` are the base URLs of the
    indexes that were asked. `date` is the day of the resolution (ISO 8601), `requests` how many were sent.
    """

    packages: tuple[Chosen, ...]
    direct: tuple[str, ...]
    target: str
    date: str
    indexes: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    requests: int = 0
