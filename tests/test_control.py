"""Who stands above an organisation, on which day."""

from __future__ import annotations

import pytest

from depsov.control import Control
from depsov.knowledge import Knowledge
from tests.knowledge_of import knowledge_of

PARENTS = """
[example-works]
name = "Example Works GmbH"
kind = "company"
seat = { country = "DE", $own }
parents = [
    { id = "example-holding", until = 2024-06-01, $press },
    { id = "sample-corp", since = 2024-06-01, $press },
]

[example-holding]
name = "Example Holding SAS"
kind = "company"
seat = { country = "FR", $own }

[sample-corp]
name = "Sample Corp."
kind = "company"
seat = { country = "US", $own }
parents = [{ id = "sample-group", since = 2025-03-01, $press }]

[sample-group]
name = "Sample Group Ltd."
kind = "company"
seat = { country = "JP", $own }
"""


def _control(knowledge: Knowledge, as_of: str = "2026-06-01") -> Control:
    return Control(knowledge, as_of)


def _ends(text: str, key: str, as_of: str = "2026-06-01") -> list[str]:
    knowledge = knowledge_of(text)
    return [item.id for item in _control(knowledge, as_of).ends(knowledge.organisation(key))]


@pytest.mark.parametrize(
    ("as_of", "ends"),
    [
        ("2020-01-01", ["example-holding"]),
        ("2024-05-31", ["example-holding"]),
        ("2024-06-01", ["sample-corp"]),
        ("2025-02-28", ["sample-corp"]),
        ("2025-03-01", ["sample-group"]),
    ],
)
def test_ownership_is_that_of_the_day(as_of: str, ends: list[str]) -> None:
    assert _ends(PARENTS, "example-works", as_of) == ends


def test_deal_counts_from_its_closing() -> None:
    text = PARENTS.replace("since = 2025-03-01", "announced = 2025-03-01")
    assert _ends(text, "sample-corp") == ["sample-corp"]
    text = PARENTS.replace("since = 2025-03-01", "announced = 2025-03-01, since = 2025-09-01")
    assert _ends(text, "sample-corp", "2025-08-31") == ["sample-corp"]
    assert _ends(text, "sample-corp", "2025-09-01") == ["sample-group"]


def test_organisation_without_parent_is_its_own_end() -> None:
    assert _ends(PARENTS, "sample-group") == ["sample-group"]


def test_chain_is_nearest_first_and_carries_kind_fact_and_date() -> None:
    knowledge = knowledge_of(PARENTS)
    chain = _control(knowledge).chain(knowledge.organisation("example-works"))
    assert [(link.organisation.id, link.to.id, link.kind, link.since) for link in chain] == [
        ("example-works", "sample-corp", "ownership", "2024-06-01"),
        ("sample-corp", "sample-group", "ownership", "2025-03-01"),
    ]
    assert {link.fact.by for link in chain} == {"press"}


COMMUNITY = """
[example-project]
name = "Example Project"
kind = "community"
home = { id = "example-umbrella", tie = "TIE", $own }

[example-umbrella]
name = "Example Umbrella"
kind = "community"
home = { id = "example-foundation", tie = "comprehensive", $own }

[example-foundation]
name = "Example Foundation e.V."
kind = "association"
seat = { country = "DE", $own }
"""


@pytest.mark.parametrize(
    ("tie", "controller"),
    [("comprehensive", "example-foundation"), ("marks", "example-project"), ("money", "example-project")],
)
def test_only_a_comprehensive_home_is_a_step_upwards(tie: str, controller: str) -> None:
    control = _control(knowledge_of(COMMUNITY.replace("TIE", tie)))
    assert control.controller("example-project").id == controller


def test_home_of_a_home_is_the_controller_and_its_parent_above_it() -> None:
    owned = COMMUNITY.replace("TIE", "comprehensive").replace(
        'seat = { country = "DE", $own }', 'seat = { country = "DE", $own }\nparents = [{ id = "sample-group", $own }]'
    )
    control = _control(knowledge_of(owned + PARENTS))
    assert control.controller("example-project").id == "sample-group"
    links = control.chain(control.knowledge.organisation("example-project"))
    assert [link.kind for link in links] == ["legal-home", "legal-home", "ownership"]


JOINT = """
[joint-works]
name = "Joint Works GmbH"
kind = "company"
seat = { country = "DE", $own }
parents = [{ id = "north-corp", $own }, { id = "south-corp", tie = "veto", $own }]

[north-corp]
name = "North Corp."
kind = "company"
seat = { country = "NO", $own }
parents = [{ id = "top-corp", $own }]

[south-corp]
name = "South Corp."
kind = "company"
seat = { country = "JP", $own }

[top-corp]
name = "Top Corp."
kind = "company"
seat = { country = "US", $own }
parents = [{ id = "summit-corp", $own }]

[summit-corp]
name = "Summit Corp."
kind = "company"
seat = { country = "US", $own }
"""


def test_joint_parents_each_have_an_end_and_a_veto_counts() -> None:
    assert _ends(JOINT, "joint-works") == ["south-corp", "summit-corp"]


def test_every_step_of_joint_parents_is_in_the_chain() -> None:
    knowledge = knowledge_of(JOINT)
    chain = _control(knowledge).chain(knowledge.organisation("joint-works"))
    assert {(link.organisation.id, link.to.id, link.kind) for link in chain} == {
        ("joint-works", "north-corp", "ownership"),
        ("joint-works", "south-corp", "veto"),
        ("north-corp", "top-corp", "ownership"),
        ("top-corp", "summit-corp", "ownership"),
    }


def test_step_that_two_branches_share_stands_once_in_the_chain() -> None:
    text = JOINT.replace('name = "South Corp."', 'name = "South Corp."\nparents = [{ id = "top-corp", $own }]')
    knowledge = knowledge_of(text)
    chain = _control(knowledge).chain(knowledge.organisation("joint-works"))
    steps = [(link.organisation.id, link.to.id) for link in chain]
    assert steps.count(("top-corp", "summit-corp")) == 1


def test_owners_in_a_circle_end_with_the_organisation_itself() -> None:
    # The linter refuses a circle that holds today; dates can still make one for a day in the past.
    text = """
    [one-corp]
    name = "One Corp."
    kind = "company"
    seat = { country = "US", $own }
    parents = [{ id = "two-corp", until = 2021-01-01, $own }]

    [two-corp]
    name = "Two Corp."
    kind = "company"
    seat = { country = "US", $own }
    parents = [{ id = "one-corp", until = 2021-01-01, $own }]
    """
    assert _ends(text, "one-corp", "2020-01-01") == ["one-corp"]
    assert _ends(text, "two-corp", "2020-01-01") == ["two-corp"]
