"""Who decides a package: ranks, trust and conflicts (docs/method.md), on invented organisations."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from depsov.attribute import attribute
from depsov.control import Control
from depsov.model import (
    INDIVIDUAL,
    Attribution,
    Confidence,
    Evidence,
    EvidenceKind,
    Package,
    Reason,
    Source,
    SourceKind,
    Trust,
)
from tests.knowledge_of import READ, WORKS_AND_SAMPLE, entry, knowledge_of
from tests.made import evidence, package

ORGANISATIONS = (
    WORKS_AND_SAMPLE
    + """
[example-lab]
name = "Example Lab GmbH"
kind = "company"
seat = { country = "DE", $own }
parents = [{ id = "example-works", $own }]
identities = ["github:example-lab"]
identified = { $own }

[press-known]
name = "Press Known Ltd."
kind = "company"
seat = { country = "US", $own }
identities = ["npm:@press"]
identified = { $press }

[sample-university]
name = "Sample University"
kind = "university"
seat = { country = "DE", $own }
identities = ["github:sample-university", "domain:university.example"]
identified = { $own }
"""
)

PYPI = (
    entry("example-works", "works-tool")
    + entry("example-works", "seen-in-a-data-set", by="dataset")
    + """
[[entry]]
steward = "example-works"
packages = ["only-a-pointer"]
pointer = "registry"

[[entry]]
steward = "individual"
packages = ["one-person-tool"]
pointer = "registry"

"""
    + entry(
        "example-works",
        "contested-tool",
        alternates=("sample-corp", "individual"),
        note="Two answers are defensible.",
    )
)

KNOWLEDGE = knowledge_of(ORGANISATIONS, pypi=PYPI)
CONTROL = Control(KNOWLEDGE, "2026-06-01")

NAMESPACE = EvidenceKind.NAMESPACE
PROVENANCE = EvidenceKind.PROVENANCE
REPOSITORY = EvidenceKind.REPOSITORY
HOMEPAGE = EvidenceKind.HOMEPAGE
DOMAIN = EvidenceKind.DOMAIN
HINT = EvidenceKind.HINT

PUBLISHER = evidence(EvidenceKind.PUBLISHER, text="one account publishes, and owns the repository")


def _who(*found: Evidence, item: Package | None = None) -> Attribution:
    return attribute(item or package("unknown-tool"), found, CONTROL)


# --- the knowledge base itself ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "steward", "confidence"),
    [
        ("works-tool", "example-works", Confidence.HIGH),
        ("seen-in-a-data-set", "example-works", Confidence.MEDIUM),
        ("only-a-pointer", "example-works", Confidence.LOW),
        ("one-person-tool", INDIVIDUAL, Confidence.LOW),
    ],
)
def test_entry_answers_as_surely_as_its_source(name: str, steward: str, confidence: Confidence) -> None:
    answer = _who(item=package(name))
    assert (answer.steward, answer.confidence, answer.unknown, answer.declared) == (steward, confidence, None, False)


def test_entry_is_evidence_with_source_and_date() -> None:
    (item,) = _who(item=package("works-tool")).evidence
    assert (item.kind, item.trust, item.source, item.date, item.used) == (
        EvidenceKind.CURATED,
        Trust.VERIFIED,
        "knowledge",
        READ,
        True,
    )


@pytest.mark.parametrize("kind", [SourceKind.INDEX, SourceKind.GIT, SourceKind.URL])
def test_entry_holds_for_the_default_registry_only(kind: SourceKind) -> None:
    source = Source(kind=kind, url="https://index.example/simple")
    answer = _who(item=package("works-tool", source=source))
    assert (answer.steward, answer.unknown) == (None, Reason.OTHER_SOURCE)


def test_entry_with_alternates_is_contested() -> None:
    answer = _who(item=package("contested-tool"))
    assert answer.steward == "example-works"
    assert [item.steward for item in answer.alternates] == ["sample-corp", INDIVIDUAL]
    assert {item.note for item in answer.alternates} == {"Two answers are defensible."}


def test_entry_without_alternates_is_not() -> None:
    assert _who(item=package("works-tool")).alternates == ()


# --- ranks --------------------------------------------------------------------------------------------------------

BY_RANK = [
    evidence(NAMESPACE, "npm:@works"),
    evidence(PROVENANCE, "github:sample-corp", trust=Trust.VERIFIED),
    evidence(REPOSITORY, "github:example-works"),
    evidence(HOMEPAGE, "github:sample-corp"),
    evidence(DOMAIN, "domain:works.example"),
    PUBLISHER,
]
"""Evidence from the strongest to the weakest, leading to another answer at every step."""


@pytest.mark.parametrize("best", range(len(BY_RANK)))
def test_strongest_kind_that_resolves_wins(best: int) -> None:
    holder = KNOWLEDGE.holder(BY_RANK[best].identity or "") or INDIVIDUAL
    answer = _who(*reversed(BY_RANK[best:]))
    assert answer.steward == holder
    assert [item.kind for item in answer.evidence if item.used] == [BY_RANK[best].kind]
    assert [item.kind for item in answer.evidence] == [item.kind for item in BY_RANK[best:]]


def test_entry_goes_before_all_that_is_observed() -> None:
    found = [item for item in BY_RANK if item.kind is not NAMESPACE]
    answer = _who(*found, item=package("one-person-tool"))
    assert answer.steward == INDIVIDUAL
    assert [item.kind for item in answer.evidence if item.used] == [EvidenceKind.CURATED]


def test_stronger_evidence_that_leads_nowhere_does_not_stand_in_the_way() -> None:
    answer = _who(evidence(REPOSITORY, "github:nobody-listed"), evidence(DOMAIN, "domain:works.example"))
    assert answer.steward == "example-works"
    assert {item.identity: item.used for item in answer.evidence} == {
        "github:nobody-listed": False,
        "domain:works.example": True,
    }


def test_identities_match_in_any_case() -> None:
    assert _who(evidence(REPOSITORY, "github:Example-WORKS")).steward == "example-works"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_of_evidence_does_not_matter(order: tuple[int, ...]) -> None:
    found = (BY_RANK[2], BY_RANK[3], evidence(HINT, text="author text"))
    assert _who(*(found[number] for number in order)) == _who(*found)


def test_evidence_seen_twice_stands_once() -> None:
    item = evidence(REPOSITORY, "github:example-works")
    assert len(_who(item, item).evidence) == 1


# --- how sure -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "confidence"),
    [
        (evidence(NAMESPACE, "npm:@works"), Confidence.HIGH),
        (evidence(PROVENANCE, "github:example-works", trust=Trust.VERIFIED), Confidence.HIGH),
        (evidence(REPOSITORY, "github:example-works"), Confidence.MEDIUM),
        (evidence(HOMEPAGE, "github:example-works"), Confidence.MEDIUM),
        (evidence(DOMAIN, "domain:works.example"), Confidence.MEDIUM),
        (PUBLISHER, Confidence.MEDIUM),
    ],
    ids=lambda item: item.kind.value if isinstance(item, Evidence) else item.value,
)
def test_answer_is_at_most_as_sure_as_its_kind_of_evidence(item: Evidence, confidence: Confidence) -> None:
    assert _who(item).confidence is confidence


def test_answer_is_at_most_as_sure_as_the_source_of_the_identity() -> None:
    assert _who(evidence(NAMESPACE, "npm:@press")).confidence is Confidence.MEDIUM


def test_the_site_of_a_university_is_shared_with_its_members() -> None:
    answer = _who(evidence(DOMAIN, "domain:university.example"))
    assert (answer.steward, answer.unknown) == (None, Reason.WEAK_EVIDENCE)
    assert [item.listed for item in answer.evidence] == [True]
    assert _who(evidence(REPOSITORY, "github:sample-university")).steward == "sample-university"


def test_presumed_identity_gives_low_confidence() -> None:
    answer = _who(evidence(REPOSITORY, "codeberg:works"))
    assert (answer.steward, answer.confidence) == ("example-works", Confidence.LOW)


@pytest.mark.parametrize("kind", [PROVENANCE, REPOSITORY, HOMEPAGE])
def test_what_a_package_says_of_itself_is_declared(kind: EvidenceKind) -> None:
    assert _who(evidence(kind, "github:example-works")).declared


@pytest.mark.parametrize(
    "item",
    [
        evidence(NAMESPACE, "npm:@works"),
        evidence(PROVENANCE, "github:example-works", trust=Trust.VERIFIED),
        evidence(REPOSITORY, "github:example-works", trust=Trust.EXCLUSIVE),  # the URL that a git dependency comes from
    ],
    ids=["namespace", "signed provenance", "git dependency"],
)
def test_what_others_cannot_forge_is_not_declared(item: Evidence) -> None:
    assert not _who(item).declared


@pytest.mark.parametrize(
    ("item", "by_prefix"),
    [
        (evidence(NAMESPACE, "npm:@works", trust=Trust.DECLARED), True),
        (evidence(NAMESPACE, "npm:@works"), False),
        (evidence(REPOSITORY, "github:example-works"), False),
    ],
)
def test_a_namespace_that_is_only_declared_is_a_prefix(item: Evidence, by_prefix: bool) -> None:  # noqa: FBT001
    assert _who(item).by_prefix is by_prefix


def test_entry_is_not_declared_whatever_the_package_says_beside_it() -> None:
    assert not _who(evidence(REPOSITORY, "github:example-works"), item=package("works-tool")).declared


# --- agreement and conflict ---------------------------------------------------------------------------------------


def test_two_identities_of_one_controller_are_no_conflict() -> None:
    answer = _who(evidence(REPOSITORY, "github:example-works"), evidence(REPOSITORY, "github:example-lab"))
    assert answer.steward in {"example-works", "example-lab"}
    assert (answer.unknown, answer.confidence) == (None, Confidence.MEDIUM)
    assert all(item.used for item in answer.evidence)


def test_subsidiary_and_parent_in_different_ranks_agree() -> None:
    answer = _who(evidence(NAMESPACE, "npm:@works"), evidence(REPOSITORY, "github:example-lab"))
    assert (answer.steward, answer.confidence) == ("example-works", Confidence.HIGH)


@pytest.mark.parametrize("kind", [PROVENANCE, REPOSITORY, HOMEPAGE])
def test_two_answers_of_one_rank_conflict(kind: EvidenceKind) -> None:
    answer = _who(evidence(kind, "github:example-works"), evidence(kind, "github:sample-corp"))
    assert (answer.steward, answer.unknown) == (None, Reason.CONFLICTING)
    assert len(answer.evidence) == 2


def test_conflict_of_the_weaker_ranks_does_not_matter_to_a_stronger_one() -> None:
    answer = _who(
        evidence(NAMESPACE, "npm:@works"),
        evidence(DOMAIN, "domain:works.example"),
        evidence(DOMAIN, "domain:sample.example"),
    )
    assert answer.steward == "example-works"


@pytest.mark.parametrize(
    ("item", "before", "after"),
    [
        (evidence(NAMESPACE, "npm:@works"), Confidence.HIGH, Confidence.MEDIUM),
        (evidence(NAMESPACE, "npm:@press"), Confidence.MEDIUM, Confidence.LOW),
        (evidence(REPOSITORY, "codeberg:works"), Confidence.LOW, Confidence.LOW),
    ],
)
def test_weaker_evidence_that_disagrees_lowers_confidence_and_is_shown(
    item: Evidence, before: Confidence, after: Confidence
) -> None:
    disagreeing = evidence(DOMAIN, "domain:sample.example")
    assert _who(item).confidence is before
    answer = _who(item, disagreeing)
    assert (answer.steward, answer.confidence) == (_who(item).steward, after)
    assert replace(disagreeing, listed=True) in answer.evidence


def test_weaker_evidence_that_agrees_changes_nothing() -> None:
    answer = _who(evidence(NAMESPACE, "npm:@works"), evidence(DOMAIN, "domain:works.example"))
    assert answer.confidence is Confidence.HIGH


def test_that_one_account_publishes_does_not_disagree_with_an_organisation() -> None:
    answer = _who(evidence(NAMESPACE, "npm:@works"), PUBLISHER)
    assert (answer.steward, answer.confidence) == ("example-works", Confidence.HIGH)


# --- old data must not hide a takeover ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [NAMESPACE, PROVENANCE])
@pytest.mark.parametrize("name", ["works-tool", "one-person-tool"])
def test_newer_namespace_or_provenance_overturns_an_entry(kind: EvidenceKind, name: str) -> None:
    answer = _who(evidence(kind, "github:sample-corp", date="2026-03-03"), item=package(name))
    assert (answer.steward, answer.unknown) == (None, Reason.CONFLICTING)
    assert {item.kind for item in answer.evidence} == {EvidenceKind.CURATED, kind}


@pytest.mark.parametrize("date", ["2025-12-31", READ, None])
def test_older_evidence_only_lowers_confidence(date: str | None) -> None:
    answer = _who(evidence(NAMESPACE, "npm:@sample", date=date), item=package("works-tool"))
    assert (answer.steward, answer.confidence) == ("example-works", Confidence.MEDIUM)


@pytest.mark.parametrize(
    ("kind", "identity"),
    [(REPOSITORY, "github:sample-corp"), (HOMEPAGE, "github:sample-corp"), (DOMAIN, "domain:sample.example")],
)
def test_newer_evidence_of_lower_rank_only_lowers_confidence(kind: EvidenceKind, identity: str) -> None:
    answer = _who(evidence(kind, identity, date="2026-03-03"), item=package("works-tool"))
    assert (answer.steward, answer.confidence) == ("example-works", Confidence.MEDIUM)


def test_newer_namespace_of_the_same_controller_agrees() -> None:
    answer = _who(evidence(NAMESPACE, "github:example-lab", date="2026-03-03"), item=package("works-tool"))
    assert (answer.steward, answer.confidence) == ("example-works", Confidence.HIGH)


# --- what is no answer --------------------------------------------------------------------------------------------


def test_nothing_observed_is_no_evidence() -> None:
    answer = _who()
    assert (answer.steward, answer.unknown, answer.evidence) == (None, Reason.NO_EVIDENCE, ())


@pytest.mark.parametrize("kind", [NAMESPACE, PROVENANCE, REPOSITORY, HOMEPAGE, DOMAIN])
def test_identity_that_nobody_lists_is_unlisted(kind: EvidenceKind) -> None:
    found = evidence(kind, "github:nobody-listed")
    answer = _who(found)
    assert (answer.steward, answer.unknown, answer.evidence) == (None, Reason.UNLISTED_IDENTITY, (found,))


@pytest.mark.parametrize(
    "item",
    [
        evidence(HINT, text="author: Example Works"),
        evidence(HINT, "domain:works.example"),  # the domain of an e-mail address
        evidence(HINT, "github:sample-corp"),  # a funding link
    ],
    ids=["text", "listed inside", "listed outside"],
)
def test_hint_never_attributes(item: Evidence) -> None:
    answer = _who(item)
    shown = replace(item, listed=item.identity is not None)
    assert (answer.steward, answer.unknown, answer.evidence) == (None, Reason.WEAK_EVIDENCE, (shown,))


def test_hint_that_disagrees_lowers_nothing() -> None:
    answer = _who(evidence(NAMESPACE, "npm:@works"), evidence(HINT, "github:sample-corp"))
    assert answer.confidence is Confidence.HIGH


def test_weak_trust_never_attributes_whatever_the_kind() -> None:
    answer = _who(evidence(REPOSITORY, "github:example-works", trust=Trust.WEAK))
    assert (answer.steward, answer.unknown) == (None, Reason.WEAK_EVIDENCE)


OTHER_INDEX = Source(kind=SourceKind.INDEX, url="https://index.example/simple")


def test_package_of_another_index_says_so() -> None:
    item = package("internal-tool", source=OTHER_INDEX)
    assert _who(item=item).unknown is Reason.OTHER_SOURCE
    assert _who(evidence(HINT, text="author text"), item=item).unknown is Reason.OTHER_SOURCE


def test_git_dependency_is_judged_by_the_owner_of_its_url() -> None:
    item = package("forked-tool", source=Source(kind=SourceKind.GIT, url="https://forge.example/example-works/tool"))
    answer = _who(evidence(REPOSITORY, "github:example-works", trust=Trust.EXCLUSIVE), item=item)
    assert (answer.steward, answer.declared) == ("example-works", False)


# --- one person ---------------------------------------------------------------------------------------------------


def test_one_account_that_publishes_and_owns_the_repository_is_an_individual() -> None:
    answer = _who(PUBLISHER, evidence(REPOSITORY, "github:some-account"))
    assert (answer.steward, answer.confidence, answer.unknown) == (INDIVIDUAL, Confidence.MEDIUM, None)
    assert [item.used for item in answer.evidence if item.kind is EvidenceKind.PUBLISHER] == [True]


@pytest.mark.parametrize(
    ("date", "steward"), [("2026-06-01", None), ("2020-01-01", "example-works"), (None, "example-works")]
)
def test_newer_namespace_of_somebody_unlisted_displaces_the_curated_steward(
    date: str | None, steward: str | None
) -> None:
    answer = _who(evidence(NAMESPACE, "pypi-org:somebody-else", date=date), item=package("works-tool"))
    assert answer.steward == steward
    assert (answer.unknown is Reason.CONFLICTING) is (steward is None)


def test_namespace_of_a_kind_that_the_steward_never_had_displaces_nobody() -> None:
    found = evidence(NAMESPACE, "maven:org.example", date="2026-06-01")
    assert _who(found, item=package("works-tool")).steward == "example-works"
