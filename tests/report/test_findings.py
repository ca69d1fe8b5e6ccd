"""Where findings are shown, and what is worth a warning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from depsov.model import Finding, Level, Location, Report, Severity
from depsov.report._findings import first_document, placed

SDK = "pkg:pypi/cloud-service-sdk@5.1"
PARSER = "pkg:pypi/tiny-parser@0.1"


def finding(
    severity: Severity = Severity.LOW,
    package: str | None = None,
    location: Location | None = None,
    level: Level | None = None,
    subject: str = "chart",
) -> Finding:
    return Finding(
        rule="outside-control",
        severity=severity,
        message="what there is to say",
        subject=subject,
        package=package,
        location=location,
        level=level,
    )


@pytest.mark.parametrize(
    ("item", "place"),
    [
        (finding(location=Location(file="depsov.lock", line=7), package=SDK), Location(file="depsov.lock", line=7)),
        (finding(package=SDK), Location(file="uv.lock", line=27)),
        (finding(package=SDK, location=Location(file="")), Location(file="uv.lock", line=27)),
        (finding(), Location(file="uv.lock")),
    ],
)
def test_the_place_of_a_finding(with_findings: Callable[..., Report], item: Finding, place: Location) -> None:
    assert [item.place for item in placed(with_findings(item))] == [place]


def test_a_finding_on_nothing_has_no_place(empty: Report) -> None:
    assert [item.place for item in placed(replace(empty, findings=(finding(),)))] == [None]
    assert first_document(empty) is None


def test_the_first_document_stands_highest(all_groups: Report) -> None:
    files = ["a/b/uv.lock", "b/uv.lock", "b/poetry.lock", "a/b/poetry.lock"]
    packages = {
        purl: replace(package, locations=(Location(file=file, line=1),))
        for file, (purl, package) in zip(files, all_groups.graph.packages.items(), strict=False)
    }

    report = replace(all_groups, graph=replace(all_groups.graph, packages=packages))

    assert first_document(report) == Location(file="b/poetry.lock")


@pytest.mark.parametrize(
    ("package", "way"),
    [(SDK, "The project names it itself."), (PARSER, "It comes in through cloud-service-sdk."), (None, "")],
)
def test_the_way_of_a_package(with_findings: Callable[..., Report], package: str | None, way: str) -> None:
    assert [item.way for item in placed(with_findings(finding(package=package)))] == [way]


def test_a_package_that_nothing_leads_to_has_no_way(all_groups: Report) -> None:
    graph = replace(all_groups.graph, roots={})
    report = replace(all_groups, graph=graph, findings=(finding(package=PARSER),))

    assert [item.way for item in placed(report)] == [""]


def test_the_heaviest_come_first(with_findings: Callable[..., Report]) -> None:
    report = with_findings(*(finding(severity) for severity in reversed(Severity)))

    assert [item.finding.severity for item in placed(report)] == list(Severity)


@pytest.mark.parametrize(
    ("severity", "level", "is_weighty"),
    [
        (Severity.CRITICAL, None, True),
        (Severity.HIGH, None, True),
        (Severity.MEDIUM, Level.WARN, True),
        (Severity.LOW, None, False),
        (Severity.LOW, Level.WARN, False),
        (Severity.INFO, Level.FAIL, True),
        (Severity.INFO, None, False),
    ],
)
def test_what_is_worth_a_warning(
    with_findings: Callable[..., Report], severity: Severity, level: Level | None, *, is_weighty: bool
) -> None:
    assert [item.is_weighty for item in placed(with_findings(finding(severity, level=level)))] == [is_weighty]


def test_findings_of_one_fingerprint_are_told_apart(with_findings: Callable[..., Report]) -> None:
    report = with_findings(finding(), finding(subject="map"), finding())

    found = [(item.finding.subject, item.count) for item in placed(report)]

    assert found == [("chart", 1), ("map", 1), ("chart", 2)]
