"""How an SBOM is known whose file name says nothing: by the first format whose mark it bears."""

from __future__ import annotations

import re

import pytest

from depsov.formats import FORMATS
from tests.parse.cases import Case, find_cases

MARKS = {item.id: re.compile(item.mark.encode()) for item in FORMATS if item.mark is not None}
OTHERS = {"prose", "rdf", "other-xml", "no-bom-format", "no-artifacts"}  # cases of documents that are none


def known_as(data: bytes) -> str | None:
    for part in (data[:4096], data):
        for format_id, mark in MARKS.items():
            if mark.search(part):
                return format_id
    return None


def sboms() -> list[Case]:
    return [case for case in find_cases() if case.format().role == "sbom" and case.folder.name not in OTHERS]


@pytest.mark.parametrize("case", sboms(), ids=lambda case: case.id)
def test_an_sbom_is_known_by_what_it_holds(case: Case) -> None:
    assert known_as((case.folder / case.document()).read_bytes()) == case.folder.parent.name


@pytest.mark.parametrize(
    ("text", "format_id"),
    [
        ("pkg:npm/ms@2.1.3\n", "purl-list"),
        ("# a list\n\npkg:npm/ms@2.1.3\n", "purl-list"),
        ("purl\npkg:npm/ms@2.1.3\n", "purl-list"),
        ("\ufeffPURL;scope\n", "purl-list"),
        ('"name","Package URL"\n', "purl-list"),
        ("name\tversion\tecosystem\n", "purl-list"),
        ("version,Ecosystem,Name\n", "purl-list"),
        ("spdxVersion: SPDX-2.3\n", "spdx"),
        ("spdxVersion: 'SPDX-2.3'\n", "spdx"),
        ('spdxVersion: "SPDX-3.0"\n', "spdx"),
        ('{"sbom":{"spdxVersion":"SPDX-2.3"}}', "spdx"),
        ('{"@context": "x", "@graph": [{"specVersion": "3.0.1"}]}', "spdx"),
        ('{"bomFormat" : "CycloneDX", "specVersion": "2.0"}', "cyclonedx"),
        ('{"name": "ms", "purl": "pkg:npm/ms"}\n', None),
        ("ecosystem of names\n", None),
        ("a text about purl and pkg: nothing else\n", None),
    ],
)
def test_mark_on_documents_of_a_few_words(text: str, format_id: str | None) -> None:
    assert known_as(text.encode()) == format_id
