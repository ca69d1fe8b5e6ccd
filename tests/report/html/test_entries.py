from __future__ import annotations

from dataclasses import replace

import pytest

from depsov.model import Jurisdiction, Reason, Report, Verdict
from depsov.report.html.entries import Entry, country_of, decider_of, entries, place_of
from depsov.report.html.language import language
from tests.made import EUROPE, assessment, organisation, package

ENGLISH = language("en")


def _places(**links: str) -> tuple[Jurisdiction, ...]:
    listed = [Jurisdiction(country=country, link=link.replace("_", "-")) for link, country in links.items()]
    return tuple(sorted(listed))


@pytest.mark.parametrize(
    ("reason", "seat", "places", "expected"),
    [
        (Reason.BY_SEAT, "US", _places(seat="US"), "US"),
        (Reason.BY_HEAD_OFFICE, "BE", _places(seat="BE", head_office="US"), "US"),
        (Reason.BY_PARENT, "JP", _places(seat="BE", head_office="US", parent="JP"), "JP"),
        (Reason.BY_LEGAL_HOME, "US", _places(legal_home="US"), "US"),
    ],
)
def test_the_country_of_a_package_outside_is_one_that_makes_it_so(
    reason: Reason, seat: str, places: tuple[Jurisdiction, ...], expected: str
) -> None:
    made = replace(assessment(reason=reason, controller=organisation("sample", seat)), jurisdictions=places)

    assert country_of(made, EUROPE) == expected


def test_the_country_of_a_package_inside_is_that_of_its_controller() -> None:
    made = assessment(
        verdict=Verdict.INSIDE, reason=Reason.CLEAN, controller=organisation("works", "DE"), countries=("FR",)
    )

    assert country_of(made, EUROPE) == "DE"


@pytest.mark.parametrize(
    ("verdict", "group", "who", "where"),
    [
        (Verdict.INDIVIDUAL, "one-person", "one person each", "not asked of people"),
        (Verdict.UNKNOWN, "unknown", "unknown", "unknown"),
    ],
)
def test_where_nobody_is_known_to_decide_no_country_is_named(
    verdict: Verdict, group: str, who: str, where: str
) -> None:
    entry = Entry(assessment(verdict=verdict, group=group), 0, None)

    assert country_of(entry.item, EUROPE) is None
    assert (decider_of(entry, ENGLISH), place_of(entry, ENGLISH)) == (who, where)


def test_a_community_without_a_home_sits_in_no_single_country() -> None:
    made = assessment(verdict=Verdict.DISTRIBUTED, controller=organisation("collective", None, "community"))

    assert place_of(Entry(made, 4, country_of(made, EUROPE)), ENGLISH) == "no single country"


def test_the_heaviest_and_the_direct_stand_first(all_groups: Report) -> None:
    light = assessment(package("light"), group="home-outside", controller=organisation("sample"))
    direct = assessment(replace(package("zebra"), direct=True), controller=organisation("sample"))
    deep = assessment(package("aardvark"), controller=organisation("sample"))

    listed = entries(replace(all_groups, assessments=(light, deep, direct)))

    assert [entry.item.package.name for entry in listed] == ["zebra", "aardvark", "light"]
