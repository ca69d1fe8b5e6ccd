"""depsov reads the SBOMs that it writes: the same packages, versions, edges and projects' wishes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depsov.model import Report, Scope
from depsov.report import by_id
from tests.report.sbom.scanned import project, scanned

FORMATS = ("cyclonedx", "cyclonedx-1.7", "spdx", "spdx-3")

AT_RUN_TIME = (Scope.RUNTIME, Scope.OPTIONAL)

# One folder asks for it without version: an SBOM has one folder, and there the version of the other file is meant.
ASKED_FOR_TWICE = {"pkg:conda/example-logging"}


def read_back(name: str, form: str) -> Report:
    return scanned(by_id()[form].render(project(name)))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["all-groups", "polyglot"])
def test_an_sbom_is_read_back_as_it_was(name: str, form: str) -> None:
    before, after = project(name).graph, read_back(name, form).graph

    assert set(before.packages) - ASKED_FOR_TWICE == set(after.packages)
    for purl, package in after.packages.items():
        original = before.packages[purl]
        assert (package.name, package.version) == (original.name, original.version)
        assert package.requires == original.requires
        assert package.direct == original.direct
        assert (package.scope in AT_RUN_TIME) == (original.scope in AT_RUN_TIME)


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_of_an_sbom_of_our_own_is_a_problem(form: str) -> None:
    assert read_back("polyglot", form).problems == ()


@pytest.mark.parametrize("form", FORMATS)
def test_an_sbom_of_our_own_is_judged_alike(form: str) -> None:
    """What we say of a package is no evidence of it."""
    before, after = project("all-groups"), read_back("all-groups", form)

    assert [(item.package.purl, item.verdict, item.reason, item.confidence) for item in before.assessments] == [
        (item.package.purl, item.verdict, item.reason, item.confidence) for item in after.assessments
    ]


@pytest.mark.parametrize(("given", "form"), [("cyclonedx", "spdx"), ("cyclonedx", "spdx-3"), ("spdx", "cyclonedx")])
def test_an_sbom_of_another_family_becomes_a_new_document(given: str, form: str) -> None:
    report = read_back("all-groups", given)
    written = by_id()[form].render(report)

    assert written == by_id()[form].render(replace(report, sbom=None))
    assert {purl for purl in report.graph.packages if purl in written} == set(report.graph.packages)
