"""What Python projects ask for, in full."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement

from depsov.demand import Demand
from depsov.documents import Document
from depsov.formats import FORMATS, Format
from depsov.model import REGISTRY, Scope, Source, SourceKind
from depsov.parse.python.demand import demand_of
from depsov.purl import normalise
from depsov.tree import Tree
from tests.parse.cases import Case, find_cases
from tests.parse.test_any_bytes import Nowhere

IDS = {"pyproject.toml": "pyproject", "setup.cfg": "setup-cfg", "setup.py": "setup-py", "dev.in": "requirements-in"}


def asked(folder: Path, files: dict[str, str], path: str | None = None) -> Demand:
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    path = path or next(iter(files))
    tree = Tree(folder)
    found = demand_of(IDS.get(path.rpartition("/")[2], "requirements"), tree.open(path), tree.folder(path))
    assert found is not None
    return found


def texts(demand: Demand) -> list[str]:
    return [want.requirement for want in demand.wants]


def scopes(demand: Demand) -> dict[str, Scope]:
    return {want.requirement: want.scope for want in demand.wants}


# --- manifests ----------------------------------------------------------------------------------------------------


def test_everything_that_a_project_asks_for_with_its_scope(tmp_path: Path) -> None:
    text = """
[project]
name = "Harbour.Plan"
requires-python = ">=3.10"
dependencies = ["atlas-tiles[maps]>=2,<3 ; sys_platform != 'win32'"]
[project.optional-dependencies]
web = ["flask~=3.0"]
all = ["harbour-plan[web]", "harbour_plan[all]"]
[dependency-groups]
test = ["pytest>=8", {include-group = "lint"}]
lint = ["ruff"]
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""
    found = asked(tmp_path, {"pyproject.toml": text})
    assert scopes(found) == {
        "atlas-tiles[maps]>=2,<3 ; sys_platform != 'win32'": Scope.RUNTIME,
        "flask~=3.0": Scope.OPTIONAL,
        "pytest>=8": Scope.DEVELOPMENT,
        "ruff": Scope.DEVELOPMENT,
        "hatchling": Scope.BUILD,
    }
    assert (found.project, found.requires_python, found.own) == ("Harbour.Plan", ">=3.10", frozenset({"harbour-plan"}))
    assert [want.line for want in found.wants] == [5, 7, 10, 11, 13]
    assert not found.is_pinned


POETRY = [
    ('"^1.2"', "part>=1.2,<2"),
    ('"*"', "part"),
    ('"1.2.3"', "part==1.2.3"),
    ('{ version = "~1.2", extras = ["fast", "safe"] }', "part[fast,safe]>=1.2,<1.3"),
    ('{ version = "^1", python = "^3.8" }', "part>=1,<2 ; python_version >= '3.8' and python_version < '4'"),
    ('{ version = "1.*", platform = "win32" }', "part==1.* ; sys_platform == 'win32'"),
    (
        '{ version = "1", markers = "os_name == \'nt\' or extra == \'x\'", python = ">=3.9" }',
        "part==1 ; (os_name == 'nt' or extra == 'x') and (python_version >= '3.9')",
    ),
    (
        '{ git = "https://git.example.org/part.git", tag = "v1" }',
        "part @ git+https://git.example.org/part.git@v1",
    ),
    (
        '{ git = "git@git.example.org:team/part.git", rev = "0a", subdirectory = "sub" }',
        "part @ git+ssh://git@git.example.org/team/part.git@0a#subdirectory=sub",
    ),
    ('{ url = "https://files.example.org/part.zip" }', "part @ https://files.example.org/part.zip"),
]


@pytest.mark.parametrize(("value", "requirement"), POETRY)
def test_constraint_of_poetry_is_a_specifier(tmp_path: Path, value: str, requirement: str) -> None:
    text = f'[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.9"\npart = {value}\n'
    found = asked(tmp_path, {"pyproject.toml": text})
    assert texts(found) == [requirement]
    assert Requirement(requirement).name == "part"
    assert found.requires_python == ">=3.9,<4"
    assert found.wants[0].line == 5


def test_constraints_of_poetry_that_differ_by_python_are_one_want_each(tmp_path: Path) -> None:
    text = (
        '[tool.poetry.dependencies]\npart = [{ version = "1", python = "<3.9" }, { version = "2", python = ">=3.9" }]\n'
    )
    assert texts(asked(tmp_path, {"pyproject.toml": text})) == [
        "part==1 ; python_version < '3.9'",
        "part==2 ; python_version >= '3.9'",
    ]


def test_what_no_specifier_can_say_is_left_out_and_said(tmp_path: Path) -> None:
    text = '[tool.poetry.dependencies]\npart = "latest"\nother = "1"\n[build-system]\nrequires = ["old>=1.0.*"]\n'
    found = asked(tmp_path, {"pyproject.toml": text})
    assert texts(found) == ["other==1"]
    assert [(problem.stage, "'part'" in problem.message) for problem in found.problems] == [
        ("parse", True),
        ("parse", False),
    ]


UV = """
[project]
name = "chart-room"
dependencies = ["torch>=2", "slow-part", "from-git[x] ; os_name == 'nt'", "archive"]
[tool.uv]
constraint-dependencies = ["attrs<25"]
override-dependencies = ["idna==3.10"]
prerelease = "allow"
[[tool.uv.index]]
url = "https://user:secret@main.example.org/simple"
default = true
[[tool.uv.index]]
url = "https://more.example.org/simple"
[[tool.uv.index]]
name = "slow"
url = "https://slow.example.org/simple"
explicit = true
[tool.uv.sources]
torch = [{ index = "slow", marker = "sys_platform == 'darwin'" }]
slow-part = { index = "slow" }
from-git = { git = "https://git.example.org/x", branch = "main" }
archive = { url = "https://files.example.org/a.zip" }
"""


def test_rules_and_indexes_of_uv(tmp_path: Path) -> None:
    found = asked(tmp_path, {"pyproject.toml": UV})
    assert found.constraints == ("attrs<25",)
    assert found.overrides == ("idna==3.10",)
    assert found.prereleases
    assert found.index == "https://main.example.org/simple"
    assert found.extra_indexes == ("https://more.example.org/simple",)
    assert "secret" not in repr(found)


def test_source_of_a_single_dependency(tmp_path: Path) -> None:
    found = asked(tmp_path, {"pyproject.toml": UV})
    slow = Source(kind=SourceKind.INDEX, url="https://slow.example.org/simple")
    assert [(want.requirement, want.source) for want in found.wants] == [
        ("torch>=2; sys_platform == 'darwin'", slow),
        ("torch>=2", REGISTRY),  # where the marker does not hold
        ("slow-part", slow),
        (
            "from-git[x] @ git+https://git.example.org/x@main ; os_name == 'nt'",
            Source(kind=SourceKind.GIT, url="https://git.example.org/x"),
        ),
        (
            "archive @ https://files.example.org/a.zip",
            Source(kind=SourceKind.URL, url="https://files.example.org/a.zip"),
        ),
    ]


def test_overrides_of_pdm(tmp_path: Path) -> None:
    text = (
        '[project]\nname = "x"\ndependencies = ["a"]\n[tool.pdm.dev-dependencies]\ntest = ["b"]\n'
        '[tool.pdm.resolution.overrides]\na = "1.0"\nb = ">=2"\nc = "https://files.example.org/c.zip"\nd = 1\n'
    )
    found = asked(tmp_path, {"pyproject.toml": text})
    assert found.overrides == ("a==1.0", "b>=2", "c @ https://files.example.org/c.zip")
    assert scopes(found) == {"a": Scope.RUNTIME, "b": Scope.DEVELOPMENT}


def test_files_that_setuptools_takes_requirements_from(tmp_path: Path) -> None:
    text = (
        '[project]\nname = "x"\ndynamic = ["dependencies", "optional-dependencies"]\n[tool.setuptools.dynamic]\n'
        'dependencies = { file = ["requirements.txt"] }\noptional-dependencies.web = { file = "web.in" }\n'
    )
    found = asked(tmp_path, {"pyproject.toml": text, "requirements.txt": "\na>=1\n", "web.in": "b\n"})
    assert [(want.requirement, want.file, want.line, want.scope) for want in found.wants] == [
        ("a>=1", "requirements.txt", 2, Scope.RUNTIME),
        ("b", "web.in", 1, Scope.OPTIONAL),
    ]


def test_setup_files_of_one_folder(tmp_path: Path) -> None:
    files = {
        "setup.cfg": "[metadata]\nname = Harbour\n[options]\npython_requires = >=3.9\ninstall_requires = a>=1; b\n",
        "setup.py": "setup(extras_require={'web': ['c'], 'all': ['harbour[web]', 'd']})\n",
    }
    found = asked(tmp_path, files)
    assert scopes(found) == {"a>=1": Scope.RUNTIME, "b": Scope.RUNTIME, "c": Scope.OPTIONAL, "d": Scope.OPTIONAL}
    assert {want.file for want in found.wants} == {"setup.cfg", "setup.py"}
    assert (found.project, found.requires_python, found.own) == ("Harbour", ">=3.9", frozenset({"harbour"}))
    assert texts(asked(tmp_path, files, "setup.py")) == texts(found)


# --- other projects of the tree -----------------------------------------------------------------------------------

PART = """
[project]
name = "part"
dependencies = ["below>=1"]
[project.optional-dependencies]
web = ["flask", "part[fast]"]
fast = ["uvloop", "part[web]"]
unasked = ["never"]
[dependency-groups]
dev = ["pytest"]
[build-system]
requires = ["hatchling"]
"""


def test_editable_project_is_followed_with_its_extras(tmp_path: Path) -> None:
    found = asked(tmp_path, {"requirements.txt": "# first\n-e .[web]\nidna==3.10\n", "pyproject.toml": PART})
    assert sorted(texts(found)) == ["below>=1", "flask", "idna==3.10", "uvloop"]
    assert found.own == {"part"}
    assert {want.name: (want.file, want.line) for want in found.wants}["below"] == ("pyproject.toml", 4)


@pytest.mark.parametrize("line", ["./part", "-e part", "-e ./part[]", "file:./part", "-e ./part#egg=part"])
def test_ways_to_name_a_project_of_the_tree(tmp_path: Path, line: str) -> None:
    found = asked(tmp_path, {"requirements.txt": f"{line}\n", "part/pyproject.toml": PART})
    assert (texts(found), found.own) == (["below>=1"], frozenset({"part"}))


def test_marker_and_scope_of_the_line_hold_for_what_the_project_asks(tmp_path: Path) -> None:
    text = "-e ./part ; sys_platform == 'linux'\n"
    found = asked(tmp_path, {"requirements-dev.txt": text, "part/pyproject.toml": PART})
    assert scopes(found) == {"below>=1; sys_platform == 'linux'": Scope.DEVELOPMENT}


def test_paths_of_a_file_in_a_folder_may_be_those_of_the_top(tmp_path: Path) -> None:
    found = asked(tmp_path, {"requirements/dev.in": "-e .\n", "pyproject.toml": PART})
    assert texts(found) == ["below>=1"]


@pytest.mark.parametrize("path", ["/etc", "../../outside", "~/part", "file:///srv/part", "./absent"])
def test_what_lies_elsewhere_is_not_followed(tmp_path: Path, path: str) -> None:
    found = asked(tmp_path, {"app/requirements.txt": f"-e {path}\nidna\n"})
    assert texts(found) == ["idna"]


def test_members_of_a_workspace(tmp_path: Path) -> None:
    top = (
        '[project]\nname = "top"\ndependencies = ["part[web]", "idna"]\n[tool.uv.sources]\n'
        'part = { workspace = true }\n[tool.uv.workspace]\nmembers = ["parts/*"]\n'
    )
    other = (
        '[project]\nname = "other"\ndependencies = ["part", "top-only"]\n'
        "[tool.uv.sources]\npart = { workspace = true }\n"
    )
    files = {"pyproject.toml": top, "parts/part/pyproject.toml": PART, "parts/other/pyproject.toml": other}
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    tree = Tree(tmp_path, manifests=list(files))
    asked(tmp_path, files)
    found = demand_of("pyproject", tree.open("pyproject.toml"), tree.folder("pyproject.toml"))
    assert found is not None
    assert found.own == {"top", "part", "other"}
    assert sorted(texts(found)) == ["below>=1", "flask", "idna", "uvloop"]
    member = asked(tmp_path, files, "parts/other/pyproject.toml")
    assert (sorted(texts(member)), member.own) == (["below>=1", "top-only"], frozenset({"other", "part"}))


def test_projects_that_name_each_other_end(tmp_path: Path) -> None:
    one = '[tool.poetry]\nname = "one"\n[tool.poetry.dependencies]\ntwo = { path = "../two" }\na = "*"\n'
    two = '[tool.poetry]\nname = "two"\n[tool.poetry.dependencies]\none = { path = "../one" }\nb = "*"\n'
    found = asked(tmp_path, {"one/pyproject.toml": one, "two/pyproject.toml": two})
    assert (set(texts(found)), found.own) == ({"a", "b"}, frozenset({"one", "two"}))


def test_folder_of_the_project_as_pdm_and_hatch_write_it(tmp_path: Path) -> None:
    text = (
        '[project]\nname = "x"\ndependencies = ["part @ {root:uri}/part"]\n[tool.pdm.dev-dependencies]\n'
        'd = ["-e file:///${PROJECT_ROOT}/more#egg=more"]\n'
    )
    more = '[project]\nname = "more"\ndependencies = ["c"]\n'
    found = asked(tmp_path, {"pyproject.toml": text, "part/pyproject.toml": PART, "more/pyproject.toml": more})
    assert scopes(found) == {"below>=1": Scope.RUNTIME, "c": Scope.DEVELOPMENT}


# --- requirements files -------------------------------------------------------------------------------------------


def test_requirements_files_in_full(tmp_path: Path) -> None:
    text = """\
-r more.txt
-c limits.txt
-i https://user:secret@main.example.org/simple
--extra-index-url https://more.example.org/simple
-f https://files.example.org/links.html
--pre
attrs[fast] >= 1, < 2 ; python_version >= "3.9"  # why
git+https://git.example.org/team/own.git@main#egg=own[x]
https://files.example.org/part-1.0.zip ; os_name == "nt"
"""
    files = {"requirements.txt": text, "more.txt": "\n\nidna\n", "limits.txt": "attrs!=1.5\nunasked<3\n-e ./nothing\n"}
    found = asked(tmp_path, files)
    assert [(want.requirement, want.source.kind, want.file, want.line) for want in found.wants] == [
        ('attrs[fast] >= 1, < 2 ; python_version >= "3.9"', SourceKind.REGISTRY, "requirements.txt", 7),
        ("own[x] @ git+https://git.example.org/team/own.git@main#egg=own[x]", SourceKind.GIT, "requirements.txt", 8),
        (
            'part @ https://files.example.org/part-1.0.zip ; os_name == "nt"',
            SourceKind.URL,
            "requirements.txt",
            9,
        ),
        ("idna", SourceKind.REGISTRY, "requirements.txt", 1),
    ]
    assert found.constraints == ("attrs!=1.5", "unasked<3")
    assert found.index == "https://main.example.org/simple"
    assert found.extra_indexes == ("https://more.example.org/simple",)
    assert found.prereleases
    assert not found.is_pinned


def test_no_index_at_all_may_be_asked(tmp_path: Path) -> None:
    assert asked(tmp_path, {"requirements.txt": "--no-index\n-f ./wheels\nidna\n"}).index == ""


@pytest.mark.parametrize(
    ("text", "pinned"),
    [("idna==3.10\nattrs===1\n", True), ("idna==3.*\n", False), ("part @ https://files.example.org/p.zip\n", True)],
)
def test_file_that_names_every_version_is_pinned(tmp_path: Path, text: str, pinned: bool) -> None:  # noqa: FBT001
    assert asked(tmp_path, {"requirements.txt": text}).is_pinned is pinned


# --- all of them --------------------------------------------------------------------------------------------------


def test_formats_that_ask_for_nothing_of_python(tmp_path: Path) -> None:
    document = Document("package.json", b'{"dependencies": {"left": "1"}}')
    assert demand_of("package-json", document, Nowhere()) is None
    assert demand_of("pyproject", Document("pyproject.toml", b"[tool.black]\n"), Nowhere()) is None
    assert demand_of("pyproject", Document("pyproject.toml", b"no TOML"), Nowhere()) is None
    assert demand_of("requirements", Document("requirements.txt", b"# none\n"), Nowhere()) is None


READERS = [
    item for item in FORMATS if item.id in {"pyproject", "setup-cfg", "setup-py", "requirements", "requirements-in"}
]
CASES = [case for case in find_cases() if case.format() in READERS]


def holds_together(demand: Demand | None) -> None:
    for want in demand.wants if demand is not None else ():
        assert normalise("pypi", Requirement(want.requirement).name) == want.name
        assert want.line is None or want.line > 0
    for text in (*demand.constraints, *demand.overrides) if demand is not None else ():
        Requirement(text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_wants_stand_where_the_nodes_of_the_reader_stand(case: Case) -> None:
    tree, path = Tree(case.folder), case.document()
    demand = demand_of(case.format().id, tree.open(path), tree.folder(path))
    holds_together(demand)
    wants = () if demand is None else demand.wants
    nodes = case.read().get("nodes", [])
    places = {(node["name"], node.get("file", path), node.get("line")) for node in nodes}
    named = {node["name"] for node in nodes}
    for want in wants:
        first = next(other for other in wants if (other.name, other.source) == (want.name, want.source))
        assert want.name not in named or (first.name, first.file, first.line) in places


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.id)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_want_is_a_requirement_whatever_the_document(reader: Format, data: st.DataObject) -> None:
    case = data.draw(st.sampled_from([case for case in CASES if case.format() is reader]))
    text = (case.folder / case.document()).read_bytes()
    start, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 30))
    piece = data.draw(
        st.sampled_from([b"", b'"', b"'", b"\n", b",", b"[", b"]", b";", b"@ ", b"^1 || ~2", b"==", b"*"])
    )
    document = Document(case.document(), text[:start] + piece + text[start + length :])
    holds_together(demand_of(reader.id, document, Tree(case.folder).folder(document.path)))
