"""Code Quality against what GitLab documents of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from depsov.model import Finding, Level, Location, Problem, Report, Severity
from depsov.report import gitlab
from tests.expected import check_expected
from tests.report.nasty import HIDDEN, NASTY, nasty_report
from tests.report.test_findings import finding

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major"]},  # never critical or blocker
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""


def _issues(report: Report) -> list[dict[str, Any]]:
    issues = json.loads(gitlab.render(report))
    jsonschema.validate(issues, SCHEMA)
    names = [item["fingerprint"] for item in issues]
    assert len(names) == len(set(names))
    assert isinstance(issues, list)
    return issues


def test_a_report_in_full(all_groups: Report) -> None:
    check_expected("report/all-groups.gitlab.json", gitlab.render(all_groups))


@pytest.mark.parametrize(
    ("item", "severity"),
    [
        (finding(Severity.CRITICAL), "major"),
        (finding(Severity.HIGH), "major"),
        (finding(Severity.MEDIUM), "minor"),
        (finding(Severity.LOW), "minor"),
        (finding(Severity.INFO), "info"),
        (finding(Severity.INFO, level=Level.FAIL), "minor"),
    ],
)
def test_the_severity_of_an_issue(with_findings: Callable[..., Report], item: Finding, severity: str) -> None:
    assert [issue["severity"] for issue in _issues(with_findings(item))] == [severity]


def test_a_fingerprint_is_that_of_the_finding(all_groups: Report) -> None:
    assert [item["fingerprint"] for item in _issues(all_groups)] == [
        item.fingerprint for item in sorted(all_groups.findings, key=lambda finding: finding.severity.rank)
    ]


def test_two_findings_of_one_fingerprint_are_both_shown(with_findings: Callable[..., Report]) -> None:
    first, second = (item["fingerprint"] for item in _issues(with_findings(finding(), finding())))

    assert (first, second) == (finding().fingerprint, f"{first}-2")


def test_what_an_exception_accepts_is_no_issue(with_findings: Callable[..., Report]) -> None:
    assert _issues(with_findings(finding(level=Level.ACCEPTED))) == []


def test_problems_are_issues(with_findings: Callable[..., Report]) -> None:
    problems = (
        Problem(stage="parse", subject="a/uv.lock", message="not TOML"),
        Problem(stage="gather", subject="index.example", message="no answer"),
        Problem(stage="gather", subject="index.example", message="no answer"),
    )

    issues = _issues(replace(with_findings(), problems=problems))

    assert [(item["check_name"], item["severity"], item["location"]["path"]) for item in issues] == [
        ("not-done", "minor", "a/uv.lock"),
        ("not-done", "info", "uv.lock"),
        ("not-done", "info", "uv.lock"),
    ]


def test_a_finding_on_nothing_has_a_place_all_the_same(empty: Report) -> None:
    (issue,) = _issues(replace(empty, findings=(finding(location=Location(file="")),)))

    assert issue["location"] == {"path": ".", "lines": {"begin": 1}}


def test_a_report_on_nothing(empty: Report) -> None:
    assert gitlab.render(empty) == "[]\n"


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_stays_text(name: str) -> None:
    issues = _issues(nasty_report(name))

    assert len(issues) == 6
    assert not set(json.dumps(issues, ensure_ascii=False)) & set(HIDDEN)
