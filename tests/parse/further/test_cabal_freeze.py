"""What the case folders of `cabal.project.freeze` cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.model import SourceKind
from depsov.registries import REGISTRIES
from tests.parse.written import node, read

HACKAGE = next(registry for registry in REGISTRIES if registry.id == "hackage").base_url.removeprefix("https://")


@pytest.mark.parametrize(
    ("repositories", "kind", "problems"),
    [
        (f"{HACKAGE}:merge", SourceKind.REGISTRY, 0),
        (":rest", SourceKind.REGISTRY, 0),
        (":none", SourceKind.REGISTRY, 0),
        ("library-packages", SourceKind.INDEX, 0),
        ("library-packages:merge, more-packages:override", SourceKind.INDEX, 0),
        ("library-packages:override, :rest", SourceKind.REGISTRY, 1),
        (f"{HACKAGE}:merge, library-packages:override", SourceKind.REGISTRY, 1),
    ],
)
def test_repository_in_use_is_hackage_or_another_one(
    tmp_path: Path, repositories: str, kind: SourceKind, problems: int
) -> None:
    text = f"active-repositories: {repositories}\nconstraints: any.aeson ==2.2.1.0\n"
    parsed = read(tmp_path, "cabal-freeze", "cabal.project.freeze", {"cabal.project.freeze": text})

    assert node(parsed, "aeson").source.kind is kind
    assert len(parsed.problems) == problems


@pytest.mark.parametrize(
    ("constraint", "version"),
    [
        ("any.aeson ==2.2.1.0", "2.2.1.0"),
        ("aeson==2.2.1.0", "2.2.1.0"),
        ("aeson ==2.2.1.0 || ==2.2.2.0", None),
        ("aeson ==2.*", None),
        ("aeson ==2.2.1.0 && <3", None),
        ("aeson >= 2.2 && <3", None),
        ("aeson ^>=2.2", None),
        ("aeson <3", None),
    ],
)
def test_package_has_a_version_only_where_just_one_fits(tmp_path: Path, constraint: str, version: str | None) -> None:
    text = f"constraints: text +simdutf,\n  {constraint} ,\n  setup.base ==4.18, text installed\n"
    parsed = read(tmp_path, "cabal-freeze", "cabal.project.freeze", {"cabal.project.freeze": text})

    assert [(item.name, item.version, item.line) for item in parsed.nodes] == [("aeson", version, 2)]
