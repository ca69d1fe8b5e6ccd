"""What stood before, and which differences are worth a judgement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depsov.gate.known import Before, Change, before_of_assessments, before_of_blocks, change_of, finder
from depsov.lock import Block, Party
from depsov.lock.block import block_of
from depsov.model import Assessment, Confidence, Jurisdiction, Reason, Source, SourceKind, Verdict
from tests.made import EUROPE, assessment, organisation, package

SAMPLE, EXAMPLE = organisation("sample"), organisation("example", "DE")

BY_SAMPLE = assessment(controller=SAMPLE)
BY_EXAMPLE = assessment(verdict=Verdict.INSIDE, reason=Reason.CLEAN, controller=EXAMPLE)
BY_ONE_PERSON = replace(
    assessment(verdict=Verdict.INDIVIDUAL, reason=Reason.ONE_ACCOUNT, group="one-person"), strength=2
)
BY_NOBODY_KNOWN = replace(assessment(verdict=Verdict.UNKNOWN, reason=Reason.NO_EVIDENCE), strength=0)

SEATED = assessment(verdict=Verdict.INSIDE, reason=Reason.CLEAN, controller=EXAMPLE, countries=("DE",))
IN_NO_COUNTRY = assessment(verdict=Verdict.DISTRIBUTED, reason=Reason.COMMUNITY, controller=EXAMPLE)
MOVED_OUT = assessment(controller=EXAMPLE, countries=("US",))


def _change(item: Assessment, before: Before | None) -> Change | None:
    return change_of(item, before, EUROPE.countries)


def _before(item: Assessment) -> Before:
    (before,) = before_of_assessments([item]).values()
    return before


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (BY_SAMPLE, BY_SAMPLE, None),
        (BY_ONE_PERSON, BY_ONE_PERSON, None),
        (BY_NOBODY_KNOWN, BY_NOBODY_KNOWN, None),
        (BY_SAMPLE, BY_EXAMPLE, Change.CONTROLLER),
        (BY_EXAMPLE, BY_SAMPLE, Change.CONTROLLER),
        (BY_ONE_PERSON, BY_SAMPLE, Change.CONTROLLER),
        (BY_SAMPLE, BY_ONE_PERSON, Change.CONTROLLER),
        (BY_SAMPLE, BY_NOBODY_KNOWN, Change.LOST),
        (BY_ONE_PERSON, BY_NOBODY_KNOWN, Change.LOST),
        (BY_NOBODY_KNOWN, BY_SAMPLE, None),
        (BY_NOBODY_KNOWN, BY_ONE_PERSON, None),
        (BY_SAMPLE, replace(BY_SAMPLE, strength=4), Change.STRENGTH),
        (BY_SAMPLE, replace(BY_SAMPLE, strength=2), None),
        (BY_SAMPLE, replace(BY_EXAMPLE, strength=5), Change.CONTROLLER),
        (SEATED, MOVED_OUT, Change.LEFT),
        (SEATED, replace(MOVED_OUT, strength=4), Change.LEFT),
        (SEATED, replace(MOVED_OUT, controller=SAMPLE), Change.CONTROLLER),
        (MOVED_OUT, SEATED, None),
        (MOVED_OUT, MOVED_OUT, None),
        (assessment(controller=EXAMPLE, countries=("DE", "US")), MOVED_OUT, None),
        (IN_NO_COUNTRY, MOVED_OUT, None),
    ],
    ids=[
        "a company as it was",
        "a person as it was",
        "unknown as it was",
        "to inside",
        "to outside",
        "a person's package to a company",
        "a company's package to a person",
        "a company to unknown",
        "a person to unknown",
        "unknown to a company",
        "unknown to a person",
        "stronger",
        "weaker",
        "another and stronger",
        "out of the perimeter",
        "out of the perimeter and stronger",
        "another that is outside",
        "into the perimeter",
        "outside as it was",
        "partly outside before",
        "in no country before",
    ],
)
def test_the_change_of_a_package(before: Assessment, now: Assessment, change: Change | None) -> None:
    assert _change(now, _before(before)) is change


def test_whether_a_party_left_is_seen_from_the_countries_that_count_as_inside() -> None:
    assert change_of(MOVED_OUT, _before(SEATED), ["DE"]) is Change.LEFT
    assert change_of(MOVED_OUT, _before(SEATED), ["FR"]) is None


@pytest.mark.parametrize("item", [BY_SAMPLE, BY_EXAMPLE, BY_ONE_PERSON, BY_NOBODY_KNOWN])
def test_a_package_without_a_before_is_new(item: Assessment) -> None:
    assert _change(item, None) is Change.NEW


def test_another_steward_under_the_same_controller_is_no_change() -> None:
    other = assessment(steward=organisation("daughter", "FR"), controller=SAMPLE)
    assert _change(other, _before(BY_SAMPLE)) is None


def test_other_reasons_for_not_knowing_are_no_change() -> None:
    conflicting = replace(BY_NOBODY_KNOWN, reason=Reason.CONFLICTING)
    assert _change(conflicting, _before(BY_NOBODY_KNOWN)) is None


def test_a_claim_that_strict_reading_does_not_take_is_in_the_same_hands() -> None:
    claimed = replace(BY_EXAMPLE, verdict=Verdict.UNKNOWN, reason=Reason.WEAK_EVIDENCE)
    assert _change(claimed, _before(BY_EXAMPLE)) is None


def test_the_version_of_a_package_does_not_count() -> None:
    items = [assessment(package(version=version), controller=SAMPLE) for version in ("1.0", "2.0")]
    assert set(before_of_assessments(items)) == {"pkg:pypi/example"}


# --- blocks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", [BY_SAMPLE, BY_EXAMPLE, BY_ONE_PERSON, BY_NOBODY_KNOWN, SEATED, MOVED_OUT])
def test_a_block_says_of_before_what_its_assessment_does(item: Assessment) -> None:
    block = block_of(item, "2026-06-30")
    (before,) = before_of_blocks({block.purl: block}).values()

    assert replace(before, name="") == replace(_before(item), name="")
    assert _change(item, before) is None


def _block(reason: Reason, party: Party | None = None, countries: tuple[str, ...] = ()) -> Block:
    return Block(
        purl="pkg:pypi/example",
        reason=reason,
        strength=3,
        confidence=Confidence.HIGH,
        date="2026-06-30",
        steward=party,
        controller=party,
        jurisdictions=tuple(Jurisdiction(country=country, link="seat") for country in countries),
    )


@pytest.mark.parametrize(
    ("block", "controller", "name"),
    [
        (_block(Reason.BY_SEAT, Party("sample", "Sample Inc."), ("US",)), "sample", "Sample Inc."),
        (_block(Reason.ONE_ACCOUNT), "individual", "one person"),
        (_block(Reason.NO_EVIDENCE), "unknown", "unknown"),
        (_block(Reason.CONFLICTING), "unknown", "unknown"),
    ],
)
def test_a_block_names_who_decided(block: Block, controller: str, name: str) -> None:
    (before,) = before_of_blocks({block.purl: block}).values()
    assert (before.controller, before.name) == (controller, name)


# --- under another name -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ecosystem", "before", "now"),
    [
        ("golang", "forge.example/Acme/tool", "forge.example/acme/tool"),
        ("golang", "forge.example/acme/tool", "forge.example/acme/tool/v2"),
        ("golang", "forge.example/acme/tool/v2", "forge.example/acme/tool/v3"),
        ("nuget", "Acme.Tool", "acme.tool"),
        ("cargo", "acme_tool", "acme-tool"),
        ("swift", "forge.example/Acme/Tool", "forge.example/acme/tool"),
    ],
)
def test_a_package_is_found_however_it_is_spelled(ecosystem: str, before: str, now: str) -> None:
    earlier = before_of_assessments([assessment(package(before, ecosystem), controller=SAMPLE)])

    assert finder(earlier)(package(now, ecosystem)) == next(iter(earlier.values()))


@pytest.mark.parametrize(
    ("ecosystem", "before", "now"),
    [
        ("golang", "forge.example/acme/tool", "forge.example/acme/tools"),
        ("npm", "@acme/tool", "@acme/Tool"),
        ("maven", "example.acme/tool", "example.Acme/tool"),
        ("gem", "acme_tool", "acme-tool"),
    ],
)
def test_another_name_is_another_package(ecosystem: str, before: str, now: str) -> None:
    earlier = before_of_assessments([assessment(package(before, ecosystem), controller=SAMPLE)])

    assert finder(earlier)(package(now, ecosystem)) is None


def test_the_same_name_from_another_source_is_another_package() -> None:
    fork = Source(kind=SourceKind.GIT, url="https://forge.example/fork/tool")
    earlier = before_of_assessments([assessment(package("Acme.Tool", "nuget"), controller=SAMPLE)])

    assert finder(earlier)(package("acme.tool", "nuget", source=fork)) is None
