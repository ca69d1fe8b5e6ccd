"""Exit codes, and the path that an error collects on its way out of a document."""

from __future__ import annotations

import pytest

from depsov import errors
from depsov.errors import DepsovError, DocumentError, NothingToScanError


def test_all_names_every_exception_of_the_module() -> None:
    defined = {name for name, value in vars(errors).items() if isinstance(value, type)}
    assert set(errors.__all__) == defined
    assert all(issubclass(getattr(errors, name), DepsovError) for name in errors.__all__)


@pytest.mark.parametrize("name", sorted(set(errors.__all__) - {"NothingToScanError"}))
def test_what_could_not_run_ends_with_two(name: str) -> None:
    kind: type[DepsovError] = getattr(errors, name)
    assert kind("what is wrong").exit_code == 2


def test_nothing_to_scan_ends_with_three() -> None:
    assert NothingToScanError("nothing").exit_code == 3


def test_path_is_built_from_the_inside_out() -> None:
    error = DocumentError("missing", path="version", line=7, hint="make it anew")
    outer = error.within(3).within("package")
    assert outer.path == "package[3].version"
    assert (outer.message, outer.line, outer.hint) == ("missing", 7, "make it anew")
    assert str(outer) == "package[3].version: missing"


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ([], ""),
        (["name"], "name"),
        ([0], "[0]"),
        ([0, "packages"], "packages[0]"),
        ([1, 0, "matrix"], "matrix[0][1]"),
        (["id", "home", "example"], "example.home.id"),
    ],
)
def test_paths(parts: list[str | int], path: str) -> None:
    error = DocumentError("wrong")
    for part in parts:
        error = error.within(part)
    assert error.path == path


def test_error_without_a_path_is_its_message() -> None:
    assert str(DocumentError("the file is empty")) == "the file is empty"
