"""The real projects on which is measured: single lockfiles, each with its manifest in a folder of its own, and trees.

The projects lie in a folder that the caller names, each under the name that it has here; the example of this repository
is always there. A tree is copied without its history, and without a `depsov.lock` that an earlier run left in it.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["EXAMPLE", "LOCKS", "PROJECTS", "TREES", "Case", "laid_out", "missing", "named"]

REPOSITORY = Path(__file__).parents[1]
EXAMPLE = "web-service"

PROJECTS = {
    "docs": "suitenumerique/docs",
    "synapse": "element-hq/synapse",
    "mail": "nextcloud/mail",
    "mas": "element-hq/matrix-authentication-service",
    "rdv-service-public": "betagouv/rdv-service-public",
    "traefik": "traefik/traefik",
    "dependency-track": "DependencyTrack/dependency-track",
    EXAMPLE: "the example in this repository",
}
"""The folders, and what lies in them."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is read in one run: some files of a project alone, or all of it.

    `is_pinned`: a requirements.txt is made of the lockfile, and stands in its place.
    """

    project: str
    files: tuple[str, ...] = ()
    is_pinned: bool = False

    @property
    def lockfile(self) -> str:
        """The name of the lockfile, empty for a tree."""
        return "requirements.txt" if self.is_pinned else Path(self.files[0]).name if self.files else ""

    @property
    def name(self) -> str:
        """What the tables call it."""
        return f"{self.lockfile} of {self.project}" if self.files else f"all of {self.project}"


LOCKS = [
    Case("docs", ("src/backend/uv.lock", "src/backend/pyproject.toml")),
    Case("synapse", ("poetry.lock", "pyproject.toml")),
    Case(EXAMPLE, ("backend/poetry.lock",), is_pinned=True),
    Case("mail", ("composer.lock", "composer.json")),
    Case("rdv-service-public", ("Gemfile.lock", "Gemfile")),
    Case(EXAMPLE, ("frontend/package-lock.json", "frontend/package.json")),
    Case("traefik", ("go.mod", "go.sum")),
    Case("mas", ("Cargo.lock", "Cargo.toml")),
    Case("mas", ("pnpm-lock.yaml", "package.json")),
    Case("mail", ("package-lock.json", "package.json")),
    Case("docs", ("src/frontend/yarn.lock", "src/frontend/package.json")),
]
TREES = [Case(name) for name in (EXAMPLE, "docs", "synapse", "traefik", "dependency-track")]

_LEFT_OUT = (".git", "node_modules", ".venv", "depsov.lock")


def named(folder: Path | None) -> list[Path]:
    """Return the folders of the projects that are there."""
    places = {name: _place(folder, name) for name in PROJECTS}
    return [place for place in places.values() if place is not None]


def missing(folder: Path | None, cases: list[Case]) -> list[Case]:
    """Return the cases whose project or files are not there."""
    return [case for case in cases if not _is_there(folder, case)]


@contextmanager
def laid_out(folder: Path | None, cases: list[Case]) -> Iterator[dict[Case, Path]]:
    """Copy what is there, each case into a folder of its own."""
    with TemporaryDirectory(prefix="depsov-bench-") as name:
        places: dict[Case, Path] = {}
        for number, case in enumerate(cases):
            project = _place(folder, case.project)
            if project is None or not _is_there(folder, case):
                continue
            places[case] = Path(name, str(number), case.project)
            _copy(case, project, places[case])
        yield places


def _place(folder: Path | None, name: str) -> Path | None:
    place = REPOSITORY / "examples" / name if name == EXAMPLE else folder and folder / name
    return place if place is not None and place.is_dir() else None


def _is_there(folder: Path | None, case: Case) -> bool:
    project = _place(folder, case.project)
    return project is not None and all((project / file).is_file() for file in case.files)


def _copy(case: Case, project: Path, place: Path) -> None:
    if not case.files:
        shutil.copytree(project, place, symlinks=True, ignore=shutil.ignore_patterns(*_LEFT_OUT))
        return
    place.mkdir(parents=True)
    if case.is_pinned:
        pins = tomllib.loads((project / case.files[0]).read_text("utf-8"))["package"]
        (place / "requirements.txt").write_text(
            "".join(f"{package['name']}=={package['version']}\n" for package in pins), "utf-8"
        )
        return
    for file in case.files:
        shutil.copy(project / file, place)
