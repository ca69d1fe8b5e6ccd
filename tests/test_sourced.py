"""What a report carries of the knowledge base: every fact with its source."""

from __future__ import annotations

from datetime import date

import pytest

from depsov.assess import Assessor
from depsov.by_name import judge_by_name
from depsov.control import Control
from depsov.knowledge import Knowledge
from depsov.model import Assessment, Facts, Statement
from depsov.pipeline import scan
from depsov.sourced import dossier, facts_on
from tests.cli.program import PROJECTS
from tests.knowledge_of import READ, entry, knowledge_of
from tests.made import EUROPE

DAY = "2026-06-30"

ORGANISATIONS = """
[example-cloud]
name = "Example Cloud SAS"
kind = "company"
note = "A note."
seat = { country = "FR", $own }
head-office = { country = "US", $press }
parents = [
    { id = "example-holdings", since = 2020-03-01, $press },
    { id = "former-parent", since = 2010-01-01, until = 2020-03-01, $pointer },
]
minority = [{ holder = "Sample funds", country = "US", percent = 30, $press }]
levers = [{ kind = "service", $own }]
identities = ["github:example-cloud"]
identified = { $own }
presumed = ["npm:@cloud"]

[example-holdings]
name = "Example Holdings, Inc."
kind = "company"
seat = { country = "US", $register }

[former-parent]
name = "Former Parent AG"
kind = "company"
seat = { country = "CH", $own }
independent = { $own }

[sample-foundation]
name = "Sample Foundation"
kind = "foundation"
seat = { country = "US", $own }
one-company = { $own }

[sample-collective]
name = "Sample Collective"
kind = "community"
home = { id = "sample-foundation", tie = "money", $own }
"""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    packages = entry("example-cloud", "sdk", alternates=("individual", "sample-collective"), note="Why.")
    return knowledge_of(ORGANISATIONS, pypi=packages + entry("individual", "tiny"), npm="")


@pytest.fixture(scope="module")
def control(knowledge: Knowledge) -> Control:
    return Control(knowledge, DAY)


def _judged(control: Control, name: str, ecosystem: str = "pypi") -> Assessment:
    return judge_by_name(ecosystem, name, control, Assessor(control, EUROPE, {}))


def _told(control: Control, key: str) -> list[tuple[str, str, str | None]]:
    return [
        (item.kind, item.of, item.other or item.country or item.detail)
        for item in dossier(control.knowledge.organisation(key), control).statements
    ]


def test_the_facts_on_an_organisation_in_the_order_in_which_they_are_told(control: Control) -> None:
    assert _told(control, "example-cloud") == [
        ("seat", "Example Cloud SAS", "FR"),
        ("head-office", "Example Cloud SAS", "US"),
        ("ownership", "Example Cloud SAS", "Example Holdings, Inc."),
        ("seat", "Example Holdings, Inc.", "US"),
        ("not-now", "Example Cloud SAS", "Former Parent AG"),
        ("minority", "Example Cloud SAS", "Sample funds"),
        ("lever", "Example Cloud SAS", "service"),
    ]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("former-parent", ("independent", "Former Parent AG", None)),
        ("sample-foundation", ("one-company", "Sample Foundation", None)),
        ("sample-collective", ("money", "Sample Collective", "Sample Foundation")),
    ],
)
def test_what_is_often_taken_for_control_or_its_absence(
    control: Control, key: str, expected: tuple[str, str, str | None]
) -> None:
    assert _told(control, key)[-1] == expected


def test_a_statement_has_its_source_its_date_and_whether_somebody_read_it(control: Control) -> None:
    statements = dossier(control.knowledge.organisation("example-cloud"), control).statements

    assert statements[0] == Statement(
        kind="seat",
        of="Example Cloud SAS",
        country="FR",
        url="https://example.org/own",
        date=READ,
        is_read=True,
    )
    assert (statements[2].since, statements[4].until) == ("2020-03-01", "2020-03-01")
    assert (statements[4].url, statements[4].is_read) == ("https://example.org/pointer", False)
    assert statements[5].percent == 30


def test_packages_and_alternates_are_told_too(control: Control) -> None:
    facts = facts_on([_judged(control, "sdk"), _judged(control, "tiny")], control)

    assert list(facts.organisations) == ["example-cloud", "sample-collective"]
    assert facts.organisations["example-cloud"].note == "A note."
    assert facts.packages["pkg:pypi/sdk"].note == "Why."
    assert facts.packages["pkg:pypi/tiny"].of == "individual"


def test_an_identity_is_shown_or_only_presumed(control: Control) -> None:
    facts = facts_on([_judged(control, "@cloud/sdk", "npm")], control)

    assert facts.identities == {"npm:@cloud": Statement(kind="identity", of="Example Cloud SAS")}


def test_nothing_is_stated_on_nothing(control: Control) -> None:
    assert facts_on([], control) == Facts()


def test_a_report_has_the_facts_on_its_packages_and_no_others() -> None:
    report = scan(PROJECTS / "all-groups", as_of=date(2026, 6, 30))

    assert set(report.facts().organisations) == {item.steward.id for item in report.assessments if item.steward}
    assert len(report.facts().packages) == 7
