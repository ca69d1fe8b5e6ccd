"""SPDX 3 documents that come back with the answers in them, and nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from depsov.errors import UsageError
from depsov.report.sbom import spdx_2_3, spdx_3_0
from tests.report.sbom.scanned import project, scanned
from tests.report.sbom.validators import changes, valid

Table = dict[str, Any]

NOBODY = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"
CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"


def element(kind: str, key: str, /, **members: Any) -> Table:
    return {"type": kind, "spdxId": f"https://example.org/{key}", "creationInfo": "_:c", **members}


def package(name: str, version: str, **members: Any) -> Table:
    purl = {"software_packageUrl": f"pkg:pypi/{name}@{version}"}
    return element("software_Package", name, name=name, software_packageVersion=version, **purl, **members)


def document(*elements: Table) -> Table:
    made = {
        "type": "CreationInfo",
        "@id": "_:c",
        "specVersion": "3.0.1",
        "created": "2026-01-02T03:04:05Z",
        "createdBy": ["https://example.org/maker"],
    }
    return {"@context": CONTEXT, "@graph": [made, element("Organization", "maker", name="Maker"), *elements]}


RICH = document(
    element(
        "SpdxDocument",
        "document",
        rootElement=["https://example.org/bill"],
        element=["https://example.org/bill", "https://example.org/works-forms"],
    ),
    element("software_Sbom", "bill", rootElement=["https://example.org/shop"]),
    element("software_Package", "shop", name="shop", software_copyrightText="none"),
    package("works-forms", "7.2", comment="kept"),
    package("cloud-tools", "1.4", suppliedBy="https://example.org/maker"),
    package("cloud-service-sdk", "5.1"),
    package("arrays", "2.0"),
    element(
        "Relationship",
        "edge",
        relationshipType="dependsOn",
        to=["https://example.org/works-forms"],
        **{"from": "https://example.org/shop"},
    ),
)


def enriched(given: Table) -> Table:
    return valid(spdx_3_0.render(scanned(given)))


def notes(table: Table) -> dict[str, Table]:
    """Return what depsov says by the last part of the identifier of what it says that of."""
    found = [item for item in table["@graph"] if item["type"] == "Annotation"]
    assert len({item["subject"] for item in found}) == len(found)
    return {item["subject"].rpartition("/")[2]: json.loads(item["statement"]) for item in found}


def suppliers(table: Table) -> dict[str, str]:
    elements = {item.get("spdxId"): item for item in table["@graph"]}
    return {item["name"]: elements[item["suppliedBy"]]["name"] for item in elements.values() if "suppliedBy" in item}


def test_nothing_is_lost() -> None:
    assert set(changes(RICH, enriched(RICH))) == set()


def test_the_answers_are_put_in() -> None:
    said = notes(enriched(RICH))

    assert set(said) == {"bill", "works-forms", "cloud-tools", "cloud-service-sdk", "arrays"}
    assert said["works-forms"]["depsov:verdict"] == "inside"
    assert said["bill"]["depsov:as-of"] == "2026-06-30"


def test_the_supplier_is_put_in_where_nobody_says_who_it_is() -> None:
    given = json.loads(json.dumps(RICH))
    given["@graph"][-3]["suppliedBy"] = NOBODY

    for after in (enriched(RICH), enriched(given)):
        assert suppliers(after) == {
            "works-forms": "Example Works GmbH",
            "cloud-tools": "Maker",
            "cloud-service-sdk": "Example Cloud France SAS",
        }


def test_what_is_new_is_listed_where_the_document_lists_its_elements() -> None:
    after = enriched(RICH)
    (top,) = (item for item in after["@graph"] if item["type"] == "SpdxDocument")
    new = [item["spdxId"] for item in after["@graph"][len(RICH["@graph"]) :] if "spdxId" in item]

    assert top["element"] == ["https://example.org/bill", "https://example.org/works-forms", *new]


def test_a_second_time_replaces_what_was_said_the_first() -> None:
    once = enriched(RICH)
    stale = json.loads(json.dumps(once).replace('depsov:verdict\\": \\"inside', 'depsov:verdict\\": \\"stale'))

    twice = enriched(stale)

    assert "stale" not in json.dumps(twice)
    assert notes(twice) == notes(once)
    assert suppliers(twice) == suppliers(once)


def test_a_document_of_our_own_comes_back_as_well() -> None:
    after = enriched(json.loads(spdx_3_0.render(project("all-groups"))))

    assert len(notes(after)) == 9
    assert len({item["@id"] for item in after["@graph"] if item["type"] == "CreationInfo"}) == 2


@pytest.mark.parametrize(
    "identifiers",
    [
        [{"type": "ExternalIdentifier", "externalIdentifierType": "packageUrl", "identifier": "pkg:pypi/arrays@2.0"}],
        ["https://example.org/purl"],
    ],
)
def test_a_purl_may_be_an_identifier_among_others(identifiers: list[Any]) -> None:
    given = document(
        {
            "type": "ExternalIdentifier",
            "@id": "https://example.org/purl",
            "externalIdentifierType": "packageUrl",
            "identifier": "pkg:pypi/arrays@2.0",
        },
        element("software_Package", "arrays", name="arrays", externalIdentifier=identifiers),
    )
    after = json.loads(spdx_3_0.render(scanned(given)))

    assert notes(after)["arrays"]["depsov:steward"] == "Array Library"


def test_elements_that_cannot_be_read_stay_as_they_are() -> None:
    given = document(package("works-forms", "7.2"))
    given["@graph"] += [None, "x", {"type": 1}, {"type": "software_Package", "software_packageUrl": "pkg:pypi/x"}]
    after = json.loads(spdx_3_0.render(scanned(given)))

    assert set(changes(given, after)) == set()


def test_a_single_element_is_an_error() -> None:
    given = {"@context": CONTEXT, "type": "CreationInfo", "specVersion": "3.0.1", "created": "2026-01-02T03:04:05Z"}

    with pytest.raises(UsageError, match="single element"):
        spdx_3_0.render(scanned(given))


def test_spdx_3_does_not_become_spdx_2() -> None:
    with pytest.raises(UsageError, match="is SPDX 3") as caught:
        spdx_2_3.render(scanned(RICH))
    assert "--format spdx-3" in (caught.value.hint or "")
