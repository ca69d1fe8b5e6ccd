"""What a project asks for before anything is resolved: its requirements as they are written, and under which rules.

Made by the readers of manifests and of requirements files that nobody compiled; met by an installed environment, or by
a resolution. Pure values, no I/O.
"""

from __future__ import annotations

from depsov.model import REGISTRY, Problem, Scope, Source
from depsov.values import dataclass

__all__ = ["Demand", "Want"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One requirement of a project.

    `requirement` is the dependency specifier (PEP 508) in full, with extras, versions and marker; constraints of Poetry
    are written as one. `name` is normalised. `source` is where the project says that it comes from: an index of its
    own, a repository, an archive. `file` and `line` are where it stands.
    """

    requirement: str
    name: str
    scope: Scope = Scope.RUNTIME
    source: Source = REGISTRY
    file: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one document of one Python project asks for.

    `file` is the document, `project` the name of the project, and `folder` where it lies, relative to the scanned tree.
    `constraints` and `overrides` are dependency specifiers: they ask for nothing themselves, and narrow or replace what
    others ask for. `index` is asked in place of the default registry, `extra_indexes` beside it, in this order and
    before it. `requires_python` is the version specifier of the Pythons that the project is for. `own` are the names of
    the project itself, of its workspace members and path dependencies: no package, and never asked about; what those
    that lie in the scanned tree ask for is among the `wants`. `is_pinned` is true where every requirement names its
    exact version. `index` is empty where no index may be asked at all. `problems` say which requirements are left out,
    because no specifier of the standard says what they do.
    """

    file: str
    project: str
    folder: str
    wants: tuple[Want, ...] = ()
    constraints: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    index: str | None = None
    extra_indexes: tuple[str, ...] = ()
    requires_python: str | None = None
    prereleases: bool = False
    own: frozenset[str] = frozenset()
    is_pinned: bool = False
    problems: tuple[Problem, ...] = ()
