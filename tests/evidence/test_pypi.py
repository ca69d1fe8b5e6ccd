"""What is taken out of PyPI's project documents, and what is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from depsov.errors import DocumentError
from depsov.evidence import pypi
from depsov.evidence.links import FORGE_HOSTS
from depsov.model import Evidence, EvidenceKind, Trust
from tests.evidence import packages

RECORDED = Path(__file__).parents[1] / "data" / "http" / "pypi"
SOLE = "one publishing account, which also owns the repository"


def read(document: object) -> list[tuple[str, str | None]]:
    found = pypi.read(json.dumps(document).encode(), FORGE_HOSTS)
    return [(evidence.kind.value, evidence.identity or evidence.text) for evidence in found]


def project(users: tuple[str, ...] = (), organisation: str | None = None, **info: Any) -> object:
    roles = [{"role": "Owner", "user": user} for user in users]
    return {"info": info, "ownership": {"organization": organisation, "roles": roles}}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "pydantic",
            [
                ("namespace", "pypi-org:pydantic"),
                ("homepage", "github:pydantic"),
                ("repository", "github:pydantic"),
                ("hint", "domain:example.net"),
                ("hint", "domain:example.org"),
            ],
        ),
        ("boto3", [("homepage", "github:boto"), ("repository", "github:boto")]),
        (
            "celery",
            [
                ("repository", "github:celery"),
                ("domain", "domain:celeryq.dev"),
                ("hint", "github:celery"),
                ("hint", "domain:example.org"),
            ],
        ),
        (
            "numpy",
            [
                ("namespace", "pypi-org:numpy"),
                ("domain", "domain:numpy.org"),
                ("repository", "github:numpy"),
                ("hint", "github:numpy"),
                ("hint", "domain:example.org"),
            ],
        ),
    ],
)
def test_recorded_projects(name: str, expected: list[tuple[str, str]]) -> None:
    assert read(json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))) == expected


def test_an_organisation_is_an_exclusive_namespace() -> None:
    found = pypi.read(json.dumps(project(organisation="Acme")).encode(), FORGE_HOSTS)
    assert found == (
        Evidence(kind=EvidenceKind.NAMESPACE, trust=Trust.EXCLUSIVE, source="PyPI", identity="pypi-org:acme"),
    )


@pytest.mark.parametrize(
    "label", ["Source", "source", "Source Code", "source-code", "Repository", "Code", "GitHub", "GitHub: repo", "Git"]
)
def test_labels_of_the_repository(label: str) -> None:
    assert read(project(project_urls={label: "https://github.com/acme/tool"})) == [("repository", "github:acme")]


@pytest.mark.parametrize("label", ["Homepage", "Home", "home-page", "Project homepage", "HOMEPAGE"])
def test_labels_of_the_homepage(label: str) -> None:
    assert read(project(project_urls={label: "https://github.com/acme/tool"})) == [("homepage", "github:acme")]
    assert read(project(project_urls={label: "https://acme.python.org"})) == [("domain", "domain:python.org")]


@pytest.mark.parametrize(
    "label", ["Documentation", "Docs", "Funding", "Donate", "Mastodon", "Download", "", "Источник"]
)
def test_other_labels_are_not_used(label: str) -> None:
    assert read(project(project_urls={label: "https://github.com/acme/tool"})) == []


def test_a_tracker_is_a_hint_only() -> None:
    assert read(project(project_urls={"Issues": "https://github.com/acme/tool/issues"})) == [("hint", "github:acme")]
    assert read(project(project_urls={"Changelog": "https://acme.python.org/changes"})) == []


def test_the_same_link_twice_is_one_observation() -> None:
    url = "https://github.com/acme/tool"
    found = read(project(home_page=url, project_urls={"Homepage": url, "Source": url, "Code": f"{url}.git"}))
    assert found == [("homepage", "github:acme"), ("repository", "github:acme")]


def test_one_account_that_owns_the_repository_is_told_without_its_name() -> None:
    source = {"Source": "https://github.com/example-owner/tool"}
    found = read(project(users=("Example-Owner",), project_urls=source, author="Someone"))
    assert found == [("repository", "github:example-owner"), ("publisher", SOLE)]


@pytest.mark.parametrize(
    ("users", "info"),
    [
        (("example-owner", "another"), {}),
        (("another",), {}),
        ((), {}),
        (("example-owner",), {"author": "Example Owner GmbH"}),
        (("example-owner",), {"author": "The Example Team"}),
        (("example-owner",), {"maintainer": "Example contributors"}),
        (("example-owner",), {"author_email": "a@example.org, b@example.org"}),
        (("example-owner",), {"home_page": "https://github.com/acme/tool"}),
    ],
)
def test_anything_else_is_no_sole_owner(users: tuple[str, ...], info: dict[str, Any]) -> None:
    source = {"Source": "https://github.com/example-owner/tool"}
    assert SOLE not in [text for _, text in read(project(users=users, project_urls=source, **info))]


def test_a_project_of_an_organisation_has_no_sole_owner() -> None:
    source = {"Source": "https://github.com/acme/tool"}
    found = read(project(users=("acme",), organisation="acme", project_urls=source))
    assert found == [("namespace", "pypi-org:acme"), ("repository", "github:acme")]


def test_nothing_of_a_person_is_in_the_evidence() -> None:
    document = project(
        users=("the-handle", "second-handle"),
        author="The Name",
        author_email="The Name <the.local.part@example.org>",
        maintainer="Second Name",
        maintainer_email="second.local.part@example.org",
        project_urls={"Source": "https://the.local.part:secret@github.com/acme/tool"},
    )
    text = repr(pypi.read(json.dumps(document).encode(), FORGE_HOSTS))
    assert "github:acme" in text
    for word in ("handle", "Name", "local", "secret", "@"):
        assert word not in text


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"info": {"project_urls": None, "home_page": None}, "ownership": None},
        {"info": {"project_urls": ["https://github.com/acme/tool"], "home_page": 1, "author_email": []}},
        {"info": {"project_urls": {"Source": None, "Code": ["x"]}}, "ownership": {"organization": 1, "roles": {}}},
        {"info": {"project_urls": {"Source": "UNKNOWN"}}, "ownership": {"roles": [None, {}, {"user": 1}]}},
    ],
)
def test_odd_values_are_passed_over(document: object) -> None:
    assert read(document) == []


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b"<html>", b'{"info": []}', b'{"info": {}, "ownership": 1}'])
def test_another_document_is_refused(document: bytes) -> None:
    with pytest.raises(DocumentError):
        pypi.read(document, FORGE_HOSTS)


def test_the_address_is_that_of_the_normalised_name() -> None:
    base = "https://packages.acme.example"
    assert pypi.address(packages.pypi("My_Tool.x", "2.0"), base) == f"{base}/pypi/my-tool-x/json"
