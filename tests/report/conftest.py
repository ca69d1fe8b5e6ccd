"""Reports that several formats are tested with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import chdir
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from depsov.model import GROUPS, Finding, Graph, Report, Summary, Verdict
from depsov.pipeline import scan

PROJECT = Path(__file__).parents[1] / "data" / "projects" / "all-groups"


@pytest.fixture(scope="session")
def all_groups() -> Report:
    """Return the report on a project with a package of each group, with no version that moves."""
    with chdir(PROJECT):  # paths are told from there
        report = scan(as_of=date(2026, 6, 30))
    return replace(report, depsov="VERSION", knowledge_version="DATE", knowledge_oldest="DATE")


@pytest.fixture
def empty(all_groups: Report) -> Report:
    """Return a report on nothing."""
    summary = Summary(
        packages=0,
        coverage=1.0,
        by_group=dict.fromkeys(GROUPS, 0),
        by_verdict={verdict.value: 0 for verdict in Verdict},
        by_controller=(),
        by_jurisdiction={},
    )
    return replace(
        all_groups, graph=Graph(packages={}, roots={}), summary=summary, assessments=(), findings=(), platforms=()
    )


@pytest.fixture
def with_findings(all_groups: Report) -> Callable[..., Report]:
    """Return a function that puts findings in the place of those of the report."""

    def put(*findings: Finding) -> Report:
        return replace(all_groups, findings=findings)

    return put
