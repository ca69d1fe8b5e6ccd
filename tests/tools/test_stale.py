"""Facts that somebody should look at again."""

from __future__ import annotations

from datetime import date

import pytest

from tests.knowledge_of import CURATED, READ, entry, knowledge_of
from tools import stale

KNOWLEDGE = knowledge_of(
    """
    [works]
    name = "Works GmbH"
    kind = "company"
    seat = { country = "DE", $own }
    identities = ["github:works"]
    identified = { $pointer }
    """,
    pypi=entry("works", "a", "b"),
)


@pytest.mark.parametrize(
    ("before", "pointers", "labels"),
    [
        (date.fromisoformat(READ), False, []),
        (date.fromisoformat(CURATED), False, ["packages/pypi: a and 1 more", "works: seat"]),
        (date.fromisoformat(READ), True, ["works: identified"]),
        (date(2027, 1, 1), False, ["packages/pypi: a and 1 more", "works: seat", "works: identified"]),
    ],
)
def test_old_facts_oldest_first(before: date, pointers: bool, labels: list[str]) -> None:  # noqa: FBT001
    assert [label for label, _ in stale.stale(KNOWLEDGE, before, pointers=pointers)] == labels


def test_main_tells_by_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert stale.main(["--as-of", "2026-01-01"]) == 0
    assert stale.main(["--as-of", "2099-01-01"]) == 1
    assert capsys.readouterr().out.endswith("facts to look at\n")
