"""pip and uv choose versions: of one index, for one target, and without building or running anything."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from depsov.demand import Demand, Want
from depsov.errors import ResolutionError
from depsov.model import REGISTRY, Source, SourceKind
from depsov.parse.python._requirement import required_name
from depsov.resolution.python.solution import Solution
from depsov.resolution.python.target import Target
from depsov.resolution.tools import pip, uv
from tests.resolution.tools.servers import Server, Simple, sdist, wheel

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
NEEDS_UV = pytest.mark.skipif(shutil.which("uv") is None, reason="needs uv")
NEEDS_PIP = pytest.mark.skipif(not pip.is_installed(dict(os.environ), Path("/none")), reason="needs pip")
DAY = date(2026, 6, 30)

Solve = Callable[..., Solution]


@pytest.fixture(params=[pytest.param(pip, marks=NEEDS_PIP), pytest.param(uv, marks=NEEDS_UV)], ids=["pip", "uv"])
def solve(request: pytest.FixtureRequest, environ: dict[str, str], tree: Path) -> Solve:
    return _solver(request.param, environ, tree)


@pytest.fixture
def by_uv(environ: dict[str, str], tree: Path) -> Solve:
    return _solver(uv, environ, tree)


@pytest.fixture
def by_pip(environ: dict[str, str], tree: Path) -> Solve:
    return _solver(pip, environ, tree)


def _solver(tool: Any, environ: dict[str, str], tree: Path) -> Solve:
    def solve(demand: Demand, **options: Any) -> Solution:
        solution: Solution = tool.solve(demand, environ, tree=tree, today=DAY, **options)
        return solution

    return solve


@pytest.fixture
def index(server: Server) -> Simple:
    return Simple(server)


def _want(requirement: str, source: Source = REGISTRY) -> Want:
    name = required_name(requirement)
    assert name is not None
    return Want(requirement=requirement, name=name, file="requirements.in", source=source)


def _demand(served: Simple, *requirements: str, **fields: Any) -> Demand:
    wants = tuple(map(_want, requirements))
    return Demand(
        **{"file": "requirements.in", "project": "top", "folder": "", "index": served.url, "wants": wants} | fields
    )


def _error(solve: Solve, demand: Demand, **options: Any) -> ResolutionError:
    with pytest.raises(ResolutionError) as caught:
        solve(demand, **options)
    error = caught.value
    assert "\n" not in error.message
    assert len(error.message) < 400
    for part in ("/tmp", "depsov-pip", "depsov-uv", str(Path.home())):
        assert part not in error.message
    return error


def _versions(solution: Solution) -> dict[str, str]:
    return {package.name: package.version for package in solution.packages}


# --- the tree -----------------------------------------------------------------------------------------------------


def test_solution_has_versions_edges_and_files(solve: Solve, index: Simple) -> None:
    index.add(
        wheel("web", "1.0", ("core>=1", 'fast>=1; extra == "speed"', 'never; python_version < "3"'), ("speed",)),
        wheel("web", "2.0", ("core>=1", 'fast[more]>=1; extra == "speed"', 'never; python_version < "3"'), ("speed",)),
        wheel("core", "1.0"),
        wheel("core", "1.5"),
        wheel("core", "2.0"),
        wheel("fast", "1.0", ('more; extra == "more"', 'other; extra == "other"'), ("more", "other")),
        wheel("more", "1.0", ("core<2",)),
        wheel("other", "1.0"),
        wheel("alone", "1.0"),
    )
    solution = solve(_demand(index, "Web[speed]", "alone; python_version > '3'", "never; python_version < '3'"))
    assert _versions(solution) == {"alone": "1.0", "core": "1.5", "fast": "1.0", "more": "1.0", "web": "2.0"}
    assert solution.direct == ("alone", "web")
    assert {package.name: package.requires for package in solution.packages} == {
        "alone": (),
        "core": (),
        "fast": ("more",),
        "more": ("core",),
        "web": ("core", "fast"),
    }
    (core,) = (package for package in solution.packages if package.name == "core")
    assert core.filename == "core-1.5-py3-none-any.whl"
    assert core.url == f"{index.url.removesuffix('/simple')}/files/simple/core-1.5-py3-none-any.whl"
    assert len(core.hashes["sha256"]) == 64
    assert core.index == index.url
    assert solution.indexes == (index.url,)
    assert (solution.date, solution.target, solution.unresolved) == ("2026-06-30", Target().label, ())


def test_project_that_asks_for_nothing_has_an_empty_solution(solve: Solve, index: Simple, server: Server) -> None:
    assert solve(_demand(index)).packages == ()
    assert server.asked == []


def test_constraints_narrow_and_ask_for_nothing(solve: Solve, index: Simple) -> None:
    index.add(wheel("core", "1.0"), wheel("core", "2.0"), wheel("other", "1.0"))
    solution = solve(_demand(index, "core", constraints=("core<2", "other<9")))
    assert _versions(solution) == {"core": "1.0"}


@pytest.mark.parametrize("version", ["1.0", "2.0b1"])
def test_prereleases_are_taken_where_the_project_allows_them(solve: Solve, index: Simple, version: str) -> None:
    index.add(wheel("core", "1.0"), wheel("core", "2.0b1"))
    assert _versions(solve(_demand(index, "core", prereleases=version != "1.0"))) == {"core": version}


def test_nobody_is_asked_about_what_is_own_withheld_or_elsewhere(solve: Solve, index: Simple, server: Server) -> None:
    index.add(wheel("core", "1.0"))
    git = Source(kind=SourceKind.GIT, url="https://git.example/team/cloned")
    wants = (
        _want("core"),
        _want("own-part"),
        _want("local @ file:///srv/local", Source(kind=SourceKind.PATH)),
        _want("secret"),
        _want("cloned", git),
        _want("archived @ https://files.example/archived-1.0.zip"),
        _want("elsewhere @ https://files.example/elsewhere-1.0.zip ; sys_platform == 'none'"),
    )
    demand = _demand(index, wants=wants, own=frozenset({"own-part"}))
    solution = solve(demand, withheld=lambda name: name == "secret")
    assert _versions(solution) == {"core": "1.0"}
    assert solution.unresolved == ("archived", "cloned", "secret")
    assert solution.direct == ("archived", "cloned", "core", "secret")
    assert {path.split("/")[2] for path in server.asked if path.startswith("/simple/")} == {"core"}


@NEEDS_UV
def test_uv_does_not_ask_about_own_names_that_packages_ask_for(by_uv: Solve, index: Simple, server: Server) -> None:
    index.add(wheel("core", "1.0", ("own-part",)))
    solution = by_uv(_demand(index, "core", own=frozenset({"own-part"})))
    assert _versions(solution) == {"core": "1.0"}
    assert "/simple/own-part/" not in server.asked


@NEEDS_UV
def test_overrides_replace_what_packages_ask_for(by_uv: Solve, index: Simple) -> None:
    index.add(wheel("web", "1.0", ("core>=2",)), wheel("core", "1.0"), wheel("core", "2.0"))
    assert _versions(by_uv(_demand(index, "web", overrides=("core<2",)))) == {"core": "1.0", "web": "1.0"}


@NEEDS_UV
def test_extra_index_comes_first_and_a_pinned_one_is_asked_about_nothing_else(by_uv: Solve, server: Server) -> None:
    default, extra, own = Simple(server), Simple(server, "/extra"), Simple(server, "/own")
    default.add(wheel("core", "2.0"), wheel("web", "1.0", ("core", "torch")), wheel("torch", "9.0"))
    extra.add(wheel("core", "1.0"))
    own.add(wheel("torch", "1.0"), wheel("core", "5.0"))
    wants = (_want("web"), _want("torch", Source(kind=SourceKind.INDEX, url=own.url)))
    solution = by_uv(_demand(default, wants=wants, extra_indexes=(extra.url,)))
    assert {package.name: (package.version, package.index) for package in solution.packages} == {
        "core": ("1.0", extra.url),
        "torch": ("1.0", own.url),
        "web": ("1.0", default.url),
    }
    assert solution.direct == ("torch", "web")
    assert {path for path in server.asked if path.startswith("/own/")} == {"/own/torch/"}


@NEEDS_UV
def test_uv_resolves_for_another_target(by_uv: Solve, index: Simple) -> None:
    index.add(
        wheel(
            "web",
            "1.0",
            ('win; sys_platform == "win32"', 'unix; sys_platform != "win32"', 'old; python_version < "3.13"'),
        ),
        *(wheel(name, "1.0") for name in ("win", "unix", "old")),
    )
    target = Target(python="3.13", platform="windows", machine="x86_64")
    solution = by_uv(_demand(index, "web"), target=target)
    assert _versions(solution) == {"web": "1.0", "win": "1.0"}
    assert solution.target == target.label


@NEEDS_PIP
def test_pip_resolves_for_its_own_python_only(by_pip: Solve, index: Simple) -> None:
    error = _error(by_pip, _demand(index, "web"), target=Target(python="3.99"))
    assert error.message.startswith("pip resolves for its own Python only: python_version is 3.")
    version = ".".join(map(str, sys.version_info[:2]))
    index.add(wheel("web", "1.0"))
    assert _versions(by_pip(_demand(index, "web"), target=Target(python=version))) == {"web": "1.0"}


@NEEDS_PIP
def test_what_pip_cannot_do_is_said(by_pip: Solve, index: Simple) -> None:
    assert "knows no overrides" in _error(by_pip, _demand(index, "web", overrides=("core<2",))).message
    pinned = (_want("torch", Source(kind=SourceKind.INDEX, url="https://index.example/own")),)
    assert "cannot take torch from an index of its own" in _error(by_pip, _demand(index, wants=pinned)).message


# --- the settings of the user -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "name"),
    [pytest.param(pip, "PIP_INDEX_URL", marks=NEEDS_PIP), pytest.param(uv, "UV_DEFAULT_INDEX", marks=NEEDS_UV)],
)
def test_index_of_the_user_counts_where_the_project_names_none(
    tool: Any, name: str, environ: dict[str, str], tree: Path, server: Server
) -> None:
    users, projects = Simple(server, "/users"), Simple(server)
    users.add(wheel("core", "1.0"))
    projects.add(wheel("core", "2.0"))
    environ[name] = users.url
    solve = _solver(tool, environ, tree)
    assert _versions(solve(_demand(projects, "core", index=None))) == {"core": "1.0"}
    assert _versions(solve(_demand(projects, "core"))) == {"core": "2.0"}


@NEEDS_UV
def test_settings_file_of_the_user_counts_and_one_above_the_folder_does_not(
    environ: dict[str, str], tree: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users, others = Simple(server, "/users"), Simple(server, "/others")
    users.add(wheel("core", "1.0"))
    others.add(wheel("core", "2.0"))
    settings = tmp_path / "home" / ".config" / "uv" / "uv.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        f'index-url = "{users.url}"\n[pip]\nuniversal = true\ngenerate-hashes = true\nno-annotate = true\n'
    )
    above = tmp_path / "temporary"
    above.mkdir()
    (above / "uv.toml").write_text(f'index-url = "{others.url}"\n')
    monkeypatch.setattr("tempfile.tempdir", str(above))
    environ["XDG_CONFIG_HOME"] = str(tmp_path / "home" / ".config")
    solution = _solver(uv, environ, tree)(_demand(users, "core", index=None))
    assert _versions(solution) == {"core": "1.0"}
    assert solution.direct == ("core",)


# --- nothing runs -------------------------------------------------------------------------------------------------


def test_package_that_must_be_built_is_an_error_and_is_not_built(solve: Solve, index: Simple, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    index.add(sdist("core", "1.0", f"open({str(trace)!r}, 'w').close()"))
    error = _error(solve, _demand(index, "core"))
    assert "core" in error.message
    assert "would run its code" in error.message
    assert error.names == ("core",)
    assert not trace.exists()


@pytest.mark.parametrize("address", ["{url}/built-1.0.tar.gz", "git+{url}/built.git", "git+file:///srv/built.git"])
def test_package_that_asks_for_one_by_its_address_is_an_error_and_nothing_is_built_or_cloned(
    solve: Solve, server: Server, environ: dict[str, str], tmp_path: Path, address: str
) -> None:
    index = Simple(server)
    trace = tmp_path / "trace"
    filename, data = sdist("built", "1.0", f"open({str(trace)!r}, 'w').close()")
    server.put(f"/{filename}", data, "application/octet-stream")
    git = tmp_path / "bin" / "git"
    git.parent.mkdir()
    git.write_text(f"#!/bin/sh\ntouch {trace}\n")
    git.chmod(0o755)
    environ["PATH"] = os.pathsep.join([str(git.parent), environ["PATH"]])
    index.add(wheel("web", "1.0", (f"built @ {address.format(url=server.url)}",)))
    _error(solve, _demand(index, "web"))
    assert not trace.exists()


def test_variables_of_the_environment_do_not_make_a_tool_run_something(
    solve: Solve, index: Simple, environ: dict[str, str], tree: Path, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    (tree / "sitecustomize.py").write_text(f"open({str(trace)!r}, 'w').close()")
    trap = tree / ".venv" / "bin" / "python"
    trap.parent.mkdir(parents=True)
    trap.write_text(f"#!/bin/sh\ntouch {trace}\n")
    trap.chmod(0o755)
    (tree / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    for name in ("pip", "pip3", "uv", "python3"):
        shutil.copy(trap, trap.with_name(name))
    environ |= {
        "PATH": os.pathsep.join([str(trap.parent), environ["PATH"]]),
        "PYTHONPATH": str(tree),
        "VIRTUAL_ENV": str(tree / ".venv"),
        "PIP_PYTHON": str(trap),
        "PIP_NO_BINARY": ":all:",
        "UV_PYTHON": str(trap),
    }
    index.add(wheel("core", "1.0"))
    assert _versions(solve(_demand(index, "core"))) == {"core": "1.0"}
    assert not trace.exists()


@pytest.mark.parametrize("text", ["core\n--index-url https://index.example", "-r /etc/passwd", "--no-binary :all:"])
def test_text_that_is_no_requirement_is_handed_to_no_tool(
    solve: Solve, index: Simple, server: Server, text: str
) -> None:
    want = Want(requirement=text, name="core", file="requirements.in")
    assert "requirement of the project" in _error(solve, _demand(index, wants=(want,))).message
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    ["http://index.example/simple", "file:///srv/simple", "https://index.example/${TOKEN}/simple", "https://a b/"],
)
@pytest.mark.parametrize("field", ["index", "extra_indexes"])
def test_index_that_is_no_plain_https_address_is_not_asked(solve: Solve, index: Simple, field: str, url: str) -> None:
    given: Any = url if field == "index" else (url,)
    assert "no plain https address" in _error(solve, _demand(index, "core", **{field: given})).message


# --- what goes wrong ----------------------------------------------------------------------------------------------


def test_name_that_does_not_exist_is_named(solve: Solve, index: Simple) -> None:
    index.add(wheel("web", "1.0", ("croe>=1",)))
    error = _error(solve, _demand(index, "web"))
    assert error.message == "no such package: croe"
    assert error.names == ("croe",)


def test_version_that_does_not_exist_is_named(solve: Solve, index: Simple) -> None:
    index.add(wheel("core", "1.0"))
    error = _error(solve, _demand(index, "core>=9"))
    assert "core" in error.message
    assert "1.0" in error.message
    assert error.names == ("core",)


def test_conflict_says_who_asks_for_what(solve: Solve, index: Simple) -> None:
    index.add(
        wheel("web", "1.0", ("core>=2",)), wheel("api", "1.0", ("core<2",)), wheel("core", "1.0"), wheel("core", "2.0")
    )
    error = _error(solve, _demand(index, "web==1.0", "api==1.0"))
    assert error.message.startswith("no versions fit all that is asked: ")
    for part in ("web", "api", " for core>=2", " for core<2"):
        assert part in error.message
    assert "core" in error.names


@pytest.mark.parametrize("failing", ["the only one", "one of two"])
def test_index_that_fails_is_an_error_also_where_another_has_the_package(
    solve: Solve, server: Server, failing: str
) -> None:
    default, extra = Simple(server), Simple(server, "/extra")
    server.put("/extra/core/", b"down", "text/html", status=500)
    extras = (extra.url,)
    if failing == "one of two":
        default.add(wheel("core", "1.0"))
    error = _error(solve, _demand(default, "core", extra_indexes=extras))
    assert "500" in error.message


def test_wheel_that_is_none_is_an_error(solve: Solve, index: Simple) -> None:
    index.add(("core-1.0-py3-none-any.whl", b"no archive"))
    assert _error(solve, _demand(index, "core")).message


def test_index_that_is_slow_without_end_is_given_up(solve: Solve, index: Simple, server: Server) -> None:
    index.add(wheel("core", "1.0"))
    server.slow.add("/simple/core/")
    start = time.monotonic()
    error = _error(solve, _demand(index, "core"), seconds=4)
    assert error.message.endswith("has not ended within 4 seconds")
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("tool", [uv, pip])
def test_without_the_tool_there_is_no_solution(
    tool: Any, environ: dict[str, str], tree: Path, index: Simple, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ["PATH"] = str(tree)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert not tool.is_installed(environ, tree)
    assert "is not installed" in _error(_solver(tool, environ, tree), _demand(index, "core")).message


@NEEDS_PIP
def test_pip_of_the_path_serves_where_the_running_interpreter_has_none(
    by_pip: Solve, index: Simple, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environ["PATH"]])
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    index.add(wheel("core", "1.0"))
    assert _versions(by_pip(_demand(index, "core"))) == {"core": "1.0"}
