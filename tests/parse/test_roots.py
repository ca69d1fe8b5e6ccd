"""Where projects lie."""

from __future__ import annotations

import pytest

from depsov.parse._roots import root_path


@pytest.mark.parametrize(
    ("top", "folder", "path"),
    [
        ("", "", ""),
        ("", ".", ""),
        ("", "web/app", "web/app"),
        ("web", "./app/", "web/app"),
        ("web", "../api", "api"),
        ("web", "..", ""),
        ("", "..", ""),
        ("web", "../../etc", "web"),
        ("web", "app/../../../etc", "web"),
        ("web", "/etc", "web"),
        ("", "//etc", ""),
    ],
)
def test_no_project_lies_outside_of_the_tree(top: str, folder: str, path: str) -> None:
    assert root_path(top, folder) == path
