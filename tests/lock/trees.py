"""A small project, its invented organisations, and a gate around both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from depsov.config import DEFAULT_PRESET, Config, load_config
from depsov.gate.check import Checked, check
from depsov.gate.update import Updated, update_lock
from depsov.knowledge.bundle import compile_sources
from depsov.knowledge.lines import write as write_bundle
from depsov.knowledge.release import pack
from depsov.lock import FILE
from depsov.model import Assessment
from tests.gate.projects import install
from tests.knowledge_of import WORKS_AND_SAMPLE, entry, sources_of
from tests.trees import write

__all__ = ["TODAY", "Project", "bom", "component", "uv_lock"]

TODAY = date(2026, 6, 30)


@lru_cache(maxsize=1)
def _knowledge() -> bytes:
    """Return a knowledge base of these organisations alone: what depsov ships does not count."""
    return pack(write_bundle(compile_sources(sources_of(WORKS_AND_SAMPLE, pypi=entry("sample-corp", "sample-tool")))))


class Project:
    """A tree of files, looked at with these organisations in mind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.folder.mkdir()
        self._released = folder / "knowledge"
        self._released.write_bytes(_knowledge())

    def write(self, path: str, text: str) -> None:
        write(self.folder, path, text=text)

    @property
    def config(self) -> Config:
        return replace(load_config(self.folder, default_preset=DEFAULT_PRESET), released=self._released)

    def install(self, name: str, *links: str) -> None:
        """Put a Python package into the environment of the tree, with the links that it says are its repository."""
        install(self.folder, name, "1.0", *(f"Project-URL: Source, {link}" for link in links))

    def lock(self) -> Updated:
        return update_lock(self.folder, config=self.config, as_of=TODAY)

    @property
    def file(self) -> Path:
        return self.folder / FILE

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def check(self) -> Checked:
        (checked,) = check(self.folder, config=self.config, as_of=TODAY)
        return checked

    def answer(self) -> tuple[Checked, Assessment]:
        """Return what the gate says of a tree with one package."""
        checked = self.check()
        (item,) = checked.report.assessments
        return checked, item


def uv_lock(packages: Mapping[str, str]) -> str:
    """Return a `uv.lock` with packages and the `source` of each."""
    names = ", ".join(f'{{ name = "{name}" }}' for name in packages)
    own = f'[[package]]\nname = "own"\nversion = "1.0"\nsource = {{ virtual = "." }}\ndependencies = [{names}]\n'
    rest = "".join(
        f'\n[[package]]\nname = "{name}"\nversion = "1.0"\nsource = {{ {source} }}\n'
        for name, source in packages.items()
    )
    return f"version = 1\nrequires-python = '>=3.11'\n\n{own}{rest}"


def component(purl: str, repository: str | None = None) -> dict[str, object]:
    """Return a component of a CycloneDX document."""
    name = purl.rpartition("/")[2].partition("@")[0]
    links = [] if repository is None else [{"type": "vcs", "url": repository}]
    return {"type": "library", "name": name, "version": "1.0", "purl": purl, "externalReferences": links}


def bom(*components: dict[str, object]) -> str:
    """Return a CycloneDX document."""
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components})
