"""What all report formats have in common: the list of them, the contract, and what a hostile name can do."""

from __future__ import annotations

import inspect
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from depsov.model import Report
from depsov.report import FORMATS, ReportFormat, badge, by_id, csv_table, github, gitlab, json_v1, markdown, sarif, text
from depsov.report.html import page as html
from depsov.report.sbom import cyclonedx_1_6, cyclonedx_1_7, spdx_2_3, spdx_3_0
from tests.report.nasty import NASTY, nasty_report
from tests.report.runner import commands

LISTED: list[ReportFormat] = [
    badge,
    csv_table,
    cyclonedx_1_6,
    cyclonedx_1_7,
    github,
    gitlab,
    html,
    json_v1,
    markdown,
    sarif,
    spdx_2_3,
    spdx_3_0,
    text,
]
"""Mypy holds each of these modules to the contract."""


def test_a_format_goes_by_its_id() -> None:
    assert {name: form.ID for name, form in by_id().items()} == {name: name for name in FORMATS}
    assert [*by_id()] == sorted(FORMATS)
    assert len(by_id()) == len(FORMATS)


def test_mypy_looks_at_every_format() -> None:
    assert {form.ID for form in LISTED} == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_what_the_contract_says(name: str) -> None:
    form = by_id()[name]

    assert "/" in form.MEDIA_TYPE
    assert list(inspect.signature(form.render).parameters) == ["report", "style"]
    assert {"ID", "MEDIA_TYPE", "render"} <= set(form.__all__)  # type: ignore[attr-defined]


def test_an_id_that_there_is_not() -> None:
    assert "nope" not in by_id()
    with pytest.raises(KeyError):
        by_id()["nope"]


def test_only_the_format_that_is_used_is_loaded() -> None:
    script = (
        "import sys\n"
        "from depsov.report import FORMATS, by_id\n"
        "assert 'sarif' in by_id()\n"
        "by_id()['json']\n"
        "loaded = [name for name, module in FORMATS.items() if f'depsov.report.{module}' in sys.modules]\n"
        "print(*loaded, *({'jinja2', 'babel', 'xml'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "json\n"


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_the_same_each_time(name: str) -> None:
    report = nasty_report("x")
    form = by_id()[name]

    assert form.render(report) == form.render(replace(report))
    assert form.render(report).endswith("\n")
    assert str(Path(__file__).parents[2]) not in form.render(report)


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_on_nothing(name: str, empty: Report) -> None:
    assert by_id()[name].render(empty).endswith("\n")


@pytest.mark.parametrize("name", FORMATS)
def test_a_hostile_name_reaches_no_reader_as_it_is(name: str) -> None:
    form = by_id()[name]
    for nasty in NASTY:
        rendered = form.render(nasty_report(nasty))

        rendered.encode()
        hidden = {sign for sign in rendered if not sign.isprintable() and sign not in "\r\n"}
        assert hidden <= {"\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}"}, nasty


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"github", "html"}))  # commands are its purpose; no log has it
def test_a_runner_that_sees_a_report_obeys_nothing_in_it(name: str) -> None:
    form = by_id()[name]
    for nasty in NASTY:
        assert commands(form.render(nasty_report(nasty))) == [], nasty
