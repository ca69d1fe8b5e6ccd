"""What the blocks of an earlier run tell a later one that asks nobody."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pytest

from depsov.attribute import attribute
from depsov.control import Control
from depsov.lock import Block
from depsov.lock.settle import gathered, settled
from depsov.model import INDIVIDUAL, Attribution, Confidence, Evidence, EvidenceKind, Package, Reason, Trust
from tests.knowledge_of import WORKS_AND_SAMPLE, entry, knowledge_of
from tests.lock.blocks import block
from tests.made import evidence, package

CONTROL = Control(
    knowledge_of(WORKS_AND_SAMPLE, pypi=entry("example-works", "works-tool", read="2026-03-03")), "2026-06-30"
)
REPOSITORY = evidence(EvidenceKind.REPOSITORY, "github:sample-corp", source="PyPI", date="2026-06-01")
ACCOUNT = evidence(EvidenceKind.NAMESPACE, "pypi-org:works", source="PyPI", date="2026-06-01")
PUBLISHER = evidence(EvidenceKind.PUBLISHER, text="one account publishes", source="PyPI", date="2026-06-01")
TOOL = package("tool")


def _gathered(*recorded: Evidence, observed: tuple[Evidence, ...] = (), item: Package = TOOL) -> tuple[Evidence, ...]:
    """Return the evidence on a package, of which a block recorded some and this run observed some."""
    made = {item.bare_purl: block(item.bare_purl.removeprefix("pkg:"), found=recorded)}
    return gathered([item], {item.purl: observed}, made)[item.purl]


# --- evidence -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recorded", [REPOSITORY, ACCOUNT, PUBLISHER], ids=lambda item: item.kind.value)
def test_what_only_a_registry_tells_is_told_by_the_block(recorded: Evidence) -> None:
    assert _gathered(recorded) == (recorded,)


@pytest.mark.parametrize(
    "recorded",
    [
        evidence(EvidenceKind.CURATED, text="listed under example-works", source="knowledge"),
        evidence(EvidenceKind.CURATED, text="listed under example-works", source="knowledge", trust=Trust.DECLARED),
        evidence(EvidenceKind.NAMESPACE, "npm:@works", source="package name"),
        evidence(EvidenceKind.REPOSITORY, "github:works", trust=Trust.EXCLUSIVE, source="address of the dependency"),
        evidence(EvidenceKind.DOMAIN, "domain:works.example", trust=Trust.EXCLUSIVE, source="anything"),
    ],
    ids=["entry", "unread entry", "name", "address", "site"],
)
def test_what_any_run_sees_by_itself_is_not_taken_from_the_block(recorded: Evidence) -> None:
    assert _gathered(recorded) == ()
    assert _gathered(recorded, REPOSITORY) == (REPOSITORY,)


@pytest.mark.parametrize("trust", [Trust.VERIFIED, Trust.DECLARED])
def test_a_namespace_in_the_name_is_seen_by_any_run_whatever_its_trust(trust: Trust) -> None:
    assert _gathered(evidence(EvidenceKind.NAMESPACE, "npm:@works", source="package name", trust=trust)) == ()


def test_a_source_that_was_read_again_speaks_for_itself() -> None:
    moved = evidence(EvidenceKind.REPOSITORY, "github:example-works", source="PyPI", date="2026-06-30")
    assert _gathered(REPOSITORY, ACCOUNT, PUBLISHER, observed=(moved,)) == (moved,)


def test_a_source_that_was_not_read_again_is_heard_beside_the_others() -> None:
    installed = evidence(EvidenceKind.REPOSITORY, "github:example-works", source="METADATA")
    assert _gathered(REPOSITORY, PUBLISHER, observed=(installed,)) == (installed, REPOSITORY, PUBLISHER)


def test_what_another_source_says_as_well_stands_once() -> None:
    installed = evidence(EvidenceKind.REPOSITORY, "github:sample-corp", source="METADATA")
    assert _gathered(REPOSITORY, observed=(installed,)) == (installed,)


def test_without_a_block_there_is_what_was_observed() -> None:
    assert gathered([TOOL], {TOOL.purl: (REPOSITORY,)}, {}) == {TOOL.purl: (REPOSITORY,)}
    assert gathered([TOOL], {}, {}) == {TOOL.purl: ()}


def test_the_block_of_another_package_says_nothing() -> None:
    other = package("other")
    made = {TOOL.bare_purl: block("pypi/tool", found=(REPOSITORY,))}
    assert gathered([TOOL, other], {}, made) == {TOOL.purl: (REPOSITORY,), other.purl: ()}


def test_all_versions_of_a_package_have_the_same_evidence() -> None:
    versions = [package("tool", version=version) for version in ("1.0", "2.0", "3.0")]
    installed = evidence(EvidenceKind.REPOSITORY, "github:example-works", source="METADATA")
    observed: Mapping[str, tuple[Evidence, ...]] = {
        versions[0].purl: (installed,),
        versions[1].purl: (installed, ACCOUNT),
    }
    found = gathered(versions, observed, {TOOL.bare_purl: block("pypi/tool", found=(REPOSITORY,))})

    # The registry was asked about one of them: what it said then stands for all.
    assert found == dict.fromkeys((item.purl for item in versions), (installed, ACCOUNT))


# --- answers ------------------------------------------------------------------------------------------------------

UNKNOWN = [Reason.NO_EVIDENCE, Reason.UNLISTED_IDENTITY, Reason.WEAK_EVIDENCE, Reason.OTHER_SOURCE]
CONFLICT = Reason.CONFLICTING


def _settled(made: Block | None, *observed: Evidence, item: Package = TOOL) -> Attribution:
    """Return the answer on a package from what was observed, after a block has been heard."""
    return settled(attribute(item, observed, CONTROL), item, made, CONTROL)


def test_without_a_block_the_answer_stays() -> None:
    assert _settled(None).unknown is Reason.NO_EVIDENCE
    assert _settled(None, REPOSITORY).steward == "sample-corp"


@pytest.mark.parametrize("reason", UNKNOWN)
def test_what_was_unknown_and_still_is_keeps_its_reason(reason: Reason) -> None:
    answer = _settled(block("pypi/tool", reason))
    assert (answer.steward, answer.unknown) == (None, reason)


@pytest.mark.parametrize("reason", UNKNOWN)
def test_what_was_unknown_and_now_is_known_has_its_answer(reason: Reason) -> None:
    answer = _settled(block("pypi/tool", reason), REPOSITORY)
    assert (answer.steward, answer.unknown) == ("sample-corp", None)


@pytest.mark.parametrize(
    ("less", "more"),
    list(combinations([Reason.NO_EVIDENCE, Reason.WEAK_EVIDENCE, Reason.OTHER_SOURCE, Reason.UNLISTED_IDENTITY], 2)),
)
def test_of_two_runs_that_do_not_know_the_one_that_saw_more_is_right(less: Reason, more: Reason) -> None:
    seen = (REPOSITORY,)
    for today, then in ((less, more), (more, less)):
        attribution = Attribution(steward=None, confidence=Confidence.LOW, evidence=seen, unknown=today)
        answer = settled(attribution, TOOL, block("pypi/tool", then), CONTROL)
        assert (answer.unknown, answer.steward, answer.evidence) == (more, None, seen)


def test_an_identity_that_nobody_lists_tells_more_than_a_block_that_saw_nothing() -> None:
    somebody = evidence(EvidenceKind.REPOSITORY, "github:somebody", source="METADATA")
    assert _settled(block("pypi/tool", Reason.NO_EVIDENCE), somebody).unknown is Reason.UNLISTED_IDENTITY
    assert _settled(block("pypi/tool", Reason.UNLISTED_IDENTITY)).unknown is Reason.UNLISTED_IDENTITY


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason not in (*UNKNOWN, CONFLICT)])
def test_what_was_known_and_is_not_any_more_is_unknown_for_the_reason_of_today(reason: Reason) -> None:
    assert _settled(block("pypi/tool", reason)).unknown is Reason.NO_EVIDENCE


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not CONFLICT])
def test_a_block_does_not_give_an_answer_that_the_evidence_does_not_carry(reason: Reason) -> None:
    assert _settled(block("pypi/tool", reason)).steward is None
    assert _settled(block("pypi/tool", reason), REPOSITORY).steward == "sample-corp"
    assert _settled(block("pypi/tool", reason), PUBLISHER).steward == INDIVIDUAL


@pytest.mark.parametrize("date", ["2026-03-03", "2026-03-04", "2026-06-30"])
def test_a_conflict_stands_until_the_entry_is_newer(date: str) -> None:
    item = package("works-tool")
    answer = _settled(block("pypi/works-tool", CONFLICT, date=date), item=item)

    assert (answer.steward, answer.unknown, answer.confidence) == (None, CONFLICT, Confidence.LOW)
    assert [item.kind for item in answer.evidence] == [EvidenceKind.CURATED]


@pytest.mark.parametrize("date", ["2026-03-02", "2020-01-01"])
def test_a_conflict_is_over_when_the_entry_has_been_looked_at_again(date: str) -> None:
    answer = _settled(block("pypi/works-tool", CONFLICT, date=date), item=package("works-tool"))
    assert (answer.steward, answer.unknown) == ("example-works", None)


def test_a_conflict_about_a_package_without_an_entry_stands() -> None:
    assert _settled(block("pypi/tool", CONFLICT, date="2020-01-01"), REPOSITORY).unknown is CONFLICT


def test_a_conflict_stands_where_what_showed_it_is_not_at_hand() -> None:
    assert _settled(block("pypi/tool", CONFLICT)).unknown is CONFLICT


@pytest.mark.parametrize("reason", [*UNKNOWN, Reason.CLEAN])
def test_a_conflict_of_today_is_told(reason: Reason) -> None:
    other = evidence(EvidenceKind.REPOSITORY, "github:example-works", source="METADATA")
    assert _settled(block("pypi/tool", reason), REPOSITORY, other).unknown is CONFLICT


def test_what_an_earlier_run_saw_gives_the_same_answer_again() -> None:
    for recorded, steward in ((REPOSITORY, "sample-corp"), (ACCOUNT, "example-works"), (PUBLISHER, INDIVIDUAL)):
        assert _settled(None, *_gathered(recorded)).steward == steward


def test_a_newer_namespace_that_was_seen_once_still_contradicts_the_entry() -> None:
    item = package("works-tool")
    seen = evidence(EvidenceKind.NAMESPACE, "pypi-org:somebody", source="PyPI", date="2026-06-01")

    answer = _settled(None, *_gathered(seen, item=item), item=item)

    assert answer.unknown is CONFLICT
