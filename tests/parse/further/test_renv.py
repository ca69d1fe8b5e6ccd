"""What the case folders of `renv.lock` cannot show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depsov.model import SourceKind
from tests.parse.written import read

MIRROR = "https://packages.example.org/cran"
REPOSITORIES = [
    {"Name": "BioCsoft", "URL": "https://packages.example.org/bioc"},
    {"Name": "CRAN", "URL": MIRROR},
    {"Name": "library", "URL": "https://packages.example.org/library"},
]


@pytest.mark.parametrize(
    ("name", "ecosystem", "kind", "url"),
    [
        ("CRAN", "cran", SourceKind.REGISTRY, None),
        ("RSPM", "cran", SourceKind.INDEX, MIRROR),
        ("P3M", "cran", SourceKind.INDEX, MIRROR),
        ("library", "cran", SourceKind.INDEX, "https://packages.example.org/library"),
        ("elsewhere", "cran", SourceKind.INDEX, None),
        ("BioCsoft", "bioconductor", SourceKind.REGISTRY, None),
        ("Bioconductor 3.19", "bioconductor", SourceKind.REGISTRY, None),
        ("BioConcept", "cran", SourceKind.INDEX, None),
    ],
)
def test_repository_is_known_by_its_name(
    tmp_path: Path, name: str, ecosystem: str, kind: SourceKind, url: str | None
) -> None:
    package = {"Package": "shelf", "Version": "1.0", "Source": "Repository", "Repository": name}
    text = json.dumps({"R": {"Repositories": REPOSITORIES}, "Packages": {"shelf": package}})
    (node,) = read(tmp_path, "renv", "renv.lock", {"renv.lock": text}).nodes

    assert (node.ecosystem, node.source.kind, node.source.url) == (ecosystem, kind, url)
