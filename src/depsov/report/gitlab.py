"""Code Quality for GitLab: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.

A jurisdiction is no bug: nothing is graver than `major`.
"""

from __future__ import annotations

from typing import Any

from depsov import phrases
from depsov.model import Location, Problem, Report, Severity, fingerprint
from depsov.report._findings import Placed, first_document, placed
from depsov.report._json import array
from depsov.report.escape import shown
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "render"]

ID = "gitlab"
MEDIA_TYPE = "application/json"

_SEVERITIES = {
    Severity.CRITICAL: "major",
    Severity.HIGH: "major",
    Severity.MEDIUM: "minor",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}

Table = dict[str, Any]


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - the list is for a platform
    """Return the findings that no exception accepts, and the problems, with a line for each."""
    first = first_document(report) or Location(file=".")
    findings = [_finding(item, first) for item in placed(report) if not item.is_accepted]
    problems = [_problem(item, number, first) for number, item in enumerate(report.problems)]
    return array([*findings, *problems]) + "\n"


def _finding(item: Placed, first: Location) -> Table:
    finding = item.finding
    severity = _SEVERITIES[finding.severity]
    return _issue(
        " ".join(part for part in (f"{finding.message}.", item.way) if part),
        finding.rule,
        # Of two with one fingerprint, GitLab shows the first.
        finding.fingerprint if item.count == 1 else f"{finding.fingerprint}-{item.count}",
        "minor" if severity == "info" and item.is_weighty else severity,
        item.place or first,
    )


def _problem(item: Problem, number: int, first: Location) -> Table:
    place = Location(file=item.subject) if item.is_of_reading else first
    name = fingerprint("not-done", item.stage, f"{item.subject}\0{item.message}\0{number}")
    return _issue(phrases.problem(item), "not-done", name, "minor" if item.is_of_reading else "info", place)


def _issue(description: str, check: str, name: str, severity: str, place: Location) -> Table:
    return {
        "description": shown(description),
        "check_name": check,
        "fingerprint": name,
        "severity": severity,
        "location": {"path": shown(place.file), "lines": {"begin": place.line or 1}},
    }
