"""What the names of dependency files tell."""

from __future__ import annotations

import pytest

from depsov.model import Scope
from depsov.parse._purpose import scope_of_file

NAMES = [
    ("requirements.txt", Scope.RUNTIME),
    ("requirements/base.txt", Scope.RUNTIME),
    ("requirements-dev.txt", Scope.DEVELOPMENT),
    ("requirements_test.txt", Scope.DEVELOPMENT),
    ("requirements.lint.txt", Scope.DEVELOPMENT),
    ("dev-requirements.txt", Scope.DEVELOPMENT),
    ("requirements/ci.txt", Scope.DEVELOPMENT),
    ("docs/requirements.txt", Scope.DEVELOPMENT),
    ("src/tests/requirements.txt", Scope.DEVELOPMENT),
    ("requirements/prod.txt", Scope.RUNTIME),
    ("tests/requirements/base.txt", Scope.RUNTIME),
    ("requirements-optional.txt", Scope.OPTIONAL),
    ("requirements-build.txt", Scope.BUILD),
    ("requirements-postgres.txt", Scope.RUNTIME),
    ("requirements/postgres.txt", None),
    ("latest/postgres.txt", None),  # "latest" holds "test", but is another word
    ("app/production.txt", Scope.RUNTIME),
]


@pytest.mark.parametrize(("path", "scope"), NAMES)
def test_name_tells_the_scope(path: str, scope: Scope | None) -> None:
    assert scope_of_file(path) is scope
