from __future__ import annotations

from datetime import date

import pytest

from depsov.model import PerimeterRef, Reason
from depsov.phrases import REASONS, percent
from depsov.report.html.language import language
from depsov.style import LANGUAGES

NARROW = "\N{NARROW NO-BREAK SPACE}"
BROAD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", ["12,345", "98.7%", "3 February 2026", "3 Feb 2026", "Germany"]),
        ("fr", [f"12{NARROW}345", f"98,7{BROAD}%", "3 février 2026", "3 févr. 2026", "Allemagne"]),
        ("de", ["12.345", f"98,7{BROAD}%", "3. Februar 2026", "03.02.2026", "Deutschland"]),
    ],
)
def test_a_language_has_its_own_numbers_dates_and_countries(tag: str, expected: list[str]) -> None:
    words = language(tag)

    said = [words.number(12345), words.percent(0.9871), words.day("2026-02-03"), words.day("2026-02-03", "medium")]
    assert [*said, words.country("DE")] == expected
    assert words.number(12) == "12"
    assert words.day(date(2026, 2, 3)) == words.day("2026-02-03")


@pytest.mark.parametrize("share", [0.0, 0.123, 0.29, 0.9999, 0.57, 1.0])
def test_a_share_is_rounded_as_in_every_report(share: float) -> None:
    assert language("en").percent(share) == percent(share)


def test_a_date_of_which_only_the_year_is_known_stays_as_it_is() -> None:
    assert language("fr").day("2019") == "2019"


def test_a_code_that_is_no_country_stays_as_it_is() -> None:
    assert language("de").country("ZX") == "ZX"


def test_countries_are_sorted_as_a_reader_looks_for_them() -> None:
    assert language("en").countries(("DE", "AX", "AD", "BE")) == ["Åland Islands", "Andorra", "Belgium", "Germany"]


@pytest.mark.parametrize(
    ("tag", "label", "expected"),
    [
        ("en", "the EU", "its seat is outside the EU"),
        ("fr", "Europe", "le siège statutaire est en dehors de l\N{RIGHT SINGLE QUOTATION MARK}Europe"),
        ("fr", "DE, FR", "le siège statutaire est en dehors de DE, FR"),
        ("de", "Europe", "der satzungsmäßige Sitz liegt außerhalb Europas"),
        ("de", "the EEA", "der satzungsmäßige Sitz liegt außerhalb des EWR"),
        ("de", "DE, FR", "der satzungsmäßige Sitz liegt außerhalb von DE, FR"),
    ],
)
def test_a_perimeter_takes_the_form_that_its_place_asks_for(tag: str, label: str, expected: str) -> None:
    perimeter = PerimeterRef(name="x", label=label, countries=("DE",))

    assert language(tag).within(REASONS[Reason.BY_SEAT], perimeter) == expected


@pytest.mark.parametrize(
    ("tag", "one", "none", "many"),
    [
        ("en", "in 1 project", "in 0 projects", "in 2 projects"),
        ("fr", "dans 1 projet", "dans 0 projet", "dans 2 projets"),
        ("de", "in 1 Projekt", "in 0 Projekten", "in 2 Projekten"),
    ],
)
def test_a_number_of_things(tag: str, one: str, none: str, many: str) -> None:
    words = language(tag)
    said = [words.many("in {number} project", "in {number} projects", number) for number in (1, 0, 2)]

    assert said == [one, none, many]


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_sentence_that_no_catalogue_has_stays_english(tag: str) -> None:
    assert language(tag).say("of no catalogue: {}") == "of no catalogue: {}"
    assert language(tag).say("of {what}", what="{none}") == "of {none}"
