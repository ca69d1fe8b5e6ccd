"""The pre-commit hook, run by the real pre-commit in a temporary git repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from depsov.parse import FORMATS

REPOSITORY = Path(__file__).parents[1]
PROJECT = Path(__file__).parent / "data" / "projects" / "all-groups"


def _hook() -> dict[str, Any]:
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    assert isinstance(hook, dict)
    return hook


def file_regex() -> str:
    """Return the regex that the hook must have: the names of all formats and of what is read beside them."""
    patterns = {pattern for item in FORMATS for pattern in (*item.PATTERNS, *item.COMPANIONS)}
    names = (re.escape(pattern).replace(r"\*", "[^/]*") for pattern in sorted(patterns))
    return f"(^|/)({'|'.join(names)})$"


def test_the_hook_runs_for_the_files_of_every_format() -> None:
    assert _hook()["files"] == file_regex()


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

    def check(self) -> subprocess.CompletedProcess[str]:
        self.git("add", "--all")
        return self._run(sys.executable, "-m", "pre_commit", "run", "--color", "never", check=False)

    def _run(self, *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environ = {"PATH": paths, "HOME": str(self.folder.parent), "PRE_COMMIT_HOME": str(self.folder.parent / "cache")}
        kept = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_"))}
        return subprocess.run(
            args, cwd=self.folder, env={**environ, **kept}, capture_output=True, text=True, check=check
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository that runs the hook with the depsov of this environment, so that nothing is installed."""
    hook = {**_hook(), "language": "unsupported"} if _knows_unsupported() else {**_hook(), "language": "system"}
    repository = Repository(tmp_path / "repository", {"repos": [{"repo": "local", "hooks": [hook]}]})
    shutil.copytree(PROJECT, repository.folder, dirs_exist_ok=True)
    repository.commit()
    return repository


def _knows_unsupported() -> bool:
    from pre_commit.all_languages import language_names

    return "unsupported" in language_names


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def test_it_passes_and_says_nothing(repository: Repository) -> None:
    _append(repository.folder / "uv.lock", "\n")

    done = repository.check()

    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_it_does_not_run_for_other_files(repository: Repository) -> None:
    (repository.folder / "notes.txt").write_text("x")

    done = repository.check()

    assert done.returncode == 0
    assert "Skipped" in done.stdout


def test_it_fails_on_what_the_configuration_names(repository: Repository) -> None:
    _append(repository.folder / "depsov.toml", 'fail-on = "high"\n')
    _append(repository.folder / "pyproject.toml", "\n")

    done = repository.check()

    assert done.returncode == 1
    assert "uv.lock:27: critical: cloud-service-sdk" in done.stdout
    assert "cloud-tools" not in done.stdout


def test_it_judges_the_whole_root_of_a_changed_manifest(repository: Repository) -> None:
    member = repository.folder / "member"
    member.mkdir()
    (member / "pyproject.toml").write_text('[project]\nname = "member"\nversion = "1"\n')
    _append(repository.folder / "depsov.toml", 'fail-on = "high"\n')

    done = repository.check()

    assert "uv.lock:27: critical: cloud-service-sdk" in done.stdout


def test_it_fails_on_a_broken_lockfile(repository: Repository) -> None:
    (repository.folder / "uv.lock").write_text("version = 1\n[[package]\n")

    done = repository.check()

    assert done.returncode == 1
    assert "uv.lock" in done.stdout
    assert "not TOML" in done.stdout


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

    done = repository.check()

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
