"""Which scans have an SBOM to give back, and which answer is that on a component of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from depsov.model import Assessment, Source, SourceKind
from depsov.pipeline import scan
from depsov.report.sbom._given import Answers
from tests.made import assessment, package
from tests.report.sbom.scanned import DAY

BOM = json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"purl": "pkg:npm/a@1", "name": "a"}]})
XML = '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components/></bom>'


@pytest.mark.parametrize("content", [BOM, f" \n{BOM}", f"\ufeff{BOM}"])
def test_an_sbom_in_json_that_is_scanned_alone_is_kept(tmp_path: Path, content: str) -> None:
    (tmp_path / "bom.json").write_text(content, encoding="utf-8")

    for named in (tmp_path, tmp_path / "bom.json"):
        found = scan(named, as_of=DAY).sbom
        assert found is not None
        assert (found[0].rpartition("/")[2], found[1]) == ("bom.json", content.encode())


@pytest.mark.parametrize(
    "files",
    [
        {"bom.xml": XML},
        {"purls.txt": "pkg:npm/a@1\n"},
        {"package.json": '{"dependencies": {"a": "1"}}'},
        {"bom.json": BOM, "requirements.txt": "a==1\n"},
        {"bom.json": BOM, "other.cdx.json": BOM},
    ],
)
def test_of_anything_else_there_is_nothing_to_give_back(tmp_path: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")

    assert scan(tmp_path, as_of=DAY).sbom is None


# --- which answer is that on a component --------------------------------------------------------------------------


def on(name: str, ecosystem: str, version: str | None = "1", url: str | None = None) -> Assessment:
    source = Source(kind=SourceKind.REGISTRY) if url is None else Source(kind=SourceKind.INDEX, url=url)
    return assessment(package(name, ecosystem, version, source=source))


HERE = on("a", "npm")
ELSEWHERE = on("a", "npm", url="https://other.example/npm")
UPPER = on("works.example/Forms", "golang", "v1.0.0")
WITHOUT = on("b", "npm", None)


@pytest.mark.parametrize(
    ("purl", "version", "expected"),
    [
        ("pkg:npm/a@1", None, HERE),
        ("pkg:npm/a", "1", HERE),
        ("pkg:npm/a@1?arch=any", None, HERE),
        ("pkg:npm/a@1?repository_url=https://other.example/npm", None, ELSEWHERE),
        ("pkg:npm/a@1?repository_url=https%3A%2F%2Fother.example%2Fnpm", None, ELSEWHERE),
        ("pkg:golang/works.example/forms@v1.0.0", None, UPPER),
        ("pkg:npm/b@^1", "^1", WITHOUT),  # a range is no version
        ("pkg:npm/a@2", None, None),
        ("pkg:pypi/a@1", None, None),
        ("pkg:npm/a", 1, None),
        ("a", "1", None),
        (None, "1", None),
        (["pkg:npm/a@1"], "1", None),
    ],
)
def test_an_answer_is_found_by_purl_and_place(purl: object, version: object, expected: Assessment | None) -> None:
    assert Answers([HERE, ELSEWHERE, UPPER, WITHOUT]).of(purl, version) == expected


def test_of_two_other_places_a_component_without_place_has_neither() -> None:
    third = on("a", "npm", url="https://third.example/npm")

    assert Answers([ELSEWHERE, third]).of("pkg:npm/a@1", None) is None


def test_names_that_differ_in_case_alone_are_told_apart_where_both_are_known() -> None:
    lower, upper = on("a", "generic"), on("A", "generic")

    answers = Answers([lower, upper])

    assert answers.of("pkg:generic/A@1", None) == upper
    assert answers.of("pkg:generic/a@1", None) == lower


def test_a_mirror_that_counts_as_the_registry_is_none_of_the_places() -> None:
    answers = Answers([replace(HERE)])

    assert answers.of("pkg:npm/a@1?repository_url=https://mirror.example/npm", None) == HERE
