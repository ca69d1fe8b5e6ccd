"""`depsov org` as a whole program, over the shipped knowledge."""

from __future__ import annotations

import pytest

from tests.cli.program import Program

OPEN_LETTER = [
    *("Mistral AI", "Linagora", "Kyutai", "Hugging Face", "Black Forest Labs", "Probabl", "Nextcloud", "EleutherAI"),
    *("Red Hat", "APELL", "Wikimedia Foundation", "Wikimedia Deutschland", "Mozilla Foundation", "GC.OS", "DeepSeek"),
    *("Open Source Initiative", "Creative Commons", "Eclipse Foundation", "OW2"),
]


@pytest.mark.parametrize("name", OPEN_LETTER)
def test_every_organisation_of_the_open_letter_is_answered_for_with_a_source(program: Program, name: str) -> None:
    result = program("org", name)

    assert result.code == 0
    assert "seat: " in result.out
    assert "https://" in result.out


def test_the_chain_to_the_parent(program: Program) -> None:
    result = program("org", "Red Hat")

    assert "parent of Red Hat, Inc.: International Business Machines Corporation (US), since 2019-07-09" in result.out
    assert "its parent sits outside Europe" in result.out


def test_before_the_deal(program: Program) -> None:
    result = program("org", "red-hat", "--as-of", "2019-01-01")

    assert "not on this day: parent International Business Machines Corporation" in result.out
    assert "its seat is outside Europe" in result.out


def test_an_identity_names_its_holder(program: Program) -> None:
    assert program("org", "npm:@nextcloud").out.startswith("Nextcloud GmbH")


def test_one_unknown_name_beside_a_known_one(program: Program) -> None:
    result = program("org", "nextcloud", "No Such Organisation")

    assert result.code == 0
    assert "No Such Organisation: not listed" in result.err


def test_only_unknown_names(program: Program) -> None:
    assert program("org", "No Such Organisation").code == 3
