"""CycloneDX documents that come back with the answers in them, and nothing lost."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from depsov.errors import UsageError
from depsov.report.sbom import cyclonedx_1_6, cyclonedx_1_7
from tests.report.nasty import HIDDEN
from tests.report.sbom.scanned import project, scanned
from tests.report.sbom.validators import changes, properties, valid

Table = dict[str, Any]

WORKS = "pkg:pypi/works-forms@7.2"
ARRAYS = "pkg:pypi/arrays@2.0"
CLOUD = "pkg:pypi/cloud-tools@1.4"


def component(purl: str = WORKS, /, **members: Any) -> Table:
    name, _, version = purl.rpartition("/")[2].partition("@")
    return {"type": "library", "bom-ref": f"ref of {purl}", "name": name, "version": version, "purl": purl} | members


def document(*components: Table, **members: Any) -> Table:
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": list(components)} | members


RICH = document(
    component(
        licenses=[{"license": {"id": "MIT"}}],
        hashes=[{"alg": "SHA-256", "content": "0" * 64}],
        properties=[{"name": "works:kept", "value": "yes"}, {"name": "works:kept", "value": "twice"}],
        components=[component(ARRAYS, scope="optional")],
    ),
    component(CLOUD, supplier={"name": "Somebody else", "url": ["https://example.org"]}),
    {"type": "file", "name": "größe.txt", "bom-ref": "file"},
    serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    metadata={
        "timestamp": "2026-01-02T03:04:05Z",
        "tools": [{"vendor": "Example", "name": "maker", "version": "1"}],
        "component": {"type": "application", "name": "shop", "bom-ref": "shop"},
        "properties": [{"name": "works:run", "value": "7"}],
    },
    dependencies=[
        {"ref": "shop", "dependsOn": [f"ref of {WORKS}", f"ref of {CLOUD}"]},
        {"ref": f"ref of {WORKS}", "dependsOn": [f"ref of {ARRAYS}"]},
    ],
    compositions=[{"aggregate": "complete", "assemblies": ["shop"]}],
    vulnerabilities=[
        {"id": "EXAMPLE-1", "ratings": [{"score": 9.80}], "affects": [{"ref": f"ref of {WORKS}"}]},
    ],
    externalReferences=[{"type": "website", "url": "https://example.org/"}],
)


def enriched(given: Table, version: str = "1.6") -> Table:
    form = cyclonedx_1_6 if version == "1.6" else cyclonedx_1_7
    return valid(form.render(scanned(given)))


def first(bom: Table) -> Table:
    found: Table = bom["components"][0]
    return found


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6", "1.7"])
def test_nothing_is_lost(version: str) -> None:
    given = RICH | {"specVersion": version}
    expected = {"version"} if version in {"1.6", "1.7"} else {"version", "specVersion"}

    assert set(changes(given, enriched(given, version))) == expected


def test_the_answers_are_put_in() -> None:
    bom = enriched(RICH)

    assert properties(first(bom))["depsov:verdict"] == "inside"
    assert properties(first(bom)["components"][0])["depsov:controller"] == "Example Foundation"
    assert properties(bom["components"][1])["depsov:jurisdictions"] == "FR,US"
    assert properties(bom["components"][2]) == {}
    assert properties(bom["metadata"])["depsov:as-of"] == "2026-06-30"


def test_the_supplier_is_put_in_where_nobody_says_who_it_is() -> None:
    bom = enriched(RICH)
    works = {"name": "Example Works GmbH", "address": {"country": "DE"}}

    assert (first(bom)["supplier"], first(bom)["manufacturer"]) == (works, works)
    assert bom["components"][1]["supplier"] == {"name": "Somebody else", "url": ["https://example.org"]}
    assert "supplier" not in first(bom)["components"][0]  # of a community


def test_keys_that_no_version_knows_stay() -> None:
    given = document(component() | {"x-made-up": {"a": [None, 1.5]}}) | {"x-ours": [1]}
    text = cyclonedx_1_6.render(scanned(given))

    assert set(changes(given, json.loads(text))) == {"version"}


@pytest.mark.parametrize(
    ("purl", "version"),
    [
        ("pkg:pypi/Works.Forms@7.2", "7.2"),
        ("pkg:pypi/works_forms@7.2?arch=any", "7.2"),
        ("pkg:pypi/works-forms@7.2#src", "7.2"),
        ("pkg:pypi/works-forms", "7.2"),
        ("pkg:PyPI/works-forms@7.2", ""),
    ],
)
def test_a_purl_is_found_however_it_is_spelled(purl: str, version: str) -> None:
    bom = json.loads(cyclonedx_1_6.render(scanned(document(component() | {"purl": purl, "version": version}))))

    assert properties(first(bom))["depsov:controller"] == "Example Works GmbH"
    assert first(bom)["purl"] == purl


def test_of_two_places_each_has_its_own_answer() -> None:
    elsewhere = f"{WORKS}?repository_url=https://other.example/simple"
    bom = enriched(document(component(), component(elsewhere, **{"bom-ref": "other"})))

    assert [properties(item)["depsov:verdict"] for item in bom["components"]] == ["inside", "unknown"]


def test_a_part_of_the_project_itself_is_not_judged() -> None:
    part = component("pkg:npm/own@1.0") | {"properties": [{"name": "cdx:npm:package:private", "value": "true"}]}
    bom = enriched(document(component(), part))

    assert "depsov:verdict" not in properties(bom["components"][1])


# --- versions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.4", "1.5"])
def test_a_version_is_raised_for_an_address(version: str) -> None:
    schema = f"http://cyclonedx.org/schema/bom-{version}.schema.json"
    bom = enriched({"$schema": schema} | document(component(), specVersion=version))

    assert bom["specVersion"] == "1.6"
    assert bom["$schema"] == "http://cyclonedx.org/schema/bom-1.6.schema.json"


@pytest.mark.parametrize("version", ["1.4", "1.5"])
@pytest.mark.parametrize("item", [component(ARRAYS), component(CLOUD, supplier={"name": "Somebody else"})])
def test_a_version_is_not_raised_for_nothing(version: str, item: Table) -> None:
    bom = enriched(document(item, specVersion=version))

    assert bom["specVersion"] == version
    assert properties(first(bom))["depsov:verdict"] == "outside"


def test_a_version_that_cannot_be_raised_has_the_name_alone() -> None:
    mixed = [{"license": {"id": "MIT"}}, {"expression": "MIT OR Apache-2.0"}]  # which 1.5 and 1.6 do not allow
    given = document(component(licenses=mixed), specVersion="1.4")
    bom = enriched(given)

    assert bom["specVersion"] == "1.4"
    assert first(bom)["supplier"] == {"name": "Example Works GmbH"}
    assert enriched(given, "1.7")["specVersion"] == "1.7"


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6"])
def test_the_newest_version_is_written_where_it_is_asked_for(version: str) -> None:
    assert enriched(document(component(ARRAYS), specVersion=version), "1.7")["specVersion"] == "1.7"


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ("1.7", "is CycloneDX 1.7, and something would be lost in 1.6", "--format cyclonedx-1.7"),
        ("1.3", "is CycloneDX 1.3, into which depsov writes nothing", "convert"),
        ("1.2", "is CycloneDX 1.2, into which depsov writes nothing", "convert"),
    ],
)
def test_what_cannot_be_written_without_loss_is_an_error(given: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        cyclonedx_1_6.render(scanned(document(component(), specVersion=given)))
    assert hint in (caught.value.hint or "")


# --- signatures, tools, and a second time -------------------------------------------------------------------------


SIGNATURE = {"algorithm": "ES256", "value": "abc"}


def test_a_signature_that_holds_no_longer_is_taken_out_and_told() -> None:
    given = document(
        component(signature=SIGNATURE), component("pkg:pypi/x@1", signature=SIGNATURE), signature=SIGNATURE
    )
    untouched = {"type": "file", "name": "a", "signature": SIGNATURE}
    given["components"].append(untouched)
    bom = enriched(given)

    assert "signature" not in bom
    assert "signature" not in first(bom)
    assert bom["components"][2] == untouched
    assert "removed" in properties(bom["metadata"])["depsov:signature"]
    assert "removed" in properties(first(bom))["depsov:signature"]
    again = enriched(bom)
    assert "removed" in properties(again["metadata"])["depsov:signature"]


@pytest.mark.parametrize(
    ("version", "tools", "after"),
    [
        ("1.4", None, [{"name": "depsov"}]),
        ("1.6", None, {"components": [{"type": "application", "name": "depsov"}]}),
        ("1.6", [{"name": "a"}], [{"name": "a"}, {"name": "depsov"}]),
        ("1.6", {"services": []}, {"services": [], "components": [{"type": "application", "name": "depsov"}]}),
    ],
)
def test_depsov_is_among_the_tools(version: str, tools: Any, after: Any) -> None:
    metadata = {} if tools is None else {"metadata": {"tools": tools}}
    found = enriched(document(component(ARRAYS), specVersion=version, **metadata))["metadata"]["tools"]

    for item in (found["components"] if isinstance(found, dict) else found)[-1:]:
        assert item.pop("version")
    assert found == after


def test_a_second_time_replaces_what_was_said_the_first() -> None:
    once = enriched(RICH)
    stale = copy.deepcopy(once)
    for item in (stale["metadata"], stale["components"][0], stale["components"][2]):
        item.setdefault("properties", []).append({"name": "depsov:old", "value": "stale"})

    twice = enriched(stale)

    assert "stale" not in json.dumps(twice)
    assert set(changes(once, twice)) == {"version"}
    assert twice["version"] == 3


def test_a_document_of_our_own_comes_back_as_well() -> None:
    own = json.loads(cyclonedx_1_6.render(project("all-groups")))

    assert set(changes(own, enriched(own))) == {"version"}


@pytest.mark.parametrize(
    "broken",
    [
        {"metadata": None},
        {"metadata": {"tools": "x"}},
        {"metadata": {"properties": {}}},
        {"version": "one"},
        {"version": True},
        {"components": [component(), None, "x", {"purl": 1}, component(ARRAYS, properties="x")]},
        {"components": [component(), {"components": {}}]},
    ],
)
def test_what_is_broken_stays_as_it_is(broken: Table) -> None:
    given = document(component()) | broken
    after = json.loads(cyclonedx_1_6.render(scanned(given)))

    assert set(changes(given, after)) <= {"version"}
    assert properties(first(after))["depsov:verdict"] == "inside"


def test_a_signed_statement_comes_back_around_its_document() -> None:
    given = {"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicate": document(component())}
    after = json.loads(cyclonedx_1_6.render(scanned(given)))

    assert set(changes(given, after)) == {"predicate.version"}
    assert properties(first(after["predicate"]))["depsov:verdict"] == "inside"


def test_what_is_not_to_be_seen_is_spelled_out_and_stays_what_it_is() -> None:
    """`escape.json_values`, not `json_text`: what others wrote is theirs, and comes back as it was."""
    text = json.dumps(document(component(description=f"half \ud83d {HIDDEN} ##[add-mask]x größe")))
    after = cyclonedx_1_6.render(scanned(text))

    after.encode()
    assert all(sign.isprintable() or sign == "\n" for sign in after)
    assert "##[" not in after
    assert "größe" in after
    assert first(json.loads(after))["description"] == first(json.loads(text))["description"]


def test_a_number_that_cannot_be_written_is_an_error() -> None:
    with pytest.raises(UsageError, match="too large"):
        cyclonedx_1_6.render(scanned(json.dumps(document(component())).replace('"version": 1', '"version": 1e999', 1)))


def test_an_sbom_of_another_family_becomes_a_new_document() -> None:
    spdx = {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "packages": [
            {
                "SPDXID": "SPDXRef-a",
                "name": "works-forms",
                "externalRefs": [{"referenceType": "purl", "referenceLocator": WORKS}],
            }
        ],
    }
    bom = enriched(spdx)

    assert [item["purl"] for item in bom["components"]] == [WORKS]
    assert bom["version"] == 1
