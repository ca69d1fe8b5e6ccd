"""All facts of an organisation."""

from __future__ import annotations

from depsov.knowledge.facts import facts_of
from tests.knowledge_of import knowledge_of

KNOWLEDGE = knowledge_of(
    """
    [works]
    name = "Works GmbH"
    kind = "company"
    seat = { country = "DE", $own }
    head-office = { country = "FR", $press }
    parents = [{ id = "mega", until = 2020-01-01, $own }]
    independent = { $own }
    minority = [{ holder = "Fund", country = "US", percent = 30, $own }]
    levers = [{ kind = "closed", $own }]
    identified = { $pointer }

    [mega]
    name = "Mega"
    kind = "foundation"
    seat = { country = "US", $own }
    one-company = { $own }

    [crowd]
    name = "Crowd"
    kind = "community"
    home = { id = "mega", tie = "marks", $own }
    """
)


def test_every_fact_is_named() -> None:
    named = {item.id: [label for label, _ in facts_of(item)] for item in KNOWLEDGE.organisations()}
    assert named == {
        "crowd": ["home"],
        "mega": ["seat", "one-company"],
        "works": ["seat", "head-office", "parents mega", "minority Fund", "levers closed", "independent", "identified"],
    }
