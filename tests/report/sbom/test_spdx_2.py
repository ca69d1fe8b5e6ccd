"""SPDX 2.3 documents of depsov's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from depsov.model import Graph, Report, Scope
from depsov.report.sbom import spdx_2_3
from depsov.report.sbom._spdx_2_given import actor
from tests.expected import check_expected
from tests.made import assessment, organisation, package
from tests.report.nasty import NASTY, nasty_report
from tests.report.sbom.scanned import project
from tests.report.sbom.validators import stated, valid

Table = dict[str, Any]


def document(report: Report) -> Table:
    return valid(spdx_2_3.render(report))


def packages(report: Report) -> dict[str, Table]:
    return {item["name"]: item for item in document(report)["packages"]}


def edges(report: Report) -> set[tuple[str, str, str]]:
    """Return the relationships with names in the place of identifiers."""
    found = document(report)
    names = {item["SPDXID"]: item["name"] for item in found["packages"]} | {"SPDXRef-DOCUMENT": "(document)"}
    return {
        (names[item["spdxElementId"]], item["relationshipType"], names[item["relatedSpdxElement"]])
        for item in found["relationships"]
    }


def test_a_document(all_groups: Report) -> None:
    check_expected("sbom/all-groups.spdx.json", spdx_2_3.render(all_groups))


@pytest.mark.parametrize("name", ["all-groups", "polyglot"])
def test_a_document_is_valid(name: str) -> None:
    assert document(project(name))["spdxVersion"] == "SPDX-2.3"


@pytest.mark.parametrize("name", NASTY)
def test_a_document_with_hostile_names_is_valid(name: str) -> None:
    document(nasty_report(name))


def test_a_document_on_nothing_is_valid(empty: Report) -> None:
    assert [item["name"] for item in document(empty)["packages"]] == ["project"]


def test_the_supplier_of_a_package_stands_where_it_is_a_fact(all_groups: Report) -> None:
    found = {name: item.get("supplier") for name, item in packages(all_groups).items() if name != "project"}
    cloud, works = "Organization: Example Cloud France SAS", "Organization: Example Works GmbH"

    assert {name: supplier for name, supplier in found.items() if supplier != "NOASSERTION"} == {
        "cloud-service-sdk": cloud,
        "cloud-tools": cloud,
        "works-forms": works,
    }


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Works GmbH", "Organization: Works GmbH"),
        ("Works (Works, Inc.)", "Organization: Works [Works, Inc.]"),  # else it would be an address for mail
        ("Works\u202e", "Organization: Works\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_an_organisation_is_written_as_one(name: str, written: str) -> None:
    assert actor(replace(organisation("works"), name=name)) == written


def test_the_answers_are_annotations(all_groups: Report) -> None:
    found = packages(all_groups)

    assert stated(found["cloud-service-sdk"])["depsov:controller"] == "Example Holdings, Inc."
    assert stated(found["tiny-parser"])["depsov:group"] == "one-person"
    assert stated(document(all_groups))["depsov:knowledge"] == "DATE"


def test_the_tree_is_in_the_relationships(all_groups: Report) -> None:
    assert edges(all_groups) == {
        ("(document)", "DESCRIBES", "project"),
        ("project", "DEPENDS_ON", "arrays"),
        ("project", "DEPENDS_ON", "cloud-service-sdk"),
        ("cloud-tools", "DEV_DEPENDENCY_OF", "project"),
        ("project", "DEPENDS_ON", "collective-router"),
        ("project", "DEPENDS_ON", "srl-letters"),
        ("project", "DEPENDS_ON", "works-forms"),
        ("cloud-service-sdk", "DEPENDS_ON", "cloud-tools"),
        ("cloud-service-sdk", "DEPENDS_ON", "tiny-parser"),
        ("collective-router", "DEPENDS_ON", "nobody-knows"),
    }


@pytest.mark.parametrize(
    ("scope", "edge"),
    [
        (Scope.RUNTIME, ("project", "DEPENDS_ON", "example")),
        (Scope.OPTIONAL, ("example", "OPTIONAL_DEPENDENCY_OF", "project")),
        (Scope.BUILD, ("example", "BUILD_DEPENDENCY_OF", "project")),
        (Scope.DEVELOPMENT, ("example", "DEV_DEPENDENCY_OF", "project")),
    ],
)
def test_what_a_dependency_is_for_is_a_relationship(
    all_groups: Report, scope: Scope, edge: tuple[str, str, str]
) -> None:
    item = package()
    graph = Graph(packages={item.purl: item}, roots={"": ((item.purl, scope),)})

    assert edge in edges(replace(all_groups, graph=graph, assessments=(assessment(item),)))


def test_several_projects_are_parts_of_what_the_document_is_about() -> None:
    found = edges(project("polyglot"))

    assert ("(document)", "DESCRIBES", "project") in found
    parts = {end for start, kind, end in found if (start, kind) == ("project", "CONTAINS")}
    assert len(parts) == len(project("polyglot").graph.roots)


def test_names_that_differ_in_signs_alone_have_identifiers_of_their_own(all_groups: Report) -> None:
    items = [package(name, "npm") for name in ("a_b", "a-b", "@a/b")]
    graph = Graph(packages={item.purl: item for item in items}, roots={"": ()})
    found = document(replace(all_groups, graph=graph, assessments=tuple(map(assessment, items))))["packages"]

    assert len({item["SPDXID"] for item in found}) == 4


def test_another_content_has_another_namespace(all_groups: Report) -> None:
    reports = (all_groups, replace(all_groups), replace(all_groups, online=True))

    assert len({document(report)["documentNamespace"] for report in reports}) == 2
