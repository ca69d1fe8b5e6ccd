"""The graph that NuGet's own JSON documents hold: per target framework, packages and projects by name.

`packages.lock.json`, `project.assets.json` and `*.deps.json` tell it in the same way: an entry names what it requires,
and means the entry of that name, in any case, of the same target.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from depsov.documents import Document, Table, printable
from depsov.errors import DocumentError
from depsov.model import Parsed, Problem, Root, Scope
from depsov.parse._older import older_problem
from depsov.parse._roots import directs
from depsov.parse.dotnet._dotnet_project import TEST_PACKAGES, Project
from depsov.parse.dotnet._nuget import Packages, Wish, is_version
from depsov.parse.dotnet._nuget_sources import Sources
from depsov.values import dataclass, field, replace

__all__ = ["Graph", "Named", "Target", "entries", "entry_lines", "joined"]


_TYPE = re.compile(r'\{\s*"type"')
_LONGEST_NAME = 300


def entries(text: str) -> Iterator[tuple[str, int]]:
    """Yield the name and the line of each object that begins with its type: `"name": {"type": `, as NuGet writes it."""
    line, counted = 1, 0
    for match in _TYPE.finditer(text):
        end = text.rfind('"', counted, match.start())
        start = text.rfind('"', max(counted, end - _LONGEST_NAME), end) if end > 0 else -1
        if start >= 0:
            line, counted = line + text.count("\n", counted, start), start
            yield text[start + 1 : end], line


def entry_lines(text: str) -> dict[str, int]:
    """Return the lines of the entries by name: the first, where several have the same."""
    found: dict[str, int] = {}
    for name, line in entries(text):
        found.setdefault(name, line)
    return found


@dataclass(slots=True)
class Target:
    """The entries of one target framework: their keys and what each requires, by name in lower case.

    `base` is the target that this one only adds to (`net8.0` for `net8.0/linux-x64`).
    """

    base: Target | None = None
    keys: dict[str, str] = field(default_factory=dict)
    wanted: dict[str, Iterable[str]] = field(default_factory=dict)

    def meant(self) -> Mapping[str, str]:
        """Return the keys that names mean here, in lower case."""
        return self.keys if self.base is None else {**self.base.keys, **self.keys}


_LineOf = Callable[[str], int | None]
_Add = Callable[[Target, str, Table, int | None], None]


class Graph:
    """All targets of one document."""

    def __init__(self, document: Document, sources: Sources) -> None:
        self.path = document.path
        self.packages = Packages(document.path, sources)
        self.problems = self.packages.problems
        self.targets: dict[str, Target] = {}
        self.projects: dict[str, str] = {}

    def _target(self, name: str) -> Target:
        """Return a new target; the part behind a slash is the runtime, and what it lacks is in the target without."""
        framework, slash, _ = name.partition("/")
        target = Target(self.targets.get(framework) if slash else None)
        self.targets[name] = target
        return target

    def add(self, target: Target, name: str, version: str, wanted: Iterable[str], line: int | None) -> str | None:
        """Add a package to a target and return its key; None where its name is none. Raises `DocumentError`."""
        if not is_version(version):
            raise DocumentError("is no version", path="version")
        key = self.packages.package(name, version, line=line)
        if key is not None:
            target.keys[name.lower()], target.wanted[key] = key, wanted
        return key

    def add_project(self, target: Target, name: str, wanted: Iterable[str], line: int | None) -> None:
        """Add a project of one's own to a target."""
        key = self.packages.project(name, line=line)
        target.keys[name.lower()], target.wanted[key] = key, wanted
        self.projects[name.lower()] = key

    def connect(self) -> None:
        """Turn what the entries require into edges, once all are known."""
        requires = self.packages.requires
        for target in self.targets.values():
            meant = target.meant()
            for key, names in target.wanted.items():
                below = [meant[name] for name in map(str.lower, names) if name in meant]
                if below:
                    requires.setdefault(key, {}).update(dict.fromkeys(below))

    def found(self, name: str) -> Iterator[str]:
        """Yield the key of the entry of a name in each target."""
        return filter(None, (target.keys.get(name.lower()) for target in self.targets.values()))

    def take(self, name: str, table: Table, line_of: _LineOf, add: _Add) -> None:
        """Take the entries of a target, each by a function that adds it; one that cannot be read is a Problem."""
        target = self._target(name)
        for key, entry in table.items():
            line = line_of(key)
            try:
                if not isinstance(entry, dict):
                    raise DocumentError("expected a table")
                add(target, key, entry, line)
            except DocumentError as error:
                place = "" if line is None else f"line {line}: "
                message = f"{place}{error.within(printable(key[:100]))}"
                self.problems.append(Problem(stage="parse", subject=self.path, message=message, hint=error.hint))

    def added(self, wishes: Iterable[Wish]) -> list[tuple[str, Scope]]:
        """Add what only a project file names, and return the keys with what it is for."""
        added = ((self.packages.wish(wish), wish.scope) for wish in wishes)
        return [(key, scope) for key, scope in added if key is not None]

    def top_projects(self) -> list[str]:
        """Return the keys of the projects that no other project requires: the document's own refers to these itself."""
        keys = dict.fromkeys(self.projects.values())
        below = {found for key in keys for found in self.packages.requires.get(key, ()) if found != key}
        return [key for key in keys if key not in below]


@dataclass(frozen=True, slots=True)
class Named:
    """A direct dependency: the name, the key of the entry, and what the document itself says that it is for."""

    name: str
    key: str
    scope: Scope = Scope.RUNTIME


def joined(graph: Graph, named: Sequence[Named], projects: Sequence[Project], root: Root, *, command: str) -> Parsed:
    """Return a graph joined with the project files beside it, which tell better what the direct dependencies are for.

    `root` is the project, still without these; `command` is what makes the document anew.
    """
    wishes: dict[str, list[Wish]] = {}
    for wish in (wish for project in projects for wish in project.wishes):
        wishes.setdefault(wish.name.lower(), []).append(wish)
    found = [
        (item.key, scope)
        for item in named
        for scope in [wish.scope for wish in wishes.get(item.name.lower(), ())] or [item.scope]
    ]
    found += [(key, Scope.RUNTIME) for key in graph.top_projects()]
    lacking = [
        wish for listed in wishes.values() for wish in listed if wish.certain and not any(graph.found(wish.name))
    ]
    found += graph.added(replace(wish, version=None) for wish in lacking)
    found += graph.added(wish for project in projects for wish in project.build)
    if _is_test(named, projects):
        found = [(key, Scope.DEVELOPMENT) for key, _ in found]
    return Parsed(
        nodes=graph.packages.nodes(),
        roots=(replace(root, direct=directs(found)),),
        problems=(*graph.problems, *older_problem(graph.path, dict.fromkeys(wish.name for wish in lacking), command)),
    )


def _is_test(named: Sequence[Named], projects: Sequence[Project]) -> bool:
    if any(item.name.lower() in TEST_PACKAGES for item in named):
        return True
    return bool(projects) and all(project.is_test for project in projects)
