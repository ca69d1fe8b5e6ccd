"""What the case folders of `pubspec.lock` cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.documents import Document
from depsov.model import Scope
from depsov.parse.further._pubspec import read_pubspec
from tests.parse.written import direct, read

ENTRY = """  {}:
    dependency: transitive
    description:
      url: "https://registry.example"
    source: hosted
    version: "1.0.0"
"""
LOCK = "packages:\n" + "".join(map(ENTRY.format, ("http", "path", "test")))


def test_members_of_a_workspace_are_found_by_a_glob(tmp_path: Path) -> None:
    files = {
        "pubspec.lock": LOCK,
        "pubspec.yaml": "name: library\nworkspace:\n  - packages/*\n",
        "packages/desk/pubspec.yaml": "name: desk\ndependencies:\n  http: ^1.0.0\n  rules: any\n",
        "packages/rules/pubspec.yaml": "name: rules\ndev_dependencies:\n  test: any\n  gone: any\n",
    }
    parsed = read(tmp_path, "pub", "pubspec.lock", files)

    assert direct(parsed, "packages/desk") == {"http": "runtime"}
    assert direct(parsed, "packages/rules") == {"test": "development", "gone": "development"}
    assert [problem.hint for problem in parsed.problems] == ["run `dart pub get`"]


def test_lock_alone_says_what_its_project_names(tmp_path: Path) -> None:
    text = LOCK.replace("dependency: transitive", 'dependency: "direct dev"', 1)
    parsed = read(tmp_path, "pub", "app/pubspec.lock", {"app/pubspec.lock": text})

    assert [root.name for root in parsed.roots] == ["app"]
    assert direct(parsed, "app") == {"http": "development"}


PUBSPECS = [
    ("name: desk\ndependencies:\n  http: any\n", {"http": Scope.RUNTIME}),
    ('"name": "desk"\n"dependencies":\n  "http": "any"\n', {"http": Scope.RUNTIME}),
    (
        "name: 'desk' # it\ndependencies:\n\n  # http: no\n    http:\n      hosted: no\n      version: any\n",
        {"http": Scope.RUNTIME},
    ),
    ("name: desk\ndependencies: {http: any}\n", {}),
    (
        "name: desk\ndev_dependencies:\n  test: any\nflutter:\n  assets:\n    - http: no\n  http: no\n",
        {"test": Scope.DEVELOPMENT},
    ),
    ("dev_dependencies:\n  http: any\nname: desk\ndependencies:\n  http: any\n", {"http": Scope.DEVELOPMENT}),
    ("name: desk\ndescription: |\n  dependencies:\n    http: no\n", {}),
]


@pytest.mark.parametrize(("text", "wishes"), PUBSPECS)
def test_what_a_pubspec_names(text: str, wishes: dict[str, Scope]) -> None:
    found = read_pubspec(Document("pubspec.yaml", text.encode()))

    assert (found.name, found.wishes) == ("desk", wishes)
