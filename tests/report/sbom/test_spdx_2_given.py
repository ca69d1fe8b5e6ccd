"""SPDX 2 documents that come back with the answers in them, and nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from depsov.errors import UsageError
from depsov.report.sbom import spdx_2_3, spdx_3_0
from tests.report.sbom.scanned import project, scanned
from tests.report.sbom.validators import changes, stated, valid

Table = dict[str, Any]

NAMESPACE = "https://example.org/shop-1"


def package(name: str, version: str, **members: Any) -> Table:
    purl = f"pkg:pypi/{name}@{version}"
    reference = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
    return {
        "SPDXID": f"SPDXRef-{name}",
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "MIT",
        "licenseDeclared": "MIT",
        "copyrightText": "NOASSERTION",
        "externalRefs": [reference],
        **members,
    }


def document(*packages: Table, **members: Any) -> Table:
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "shop",
        "documentNamespace": NAMESPACE,
        "creationInfo": {"created": "2026-01-02T03:04:05Z", "creators": ["Tool: maker-1"]},
        "packages": list(packages),
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": packages[0]["SPDXID"],
            }
        ],
        **members,
    }


NOTE = {
    "annotationDate": "2026-01-02T03:04:05Z",
    "annotationType": "REVIEW",
    "annotator": "Organization: Example Works GmbH",
    "comment": "kept",
}
RICH = document(
    package("shop", "1", downloadLocation="https://example.org/shop.tar"),
    package("works-forms", "7.2", supplier="NOASSERTION", annotations=[NOTE]),
    package("cloud-tools", "1.4", supplier="Organization: Somebody else"),
    package("arrays", "2.0"),
    package("cloud-service-sdk", "5.1"),
    annotations=[NOTE],
)


def enriched(given: Table) -> Table:
    return valid(spdx_2_3.render(scanned(given)))


def of(table: Table, name: str) -> Table:
    (found,) = (item for item in table["packages"] if item["name"] == name)
    return dict(found)


@pytest.mark.parametrize("version", ["SPDX-2.2", "SPDX-2.3"])
def test_nothing_is_lost(version: str) -> None:
    given = RICH | {"spdxVersion": version}

    assert set(changes(given, enriched(given))) == {"documentNamespace", "packages[1].supplier"}


def test_the_answers_are_put_in() -> None:
    after = enriched(RICH)

    assert stated(of(after, "works-forms"))["depsov:verdict"] == "inside"
    assert of(after, "works-forms")["annotations"][0] == NOTE
    assert stated(of(after, "arrays"))["depsov:steward"] == "Array Library"
    assert stated(after)["depsov:as-of"] == "2026-06-30"
    assert "annotations" not in of(after, "shop")  # what the document is about is no package


def test_the_supplier_is_put_in_where_nobody_says_who_it_is() -> None:
    after = enriched(RICH)
    found = {item["name"]: item.get("supplier") for item in after["packages"]}

    assert found == {
        "shop": None,
        "works-forms": "Organization: Example Works GmbH",
        "cloud-tools": "Organization: Somebody else",
        "arrays": None,
        "cloud-service-sdk": "Organization: Example Cloud France SAS",
    }


def test_a_document_that_has_changed_goes_by_another_name() -> None:
    once = enriched(RICH)
    twice = enriched(once)

    assert once["documentNamespace"].startswith(f"{NAMESPACE}/depsov-")
    assert twice["documentNamespace"].startswith(f"{NAMESPACE}/depsov-")
    assert twice["documentNamespace"].count("depsov-") == 1


def test_depsov_is_among_the_tools_once() -> None:
    creators = enriched(enriched(RICH))["creationInfo"]["creators"]

    assert [creator.partition("-")[0] for creator in creators] == ["Tool: maker", "Tool: depsov"]


def test_a_second_time_replaces_what_was_said_the_first() -> None:
    once = enriched(RICH)
    stale = json.loads(json.dumps(once).replace('depsov:verdict\\": \\"inside', 'depsov:verdict\\": \\"stale'))
    old = dict(NOTE, annotator="Tool: depsov-0.0.1", comment='{"depsov:verdict": "stale"}')
    of(stale, "works-forms")["annotations"].append(old)

    twice = enriched(stale)

    assert "stale" not in json.dumps(twice)
    assert set(changes(once, twice)) <= {"documentNamespace"}


def test_a_document_of_our_own_comes_back_as_well() -> None:
    own = json.loads(spdx_2_3.render(project("all-groups")))
    after = enriched(own)

    assert set(changes(own, after)) == {"documentNamespace"}
    assert stated(of(after, "tiny-parser"))["depsov:verdict"] == "individual"


@pytest.mark.parametrize(("key", "more"), [("sbom", {}), ("predicate", {"_type": "https://in-toto.io/Statement/v1"})])
def test_what_stands_around_a_document_stays(key: str, more: Table) -> None:
    given = {key: RICH, **more}
    after = json.loads(spdx_2_3.render(scanned(given)))

    assert set(changes(given, after)) == {f"{key}.documentNamespace", f"{key}.packages[1].supplier"}
    assert stated(of(after[key], "works-forms"))["depsov:verdict"] == "inside"


@pytest.mark.parametrize(
    "broken",
    [
        {"creationInfo": None},
        {"creationInfo": {"creators": "x"}},
        {"annotations": "x"},
        {"documentNamespace": 1},
    ],
)
def test_what_is_broken_stays_as_it_is(broken: Table) -> None:
    given = RICH | broken
    after = json.loads(spdx_2_3.render(scanned(given)))

    assert set(changes(given, after)) <= {"documentNamespace", "packages[1].supplier"}
    assert stated(of(after, "works-forms"))["depsov:verdict"] == "inside"


def test_packages_that_cannot_be_read_stay_as_they_are() -> None:
    given = document(*RICH["packages"], package("arrays", "2.0", annotations="x", SPDXID="SPDXRef-broken"))
    given["packages"] += [None, "x", {"externalRefs": [None, {"referenceType": "purl", "referenceLocator": 1}]}]
    after = json.loads(spdx_2_3.render(scanned(given)))

    assert after["packages"][5:] == given["packages"][5:]


def test_spdx_2_does_not_become_spdx_3() -> None:
    with pytest.raises(UsageError, match="is SPDX 2") as caught:
        spdx_3_0.render(scanned(RICH))
    assert "--format spdx`" in (caught.value.hint or "")
