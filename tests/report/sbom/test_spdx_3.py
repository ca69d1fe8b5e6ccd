"""SPDX 3.0.1 documents of depsov's own."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from depsov.model import Graph, Problem, Report, Scope
from depsov.report.sbom import spdx_3_0
from tests.expected import check_expected
from tests.made import assessment, package
from tests.report.nasty import NASTY, nasty_report
from tests.report.sbom.scanned import project
from tests.report.sbom.validators import valid

Table = dict[str, Any]


def graph(report: Report) -> list[Table]:
    found: list[Table] = valid(spdx_3_0.render(report))["@graph"]
    return found


def names(elements: list[Table]) -> dict[str, str]:
    return {item["spdxId"]: item["name"] if "name" in item else item["type"] for item in elements if "spdxId" in item}


def edges(report: Report) -> list[tuple[str, str, str, set[str], str]]:
    """Return the relationships with names in the place of identifiers."""
    elements = graph(report)
    known = names(elements)
    return [
        (
            known[item["from"]],
            item["relationshipType"],
            item.get("scope", ""),
            {known[end] for end in item["to"]},
            item.get("completeness", ""),
        )
        for item in elements
        if "relationshipType" in item
    ]


def test_a_document(all_groups: Report) -> None:
    check_expected("sbom/all-groups.spdx3.json", spdx_3_0.render(all_groups))


@pytest.mark.parametrize("name", ["all-groups", "polyglot"])
def test_a_document_is_valid(name: str) -> None:
    assert {item["specVersion"] for item in graph(project(name)) if item["type"] == "CreationInfo"} == {"3.0.1"}


@pytest.mark.parametrize("name", NASTY)
def test_a_document_with_hostile_names_is_valid(name: str) -> None:
    graph(nasty_report(name))


def test_a_document_on_nothing_is_valid(empty: Report) -> None:
    assert Counter(item["type"] for item in graph(empty))["software_Package"] == 1


def test_no_element_stands_twice(all_groups: Report) -> None:
    for report in (all_groups, project("polyglot")):
        keys = Counter(item.get("spdxId", item.get("@id")) for item in graph(report))
        assert set(keys.values()) == {1}


def test_the_supplier_of_a_package_stands_where_it_is_a_fact(all_groups: Report) -> None:
    elements = graph(all_groups)
    known = names(elements)

    assert {item["name"]: known[item["suppliedBy"]] for item in elements if "suppliedBy" in item} == {
        "cloud-service-sdk": "Example Cloud France SAS",
        "cloud-tools": "Example Cloud France SAS",
        "works-forms": "Example Works GmbH",
    }
    assert {item["name"] for item in elements if item["type"] == "Organization"} == {
        "Example Cloud France SAS",
        "Example Works GmbH",
    }


def test_nobody_is_named_but_organisations_and_depsov(all_groups: Report) -> None:
    agents = {item["type"]: item["name"] for item in graph(all_groups) if item["type"] in {"Person", "SoftwareAgent"}}

    assert agents == {"SoftwareAgent": "depsov"}


def test_the_answers_are_annotations(all_groups: Report) -> None:
    elements = graph(all_groups)
    known = names(elements)
    said = {known[item["subject"]]: json.loads(item["statement"]) for item in elements if item["type"] == "Annotation"}

    assert said["cloud-service-sdk"]["depsov:controller:country"] == "US"
    assert said["software_Sbom"]["depsov:knowledge"] == "DATE"
    assert len(said) == 9


def test_the_tree_is_in_the_relationships(all_groups: Report) -> None:
    runtime = {"arrays", "cloud-service-sdk", "collective-router", "srl-letters", "works-forms"}

    assert edges(all_groups) == [
        ("project", "dependsOn", "runtime", runtime, "complete"),
        ("project", "dependsOn", "development", {"cloud-tools"}, "complete"),
        ("cloud-service-sdk", "dependsOn", "", {"cloud-tools", "tiny-parser"}, "complete"),
        ("collective-router", "dependsOn", "", {"nobody-knows"}, "complete"),
    ]


@pytest.mark.parametrize(
    ("scope", "edge"),
    [
        (Scope.RUNTIME, ("dependsOn", "runtime")),
        (Scope.OPTIONAL, ("hasOptionalDependency", "")),
        (Scope.BUILD, ("dependsOn", "build")),
        (Scope.DEVELOPMENT, ("dependsOn", "development")),
    ],
)
def test_what_a_dependency_is_for_is_a_relationship(all_groups: Report, scope: Scope, edge: tuple[str, str]) -> None:
    item = package()
    tree = Graph(packages={item.purl: item}, roots={"": ((item.purl, scope),)})
    ((_, *found, ends, _),) = edges(replace(all_groups, graph=tree, assessments=(assessment(item),)))

    assert (*found, ends) == (*edge, {"example"})


def test_what_was_not_read_makes_a_relationship_incomplete(all_groups: Report) -> None:
    problem = Problem(stage="parse", subject="uv.lock:3", message="not TOML")

    assert {edge[-1] for edge in edges(replace(all_groups, problems=(problem,)))} == {"incomplete"}


def test_several_projects_are_parts_of_what_the_document_is_about() -> None:
    (contained,) = (edge for edge in edges(project("polyglot")) if edge[1] == "contains")

    assert len(contained[3]) == len(project("polyglot").graph.roots)


def test_another_content_has_other_identifiers(all_groups: Report) -> None:
    reports = (all_groups, replace(all_groups), replace(all_groups, online=True))

    assert len({graph(report)[0]["@id"] for report in reports}) == 2
