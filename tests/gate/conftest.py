"""What the tests of the gate share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from depsov.knowledge.bundle import compile_sources
from depsov.knowledge.lines import write
from depsov.knowledge.release import pack
from tests.gate.projects import ALL_GROUPS, Project
from tests.knowledge_of import sources_of


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("locked")
    released = folder / "knowledge"
    released.write_bytes(pack(write(compile_sources(sources_of()))))
    shutil.copytree(ALL_GROUPS, folder / "project")
    project = Project(folder / "project", released)
    project.lock()
    return project


@pytest.fixture
def project(locked: Project, tmp_path: Path) -> Project:
    """A project of its own, whose depsov.lock has just been written."""
    return locked.copy(tmp_path / "project")
