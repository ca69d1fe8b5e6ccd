"""Projects for the tests of the gate: copies of all-groups that are changed as people and tools change a project."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from depsov import Checked, Config, Finding, Level, Updated, check, load_config, update_lock
from depsov.config import DEFAULT_PRESET

__all__ = [
    "ALL_GROUPS",
    "DAY",
    "Git",
    "Project",
    "add_package",
    "append",
    "depend_on",
    "found",
    "install",
    "replace_in",
    "rules",
    "teach",
]

ALL_GROUPS = Path(__file__).parents[1] / "data" / "projects" / "all-groups"
DAY = date(2026, 6, 30)


class HasFolder(Protocol):
    """A project, whatever a test holds it by."""

    @property
    def folder(self) -> Path:
        """Where it stands."""


# --- what people and tools change ---------------------------------------------------------------------------------


def append(path: Path, text: str) -> None:
    path.write_text((path.read_text() if path.exists() else "") + text)


def replace_in(path: Path, old: str, new: str) -> None:
    """Change a file, which must hold what is to be changed."""
    text = path.read_text()
    assert old in text, f"{path.name} does not hold {old!r}"
    path.write_text(text.replace(old, new))


def add_package(lockfile: Path, name: str, version: str = "1.0") -> None:
    """Add a package to a uv.lock that the project does not name itself."""
    source = 'source = { registry = "https://index.example/simple" }'
    append(lockfile, f'\n[[package]]\nname = "{name}"\nversion = "{version}"\n{source}\n')


def depend_on(project: HasFolder, name: str) -> None:
    """Add a dependency as `uv add` would: to the manifest and to the lockfile."""
    lock, manifest = project.folder / "uv.lock", project.folder / "pyproject.toml"
    replace_in(lock, '{ name = "arrays" },', f'{{ name = "arrays" }},\n    {{ name = "{name}" }},')
    add_package(lock, name)
    replace_in(manifest, '"arrays"', f'"arrays", "{name}"')


def teach(project: HasFolder, name: str, steward: str) -> None:
    """Let the project's own knowledge say who decides a package."""
    append(
        project.folder / "organisations.toml",
        f'\n[[packages.pypi]]\nsteward = "{steward}"\npackages = ["{name}"]\n'
        'source = "https://cloud.example/news"\nread = 2026-02-01\nby = "own"\n',
    )


def install(folder: Path, name: str, version: str, *headers: str) -> None:
    """Install a package into the `.venv` of a folder, as far as depsov looks at it."""
    environment = folder / ".venv"
    site = environment / "lib" / "python3.12" / "site-packages"
    place = site / f"{name.replace('-', '_')}-{version}.dist-info"
    place.mkdir(parents=True)
    (environment / "bin").mkdir(exist_ok=True)
    (environment / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.12.1\n")
    lines = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *headers, "", ""]
    (place / "METADATA").write_text("\n".join(lines))


# --- projects -----------------------------------------------------------------------------------------------------


def found(checked: Checked) -> list[tuple[str, Level | None, str]]:
    """Return rule, level and package of each finding."""
    names = {item.package.purl: item.package.name for item in checked.report.assessments}
    return [(item.rule, item.level, names.get(item.package or "", "")) for item in checked.report.findings]


def rules(findings: Iterable[Finding]) -> list[str]:
    return [finding.rule for finding in findings]


@dataclass(frozen=True)
class Project:
    """A project of its own, looked at on one day unless a test says otherwise.

    `released` is the knowledge base that takes the place of the one that depsov ships: checking the organisations of a
    project against thousands takes most of the time of a test.
    """

    folder: Path
    released: Path

    def copy(self, folder: Path) -> Project:
        shutil.copytree(self.folder, folder)
        return Project(folder, self.released)

    def config(self, **over: Any) -> Config:
        config = load_config(self.folder, default_preset=DEFAULT_PRESET)
        return replace(config, released=self.released, **over)

    def lock(self, *, as_of: date = DAY, fresh: bool = False, online: bool = False) -> Updated:
        return update_lock(self.folder, config=self.config(online=online), as_of=as_of, fresh=fresh)

    def check(self, *, as_of: date = DAY, since: str | None = None) -> Checked:
        (checked,) = check(self.folder, config=self.config(), as_of=as_of, since=since)
        return checked

    def findings(self, *, as_of: date = DAY, since: str | None = None) -> tuple[Finding, ...]:
        return self.check(as_of=as_of, since=since).report.findings

    def edit(self, name: str, old: str, new: str) -> None:
        replace_in(self.folder / name, old, new)

    def append(self, name: str, text: str) -> None:
        append(self.folder / name, text)

    def text(self, name: str = "depsov.lock") -> str:
        return (self.folder / name).read_text()


class Git:
    """The git repository of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self("init", "--quiet", "--initial-branch=main")

    def __call__(self, *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        identity = ["-c", "user.name=example", "-c", "user.email=example@example.org", "-c", "core.hooksPath=/dev/null"]
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.folder.parent), "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.run(
            ["git", *identity, *args], cwd=self.folder, env=environ, capture_output=True, text=True, check=check
        )

    def commit(self) -> None:
        self("add", "--all")
        self("commit", "--quiet", "--message", "change")
