"""Annotations, read as the runner of GitHub reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from depsov.model import Level, Location, Problem, Report, Severity
from depsov.report import github
from depsov.report.escape import shown
from tests.expected import check_expected
from tests.report.nasty import NASTY, nasty_report, nasty_text
from tests.report.runner import Command, commands
from tests.report.test_findings import SDK, finding


def _annotations(report: Report) -> list[Command]:
    text = github.render(report)
    found = commands(text)
    assert len(found) == text.count("\n")
    assert {item.name for item in found} <= {"notice", "warning"}
    return found


def test_a_report_in_full(all_groups: Report) -> None:
    check_expected("report/all-groups.github.txt", github.render(all_groups))


def test_a_finding_at_its_place(with_findings: Callable[..., Report]) -> None:
    item = replace(
        finding(Severity.HIGH, SDK, level=Level.FAIL, location=Location(file="a,b:c/uv.lock", line=7)),
        hint="leave it out:\n[[exception]]",
    )

    first, _ = _annotations(with_findings(item))

    assert first == Command(
        "warning",
        {"file": "a,b:c/uv.lock", "line": "7", "title": "depsov: outside-control, high, fails"},
        "what there is to say. The project names it itself.\nleave it out:\n[[exception]]",
    )


def test_the_whole_stands_last(all_groups: Report) -> None:
    *_, last = _annotations(all_groups)

    assert (last.name, last.properties) == ("notice", {"title": "depsov: the whole tree"})
    assert last.data.split("\n")[:2] == ["8 packages; coverage 87.5%.", "Outside Europe, one party decides: 2"]


def test_no_more_than_a_step_can_show(with_findings: Callable[..., Report]) -> None:
    weights = [Severity.LOW, Severity.MEDIUM, Severity.INFO, Severity.CRITICAL]
    found = _annotations(with_findings(*(finding(severity) for severity in weights for _ in range(8))))

    titles = [item.properties["title"] for item in found]
    assert titles == [
        *["depsov: outside-control, critical"] * 8,
        *["depsov: outside-control, medium"] * 2,
        *["depsov: outside-control, low"] * 8,
        "depsov: outside-control, info",
        "depsov: the whole tree",
    ]
    assert "Not shown, as a step can show 10 of each: 6 warnings and 7 notices." in found[-1].data
    assert [item.name for item in found].count("notice") == 10


def test_what_fails_is_shown_first(with_findings: Callable[..., Report]) -> None:
    heavy = (finding(Severity.CRITICAL),) * 12
    first, second, *_ = _annotations(with_findings(*heavy, finding(Severity.INFO, level=Level.FAIL)))

    assert first.properties["title"] == "depsov: outside-control, info, fails"
    assert second.properties["title"] == "depsov: outside-control, critical"


def test_what_an_exception_accepts_is_counted_alone(with_findings: Callable[..., Report]) -> None:
    (last,) = _annotations(with_findings(finding(level=Level.ACCEPTED)))

    assert "Accepted by exceptions of the policy: 1 finding." in last.data


def test_problems_are_notices(with_findings: Callable[..., Report]) -> None:
    problems = (
        Problem(stage="parse", subject="a/uv.lock", message="not TOML"),
        Problem(stage="gather", subject="index.example", message="no answer"),
    )

    first, second, third, _ = _annotations(replace(with_findings(finding()), problems=problems))

    assert first == Command(
        "notice", {"file": "a/uv.lock", "title": "depsov: not read, asked or decided"}, "a/uv.lock: not TOML"
    )
    assert second.properties == {"title": "depsov: not read, asked or decided"}
    assert third.properties["title"] == "depsov: outside-control, low"


def test_a_finding_on_nothing_has_no_file(empty: Report) -> None:
    first, _ = _annotations(replace(empty, findings=(finding(),)))

    assert first.properties == {"title": "depsov: outside-control, low"}


def _check_nasty(name: str) -> None:
    annotations = _annotations(nasty_report(name))

    assert len(annotations) == 7
    assert {item.properties.get("file", "uv.lock") for item in annotations} <= {"uv.lock", shown(name)}
    assert {key for item in annotations for key in item.properties} <= {"file", "line", "title"}


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_gives_no_command_of_its_own(name: str) -> None:
    _check_nasty(name)


@settings(max_examples=30, deadline=None)
@given(nasty_text())
def test_no_name_gives_a_command_of_its_own(name: str) -> None:
    _check_nasty(name)
