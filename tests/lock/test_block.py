"""What a judged package leaves in `depsov.lock`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depsov.lock import Party
from depsov.lock.block import block_of
from depsov.lock.write import text_of
from depsov.model import Assessment, Confidence, Evidence, EvidenceKind, Reason, Source, SourceKind, Trust, Verdict
from tests.lock.blocks import COMMUNITY, COMPANY, HOME, NOBODY, PERSON, SUBSIDIARY, lock_of
from tests.made import assessment, evidence, organisation, package

DAY = "2026-06-30"
SAMPLE = organisation("sample")
EXAMPLE = organisation("example", "DE")


def _used(item: Evidence, *, listed: bool = True) -> Evidence:
    return replace(item, used=True, listed=listed)


def _recorded(*found: Evidence, verdict: Verdict = Verdict.OUTSIDE) -> tuple[Evidence, ...]:
    return block_of(assessment(verdict=verdict, controller=SAMPLE, found=found), DAY).evidence


def test_a_block_says_who_decides_and_by_what() -> None:
    made = block_of(assessment(package("tool"), steward=EXAMPLE, controller=SAMPLE, countries=("DE", "US")), DAY)

    assert made.purl == "pkg:pypi/tool"
    assert (made.steward, made.controller) == (Party("example", ""), Party("sample", ""))
    assert (made.steward and made.steward.name, made.controller and made.controller.name) == (
        "Example Inc.",
        "Sample Inc.",
    )
    assert [place.country for place in made.jurisdictions] == ["DE", "US"]
    assert (made.reason, made.strength, made.confidence, made.date) == (Reason.BY_SEAT, 3, Confidence.HIGH, DAY)


@pytest.mark.parametrize(
    ("item", "purl"),
    [
        (package("tool", version="2.0"), "pkg:pypi/tool"),
        (package("tool", version=None), "pkg:pypi/tool"),
        (package("@sample/tool", "npm"), "pkg:npm/%40sample/tool"),
        (package("@sample/tool", "npm", version=None), "pkg:npm/%40sample/tool"),
        (
            package("tool", source=Source(kind=SourceKind.GIT, url="https://forge.example/a/b@c")),
            "pkg:pypi/tool?vcs_url=https:%2F%2Fforge.example%2Fa%2Fb%40c",
        ),
    ],
)
def test_a_block_is_about_all_versions_of_a_package(item: object, purl: str) -> None:
    made = assessment()
    assert block_of(replace(made, package=item), DAY).purl == purl  # type: ignore[arg-type]


def test_two_versions_of_a_package_give_the_same_block() -> None:
    one, two = (assessment(package(version=version), controller=SAMPLE) for version in ("1.0", "2.0"))
    assert block_of(one, DAY) == block_of(two, DAY)


# --- evidence -----------------------------------------------------------------------------------------------------


def test_what_the_answer_does_not_rest_on_is_left_out() -> None:
    used = _used(evidence(EvidenceKind.REPOSITORY, "github:sample", date="2026-06-01"))
    unused = replace(used, identity="github:example", used=False)

    assert _recorded(unused, used) == (used,)


@pytest.mark.parametrize("kind", [EvidenceKind.REPOSITORY, EvidenceKind.PUBLISHER])
@pytest.mark.parametrize(("seen", "date"), [("2026-06-01", "2026-06-01"), (None, DAY)])
def test_what_bears_no_date_was_seen_on_the_day_of_the_run(kind: EvidenceKind, seen: str | None, date: str) -> None:
    (recorded,) = _recorded(_used(evidence(kind, "github:sample", date=seen)))
    assert recorded.date == date


def test_a_handle_that_no_organisation_holds_is_left_out() -> None:
    assert _recorded(_used(evidence(EvidenceKind.REPOSITORY, "github:somebody"), listed=False)) == ()


@pytest.mark.parametrize("identity", [None, "github:somebody", "npm:somebody"])
@pytest.mark.parametrize("listed", [False, True])
def test_of_a_publisher_it_is_only_said_that_there_is_one(identity: str | None, *, listed: bool) -> None:
    found = evidence(EvidenceKind.PUBLISHER, identity, text="somebody publishes alone", source="PyPI", date=DAY)

    (recorded,) = _recorded(_used(found, listed=listed), verdict=Verdict.INDIVIDUAL)

    assert (recorded.identity, recorded.text) == (None, "one account publishes")
    assert (recorded.source, recorded.date, recorded.trust) == ("PyPI", DAY, Trust.DECLARED)


def test_a_handle_that_no_organisation_holds_does_not_get_into_the_file() -> None:
    found = (
        _used(evidence(EvidenceKind.REPOSITORY, "github:somebody"), listed=False),
        _used(evidence(EvidenceKind.PUBLISHER, "npm:somebody", text="somebody")),
        _used(evidence(EvidenceKind.REPOSITORY, "github:sample")),
    )
    text = text_of(lock_of(block_of(assessment(controller=SAMPLE, found=found), DAY)))

    assert "somebody" not in text
    assert "github:sample" in text


def test_an_entry_of_the_knowledge_base_is_recorded_with_its_date() -> None:
    found = _used(evidence(EvidenceKind.CURATED, text="listed under sample", source="knowledge", date="2026-01-01"))
    assert _recorded(found) == (found,)


def test_what_is_unknown_has_neither_evidence_nor_strength() -> None:
    found = _used(evidence(EvidenceKind.REPOSITORY, "github:sample"))
    item = assessment(verdict=Verdict.UNKNOWN, reason=Reason.CONFLICTING, found=(found,))
    assert item.strength > 0

    made = block_of(item, DAY)

    assert (made.reason, made.strength, made.evidence) == (Reason.CONFLICTING, 0, ())


def test_what_is_unknown_has_no_steward() -> None:
    made = block_of(_prefix(), DAY)
    assert (made.steward, made.controller, made.jurisdictions) == (None, None, ())


def _prefix() -> Assessment:
    return assessment(
        verdict=Verdict.UNKNOWN, reason=Reason.WEAK_EVIDENCE, steward=EXAMPLE, controller=EXAMPLE, countries=("DE",)
    )


# --- who decides in the end ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "who"),
    [
        (COMPANY, "sample-corp"),
        (SUBSIDIARY, "example-holdings"),
        (HOME, "example-foundation"),
        (COMMUNITY, "example-collective"),
        (PERSON, "individual"),
        (NOBODY, "unknown"),
        (replace(NOBODY, reason=Reason.CONFLICTING), "unknown"),
    ],
)
def test_who_decides_has_the_name_that_a_policy_uses(made: object, who: str) -> None:
    assert made.controlled_by == who  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "2020-01-01"},
        {"reason": Reason.CLEAN},
        {"confidence": Confidence.LOW},
        {"evidence": ()},
        {"steward": Party("sample-corp", "Sample Corporation")},
    ],
)
def test_the_facts_stay_where_only_the_words_change(changes: dict[str, object]) -> None:
    assert replace(COMPANY, **changes).facts == COMPANY.facts  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"steward": Party("example-works", "Sample Corp.")},
        {"controller": Party("example-works", "Sample Corp.")},
        {"jurisdictions": ()},
        {"jurisdictions": SUBSIDIARY.jurisdictions},
        {"strength": 5},
    ],
)
def test_the_facts_are_who_decides_from_where_and_how_strongly(changes: dict[str, object]) -> None:
    assert replace(COMPANY, **changes).facts != COMPANY.facts  # type: ignore[arg-type]
