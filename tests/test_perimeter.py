"""The countries that count as inside, by name or by code."""

from __future__ import annotations

import pytest

from depsov.errors import UsageError
from depsov.knowledge import load
from depsov.perimeter import ALWAYS, choose
from tests.knowledge_of import knowledge_of

NAMED = knowledge_of().perimeters()

MEMBERS = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT",
    "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
]  # fmt: skip
OUTERMOST = [
    "AX",
    "GF",
    "GP",
    "MF",
    "MQ",
    "RE",
    "YT",
]  # parts of member states with a code of their own; Union law holds there
EU = [*MEMBERS, *OUTERMOST]
EEA = [*EU, "IS", "LI", "NO"]
EUROPE = [*EEA, "CH", "GB", "AD", "MC", "SM", "VA", "GG", "GI", "IM", "JE", "FO"]


def test_named_perimeter_has_its_label_and_countries() -> None:
    chosen = choose("eu", NAMED)
    assert (chosen.name, chosen.label, chosen.countries) == ("eu", "the EU", ("BE", "DE", "FR"))


@pytest.mark.parametrize("wanted", ["fr, de,fr", "DE,FR", ("FR", "DE"), ["DE", "FR", "DE"]])
def test_codes_are_sorted_and_once_each(wanted: str | list[str]) -> None:
    chosen = choose(wanted, NAMED)
    assert (chosen.name, chosen.label, chosen.countries) == ("custom", "DE, FR", ("DE", "FR"))


@pytest.mark.parametrize("wanted", ["UK", "EL", "EU27", "eurpe", "", "DE,", ("DE", "XX"), "DE;FR", "europe,US"])
def test_what_is_neither_name_nor_code_is_refused(wanted: str | tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="no perimeter") as caught:
        choose(wanted, NAMED)
    assert caught.value.hint is not None
    assert "europe" in caught.value.hint


def test_empty_list_of_codes_is_refused() -> None:
    with pytest.raises(UsageError):
        choose([], NAMED)


def test_codes_may_be_in_lower_case_in_a_list_as_in_a_string() -> None:
    assert choose(["de"], NAMED) == choose("de", NAMED)


@pytest.mark.parametrize(("name", "countries"), [("eu", EU), ("eea", EEA), ("europe", EUROPE)])
def test_shipped_perimeters_are_those_of_the_method(name: str, countries: list[str]) -> None:
    assert choose(name, load().perimeters()).countries == tuple(sorted(countries))


def test_every_perimeter_that_reports_always_give_is_shipped() -> None:
    assert set(ALWAYS) <= set(load().perimeters())
