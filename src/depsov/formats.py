"""The document formats that depsov reads, as they are declared.

`FORMATS` is the one list. A new format is a module in `parse/`, called as its id is, and an entry here: what is
declared is known without importing any reader but those of the documents that a tree has.

A reader gets bytes and returns values: it opens no file, asks no network, takes no clock and never raises anything but
`DocumentError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Literal, Protocol, cast

from depsov.documents import Document, Folder
from depsov.model import Parsed

__all__ = ["FORMATS", "Format", "Reader", "Role"]

Role = Literal["lockfile", "manifest", "sbom"]


class Reader(Protocol):
    """The contract of `read` in the module of a format, which a test holds every module to."""

    def __call__(self, document: Document, folder: Folder) -> Parsed:
        """Return what the document says. Raises `DocumentError` where the document as a whole cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A document format. Its reader is `read` of the module that is called as its `id` is.

    `title` is its name and versions for people, `ecosystem` the purl type of its packages (empty where the document
    names it per package), `role` whether it is resolved, holds wishes (and is read on its own only where no lockfile
    covers it), or is an SBOM. `patterns` are globs on the file name, or on the last folders and the file name;
    `companions` are the names of manifests that it reads beside or below its document. `edges` tells whether it says
    which package requires which, `scopes` whether it says, with its companions, what a package is for.
    """

    id: str
    title: str
    ecosystem: str
    role: Role
    patterns: tuple[str, ...]
    companions: tuple[str, ...] = ()
    edges: bool = True
    scopes: bool = True

    @property
    def module(self) -> str:
        """The name of the module that reads it."""
        return f"depsov.parse.{self.id.replace('-', '_')}"

    def read(self, document: Document, folder: Folder) -> Parsed:
        """Return what a document says; its reader is imported by now. Raises `DocumentError` as the reader does."""
        return cast(Reader, import_module(self.module).read)(document, folder)


FORMATS: list[Format] = [
    Format(
        id="uv",
        title="uv.lock 1",
        ecosystem="pypi",
        role="lockfile",
        patterns=("uv.lock",),
        companions=("pyproject.toml",),
        edges=True,
        scopes=True,
    ),
    Format(
        id="poetry",
        title="poetry.lock 1.0 to 2.1",
        ecosystem="pypi",
        role="lockfile",
        patterns=("poetry.lock",),
        companions=("pyproject.toml",),
        edges=True,
        scopes=True,
    ),
    Format(
        id="pdm",
        title="pdm.lock 4",
        ecosystem="pypi",
        role="lockfile",
        patterns=("pdm.lock",),
        companions=("pyproject.toml",),
        edges=True,
        scopes=True,
    ),
    Format(
        id="pipfile",
        title="Pipfile.lock 6",
        ecosystem="pypi",
        role="lockfile",
        patterns=("Pipfile.lock",),
        companions=("Pipfile",),
        edges=False,
        scopes=True,
    ),
    Format(
        id="pylock",
        title="pylock.toml 1 (PEP 751)",
        ecosystem="pypi",
        role="lockfile",
        patterns=("pylock.toml", "pylock.*.toml"),
        companions=("pyproject.toml",),
        edges=True,
        scopes=True,
    ),
    Format(
        # Pinned or not, it is read even where a lockfile stands beside it: no lockfile covers a `requirements-dev.txt`.
        id="requirements",
        title="requirements.txt",
        ecosystem="pypi",
        role="lockfile",
        patterns=("requirements*.txt", "requirements/*.txt", "*-requirements.txt", "*_requirements.txt"),
        companions=(),
        edges=True,
        scopes=True,
    ),
    Format(
        id="pyproject",
        title="pyproject.toml",
        ecosystem="pypi",
        role="manifest",
        patterns=("pyproject.toml",),
        companions=(),
        edges=False,
        scopes=True,
    ),
    Format(
        id="npm",
        title="package-lock.json 1 to 3, npm-shrinkwrap.json",
        ecosystem="npm",
        role="lockfile",
        patterns=("package-lock.json", "npm-shrinkwrap.json"),
        companions=("package.json", ".npmrc"),
        edges=True,
        scopes=True,
    ),
    Format(
        id="yarn",
        title="yarn.lock 1 (classic), 4 to 10 (berry)",
        ecosystem="npm",
        role="lockfile",
        patterns=("yarn.lock",),
        companions=("package.json", ".npmrc", ".yarnrc.yml"),
        edges=True,
        scopes=True,
    ),
    Format(
        id="pnpm",
        title="pnpm-lock.yaml 5, 6, 9",
        ecosystem="npm",
        role="lockfile",
        patterns=("pnpm-lock.yaml",),
        companions=("package.json", ".npmrc"),
        edges=True,
        scopes=True,
    ),
    Format(
        id="package-json",
        title="package.json",
        ecosystem="npm",
        role="manifest",
        patterns=("package.json",),
        companions=("package.json", ".npmrc", "pnpm-workspace.yaml"),
        edges=False,
        scopes=True,
    ),
    Format(
        id="cyclonedx",
        title="CycloneDX JSON 1.2 to 1.7",
        ecosystem="",
        role="sbom",
        patterns=("bom.json", "sbom.json", "*.bom.json", "*.cdx.json"),
        companions=(),
        edges=True,
        scopes=True,
    ),
]
