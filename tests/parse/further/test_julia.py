"""What the case folders of `Manifest.toml` cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.model import REGISTRY, SourceKind
from depsov.registries import is_default, registry_of
from tests.parse.written import direct, node, read

UUID = "7876af07-990d-54b4-ab0e-23690620f79a"
MANIFEST = f"""manifest_format = "2.0"

[[deps.Example]]
git-tree-sha1 = "46e44e869b4d90b96bd8ed1fdcf32244fddfb6cc"
uuid = "{UUID}"
version = "0.5.3"
"""
PROJECT = f'[deps]\nExample = "{UUID}"\n'


@pytest.mark.parametrize("name", ["Project.toml", "JuliaProject.toml"])
def test_project_may_have_either_name(tmp_path: Path, name: str) -> None:
    parsed = read(tmp_path, "julia", "Manifest.toml", {"Manifest.toml": MANIFEST, name: PROJECT})

    assert direct(parsed, "") == {"Example": "runtime"}


@pytest.mark.parametrize(
    ("folder", "scope"), [("docs", "development"), ("benchmarks/test", "development"), ("app", "runtime")]
)
def test_project_that_tests_or_describes_another_is_for_development(tmp_path: Path, folder: str, scope: str) -> None:
    files = {f"{folder}/Manifest.toml": MANIFEST, f"{folder}/Project.toml": PROJECT}
    parsed = read(tmp_path, "julia", f"{folder}/Manifest.toml", files)

    assert direct(parsed, folder) == {"Example": scope}


@pytest.mark.parametrize("text", ["[deps]\nExample = 7\n", "[deps\n", "[workspace]\nprojects = [1]\n"])
def test_broken_project_is_a_problem_and_the_manifest_is_read(tmp_path: Path, text: str) -> None:
    parsed = read(tmp_path, "julia", "Manifest.toml", {"Manifest.toml": MANIFEST, "Project.toml": text})

    assert node(parsed, "Example").version == "0.5.3"
    assert [problem.subject for problem in parsed.problems] == ["Project.toml"]


def test_manifest_without_packages_is_read(tmp_path: Path) -> None:
    parsed = read(tmp_path, "julia", "Manifest.toml", {"Manifest.toml": 'manifest_format = "2.0"\n\n[deps]\n'})

    assert parsed.nodes == ()
    assert parsed.problems == ()


def registered(name: str, table: str = "") -> str:
    text = MANIFEST.replace('"2.0"', '"2.1"').replace("version =", f"registries = {name}\nversion =")
    return f"{text}\n{table}"


@pytest.mark.parametrize("name", ['"General"', '["General", "Library"]'])
def test_general_registry_is_the_default_one_however_it_is_written(tmp_path: Path, name: str) -> None:
    general = registry_of("julia")
    assert general is not None
    for url in general.index_urls:
        manifest = registered(name, f'[registries.General]\nurl = "{url}"\n')
        parsed = read(tmp_path, "julia", "Manifest.toml", {"Manifest.toml": manifest})
        assert is_default("julia", node(parsed, "Example").source.url or "")
    parsed = read(tmp_path, "julia", "Manifest.toml", {"Manifest.toml": registered(name)})
    assert node(parsed, "Example").source == REGISTRY


@pytest.mark.parametrize(
    ("table", "url"),
    [
        (
            '[registries.Library]\nurl = "https://reader:secret@git.example.org/registry"',
            "https://git.example.org/registry",
        ),
        ('[registries.Library]\nurl = "git@git.example.org:library/registry.git"', None),
        ("[registries.Library]", None),
        ("", None),
    ],
)
def test_any_other_registry_is_another_index(tmp_path: Path, table: str, url: str | None) -> None:
    parsed = read(tmp_path, "julia", "Manifest.toml", {"Manifest.toml": registered('"Library"', table)})

    source = node(parsed, "Example").source
    assert (source.kind, source.url) == (SourceKind.INDEX, url)
