"""What a Python project wishes for by its manifest: its name and its direct dependencies, each with its scope.

Read by the manifest readers, and by the lockfile readers, which know versions but not always who asked for a package.

    [project], [build-system]   https://packaging.python.org/en/latest/specifications/pyproject-toml/
    [dependency-groups]         https://packaging.python.org/en/latest/specifications/dependency-groups/
    [tool.setuptools]           https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html
    [tool.pdm]                  https://pdm-project.org/latest/reference/pep621/
    [tool.uv]                   https://docs.astral.sh/uv/reference/settings/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from depsov.documents import Document, Table, get, load_toml, printable, strings
from depsov.model import Problem, Scope, Source
from depsov.parse._names import name_problem, valid_name
from depsov.parse.python import _poetry
from depsov.parse.python._indexes import Indexes, several_indexes
from depsov.parse.python._placement import placed
from depsov.parse.python._rules import Rules, read_rules
from depsov.parse.python._setup_files import SetupFiles, Taken
from depsov.parse.python._wish import Wish, wish_of
from depsov.purl import normalise
from depsov.values import dataclass, field

__all__ = ["Project", "read_project", "read_setup_files"]

_NOT_READ = "write a lockfile, or scan an environment that the project is installed in"


@dataclass(slots=True, kw_only=True)
class Project:
    """A project by its manifest.

    `index` stands in for the default registry where it is set; `extra_indexes` may serve a package as well as it does.
    `taken` are the files that further requirements come from; `unread` are the Problems of what is asked for and cannot
    be read, which a lockfile knows all the same. `own_features` are the extras of the project itself that its extras
    ask for, by extra. `rules` are those under which a tool resolves it.
    """

    path: str
    name: str | None = None
    requires_python: str | None = None
    index: Source | None = None
    wishes: list[Wish] = field(default_factory=list)
    extra_indexes: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    own_features: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    problems: list[Problem] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)

    def index_problems(self) -> Iterator[Problem]:
        """Yield the Problem of a project that has several indexes, where nothing tells which serves a package."""
        if self.extra_indexes:
            yield several_indexes(self.path, self.extra_indexes)

    def take(self, found: Iterable[Wish | Taken | Problem]) -> None:
        """Add what `setup.cfg` and `setup.py` say."""
        for item in found:
            if isinstance(item, Wish):
                self.wishes.append(item)
            elif isinstance(item, Taken):
                self.taken.append(item)
            else:
                self.unread.append(item)

    def set_own_apart(self) -> None:
        """Take out the wishes for the project itself, whose extras may ask for each other."""
        own = normalise("pypi", self.name or "")
        for wish in self.wishes:
            if wish.name == own:
                for feature in wish.features:
                    self.own_features[feature] = (*self.own_features.get(feature, ()), *wish.extras)
        self.wishes = [wish for wish in self.wishes if wish.name != own]


def read_project(document: Document, setup: SetupFiles | None = None) -> Project:
    """Return what a `pyproject.toml` says of its dependencies; a broken entry is a Problem.

    `setup` are `setup.cfg` and `setup.py` beside it, which may say what it leaves open.

    Raises `DocumentError` where it is no TOML, or a table that it needs is none.
    """
    top = load_toml(document.text())
    tool = get(top, "tool", dict, {})
    reader = _Reader(document.path, top, tool, setup)
    return reader.read()


def read_setup_files(path: str, setup: SetupFiles) -> Project:
    """Return the project of `setup.cfg` and `setup.py`, where no `pyproject.toml` stands beside them."""
    project = Project(path=path, requires_python=setup.requires_python(), unread=list(setup.problems))
    name = setup.name()
    if name is not None and valid_name("pypi", name):
        project.name = name
    for part in ("install_requires", "extras_require", "setup_requires", "tests_require"):
        project.take(setup.wishes(part))
    project.set_own_apart()
    return project


# What builds with one of these asks neither `setup.cfg` nor `setup.py` for dependencies.
_OTHER_BACKENDS = ("poetry", "hatchling", "flit", "pdm", "maturin", "mesonpy", "scikit_build_core", "uv_build", "uv.")


class _Reader:
    """One `pyproject.toml`: each method reads one table and adds to the project."""

    def __init__(self, path: str, top: Table, tool: Table, setup: SetupFiles | None) -> None:
        self._top = top
        self._standard = get(top, "project", dict, {})
        self._build = get(top, "build-system", dict, {})
        self._poetry, self._pdm, self._uv = (get(tool, name, dict, {}) for name in ("poetry", "pdm", "uv"))
        self._setuptools = get(tool, "setuptools", dict, {})
        self._indexes = Indexes(self._poetry, self._pdm, self._uv)
        self._setup = setup if setup is not None and self._uses_setuptools() else None
        self.project = Project(path=path, index=self._indexes.default, extra_indexes=self._indexes.extra)

    def read(self) -> Project:
        self._read_name()
        self._read_standard()
        self._read_groups()
        self._read_poetry()
        self._read_pdm_and_uv()
        self._read_dynamic()
        self._add_strings(self._build, "requires", Scope.BUILD, "build-system")
        if self._setup is not None:
            self._take_setup_files(self._setup)
        self.project.rules = read_rules(self._uv, self._pdm)
        self.project.set_own_apart()
        tables = self._source_tables()
        self.project.wishes = [
            one for wish in self.project.wishes for one in placed(wish, tables.get(wish.name, []), self._indexes)
        ]
        return self.project

    # --- one table each -------------------------------------------------------------------------------------------

    def _read_name(self) -> None:
        name = get(self._standard, "name", str) or get(self._poetry, "name", str)
        if name is not None and valid_name("pypi", name):
            self.project.name = name
        elif name is not None:
            self.project.problems.append(name_problem(self.project.path, name))
        written = get(self._standard, "requires-python", str)
        self.project.requires_python = written or _poetry.python_of(self._poetry)

    def _read_standard(self) -> None:
        self._add_strings(self._standard, "dependencies", Scope.RUNTIME, "project")
        extras = get(self._standard, "optional-dependencies", dict, {})
        for extra in extras:
            self._add_strings(extras, extra, Scope.OPTIONAL, "project.optional-dependencies", feature=extra)

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
        features = _poetry.features(self._poetry)
        for entry in _poetry.entries(self._poetry, beside_standard="dependencies" in self._standard):
            name, _, _, place = entry
            if not valid_name("pypi", name):
                self.project.problems.append(name_problem(self.project.path, name))
                continue
            wish = _poetry.wish_of_table(entry, self._indexes, features)
            if wish is None:
                self._complain(f"{place}.{name}", "is no version and no table")
            else:
                self.project.wishes.append(wish)

    def _read_pdm_and_uv(self) -> None:
        groups = get(self._pdm, "dev-dependencies", dict, {})
        for group in groups:
            self._add_strings(groups, group, Scope.DEVELOPMENT, "tool.pdm.dev-dependencies")
        self._add_strings(self._uv, "dev-dependencies", Scope.DEVELOPMENT, "tool.uv")

    def _read_dynamic(self) -> None:
        """Read where the fields come from that [project] leaves to the build backend."""
        dynamic = strings(self._standard, "dynamic")
        tables = get(self._setuptools, "dynamic", dict, {})
        if "dependencies" in dynamic and "dependencies" not in self._poetry:
            files = _files(get(tables, "dependencies", dict, {}))
            self.project.taken += [Taken(path, Scope.RUNTIME) for path in files]
            if not files and not self._says("install_requires"):
                message = "the dependencies are computed when the project is built, and are not read"
                self.project.unread.append(self._problem("project.dynamic", message, _NOT_READ))
        if "optional-dependencies" in dynamic:
            for extra, table in get(tables, "optional-dependencies", dict, {}).items():
                files = _files(table) if isinstance(table, dict) else []
                self.project.taken += [Taken(path, Scope.OPTIONAL, normalise("pypi", extra)) for path in files]

    # --- setup.cfg and setup.py -----------------------------------------------------------------------------------

    def _uses_setuptools(self) -> bool:
        backend = get(self._build, "build-backend", str, "")
        return not backend.startswith(_OTHER_BACKENDS) if backend else not self._poetry

    def _says(self, name: str) -> bool:
        return self._setup is not None and self._setup.says(name)

    def _take_setup_files(self, setup: SetupFiles) -> None:
        """Add what [project] leaves to them, or all where there is no such table."""
        self.project.unread += setup.problems
        is_standard = "project" in self._top
        dynamic = strings(self._standard, "dynamic")
        tables = get(self._setuptools, "dynamic", dict, {})
        for key, part in (("dependencies", "install_requires"), ("optional-dependencies", "extras_require")):
            if (key in dynamic and key not in tables) or not is_standard:
                self.project.take(setup.wishes(part))
        if not is_standard or "requires-python" in dynamic:
            self.project.requires_python = setup.requires_python()
        for part in ("setup_requires", "tests_require"):
            self.project.take(setup.wishes(part))
        called = setup.name() or ""
        if self.project.name is None and not is_standard and valid_name("pypi", called):
            self.project.name = called

    # --- entries --------------------------------------------------------------------------------------------------

    def _add_strings(self, table: Table, key: str, scope: Scope, name: str, feature: str | None = None) -> None:
        for item in self._listed(table.get(key, []), f"{name}.{key}"):
            if isinstance(item, str):
                self._add(item, scope, None if feature is None else normalise("pypi", feature))
            else:
                self._complain(f"{name}.{key}", "holds an entry that is no string")

    def _listed(self, items: Any, name: str) -> list[Any]:
        if isinstance(items, list):
            return items
        self._complain(name, "is no array")
        return []

    def _add(self, text: str, scope: Scope, feature: str | None = None) -> None:
        wish = wish_of(text, scope, feature=feature)
        if wish is None:
            self._complain(repr(printable(text[:60])), "is no requirement (PEP 508)")
        else:
            self.project.wishes.append(wish)

    def _source_tables(self) -> dict[str, list[Table]]:
        """Return the sources that stand apart from the requirement: [tool.uv.sources], and Poetry beside [project]."""
        tables = dict(get(self._uv, "sources", dict, {}))
        if "dependencies" in self._standard:
            tables = get(self._poetry, "dependencies", dict, {}) | tables
        return {normalise("pypi", name): _tables(value) for name, value in tables.items()}

    def _complain(self, place: str, message: str, hint: str | None = None) -> None:
        self.project.problems.append(self._problem(place, message, hint))

    def _problem(self, place: str, message: str, hint: str | None) -> Problem:
        return Problem(stage="parse", subject=self.project.path, message=f"{printable(place)}: {message}", hint=hint)


def _files(table: Table) -> list[str]:
    files = table.get("file", [])
    return [files] if isinstance(files, str) else strings(table, "file")


def _tables(value: Any) -> list[Table]:
    """Return the table of a source, or those of a list of sources that differ by platform."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
