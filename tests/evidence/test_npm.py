"""What is taken out of the npm registry's version documents, and what is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depsov.errors import DocumentError
from depsov.evidence import npm
from depsov.evidence.links import FORGE_HOSTS
from tests.evidence import packages

RECORDED = Path(__file__).parents[1] / "data" / "http" / "npm"
SOLE = "one publishing account, which also owns the repository"
SOURCE = "git+https://github.com/example-owner/tool.git"


def read(document: object) -> list[tuple[str, str | None]]:
    found = npm.read(json.dumps(document).encode(), FORGE_HOSTS)
    return [(evidence.kind.value, evidence.identity or evidence.text) for evidence in found]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("@babel__core@7.26.0", [("repository", "github:babel"), ("domain", "domain:babel.dev")]),
        ("@types__node@22.10.0", [("repository", "github:definitelytyped"), ("homepage", "github:definitelytyped")]),
        ("lodash@4.17.21", [("repository", "github:lodash"), ("domain", "domain:lodash.com")]),
        ("react@19.0.0", [("repository", "github:facebook"), ("domain", "domain:react.dev")]),
    ],
)
def test_recorded_versions(name: str, expected: list[tuple[str, str]]) -> None:
    assert read(json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))) == expected


def test_one_maintainer_who_owns_the_repository_is_told_without_the_name() -> None:
    person = {"name": "Example-Owner", "email": "someone@example.org"}
    found = npm.read(
        json.dumps({"repository": SOURCE, "maintainers": [person], "_npmUser": person}).encode(), FORGE_HOSTS
    )
    assert [(item.kind.value, item.identity or item.text) for item in found] == [
        ("repository", "github:example-owner"),
        ("publisher", SOLE),
    ]
    assert "@" not in repr(found)
    assert "Example-Owner" not in repr(found)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"_npmUser": {"name": "example-owner"}},
        {"maintainers": []},
        {"maintainers": None},
        {"maintainers": [{"name": "another"}]},
        {"maintainers": [{"name": "example-owner"}, {"name": "another"}]},
        {"maintainers": [{"name": "example-owner"}], "author": "Example Inc."},
        {"maintainers": [{"name": "example-owner"}], "author": {"name": "The Example Team"}},
    ],
)
def test_anything_else_is_no_sole_owner(fields: dict[str, object]) -> None:
    assert read({"repository": SOURCE, **fields}) == [("repository", "github:example-owner")]


def test_an_attestation_is_a_note_only() -> None:
    dist = {"attestations": {"url": "https://attestations.example", "provenance": {}}}
    assert read({"dist": dist}) == [("hint", "published with a provenance attestation")]
    assert read({"dist": {"shasum": "0"}}) == []


@pytest.mark.parametrize(
    "document", [{}, {"repository": [], "homepage": {}, "maintainers": {}, "dist": [], "author": 1}]
)
def test_odd_values_are_passed_over(document: object) -> None:
    assert read(document) == []


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b'"x"', b"<html>"])
def test_another_document_is_refused(document: bytes) -> None:
    with pytest.raises(DocumentError):
        npm.read(document, FORGE_HOSTS)


@pytest.mark.parametrize(
    ("name", "version", "path"),
    [
        ("tool", "1.0.0", "tool/1.0.0"),
        ("@acme/tool", "1.0.0", "@acme%2Ftool/1.0.0"),
        ("tool", None, "tool/latest"),
        ("tool", "1.0.0+build/x", "tool/1.0.0%2Bbuild%2Fx"),
        ("../tool", "1.0.0", "..%2Ftool/1.0.0"),
    ],
)
def test_a_name_is_one_segment_of_the_address(name: str, version: str | None, path: str) -> None:
    base = "https://packages.acme.example"
    assert npm.address(packages.npm(name, version), base) == f"{base}/{path}"
