"""The table, read by Python's own reader, as a spreadsheet with commas would."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given, settings

from depsov.model import Report
from depsov.report import csv_table
from depsov.report.escape import shown
from tests.expected import check_expected
from tests.report.nasty import NASTY, nasty_report, nasty_text


def _rows(report: Report) -> list[dict[str, str]]:
    text = csv_table.render(report)
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert not any("\n" in line or "\r" in line for line in lines)
    rows = list(csv.DictReader(StringIO(text, newline=""), strict=True))
    assert len(rows) == len(lines) - 1 == len(report.assessments)
    assert all(tuple(row) == csv_table.HEADER and None not in row.values() for row in rows)
    return rows


def test_a_report_in_full(all_groups: Report) -> None:
    text = csv_table.render(all_groups)

    check_expected("report/all-groups.csv", text.replace("\r\n", "\n"))


def test_the_columns_stay_where_they_are() -> None:
    assert csv_table.HEADER[:14] == (
        "purl", "ecosystem", "name", "version", "scope", "direct", "verdict", "reason", "group",
        "decided_by", "country", "controller", "controller_country", "jurisdictions",
    )  # fmt: skip
    assert csv_table.HEADER[14:] == (
        "severity", "strength", "confidence", "contested", "file", "line", "path", "resolved",
        "perimeter", "as_of", "knowledge",
    )  # fmt: skip


def test_a_package_in_full(all_groups: Report) -> None:
    row = next(row for row in _rows(all_groups) if row["name"] == "cloud-service-sdk")

    assert row == {
        "purl": "pkg:pypi/cloud-service-sdk@5.1",
        "ecosystem": "pypi",
        "name": "cloud-service-sdk",
        "version": "5.1",
        "scope": "runtime",
        "direct": "yes",
        "verdict": "outside",
        "reason": "by-parent",
        "group": "one-party-outside",
        "decided_by": "Example Cloud France SAS",
        "country": "FR",
        "controller": "Example Holdings, Inc.",
        "controller_country": "US",
        "jurisdictions": "FR US",
        "severity": "critical",
        "strength": "5",
        "confidence": "medium",
        "contested": "no",
        "file": "uv.lock",
        "line": "27",
        "path": "cloud-service-sdk",
        "resolved": "no",
        "perimeter": "Europe",
        "as_of": "2026-06-30",
        "knowledge": "DATE",
    }


def test_who_decides_where_there_is_no_organisation(all_groups: Report) -> None:
    rows = {row["name"]: row for row in _rows(all_groups)}

    assert (rows["tiny-parser"]["decided_by"], rows["tiny-parser"]["controller"]) == ("one person", "")
    assert rows["nobody-knows"]["decided_by"] == "unknown"
    assert rows["tiny-parser"]["path"] == "cloud-service-sdk > tiny-parser"


def test_a_package_that_nothing_is_known_of(all_groups: Report) -> None:
    first, *_ = all_groups.assessments
    bare = replace(first, package=replace(first.package, version=None, locations=(), resolved=True))

    (row,) = _rows(replace(all_groups, assessments=(bare,)))

    assert [row[key] for key in ("version", "file", "line", "resolved")] == ["", "", "", "yes"]


def test_a_report_on_nothing(empty: Report) -> None:
    assert csv_table.render(empty) == ",".join(csv_table.HEADER) + "\r\n"


def _check_nasty(name: str) -> None:
    rows = _rows(nasty_report(name))

    plain = shown(name).replace("'", "").replace(r"#\#", "##")
    assert plain in [row["name"].replace("'", "").replace(r"#\#", "##") for row in rows]
    for row in rows:
        for cell in row.values():
            assert not re.match(r"\s*[=+\-@]", cell)
        assert re.fullmatch(r"pkg:[\x21-\x7e]+", row["purl"])


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_is_one_cell_and_no_formula(name: str) -> None:
    _check_nasty(name)


@settings(max_examples=30, deadline=None)
@given(nasty_text())
def test_any_name_is_one_cell_and_no_formula(name: str) -> None:
    _check_nasty(name)
