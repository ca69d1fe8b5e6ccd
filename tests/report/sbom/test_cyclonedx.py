"""CycloneDX documents of depsov's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from depsov.model import Location, Report, Scope
from depsov.report import ReportFormat
from depsov.report.sbom import cyclonedx_1_6, cyclonedx_1_7
from tests.expected import check_expected
from tests.made import assessment, package
from tests.report.nasty import NASTY, nasty_report
from tests.report.sbom.scanned import project
from tests.report.sbom.validators import properties, valid

FORMATS: Mapping[str, ReportFormat] = {"1.6": cyclonedx_1_6, "1.7": cyclonedx_1_7}

Table = dict[str, Any]


def bill(report: Report) -> Table:
    return valid(cyclonedx_1_6.render(report))


def components(report: Report) -> dict[str, Table]:
    return {item["name"]: item for item in bill(report)["components"]}


def only(report: Report, *assessments: Any) -> Report:
    """Return the report with other assessments; what the graph says is not looked at."""
    graph = replace(report.graph, packages={item.package.purl: item.package for item in assessments}, roots={"": ()})
    return replace(report, graph=graph, assessments=assessments)


def test_a_document(all_groups: Report) -> None:
    check_expected("sbom/all-groups.cyclonedx.json", cyclonedx_1_6.render(all_groups))


def test_the_versions_differ_in_nothing_else(all_groups: Report) -> None:
    older, newer = (valid(form.render(all_groups)) for form in FORMATS.values())

    assert {key for key in older if older[key] != newer[key]} == {"$schema", "specVersion", "serialNumber"}


@pytest.mark.parametrize("version", FORMATS)
@pytest.mark.parametrize("name", ["all-groups", "polyglot"])
def test_a_document_is_valid(version: str, name: str) -> None:
    assert valid(FORMATS[version].render(project(name)))["specVersion"] == version


@pytest.mark.parametrize("version", FORMATS)
@pytest.mark.parametrize("name", NASTY)
def test_a_document_with_hostile_names_is_valid(version: str, name: str) -> None:
    valid(FORMATS[version].render(nasty_report(name)))


def test_a_document_on_nothing_is_valid(empty: Report) -> None:
    assert bill(empty)["components"] == []


def test_who_supplies_a_package_stands_where_it_is_a_fact(all_groups: Report) -> None:
    found = {name: item.get("supplier") for name, item in components(all_groups).items()}
    cloud = {"name": "Example Cloud France SAS", "address": {"country": "FR"}}

    assert {name: supplier for name, supplier in found.items() if supplier} == {
        "cloud-service-sdk": cloud,
        "cloud-tools": cloud,
        "works-forms": {"name": "Example Works GmbH", "address": {"country": "DE"}},
    }
    assert all(item.get("manufacturer") == item.get("supplier") for item in components(all_groups).values())


def test_an_answer_that_is_only_claimed_stands_in_properties_alone(all_groups: Report) -> None:
    item = components(all_groups)["srl-letters"]

    assert "supplier" not in item
    assert properties(item)["depsov:steward"] == "Example SRL"


def test_who_controls_a_supplier_stands_beside_it(all_groups: Report) -> None:
    said = properties(components(all_groups)["cloud-service-sdk"])

    assert said["depsov:controller:country"] == "US"
    assert said["depsov:jurisdictions"] == "FR,US"


def test_what_holds_for_all_stands_once(all_groups: Report) -> None:
    said = properties(bill(all_groups)["metadata"])

    assert said["depsov:knowledge"] == "DATE"
    assert said["depsov:perimeter"] == "europe"
    assert "DE" in said["depsov:perimeter:countries"].split(",")
    assert (said["depsov:packages"], said["depsov:coverage"]) == ("8", "0.8750")


@pytest.mark.parametrize(
    ("scope", "written"),
    [
        (Scope.RUNTIME, "required"),
        (Scope.OPTIONAL, "optional"),
        (Scope.BUILD, "excluded"),
        (Scope.DEVELOPMENT, "excluded"),
    ],
)
def test_a_scope_is_that_of_the_format_and_our_own(all_groups: Report, scope: Scope, written: str) -> None:
    (item,) = bill(only(all_groups, assessment(package(scope=scope))))["components"]

    assert (item["scope"], properties(item)["depsov:scope"]) == (written, scope.value)


@pytest.mark.parametrize(
    ("ecosystem", "name", "group", "last"),
    [
        ("pypi", "arrays", None, "arrays"),
        ("npm", "@works/forms", "@works", "forms"),
        ("maven", "example.works/forms", "example.works", "forms"),
        ("golang", "works.example/forms/v2", "works.example/forms", "v2"),
    ],
)
def test_a_namespace_is_the_group(all_groups: Report, ecosystem: str, name: str, group: str | None, last: str) -> None:
    (item,) = bill(only(all_groups, assessment(package(name, ecosystem))))["components"]

    assert (item.get("group"), item["name"]) == (group, last)


def test_a_package_without_version_has_none(all_groups: Report) -> None:
    (item,) = bill(only(all_groups, assessment(package(version=None))))["components"]

    assert "version" not in item


def test_a_package_is_shown_in_all_its_places(all_groups: Report) -> None:
    places = (Location(file="web/uv.lock", line=3), Location(file=".venv"))
    (item,) = bill(only(all_groups, assessment(replace(package(), locations=places))))["components"]

    assert item["evidence"]["occurrences"] == [{"location": "web/uv.lock", "line": 3}, {"location": ".venv"}]


def test_one_project_is_what_the_document_is_about(all_groups: Report) -> None:
    document = bill(all_groups)
    top = document["metadata"]["component"]

    assert top == {"type": "application", "bom-ref": "project", "name": "project"}
    assert document["dependencies"][0]["ref"] == "project"
    assert len(document["dependencies"][0]["dependsOn"]) == 6


def test_several_projects_are_parts_of_what_the_document_is_about() -> None:
    document = bill(project("polyglot"))
    top = document["metadata"]["component"]
    edges = {item["ref"]: item["dependsOn"] for item in document["dependencies"]}

    parts = {part["bom-ref"] for part in top["components"]}
    assert set(edges["project"]) == parts
    assert len(parts) == len(project("polyglot").graph.roots)
    assert all(part in edges for part in parts)


def test_folders_that_look_alike_are_not_one(all_groups: Report) -> None:
    graph = replace(all_groups.graph, roots={"a\u200b": (), "a\u200c": ()})
    parts = bill(replace(all_groups, graph=graph))["metadata"]["component"]["components"]

    assert len({part["bom-ref"] for part in parts}) == 2
    assert len({part["name"] for part in parts}) == 1


def test_every_package_is_in_the_graph_and_in_a_composition(all_groups: Report) -> None:
    for report in (all_groups, project("polyglot")):
        document = bill(report)
        refs = {item["bom-ref"] for item in document["components"]}
        composed = [ref for item in document["compositions"] for ref in item["dependencies"]]

        assert refs < {item["ref"] for item in document["dependencies"]}
        assert len(composed) == len(set(composed))
        assert refs < set(composed)


def test_what_no_lockfile_tells_is_incomplete() -> None:
    document = bill(project("polyglot"))
    incomplete = {
        ref for item in document["compositions"] if item["aggregate"] == "incomplete" for ref in item["dependencies"]
    }

    assert "pkg:maven/example.cloud/push@1.9" in incomplete  # of a Gradle build without lockfile
    assert not any(ref.startswith("pkg:cargo/") for ref in incomplete)


def test_another_content_has_another_serial_number(all_groups: Report) -> None:
    assert len({bill(report)["serialNumber"] for report in (all_groups, replace(all_groups, online=True))}) == 2
    assert bill(all_groups)["serialNumber"] == bill(replace(all_groups))["serialNumber"]
