"""Which environment belongs to which project, and what is said of it: trees with folders of METADATA."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from depsov.demand import Demand, Want
from depsov.environments import Environments, add_environments
from depsov.errors import NamedFileError
from depsov.model import Direct, EvidenceKind, Extent, Node, Parsed, Problem, Root, Scope
from depsov.parse import ParsedFile
from depsov.parse.python._requirement import parse_requirement
from depsov.resolve import resolve
from depsov.tree import Tree


class Project:
    """A tree with environments, and what its documents ask for."""

    def __init__(self, folder: Path) -> None:
        self.tree = Tree(folder)
        self._files: list[ParsedFile] = []
        self._demands: dict[str, Demand] = {}

    def install(self, place: str, *names: str, requires: Mapping[str, Sequence[str]] | None = None) -> Path:
        """Make an environment in the tree that holds these names in version 1.0, or `name==version`."""
        self.tree.environments.append(place)
        return install(self.tree.base / place, *names, requires=requires)

    def ask(self, path: str, *requirements: str, scope: Scope = Scope.RUNTIME, name: str | None = None) -> None:
        """Add a manifest with these requirements, one a line; a name makes it that of a project."""
        folder = path.rpartition("/")[0]
        wants = tuple(_want(text, scope, path, line) for line, text in enumerate(requirements, 1))
        own = frozenset() if name is None else frozenset({name})
        demand = Demand(file=path, project=name or "tree", folder=folder, wants=wants, own=own)
        nodes = tuple(Node(key=want.name, ecosystem="pypi", name=want.name, line=want.line) for want in wants)
        self._files.append(ParsedFile(path, Parsed(nodes=nodes, extent=Extent.WISHES), "manifest", "pypi"))
        self._demands[path] = demand

    def lock(self, path: str, *names: str) -> None:
        """Add a lockfile with these names in version 1.0."""
        nodes = tuple(Node(key=name, ecosystem="pypi", name=name, version="1.0") for name in names)
        root = Root(name="tree", path=path.rpartition("/")[0], direct=tuple(Direct(key=name) for name in names))
        self._files.append(ParsedFile(path, Parsed(nodes=nodes, roots=(root,)), "lockfile", "pypi"))

    def read(self, *, python: Path | None = None, active: Path | str = "") -> Environments:
        environ = {"VIRTUAL_ENV": str(active)} if active else {}
        self.environments = add_environments(self.tree, self._files, self._demands, python, environ)
        return self.environments

    def packages(self) -> dict[str, tuple[str | None, Scope, bool]]:
        """Return the version, the scope and whether it is direct of all packages of the whole tree, by name."""
        known = self.environments.replaced
        files = [ParsedFile(file.path, known.get(file.path, file.parsed), file.role, "pypi") for file in self._files]
        self.graph = resolve([*files, *self.environments.files], lambda *_: False)
        return {item.name: (item.version, item.scope, item.direct) for item in self.graph.packages.values()}

    def strays(self) -> dict[str, list[str]]:
        """Return the names of what no project asks for, by environment."""
        return {
            file.path: [node.name for node in file.parsed.strays]
            for file in self.environments.files
            if file.parsed.strays
        }


def _want(text: str, scope: Scope, path: str, line: int) -> Want:
    parsed = parse_requirement(text)
    assert parsed is not None
    return Want(requirement=text, name=parsed.name, scope=scope, file=path, line=line)


def install(home: Path, *names: str, requires: Mapping[str, Sequence[str]] | None = None) -> Path:
    """Make an environment of Python 3.9; what is installed as `-e name` is the project's own."""
    site = home / "lib" / "python3.9" / "site-packages"
    site.mkdir(parents=True, exist_ok=True)
    (home / "bin").mkdir(exist_ok=True)
    (home / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.9.18\n", encoding="utf-8")
    for item in names:
        name, _, version = item.removeprefix("-e ").partition("==")
        place = site / f"{name.replace('-', '_')}-{version or '1.0'}.dist-info"
        place.mkdir()
        lines = [f"Requires-Dist: {line}" for line in (requires or {}).get(name, ())]
        links = [f"Project-URL: Source, https://github.com/example-works/{name}"]
        head = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version or '1.0'}", *links, *lines, "", ""]
        (place / "METADATA").write_text("\n".join(head), encoding="utf-8")
        if item.startswith("-e "):
            (place / "direct_url.json").write_text('{"url": "file:///srv/own", "dir_info": {}}', encoding="utf-8")
    return home


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "tree").mkdir()
    return Project(tmp_path / "tree")


def said(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    return [(problem.subject, problem.message) for problem in problems]


# --- the environment of a project ---------------------------------------------------------------------------------


def test_an_environment_is_the_tree_of_the_project_beside_it(project: Project) -> None:
    project.install(".venv", "forms", "widgets", "pip", "tester", requires={"forms": ["widgets>=1"]})
    project.ask("pyproject.toml", "forms", name="shop")
    found = project.read()
    assert project.packages() == {
        "forms": ("1.0", Scope.RUNTIME, True),
        "widgets": ("1.0", Scope.RUNTIME, False),
    }
    assert project.strays() == {".venv": ["pip", "tester"]}
    assert found.settled == {"pyproject.toml"}
    assert found.replaced["pyproject.toml"].extent is Extent.WHOLE
    assert found.problems == ()


def test_several_documents_share_it_and_what_any_of_them_needs_is_no_stray(project: Project) -> None:
    project.install(".venv", "forms", "tester", "pip")
    project.ask("requirements.in", "forms")
    project.ask("tests/requirements.in", "tester", scope=Scope.DEVELOPMENT)
    assert project.read().settled == {"requirements.in", "tests/requirements.in"}
    assert project.packages()["tester"] == ("1.0", Scope.DEVELOPMENT, True)
    assert project.strays() == {".venv": ["pip"]}


def test_what_it_lacks_is_a_problem_and_the_demand_is_not_settled(project: Project) -> None:
    project.install(".venv", "forms==1.0", "pip")
    project.ask("pyproject.toml", "forms>=2", *(f"part-{letter}" for letter in "abcdefg"), name="shop")
    found = project.read()
    (problem,) = found.problems
    assert (problem.stage, problem.subject) == ("resolve", "pyproject.toml")
    assert problem.message == (
        "the environment lacks part-a, part-b, part-c, part-d, part-e and 2 more, "
        "and holds what is not allowed: forms 1.0 (>=2)"
    )
    assert problem.hint == "install the project in it, or commit a lockfile"
    assert found.settled == frozenset()
    assert found.replaced["pyproject.toml"].extent is Extent.WISHES
    assert project.packages()["part-a"] == (None, Scope.RUNTIME, True)


@pytest.mark.parametrize("scope", [Scope.OPTIONAL, Scope.DEVELOPMENT, Scope.BUILD])
def test_what_is_not_needed_to_run_may_be_missing(project: Project, scope: Scope) -> None:
    project.install(".venv", "forms")
    project.ask("pyproject.toml", "missing", scope=scope, name="shop")
    found = project.read()
    assert found.problems == ()
    assert found.settled == {"pyproject.toml"}
    assert project.packages() == {"missing": (None, scope, True)}


def test_tools_that_are_not_installed_are_no_problem_and_nothing_is_settled(project: Project) -> None:
    project.install(".venv", "forms")
    project.ask("requirements-dev.in", "tester", scope=Scope.DEVELOPMENT)
    found = project.read()
    assert found.problems == ()
    assert found.settled == frozenset()


def test_the_installed_project_tells_what_it_computes_and_is_no_package(project: Project) -> None:
    project.install(".venv", "-e shop", "forms", "pip", requires={"shop": ["forms"]})
    project.ask("setup.py", name="shop")
    assert project.read().settled == {"setup.py"}
    assert project.packages() == {"forms": ("1.0", Scope.RUNTIME, True)}
    assert project.strays() == {".venv": ["pip"]}


# --- which environment --------------------------------------------------------------------------------------------


def test_the_nearest_environment_wins(project: Project) -> None:
    project.install(".venv", "forms==1.0", "pip")
    project.install("apps/web/.venv", "forms==2.0", "pip")
    for path in ("pyproject.toml", "apps/pyproject.toml", "apps/web/pyproject.toml", "apps/web/docs/pyproject.toml"):
        project.ask(path, "forms")
    replaced = project.read().replaced
    versions = {path: parsed.nodes[0].version for path, parsed in replaced.items()}
    assert versions == {
        "pyproject.toml": "1.0",
        "apps/pyproject.toml": "1.0",
        "apps/web/pyproject.toml": "2.0",
        "apps/web/docs/pyproject.toml": "2.0",
    }
    assert project.strays() == {".venv": ["pip"], "apps/web/.venv": ["pip"]}


def test_an_environment_above_that_holds_nothing_of_a_project_is_not_its(project: Project) -> None:
    project.install(".venv", "forms")
    project.ask("pyproject.toml", "forms")
    project.ask("other/pyproject.toml", "widgets")
    found = project.read()
    assert found.replaced.keys() == {"pyproject.toml"}
    assert found.problems == ()


def test_one_beside_does_not_serve_its_neighbour(project: Project) -> None:
    project.install("web/.venv", "forms", "widgets")
    project.ask("web/pyproject.toml", "forms")
    project.ask("webshop/pyproject.toml", "widgets")
    assert project.read().replaced.keys() == {"web/pyproject.toml"}


@pytest.mark.parametrize(("other", "taken"), [(["forms", "widgets"], "old"), (["forms"], ".venv")])
def test_of_several_in_one_folder_the_one_that_lacks_least_and_else_the_usual_name(
    project: Project, other: Sequence[str], taken: str
) -> None:
    project.install("old", *other, "in-old")
    project.install(".venv", "forms", "in-venv")
    project.ask("pyproject.toml", "forms", "widgets")
    project.read()
    assert list(project.strays()) == [taken]
    assert len(project.environments.files) == 1


def test_without_any_demand_all_that_is_installed_counts(project: Project) -> None:
    project.install(".venv", "forms", "widgets", requires={"forms": ["widgets"]})
    project.read()
    assert set(project.packages()) == {"forms", "widgets"}
    assert project.strays() == {}


def test_beside_a_lockfile_it_is_evidence_only(project: Project) -> None:
    project.install(".venv", "forms", "widgets==2.0", "pip")
    project.lock("uv.lock", "forms", "widgets")
    found = project.read()
    assert found.files == ()
    assert set(project.packages()) == {"forms", "widgets"}
    assert {purl: [item.kind for item in items] for purl, items in found.evidence(project.graph).items()} == {
        "pkg:pypi/forms@1.0": [EvidenceKind.REPOSITORY]
    }


def test_that_of_a_member_whose_workspace_is_locked_above_is_evidence_only(project: Project) -> None:
    project.install("parts/a/.venv", "forms", "pip")
    project.lock("uv.lock", "forms")
    project.tree.covered.add("parts/a/pyproject.toml")
    assert project.read().files == ()


def test_what_a_lockfile_beside_it_builds_in_is_no_stray(project: Project) -> None:
    project.install(".venv", "forms", "docs-tool", "pip")
    project.lock("uv.lock", "forms")
    project.ask("docs/requirements.in", "docs-tool")
    project.read()
    assert set(project.packages()) == {"forms", "docs-tool"}
    assert list(project.graph.strays) == ["pkg:pypi/pip@1.0"]


def test_evidence_that_a_document_has_of_itself_is_not_said_twice(project: Project) -> None:
    project.install(".venv", "forms")
    project.ask("pyproject.toml", "forms")
    found = project.read()
    project.packages()
    assert project.graph.packages["pkg:pypi/forms@1.0"].evidence
    assert found.evidence(project.graph) == {}


# --- the one that is named ----------------------------------------------------------------------------------------


def test_the_named_one_wins_and_serves_all(project: Project, tmp_path: Path) -> None:
    project.install(".venv", "forms==1.0")
    project.ask("pyproject.toml", "forms")
    project.ask("other/pyproject.toml", "widgets")
    found = project.read(python=install(tmp_path / "named", "forms==3.0", "pip"), active=tmp_path / "nowhere")
    assert project.packages() == {"forms": ("3.0", Scope.RUNTIME, True), "widgets": (None, Scope.RUNTIME, True)}
    assert said(found.problems) == [("other/pyproject.toml", "the environment lacks widgets")]
    assert project.strays() == {"environment": ["pip"]}


def test_the_named_one_is_evidence_where_lockfiles_tell_all_and_counts_where_nothing_does(
    project: Project, tmp_path: Path
) -> None:
    home = install(tmp_path / "named", "forms")
    assert [file.path for file in project.read(python=home).files] == ["environment"]
    project.lock("backend/uv.lock", "forms")
    assert project.read(python=home).files == ()


def test_a_named_one_that_is_none_is_an_error(project: Project, tmp_path: Path) -> None:
    with pytest.raises(NamedFileError, match="is no Python environment"):
        project.read(python=tmp_path)


# --- the one that is active ---------------------------------------------------------------------------------------


def test_the_active_one_is_taken_where_it_has_all_that_a_project_runs_on(project: Project, tmp_path: Path) -> None:
    project.ask("pyproject.toml", "forms>=1", 'other; python_version >= "3.10"', name="shop")
    found = project.read(active=install(tmp_path / "active", "forms", "pip"))
    assert found.settled == {"pyproject.toml"}
    assert project.strays() == {"VIRTUAL_ENV": ["pip"]}
    assert str(tmp_path) not in repr(found)


def test_an_active_one_that_lacks_something_is_somebody_elses(project: Project, tmp_path: Path) -> None:
    project.ask("pyproject.toml", "forms", *(f"part-{letter}" for letter in "abcdefg"))
    found = project.read(active=install(tmp_path / "active", "forms"))
    assert found.replaced == {}
    assert found.files == ()
    (problem,) = found.problems
    assert (problem.stage, problem.subject) == ("resolve", "VIRTUAL_ENV")
    assert problem.message == (
        "is not taken for the environment of pyproject.toml: it lacks part-a, part-b, part-c, part-d, part-e and 2 more"
    )
    assert str(tmp_path) not in repr(problem)


def test_an_active_one_in_another_version_is_somebody_elses(project: Project, tmp_path: Path) -> None:
    project.ask("pyproject.toml", "forms>=2")
    found = project.read(active=install(tmp_path / "active", "forms"))
    assert found.replaced == {}
    assert "forms 1.0 (>=2)" in found.problems[0].message


def test_an_active_one_with_nothing_of_the_project_is_not_mentioned(project: Project, tmp_path: Path) -> None:
    project.ask("pyproject.toml", "forms")
    project.ask("requirements-dev.in", "tester", scope=Scope.DEVELOPMENT)
    assert project.read(active=install(tmp_path / "active", "pip")) == Environments()


@pytest.mark.parametrize("asks", ["nothing", "a lock", "an environment of its own"])
def test_the_active_one_is_not_opened_where_nobody_needs_it(project: Project, tmp_path: Path, asks: str) -> None:
    if asks == "a lock":
        project.lock("uv.lock", "forms")
    elif asks != "nothing":
        project.install(".venv", "forms")
        project.ask("pyproject.toml", "forms")
    found = project.read(active=tmp_path / "nowhere")
    assert found.problems == ()


def test_an_active_one_that_is_none_is_a_problem_without_its_path(project: Project, tmp_path: Path) -> None:
    project.ask("pyproject.toml", "forms")
    assert said(project.read(active=tmp_path / "nowhere").problems) == [("VIRTUAL_ENV", "is no Python environment")]


def test_the_active_one_that_lies_in_the_tree_is_taken_once(project: Project) -> None:
    home = project.install("web/.venv", "forms")
    project.ask("pyproject.toml", "forms")
    found = project.read(active=home)
    assert found.replaced == {}
    assert [file.path for file in found.files] == ["web/.venv"]


# --- broken -------------------------------------------------------------------------------------------------------


def test_a_broken_environment_costs_a_problem_and_the_next_one_serves(project: Project) -> None:
    (project.tree.base / "web" / ".venv").mkdir(parents=True)
    project.tree.environments.append("web/.venv")
    project.install(".venv", "forms")
    project.ask("web/pyproject.toml", "forms")
    found = project.read()
    assert said(found.problems) == [("web/.venv", "is no Python environment")]
    assert found.settled == {"web/pyproject.toml"}


def test_a_broken_distribution_costs_a_problem(project: Project) -> None:
    home = project.install(".venv", "forms")
    (home / "lib" / "python3.9" / "site-packages" / "torn-1.0.dist-info").mkdir()
    project.ask("pyproject.toml", "forms")
    found = project.read()
    assert said(found.problems) == [(".venv/torn-1.0.dist-info", "holds no METADATA")]
    assert found.settled == {"pyproject.toml"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_an_environment_of_the_tree_that_leads_out_of_it_is_not_read(project: Project, tmp_path: Path) -> None:
    outside = install(tmp_path / "outside", "secret-part")
    home = project.tree.base / ".venv"
    home.mkdir()
    (home / "lib").symlink_to(outside / "lib")
    project.tree.environments.append(".venv")
    found = project.read()
    assert said(found.problems) == [(".venv", "is a link that leads out of the scanned tree")]
    assert found.files == ()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_environment_that_may_not_be_read_costs_a_problem(project: Project) -> None:
    home = project.install(".venv", "forms")
    (home / "lib").chmod(0)
    try:
        assert [problem.subject for problem in project.read().problems] == [".venv"]
    finally:
        (home / "lib").chmod(0o755)
