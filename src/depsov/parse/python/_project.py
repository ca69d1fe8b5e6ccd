"""What a `pyproject.toml` wishes for: the project's name and its direct dependencies, each with its scope.

Read by the manifest reader, and by the lockfile readers, which know versions but not always who asked for a package.

    [project], [build-system]   https://packaging.python.org/en/latest/specifications/pyproject-toml/
    [dependency-groups]         https://packaging.python.org/en/latest/specifications/dependency-groups/
    [tool.poetry]               https://python-poetry.org/docs/pyproject/
    [tool.pdm]                  https://pdm-project.org/latest/reference/pep621/
    [tool.uv]                   https://docs.astral.sh/uv/reference/settings/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from depsov.documents import Document, Table, get, load_toml, printable, strings
from depsov.model import REGISTRY, Problem, Scope, Source, SourceKind
from depsov.parse._names import name_problem, valid_name
from depsov.parse.python._indexes import Indexes, several_indexes
from depsov.parse.python._requirement import parse_requirement, pinned
from depsov.purl import normalise

__all__ = ["Project", "Wish", "read_project"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A dependency as a manifest names it.

    `conditional`: it has a marker, so a lockfile may leave it out. `table` and `written` are where it stands: the table
    and key, or the string, from which the manifest reader finds the line.
    """

    name: str
    scope: Scope
    version: str | None = None
    extras: tuple[str, ...] = ()
    source: Source = REGISTRY
    conditional: bool = False
    table: str = ""
    written: str = ""

    @property
    def own(self) -> bool:
        """Whether it is the project's own: a folder or file beside it."""
        return self.source.kind is SourceKind.PATH


@dataclass(slots=True, kw_only=True)
class Project:
    """A project by its manifest.

    `index` stands in for the default registry where it is set; `extra_indexes` may serve a package as well as it does.
    """

    path: str
    name: str | None = None
    index: Source | None = None
    wishes: list[Wish] = field(default_factory=list)
    extra_indexes: list[str] = field(default_factory=list)
    requirement_files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def index_problems(self) -> Iterator[Problem]:
        """Yield the Problem of a project that has several indexes, where nothing tells which serves a package."""
        if self.extra_indexes:
            yield several_indexes(self.path, self.extra_indexes)


def read_project(document: Document) -> Project:
    """Return what a `pyproject.toml` says of its dependencies; a broken entry is a Problem.

    Raises `DocumentError` where it is no TOML, or a table that it needs is none.
    """
    top = load_toml(document.text())
    tool = get(top, "tool", dict, {})
    reader = _Reader(document.path, top, tool)
    return reader.read()


class _Reader:
    """One `pyproject.toml`: each method reads one table and adds to the project."""

    def __init__(self, path: str, top: Table, tool: Table) -> None:
        self._top = top
        self._standard = get(top, "project", dict, {})
        self._poetry, self._pdm, self._uv = (get(tool, name, dict, {}) for name in ("poetry", "pdm", "uv"))
        self._setuptools = get(tool, "setuptools", dict, {})
        self._indexes = Indexes(self._poetry, self._pdm, self._uv)
        self.project = Project(path=path, index=self._indexes.default, extra_indexes=self._indexes.extra)

    def read(self) -> Project:
        name = get(self._standard, "name", str) or get(self._poetry, "name", str)
        if name is not None:
            self._take_name(name)
        self._read_standard()
        self._read_groups()
        self._read_poetry()
        self._read_pdm_and_uv()
        self._read_dynamic()
        build = get(self._top, "build-system", dict, {})
        self._add_strings(build, "requires", Scope.BUILD, "build-system")
        own = normalise("pypi", name or "")
        overrides = self._sources()
        self.project.wishes = [
            self._placed(wish, overrides.get(wish.name)) for wish in self.project.wishes if wish.name != own
        ]
        return self.project

    # --- one table each -------------------------------------------------------------------------------------------

    def _read_standard(self) -> None:
        self._add_strings(self._standard, "dependencies", Scope.RUNTIME, "project")
        extras = get(self._standard, "optional-dependencies", dict, {})
        for extra in extras:
            self._add_strings(extras, extra, Scope.OPTIONAL, "project.optional-dependencies")

    def _read_groups(self) -> None:
        groups = get(self._top, "dependency-groups", dict, {})
        known = {normalise("pypi", group) for group in groups}
        for group, items in groups.items():
            for item in self._listed(items, f"dependency-groups.{group}"):
                included = item.get("include-group") if isinstance(item, dict) else None
                if isinstance(item, str):
                    self._add(item, Scope.DEVELOPMENT)
                # What an included group holds is read where it stands: all groups have one scope, so none is followed.
                elif not isinstance(included, str) or normalise("pypi", included) not in known:
                    self._complain(f"dependency-groups.{group}", "holds an entry that is no requirement and no group")

    def _read_poetry(self) -> None:
        if "dependencies" not in self._standard:
            self._add_poetry(self._poetry, "dependencies", Scope.RUNTIME, "tool.poetry.dependencies")
        self._add_poetry(self._poetry, "dev-dependencies", Scope.DEVELOPMENT, "tool.poetry.dev-dependencies")
        for name, group in get(self._poetry, "group", dict, {}).items():
            if isinstance(group, dict):
                self._add_poetry(group, "dependencies", Scope.DEVELOPMENT, f"tool.poetry.group.{name}.dependencies")

    def _read_pdm_and_uv(self) -> None:
        groups = get(self._pdm, "dev-dependencies", dict, {})
        for group in groups:
            self._add_strings(groups, group, Scope.DEVELOPMENT, "tool.pdm.dev-dependencies")
        self._add_strings(self._uv, "dev-dependencies", Scope.DEVELOPMENT, "tool.uv")

    def _read_dynamic(self) -> None:
        if "dependencies" not in strings(self._standard, "dynamic") or "dependencies" in self._poetry:
            return
        dynamic = get(get(self._setuptools, "dynamic", dict, {}), "dependencies", dict, {})
        files = dynamic.get("file", [])
        self.project.requirement_files = [files] if isinstance(files, str) else strings(dynamic, "file")
        if not self.project.requirement_files:
            self._complain(
                "project.dynamic",
                "the dependencies are computed when the project is built, and are not read",
                "write a lockfile, or scan an environment that the project is installed in",
            )

    # --- entries --------------------------------------------------------------------------------------------------

    def _add_strings(self, table: Table, key: str, scope: Scope, name: str) -> None:
        for item in self._listed(table.get(key, []), f"{name}.{key}"):
            if isinstance(item, str):
                self._add(item, scope)
            else:
                self._complain(f"{name}.{key}", "holds an entry that is no string")

    def _listed(self, items: Any, name: str) -> list[Any]:
        if isinstance(items, list):
            return items
        self._complain(name, "is no array")
        return []

    def _add(self, text: str, scope: Scope) -> None:
        editable = text.removeprefix("-e ")  # only PDM allows it: "-e file:///${PROJECT_ROOT}/part#egg=part"
        requirement = parse_requirement(_named(editable) if editable != text else text)
        if requirement is None:
            self._complain(_short(text), "is no requirement (PEP 508)")
            return
        self.project.wishes.append(
            Wish(
                name=requirement.name,
                scope=scope,
                version=requirement.version,
                extras=requirement.extras,
                source=requirement.source,
                conditional=requirement.marker is not None,
                written=text,
            )
        )

    def _add_poetry(self, table: Table, key: str, scope: Scope, place: str) -> None:
        for name, value in get(table, key, dict, {}).items():
            if name.lower() == "python":
                continue
            if not valid_name("pypi", name):
                self.project.problems.append(name_problem(self.project.path, name))
                continue
            for one in value if isinstance(value, list) else [value]:
                wish = self._poetry_wish(name, one, scope, place)
                if wish is None:
                    self._complain(f"{place}.{name}", "is no version and no table")
                else:
                    self.project.wishes.append(wish)

    def _poetry_wish(self, name: str, value: Any, scope: Scope, place: str) -> Wish | None:
        table = {"version": value} if isinstance(value, str) else value
        if not isinstance(table, dict):
            return None
        version = table.get("version")
        return Wish(
            name=normalise("pypi", name),
            scope=Scope.OPTIONAL if scope is Scope.RUNTIME and table.get("optional") is True else scope,
            version=_exact(version) if isinstance(version, str) else None,
            extras=tuple(strings(table, "extras")),
            source=self._indexes.source_of(table) or REGISTRY,
            conditional="markers" in table or "python" in table or "platform" in table,
            table=place,
            written=name,
        )

    # --- sources --------------------------------------------------------------------------------------------------

    def _sources(self) -> Mapping[str, Source]:
        """Return the sources that stand apart from the requirement: [tool.uv.sources], and Poetry beside [project]."""
        tables = dict(get(self._uv, "sources", dict, {}))
        if "dependencies" in self._standard:
            tables = get(self._poetry, "dependencies", dict, {}) | tables
        sources = ((name, self._indexes.source_of(_first_table(value))) for name, value in tables.items())
        return {normalise("pypi", name): source for name, source in sources if source is not None}

    def _placed(self, wish: Wish, override: Source | None) -> Wish:
        if wish.source != REGISTRY:
            return wish
        source = override or self._indexes.default
        return wish if source is None else replace(wish, source=source)

    # --- problems -------------------------------------------------------------------------------------------------

    def _take_name(self, name: str) -> None:
        if valid_name("pypi", name):
            self.project.name = name
        else:
            self.project.problems.append(name_problem(self.project.path, name))

    def _complain(self, place: str, message: str, hint: str | None = None) -> None:
        self.project.problems.append(
            Problem(stage="parse", subject=self.project.path, message=f"{printable(place)}: {message}", hint=hint)
        )


def _first_table(value: Any) -> Table:
    """Return the table of a source; of the list of one that differs by platform, the first stands for all."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, dict) else {}


def _exact(constraint: str) -> str | None:
    """Return the version that a constraint of Poetry pins: `==1.2`, or `1.2` alone, which means the same."""
    text = constraint.strip()
    return text if text[:1].isdigit() and not set(text) & set(" ,|*<>^~") else pinned(text)


def _named(url: str) -> str:
    """Return `url#egg=name` as `name @ url`."""
    address, _, fragment = url.partition("#egg=")
    return f"{fragment.partition('&')[0]} @ {address}" if fragment else url


def _short(text: str) -> str:
    return repr(printable(text[:60]))
