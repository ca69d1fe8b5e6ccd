from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.registry import Registry, serving
from tests.faults.runs import Driver, Project
from tests.resolution.local_index import LocalIndex
from tests.resolution.local_index import serving as serving_index


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    with Driver() as driver:
        yield driver


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serving() as registry:
        yield registry


@pytest.fixture
def project(driver: Driver, tmp_path: Path, registry: Registry) -> Project:
    return Project(driver, tmp_path, registry)


@pytest.fixture
def index() -> Iterator[LocalIndex]:
    with serving_index() as index:
        yield index
