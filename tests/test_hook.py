"""The pre-commit hooks, run by the real pre-commit in a temporary git repository."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from depsov import update_lock
from depsov.formats import FORMATS
from tests.gate.projects import append as _append
from tests.gate.projects import depend_on as _depend_on
from tests.gate.projects import replace_in
from tests.gate.projects import teach as _teach

REPOSITORY = Path(__file__).parents[1]
PROJECT = Path(__file__).parent / "data" / "projects" / "all-groups"
OWN = ("depsov.lock", "depsov.toml")


def _hooks() -> dict[str, dict[str, Any]]:
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    return {hook["id"]: hook for hook in hooks}


def file_regex() -> str:
    """Return the regex that the hook must have: the names of all formats, of what is read beside them, and our own."""
    patterns = {pattern for item in FORMATS for pattern in (*item.patterns, *item.companions)}
    names = (re.escape(pattern).replace(r"\*", "[^/]*") for pattern in sorted({*patterns, *OWN}))
    return f"(^|/)({'|'.join(names)})$"


def test_the_hook_runs_for_the_files_of_every_format_and_for_its_own() -> None:
    assert _hooks()["depsov"]["files"] == file_regex()


@pytest.mark.parametrize(
    "name",
    [
        "pom.xml",
        "java/core/pom.xml",
        "app/build.gradle.kts",
        "app/gradle.lockfile",
        "app/gradle/dependency-locks/testRuntimeClasspath.lockfile",
        "app/gradle/verification-metadata.xml",
        "app/gradle/libs.versions.toml",
        "app/settings.gradle",
        "composer.lock",
        "composer.json",
        "go.mod",
        "go.sum",
        "go.work",
        "vendor/modules.txt",
        "crates/core/Cargo.toml",
        "Cargo.lock",
        "src/Kiosk/Kiosk.csproj",
        "src/Kiosk/packages.lock.json",
        "src/Kiosk/packages.config",
        "Directory.Packages.props",
        "Directory.Build.targets",
        "Gemfile",
        "Gemfile.lock",
        "environment-dev.yaml",
        "linux.conda-lock.yml",
        "pixi.lock",
        "bun.lock",
        "deno.jsonc",
        "App.xcworkspace/xcshareddata/swiftpm/Package.resolved",
        "flake.lock",
        "mix.exs",
        "pubspec.yaml",
        "ios/Podfile.lock",
        "renv.lock",
        "Manifest.toml",
        "conan.lock",
        "stack.yaml.lock",
        "cabal.project.freeze",
        "cpanfile.snapshot",
        "sbom/device.cdx.xml",
        "image.spdx.json",
        "harbour.spdx",
        "image.trivy.json",
        "image.syft.json",
        "harbour.purls.csv",
        "depsov.lock",
        "depsov.toml",
    ],
)
def test_the_hook_runs_for_a_file_of_this_name(name: str) -> None:
    assert re.search(_hooks()["depsov"]["files"], name)
    assert re.search(_hooks()["depsov"]["files"], f"deep/below/{name}")


@pytest.mark.parametrize(
    "name",
    [
        "old-pom.xml",
        "pom.xml.bak",
        "Kiosk.csproj.user",
        "libs.versions.toml.orig",
        "go.summary",
        "src/main.go",
        "package.swift",
    ],
)
def test_the_hook_does_not_run_for_a_file_of_that_name(name: str) -> None:
    assert not re.search(_hooks()["depsov"]["files"], name)


@pytest.mark.parametrize("project", ["all-groups", "polyglot"])
def test_the_hook_runs_for_every_file_of_a_project(project: str) -> None:
    folder = PROJECT.parent / project
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {name for name in names if not re.search(_hooks()["depsov"]["files"], name)} == {"organisations.toml"}


def test_both_hooks_run_one_process_without_the_network() -> None:
    for hook in _hooks().values():
        assert hook["entry"].startswith("depsov check --quiet")
        assert hook["require_serial"]
        assert "--online" not in hook["entry"]


UNSHARE = ("unshare", "--net", "--map-root-user")


def _can_unshare() -> bool:
    try:
        return subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


class Repository:
    """A git repository with pre-commit configured to run the hook of this checkout."""

    def __init__(self, folder: Path, config: Mapping[str, Any]) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))

    def git(self, *args: str) -> subprocess.CompletedProcess[str]:
        identity = ["-c", "user.name=example", "-c", "user.email=example@example.org", "-c", "core.hooksPath=/dev/null"]
        return self._run("git", *identity, *args)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")

    def check(self, *args: str, wrapper: Sequence[str] = (), **environ: str) -> subprocess.CompletedProcess[str]:
        self.git("add", "--all")
        command = [*wrapper, sys.executable, "-m", "pre_commit", "run", "--color", "never", *args]
        return self._run(*command, check=False, **environ)

    def _run(self, *args: str, check: bool = True, **over: str) -> subprocess.CompletedProcess[str]:
        paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environ = {"PATH": paths, "HOME": str(self.folder.parent), "PRE_COMMIT_HOME": str(self.folder.parent / "cache")}
        kept = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_"))}
        return subprocess.run(
            args, cwd=self.folder, env={**environ, **kept, **over}, capture_output=True, text=True, check=check
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository that runs the hook with the depsov of this environment, so that nothing is installed."""
    return _repository(tmp_path, PROJECT, "depsov")


def _repository(tmp_path: Path, project: Path, hook: str, **over: Any) -> Repository:
    language = "unsupported" if _knows_unsupported() else "system"
    entry = {**_hooks()[hook], "language": language, **over}
    repository = Repository(tmp_path / "repository", {"repos": [{"repo": "local", "hooks": [entry]}]})
    shutil.copytree(project, repository.folder, dirs_exist_ok=True)
    update_lock(repository.folder)
    repository.commit()
    return repository


def _knows_unsupported() -> bool:
    from pre_commit.all_languages import language_names

    return "unsupported" in language_names


# --- what a commit sees -------------------------------------------------------------------------------------------


def test_it_passes_and_says_nothing(repository: Repository) -> None:
    _append(repository.folder / "uv.lock", "\n")

    done = repository.check()

    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines() == [line for line in done.stdout.splitlines() if line.endswith("Passed")]


def test_it_does_not_run_for_other_files(repository: Repository) -> None:
    (repository.folder / "notes.txt").write_text("x")

    done = repository.check()

    assert done.returncode == 0
    assert "Skipped" in done.stdout


def test_it_fails_on_a_new_dependency_outside_and_says_what_to_do(repository: Repository) -> None:
    _depend_on(repository, "cloud-queue")
    _teach(repository, "cloud-queue", "example-cloud")

    done = repository.check()

    assert done.returncode == 1
    assert re.search(r"uv\.lock:\d+: medium: new: cloud-queue is decided by Example Cloud France SAS", done.stdout)
    assert "[outside-control; direct]" in done.stdout
    assert 'controller = "example-holdings"' in done.stdout
    assert "run `depsov lock`" in done.stdout
    assert len(done.stdout.splitlines()) < 20


def test_it_passes_once_the_new_dependency_is_in_the_lock(repository: Repository) -> None:
    _depend_on(repository, "cloud-queue")
    _teach(repository, "cloud-queue", "example-cloud")
    update_lock(repository.folder)

    done = repository.check()

    assert done.returncode == 0, done.stdout


def test_a_new_dependency_inside_wants_no_more_than_a_new_lock(repository: Repository) -> None:
    _depend_on(repository, "works-charts")
    _teach(repository, "works-charts", "example-works")

    done = repository.check()

    assert done.returncode == 1
    assert "depsov.lock: low: out of date: 1 package missing from it (pkg:pypi/works-charts)" in done.stdout
    assert "[[exception]]" not in done.stdout


def test_it_fails_on_what_the_policy_names(repository: Repository) -> None:
    _append(repository.folder / "depsov.toml", 'fail-on = "high"\n')

    done = repository.check()

    assert done.returncode == 1
    assert "uv.lock:27: critical: cloud-service-sdk" in done.stdout
    assert "cloud-tools" not in done.stdout


def test_it_judges_the_whole_project_of_a_changed_manifest(repository: Repository) -> None:
    member = repository.folder / "member"
    member.mkdir()
    (member / "pyproject.toml").write_text('[project]\nname = "member"\nversion = "1"\n')
    _append(repository.folder / "depsov.toml", 'fail-on = "high"\n')

    done = repository.check()

    assert "uv.lock:27: critical: cloud-service-sdk" in done.stdout


def test_it_leaves_other_projects_of_the_repository_alone(repository: Repository) -> None:
    for name in ("one", "two"):
        shutil.copytree(PROJECT, repository.folder / name)
    update_lock(repository.folder)
    repository.commit()
    (repository.folder / "two" / "uv.lock").write_text("version = 1\n[[package]\n")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--no-verify", "--message", "broken elsewhere")
    _append(repository.folder / "one" / "uv.lock", "\n")

    done = repository.check()

    assert done.returncode == 0, done.stdout


def test_it_fails_on_a_broken_lockfile(repository: Repository) -> None:
    (repository.folder / "uv.lock").write_text("version = 1\n[[package]\n")

    done = repository.check()

    assert done.returncode == 1
    assert "exit code: 4" in done.stdout
    assert "uv.lock" in done.stdout
    assert "not TOML" in done.stdout


def test_it_fails_on_the_marks_of_a_merge_in_depsov_lock(repository: Repository) -> None:
    _append(repository.folder / "depsov.lock", "\n<<<<<<< ours\n=======\n>>>>>>> theirs\n")

    done = repository.check()

    assert done.returncode == 1
    assert "exit code: 2" in done.stdout
    assert "merge conflict" in done.stdout
    assert "then run `depsov lock`" in done.stdout


def test_without_a_depsov_lock_it_says_how_to_make_one(repository: Repository) -> None:
    (repository.folder / "depsov.lock").unlink()
    _append(repository.folder / "uv.lock", "\n")

    done = repository.check()

    assert done.returncode == 1
    assert "run `depsov lock`, and commit the file" in done.stdout


def test_a_repository_that_is_not_python(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    packages = {"": {"name": "site", "version": "1.0.0", "dependencies": {"left": "^1.0.0"}}}
    listed = {**packages, "node_modules/left": {"version": "1.0.0"}}
    (project / "package.json").write_text(json.dumps(packages[""]))
    (project / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": listed}))
    repository = _repository(tmp_path, project, "depsov")
    added = {**listed, "node_modules/right": {"version": "1.0.0"}}
    (project / "package-lock.json").write_text("")
    (repository.folder / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": added}))

    done = repository.check()

    assert done.returncode == 1
    assert "1 package missing from it (pkg:npm/right)" in done.stdout


def test_a_changed_module_is_judged_with_its_parent_and_the_rest_is_left_alone(tmp_path: Path) -> None:
    repository = _repository(tmp_path, PROJECT.parent / "polyglot", "depsov")
    replace_in(repository.folder / "java" / "web" / "pom.xml", "<artifactId>queue", "<artifactId>queue-client")
    replace_in(repository.folder / "go" / "go.mod", "cloud.example/queue/v2", "cloud.example/bus/v2")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--no-verify", "--message", "go elsewhere", "go")

    done = repository.check()

    assert done.returncode == 1
    assert "java/web/pom.xml:16: medium: new: example.cloud.sdk/queue-client is decided by" in done.stdout
    assert "permits-core" not in done.stdout
    assert "go.mod" not in done.stdout
    assert "1 package missing from it (pkg:maven/example.cloud.sdk/queue-client)" in done.stdout


# --- no network ---------------------------------------------------------------------------------------------------

NO_SOCKETS = """
import socket

def refuse(*args, **kwargs):
    raise SystemExit("a socket was opened")

socket.socket.__init__ = refuse
socket.getaddrinfo = refuse
"""


def test_it_needs_no_network(repository: Repository, tmp_path: Path) -> None:
    _depend_on(repository, "cloud-queue")
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "sitecustomize.py").write_text(NO_SOCKETS)

    blocked = repository.check(PYTHONPATH=str(tmp_path / "blocked"))

    assert "a socket was opened" not in blocked.stdout + blocked.stderr
    assert "1 package missing from it (pkg:pypi/cloud-queue)" in blocked.stdout


def test_sockets_would_have_been_noticed(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_SOCKETS)
    done = subprocess.run(
        [sys.executable, "-c", "import socket; socket.socket()"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "a socket was opened" in done.stderr


@pytest.mark.skipif(not _can_unshare(), reason="this machine lets nobody make a network namespace")
def test_it_runs_where_there_is_no_network_at_all(repository: Repository) -> None:
    _depend_on(repository, "cloud-queue")

    done = repository.check(wrapper=UNSHARE)

    assert "1 package missing from it (pkg:pypi/cloud-queue)" in done.stdout


# --- the whole tree -----------------------------------------------------------------------------------------------


def test_the_hook_for_the_whole_tree_runs_before_a_push(tmp_path: Path) -> None:
    repository = _repository(tmp_path, PROJECT, "depsov-all")
    (repository.folder / "other").mkdir()
    (repository.folder / "other" / "uv.lock").write_text("version = 1\n[[package]\n")
    repository.commit()

    at_commit = repository.check()
    at_push = repository.check("--hook-stage", "pre-push", "--all-files")

    assert at_commit.returncode == 0
    assert at_push.returncode == 1
    assert "other/uv.lock" in at_push.stdout


@pytest.mark.network
def test_it_installs_from_a_clone(tmp_path: Path) -> None:
    clone = tmp_path / "depsov"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", REPOSITORY.as_uri(), str(clone)], check=True)
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=clone, capture_output=True, text=True, check=True
    ).stdout.strip()
    repository = Repository(
        tmp_path / "repository", {"repos": [{"repo": str(clone), "rev": revision, "hooks": [{"id": "depsov"}]}]}
    )
    shutil.copytree(PROJECT, repository.folder, dirs_exist_ok=True)
    update_lock(repository.folder)

    done = repository.check()

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
