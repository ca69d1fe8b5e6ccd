"""A package of which only the name is known."""

from __future__ import annotations

import pytest

from depsov.assess import Assessor
from depsov.by_name import judge_by_name
from depsov.control import Control
from depsov.model import Reason, Verdict
from depsov.perimeter import always, choose
from tests.knowledge_of import entry, knowledge_of

KNOWLEDGE = knowledge_of(
    """
    [works]
    name = "Works GmbH"
    kind = "company"
    seat = { country = "DE", $own }
    independent = { $own }
    identities = ["npm:@works", "maven:org.works"]
    identified = { $own }
    """,
    pypi=entry("works", "works-tool"),
)
CONTROL = Control(KNOWLEDGE, "2026-06-30")
ASSESSOR = Assessor(CONTROL, choose("europe", KNOWLEDGE.perimeters()), always(KNOWLEDGE.perimeters()))


@pytest.mark.parametrize(
    ("ecosystem", "name", "verdict", "reason"),
    [
        ("pypi", "Works_Tool", Verdict.INSIDE, Reason.CLEAN),
        ("npm", "@works/part", Verdict.INSIDE, Reason.CLEAN),
        ("maven", "org.works.part/core", Verdict.INSIDE, Reason.CLEAN),
        ("npm", "@nobody/part", Verdict.UNKNOWN, Reason.UNLISTED_IDENTITY),
        ("pypi", "nobody-knows", Verdict.UNKNOWN, Reason.NO_EVIDENCE),
    ],
)
def test_name_and_namespace_are_all_the_evidence(ecosystem: str, name: str, verdict: Verdict, reason: Reason) -> None:
    judged = judge_by_name(ecosystem, name, CONTROL, ASSESSOR)
    assert (judged.verdict, judged.reason) == (verdict, reason)
    assert judged.package.version is None
