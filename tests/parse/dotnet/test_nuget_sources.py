"""Which source a NuGet package is from, by the `nuget.config` files on the way up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from depsov import registries
from depsov.model import REGISTRY, Source, SourceKind
from depsov.parse.dotnet._nuget_sources import Sources
from depsov.registries import Registry
from tests.parse.written import node, read

DEFAULT = "https://registry.example/v3/index.json"
TOWN = "https://packages.example.org/town/index.json"
OTHER = "https://packages.example.org/other/index.json"
PROJECT = '<Project><ItemGroup><PackageReference Include="Town.Forms" Version="1.0.0" /></ItemGroup></Project>'


@pytest.fixture(autouse=True)
def _a_default_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    default = Registry(
        id="default",
        name="Default",
        ecosystem="nuget",
        base_url=DEFAULT,
        index_urls=(DEFAULT,),
        page_hosts=("registry.example",),
    )
    monkeypatch.setattr(registries, "REGISTRIES", [default])
    registries.is_default.cache_clear()
    yield
    registries.is_default.cache_clear()


def index(url: str | None) -> Source:
    return Source(kind=SourceKind.INDEX, url=url)


@pytest.mark.parametrize(
    ("urls", "expected"),
    [
        ([], REGISTRY),
        ([DEFAULT], REGISTRY),
        ([TOWN], index(TOWN)),
        ([TOWN, DEFAULT], REGISTRY),
        ([TOWN, OTHER], index(TOWN)),
        (["C:\\Program Files\\Packages\\", TOWN], index(TOWN)),
        (["file:///opt/packages", TOWN], index(TOWN)),
        (["/opt/packages"], index(None)),
        (["https://reader:secret@packages.example.org/town?key=secret"], index("https://packages.example.org/town")),
    ],
)
def test_one_source_stands_for_several(urls: list[str], expected: Source) -> None:
    assert Sources({str(number): url for number, url in enumerate(urls)}).of("Any") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Town.Forms", index(TOWN)),
        ("town.forms.pdf", index(OTHER)),
        ("Town.Forms.Html", index(TOWN)),
        ("Townhall", REGISTRY),
        ("Of.The.User", index(None)),
        ("Of.The.Users.Default", REGISTRY),
        ("Of.Both", index(TOWN)),
    ],
)
def test_longest_pattern_of_a_mapping_decides(name: str, expected: Source) -> None:
    patterns = {
        "*": ["main"],
        "Town.*": ["town"],
        "Town.Forms.Pdf": ["other"],
        "Of.The.User": ["elsewhere"],
        "Of.The.Users.Default": ["registry.example", "elsewhere"],
        "Of.Both": ["elsewhere", "town"],
    }
    sources = Sources({"main": DEFAULT, "town": TOWN, "other": OTHER}, patterns)
    assert sources.of(name) == expected


def configuration(*lines: str) -> str:
    return f"<configuration><packageSources>{''.join(lines)}</packageSources></configuration>"


@pytest.mark.parametrize(
    ("top", "below", "expected"),
    [
        (["<clear />", f'<add key="town" value="{TOWN}" />'], [], index(TOWN)),
        ([f'<add key="town" value="{TOWN}" />'], [], REGISTRY),
        (["<clear />", f'<add key="town" value="{TOWN}" />'], [f'<add key="town" value="{OTHER}" />'], index(OTHER)),
        ([f'<add key="town" value="{TOWN}" />'], ["<clear />", f'<add key="x" value="{OTHER}" />'], index(OTHER)),
        (["<clear />"], [f'<add key="main" value="{DEFAULT}" />'], REGISTRY),
    ],
)
def test_nearer_file_adds_to_the_farther_one(
    tmp_path: Path, top: list[str], below: list[str], expected: Source
) -> None:
    files = {
        "NuGet.Config": configuration(*top),
        "src/nuget.config": configuration(*below),
        "src/App/App.csproj": PROJECT,
    }
    parsed = read(tmp_path, "dotnet-project", "src/App/App.csproj", files)
    assert node(parsed, "Town.Forms").source == expected


def test_broken_settings_are_a_problem_and_the_project_is_read(tmp_path: Path) -> None:
    files = {"nuget.config": "<configuration>", "App/App.csproj": PROJECT}
    parsed = read(tmp_path, "dotnet-project", "App/App.csproj", files)
    assert node(parsed, "Town.Forms").source == REGISTRY
    assert [problem.subject for problem in parsed.problems] == ["nuget.config:1"]


def assets(url: str) -> str:
    targets = {"net8.0": {"Town.Forms/1.0.0": {"type": "package"}}}
    return json.dumps({"version": 3, "targets": targets, "project": {"restore": {"sources": {url: {}}}}})


def test_assets_tell_the_sources_that_were_used(tmp_path: Path) -> None:
    parsed = read(tmp_path, "nuget-assets", "obj/project.assets.json", {"obj/project.assets.json": assets(TOWN)})
    assert node(parsed, "Town.Forms").source == index(TOWN)


def test_mapping_of_the_settings_goes_before_the_sources_that_were_used(tmp_path: Path) -> None:
    mapping = (
        f'<configuration><packageSources><clear /><add key="town" value="{TOWN}" /></packageSources>'
        '<packageSourceMapping><packageSource key="town"><package pattern="Town.*" /></packageSource>'
        "</packageSourceMapping></configuration>"
    )
    files = {"obj/project.assets.json": assets(DEFAULT), "nuget.config": mapping}
    parsed = read(tmp_path, "nuget-assets", "obj/project.assets.json", files)
    assert node(parsed, "Town.Forms").source == index(TOWN)
