"""What every Python lockfile says of a package: its name and its version, checked by the rules of PyPI."""

from __future__ import annotations

from depsov.documents import Table, get, need
from depsov.errors import DocumentError
from depsov.model import Problem
from depsov.parse._names import name_problem, valid_name
from depsov.parse.python._requirement import valid_version
from depsov.purl import normalise

__all__ = ["name_and_version"]


def name_and_version(
    table: Table, line: int | None, path: str, problems: list[Problem]
) -> tuple[str, str | None] | None:
    """Return the normalised name and the version of an entry; None, with a Problem, where the name can be none.

    Raises `DocumentError` where the version is none.
    """
    name, version = need(table, "name", str), get(table, "version", str)
    if not valid_name("pypi", name):
        problems.append(name_problem(path, name, line=line))
        return None
    if version is not None and not valid_version(version):
        raise DocumentError("is no version", path="version")
    return normalise("pypi", name), version
