"""What a pixi project asks for, by its `pixi.toml`, or by `[tool.pixi]` in its `pyproject.toml`.

https://pixi.sh/latest/reference/pixi_manifest/; for `pyproject.toml` https://pixi.sh/latest/python/pyproject_toml/

Dependencies stand in features, and environments are made of features. A feature that is called `test`, `docs` or the
like is for development, as is one that is only ever installed together with such a feature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from depsov.documents import Document, Table, get, load_toml, strings, tables
from depsov.model import REGISTRY, Problem, Scope, Source
from depsov.parse import _address
from depsov.parse._names import name_problem, valid_name
from depsov.parse._purpose import scope_of_words
from depsov.parse.conda._conda import ECOSYSTEM, Channels, source_of_channel
from depsov.parse.conda._conda_wishes import Asked
from depsov.parse.python._project import Project, read_project
from depsov.purl import normalise
from depsov.values import dataclass, field

__all__ = ["Manifest", "read_pixi", "read_pyproject"]


@dataclass(slots=True, kw_only=True)
class Manifest:
    """A pixi project: its name, and all that its environments ask for."""

    name: str | None
    asked: list[Asked] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_pixi(document: Document) -> Manifest:
    """Return what a `pixi.toml` says. Raises `DocumentError` where it is no TOML, or a table that it needs is none."""
    return _read(document.path, load_toml(document.text()))


def read_pyproject(document: Document) -> Manifest | None:
    """Return what a `pyproject.toml` says, or None where it is none of pixi. Raises `DocumentError`."""
    table = get(get(load_toml(document.text()), "tool", dict, {}), "pixi", dict)
    if table is None:
        return None
    manifest, project = _read(document.path, table), read_project(document)
    manifest.name = manifest.name or project.name
    manifest.asked += _standard(project)
    manifest.problems += project.problems
    return manifest


def _standard(project: Project) -> Iterator[Asked]:
    """Yield what the tables of the standard ask for; extras and groups are features that need not be installed."""
    for wish in project.wishes:
        required = wish.scope is Scope.RUNTIME and not wish.conditional and not wish.own
        yield Asked(
            ecosystem="pypi",
            name=wish.name,
            scope=wish.scope,
            file=project.path,
            extras=wish.extras,
            source=wish.source,
            required=required,
        )


def _read(path: str, top: Table) -> Manifest:
    workspace = get(top, "workspace", dict) or get(top, "project", dict, {})
    package = get(top, "package", dict, {})
    reader = _Reader(path, _default_source(workspace))
    used = _Environments(get(top, "environments", dict, {}))
    reader.add_feature(top, Scope.RUNTIME)
    for name, feature in tables(top, "feature"):
        scope = used.scope_of(name)
        if scope is not None:
            reader.add_feature(feature, scope)
    reader.add_feature(package, Scope.RUNTIME, required=False)
    called = get(workspace, "name", str) or get(package, "name", str)
    return Manifest(name=called, asked=reader.asked, problems=reader.problems)


def _default_source(workspace: Table) -> Source:
    """Return where a package of conda comes from that names no channel: pixi adds none to those of the workspace."""
    listed = get(workspace, "channels", list, [])
    names = [item.get("channel") if isinstance(item, dict) else item for item in listed]
    return Channels([*(name for name in names if isinstance(name, str)), "nodefaults"]).source


# --- environments -------------------------------------------------------------------------------------------------

_ORDER = list(Scope)


class _Environments:
    """The environments of a project, each with its features."""

    def __init__(self, environments: Table) -> None:
        self._features = {name: set(_features(value)) for name, value in environments.items()}

    def scope_of(self, feature: str) -> Scope | None:
        """Return what a feature is for, or None where no environment has it."""
        inside = [name for name, features in self._features.items() if feature in features]
        if not inside:
            return None
        return scope_of_words(feature) or min(map(self._purpose, inside), key=_ORDER.index)

    def _purpose(self, name: str) -> Scope:
        """Return what an environment is for; the one that is used by default is for all."""
        if name == "default":
            return Scope.RUNTIME
        scopes = (scope_of_words(word) for word in (name, *self._features[name]))
        return max((scope for scope in scopes if scope is not None), key=_ORDER.index, default=Scope.RUNTIME)


def _features(value: Any) -> Sequence[str]:
    table = value if isinstance(value, dict) else {"features": value}
    return strings(table, "features")


# --- features -----------------------------------------------------------------------------------------------------

_TABLES: Mapping[str, tuple[str, Scope | None]] = {
    "dependencies": (ECOSYSTEM, None),
    "run-dependencies": (ECOSYSTEM, None),
    "pypi-dependencies": ("pypi", None),
    "host-dependencies": (ECOSYSTEM, Scope.BUILD),
    "build-dependencies": (ECOSYSTEM, Scope.BUILD),
}


class _Reader:
    """Collects what the tables of features ask for."""

    def __init__(self, path: str, channel: Source) -> None:
        self.asked: list[Asked] = []
        self.problems: list[Problem] = []
        self._path = path
        self._channel = channel

    def add_feature(self, feature: Table, scope: Scope, *, required: bool = True) -> None:
        """Add the dependencies of a feature; those of a single platform need not be locked."""
        for key, (ecosystem, fixed) in _TABLES.items():
            own = scope if fixed is None or scope is Scope.DEVELOPMENT else fixed
            for name, value in get(feature, key, dict, {}).items():
                self._add(ecosystem, name, value, own, required=required)
        for _, target in tables(feature, "target"):
            self.add_feature({key: target[key] for key in _TABLES if key in target}, scope, required=False)

    def _add(self, ecosystem: str, name: str, value: Any, scope: Scope, *, required: bool) -> None:
        if name.startswith("if(") and isinstance(value, dict):  # `[dependencies."if(linux)"]`
            for inner, wanted in value.items():
                self._add(ecosystem, inner, wanted, scope, required=False)
            return
        if not valid_name(ecosystem, name):
            self.problems.append(name_problem(self._path, name))
            return
        table = value if isinstance(value, dict) else {}
        source = _source(ecosystem, table) or (self._channel if ecosystem == ECOSYSTEM else REGISTRY)
        required = required and source is not _address.PATH and "env-markers" not in table
        if source is _address.PATH and scope is Scope.BUILD:
            return
        name = normalise("pypi", name) if ecosystem == "pypi" else name.lower()
        self.asked.append(
            Asked(
                ecosystem=ecosystem,
                name=name,
                scope=scope,
                file=self._path,
                extras=tuple(normalise("pypi", extra) for extra in strings(table, "extras")),
                source=source,
                required=required,
            )
        )


def _source(ecosystem: str, table: Table) -> Source | None:
    """Return where a dependency says that it shall come from."""
    if "path" in table:
        return _address.PATH
    if isinstance(git := table.get("git"), str):
        return _address.repository(git)
    if isinstance(url := table.get("url"), str):
        return _address.archive(url)
    if ecosystem == ECOSYSTEM and isinstance(channel := table.get("channel"), str):
        return source_of_channel(channel)
    if ecosystem != ECOSYSTEM and isinstance(index := table.get("index"), str):
        return _address.index(index)
    return None
