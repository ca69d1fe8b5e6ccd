"""Verdict, strength, severity and group (docs/method.md), each rule by itself, on invented organisations."""

from __future__ import annotations

import pytest

from depsov.assess import Assessor, Classified, severity_of, strength_of
from depsov.control import Control
from depsov.knowledge import Knowledge
from depsov.model import (
    GROUPS,
    INDIVIDUAL,
    Alternate,
    Assessment,
    Attribution,
    Confidence,
    Package,
    Reason,
    Scope,
    Severity,
    Source,
    SourceKind,
    Verdict,
)
from depsov.perimeter import choose
from tests.knowledge_of import knowledge_of
from tests.made import package

AS_OF = "2026-06-01"

UNITED_STATES = """
[sample-corp]
name = "Sample Corp."
kind = "company"
seat = { country = "US", $own }
"""


def _company(rest: str = "independent = { $own }", *, kind: str = "company", seat: str = "DE", by: str = "$own") -> str:
    return f"""
{UNITED_STATES}
[example-works]
name = "Example Works GmbH"
kind = "{kind}"
seat = {{ country = "{seat}", {by} }}
{rest}
"""


def _assessor(knowledge: Knowledge, perimeter: str = "europe", *, as_of: str = AS_OF, strict: bool = False) -> Assessor:
    named = knowledge.perimeters()
    others = {name: countries for name, (_, countries) in named.items()}
    return Assessor(Control(knowledge, as_of), choose(perimeter, named), others, strict=strict)


def _classify(text: str, perimeter: str = "europe", *, as_of: str = AS_OF, key: str = "example-works") -> Classified:
    knowledge = knowledge_of(text)
    return _assessor(knowledge, perimeter, as_of=as_of).classify(knowledge.organisation(key))


def _assess(
    text: str,
    *,
    steward: str | None = "example-works",
    confidence: Confidence = Confidence.HIGH,
    declared: bool = False,
    by_prefix: bool = False,
    unknown: Reason | None = None,
    alternates: tuple[Alternate, ...] = (),
    strict: bool = False,
    perimeter: str = "europe",
    item: Package | None = None,
    pypi: str = "",
) -> Assessment:
    attribution = Attribution(
        steward=steward,
        confidence=confidence,
        evidence=(),
        unknown=unknown,
        declared=declared,
        by_prefix=by_prefix,
        alternates=alternates,
    )
    assessor = _assessor(knowledge_of(text, pypi=pypi), perimeter, strict=strict)
    return assessor.assess(item or package("works-tool"), attribution)


def _places(classified: Classified) -> set[tuple[str, str]]:
    return {(place.country, place.link) for place in classified.jurisdictions}


# --- outside: parent over head office over seat -------------------------------------------------------------------

US_PARENT = 'parents = [{ id = "sample-corp", $own }]'
US_HEAD_OFFICE = 'head-office = { country = "US", $own }'


@pytest.mark.parametrize(
    ("seat", "rest", "reason"),
    [
        ("US", "", Reason.BY_SEAT),
        ("US", 'head-office = { country = "DE", $own }', Reason.BY_SEAT),
        ("DE", US_HEAD_OFFICE, Reason.BY_HEAD_OFFICE),
        ("US", 'head-office = { country = "JP", $own }', Reason.BY_HEAD_OFFICE),
        ("DE", US_PARENT, Reason.BY_PARENT),
        ("US", US_PARENT, Reason.BY_PARENT),
        ("DE", f"{US_HEAD_OFFICE}\n{US_PARENT}", Reason.BY_PARENT),
        ("US", f'head-office = {{ country = "JP", $own }}\n{US_PARENT}', Reason.BY_PARENT),
    ],
)
def test_any_link_outside_is_outside_and_the_strongest_is_the_reason(seat: str, rest: str, reason: Reason) -> None:
    classified = _classify(_company(rest, seat=seat))
    assert (classified.verdict, classified.reason) == (Verdict.OUTSIDE, reason)


def test_seat_outside_counts_although_the_parent_is_inside() -> None:
    text = _company(US_PARENT, seat="US").replace(
        'country = "US", $own }\n\n[example', 'country = "FR", $own }\n\n[example'
    )
    assert _classify(text).reason is Reason.BY_SEAT


def test_ultimate_parent_counts_not_the_one_between() -> None:
    between = """
    parents = [{ id = "example-holding", $own }]

    [example-holding]
    name = "Example Holding SAS"
    kind = "company"
    seat = { country = "FR", $own }
    parents = [{ id = "sample-corp", $own }]
    """
    classified = _classify(_company(between))
    assert classified.reason is Reason.BY_PARENT
    assert _places(classified) == {("DE", "seat"), ("US", "parent")}


def test_head_office_of_the_parent_counts() -> None:
    parent = """
    parents = [{ id = "example-holding", $own }]

    [example-holding]
    name = "Example Holding SAS"
    kind = "company"
    seat = { country = "FR", $own }
    head-office = { country = "US", $own }
    """
    classified = _classify(_company(parent))
    assert (classified.verdict, classified.reason) == (Verdict.OUTSIDE, Reason.BY_PARENT)
    assert _places(classified) == {("DE", "seat"), ("FR", "parent"), ("US", "parent")}


JOINT = """
parents = [{ id = "example-holding", $own }, { id = "sample-corp", $own }]

[example-holding]
name = "Example Holding SAS"
kind = "company"
seat = { country = "FR", $own }
independent = { $own }
"""


def test_of_joint_parents_any_outside_one_counts() -> None:
    classified = _classify(_company(JOINT))
    assert (classified.verdict, classified.reason) == (Verdict.OUTSIDE, Reason.BY_PARENT)
    assert _places(classified) == {("DE", "seat"), ("FR", "parent"), ("US", "parent")}


@pytest.mark.parametrize("tie", ["ownership", "veto", "board"])
def test_veto_and_board_count_as_a_parent(tie: str) -> None:
    classified = _classify(_company(f'parents = [{{ id = "sample-corp", tie = "{tie}", $own }}]'))
    assert classified.reason is Reason.BY_PARENT


@pytest.mark.parametrize("kind", ["foundation", "association", "university", "public-body"])
def test_member_that_appoints_the_board_of_a_foundation_counts(kind: str) -> None:
    board = 'parents = [{ id = "sample-corp", tie = "board", $own }]'
    assert _classify(_company(board, kind=kind)).reason is Reason.BY_PARENT


# --- dates --------------------------------------------------------------------------------------------------------

SOLD = _company(
    'independent = { $own }\nparents = [{ id = "sample-corp", since = 2024-06-01, until = 2025-06-01, $own }]'
)


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        ("2024-05-31", Verdict.INSIDE),
        ("2024-06-01", Verdict.OUTSIDE),
        ("2025-05-31", Verdict.OUTSIDE),
        ("2025-06-01", Verdict.INSIDE),
    ],
)
def test_verdict_is_that_of_the_day(as_of: str, verdict: Verdict) -> None:
    assert _classify(SOLD, as_of=as_of).verdict is verdict


ANNOUNCED = 'independent = { $own }\nparents = [{ id = "sample-corp", announced = 2026-03-01, $press }]'


def test_announced_deal_is_a_note_and_turns_nothing() -> None:
    classified = _classify(_company(ANNOUNCED))
    assert (classified.verdict, classified.reason) == (Verdict.INSIDE, Reason.CLEAN)
    assert classified.notes == ("announced on 2026-03-01: Sample Corp. is to become the parent",)


def test_announced_deal_counts_from_its_closing_and_is_no_note_any_more() -> None:
    text = _company(ANNOUNCED.replace("announced = 2026-03-01", "announced = 2026-03-01, since = 2026-05-01"))
    assert _classify(text, as_of="2026-04-30").notes != ()
    classified = _classify(text, as_of="2026-05-01")
    assert (classified.reason, classified.notes) == (Reason.BY_PARENT, ())


def test_deal_that_nobody_had_announced_on_the_day_is_no_note() -> None:
    assert _classify(_company(ANNOUNCED), as_of="2025-01-01").notes == ()


# --- inside: what it takes to be clean ----------------------------------------------------------------------------


def test_company_is_clean_with_a_source_that_nobody_controls_it() -> None:
    classified = _classify(_company())
    assert (classified.verdict, classified.reason, classified.confidence) == (
        Verdict.INSIDE,
        Reason.CLEAN,
        Confidence.HIGH,
    )
    assert _places(classified) == {("DE", "seat")}


def test_company_of_which_no_parent_is_known_is_unproven() -> None:
    classified = _classify(_company(""))
    assert (classified.verdict, classified.reason) == (Verdict.INSIDE, Reason.PARENT_UNPROVEN)


def test_unproven_company_has_low_confidence() -> None:
    assert _classify(_company("")).confidence is Confidence.LOW


@pytest.mark.parametrize("kind", ["foundation", "association", "university", "public-body"])
def test_bodies_without_owners_are_clean_by_nature(kind: str) -> None:
    classified = _classify(_company("", kind=kind))
    assert (classified.verdict, classified.reason) == (Verdict.INSIDE, Reason.CLEAN)


PARENT_INSIDE = """
parents = [{ id = "example-holding", $own }]

[example-holding]
name = "Example Holding SAS"
kind = "company"
seat = { country = "FR", $own }
"""


def test_subsidiary_needs_the_proof_for_its_ultimate_parent() -> None:
    assert _classify(_company(PARENT_INSIDE)).reason is Reason.PARENT_UNPROVEN
    assert _classify(_company(f"independent = {{ $own }}\n{PARENT_INSIDE}")).reason is Reason.PARENT_UNPROVEN
    assert _classify(_company(f"{PARENT_INSIDE}independent = {{ $own }}\n")).reason is Reason.CLEAN


def test_company_of_a_state_is_clean() -> None:
    assert _classify(_company(PARENT_INSIDE.replace('"company"', '"public-body"'))).reason is Reason.CLEAN


@pytest.mark.parametrize(
    ("seat", "proof", "confidence"),
    [
        ("$own", "$own", Confidence.HIGH),
        ("$register", "$own", Confidence.HIGH),
        ("$own", "$press", Confidence.MEDIUM),
        ("$dataset", "$own", Confidence.MEDIUM),
        ("$pointer", "$own", Confidence.CLAIMED),
        ("$own", "$pointer", Confidence.CLAIMED),
    ],
)
def test_inside_is_as_sure_as_its_weakest_fact_and_a_pointer_gives_claimed(
    seat: str, proof: str, confidence: Confidence
) -> None:
    classified = _classify(_company(f"independent = {{ {proof} }}", by=seat))
    assert (classified.verdict, classified.reason, classified.confidence) == (
        Verdict.INSIDE,
        Reason.CLEAN,
        confidence,
    )


def test_outside_by_a_pointer_is_outside_with_low_confidence() -> None:
    classified = _classify(_company("", seat="US", by="$pointer"))
    assert (classified.verdict, classified.confidence) == (Verdict.OUTSIDE, Confidence.LOW)


# --- inside: minority holders -------------------------------------------------------------------------------------


def _minority(*shares: tuple[str, float]) -> str:
    listed = ", ".join(
        f'{{ holder = "Fund {number}", country = "{country}", percent = {percent}, $press }}'
        for number, (country, percent) in enumerate(shares)
    )
    return f"independent = {{ $own }}\nminority = [{listed}]"


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ([("US", 24)], Reason.CLEAN),
        ([("US", 24.1)], Reason.MINORITY_EXPOSED),
        ([("US", 20), ("JP", 19)], Reason.CLEAN),
        ([("US", 20), ("JP", 19.1)], Reason.MINORITY_EXPOSED),
        ([("FR", 49)], Reason.CLEAN),
        ([("FR", 40), ("US", 10)], Reason.CLEAN),
        ([("US", 13), ("CN", 13), ("JP", 13), ("IL", 1)], Reason.MINORITY_EXPOSED),
    ],
)
def test_outside_holders_over_24_alone_or_39_together_are_exposure(
    shares: list[tuple[str, float]], reason: Reason
) -> None:
    classified = _classify(_company(_minority(*shares)))
    assert (classified.verdict, classified.reason) == (Verdict.INSIDE, reason)


def test_who_is_an_outside_holder_depends_on_the_perimeter() -> None:
    text = _company(_minority(("GB", 30)))
    assert _classify(text, "europe").reason is Reason.CLEAN
    assert _classify(text, "eu").reason is Reason.MINORITY_EXPOSED


def test_unproven_parent_goes_before_minority_holders() -> None:
    text = _company(_minority(("US", 40)).replace("independent = { $own }\n", ""))
    assert _classify(text).reason is Reason.PARENT_UNPROVEN


def test_holders_of_the_ultimate_parent_count_for_its_subsidiary() -> None:
    assert _classify(_company(f"{PARENT_INSIDE}{_minority(('US', 40))}")).reason is Reason.MINORITY_EXPOSED


# --- communities --------------------------------------------------------------------------------------------------


def _community(home: str, rest: str = "") -> str:
    return f"""
[example-project]
name = "Example Project"
kind = "community"
{home}

[inside-foundation]
name = "Inside Foundation AISBL"
kind = "foundation"
seat = {{ country = "BE", $own }}

[outside-foundation]
name = "Outside Foundation Inc."
kind = "foundation"
seat = {{ country = "US", $own }}
{rest}
"""


def _home(key: str, tie: str = "comprehensive", by: str = "$own") -> str:
    return f'home = {{ id = "{key}", tie = "{tie}", {by} }}'


def _classify_project(home: str, rest: str = "") -> Classified:
    return _classify(_community(home, rest), key="example-project")


@pytest.mark.parametrize(
    ("key", "verdict", "country"),
    [("inside-foundation", Verdict.INSIDE, "BE"), ("outside-foundation", Verdict.OUTSIDE, "US")],
)
def test_community_has_the_class_of_its_comprehensive_home(key: str, verdict: Verdict, country: str) -> None:
    classified = _classify_project(_home(key))
    assert (classified.verdict, classified.reason) == (verdict, Reason.BY_LEGAL_HOME)
    assert _places(classified) == {(country, "legal-home")}
    assert classified.confidence is Confidence.HIGH


@pytest.mark.parametrize("tie", ["marks", "money"])
@pytest.mark.parametrize("key", ["inside-foundation", "outside-foundation"])
def test_tie_of_marks_or_money_leaves_a_community_distributed(key: str, tie: str) -> None:
    classified = _classify_project(_home(key, tie))
    assert (classified.verdict, classified.reason, classified.jurisdictions) == (
        Verdict.DISTRIBUTED,
        Reason.COMMUNITY,
        (),
    )
    assert len(classified.notes) == 1
    assert tie in classified.notes[0]


def test_community_without_a_home_is_distributed() -> None:
    classified = _classify_project("")
    assert (classified.verdict, classified.reason, classified.notes) == (Verdict.DISTRIBUTED, Reason.COMMUNITY, ())


def _umbrella(home: str) -> str:
    return f"""
[umbrella-project]
name = "Umbrella Project"
kind = "community"
{home}
"""


@pytest.mark.parametrize(
    ("home", "verdict", "reason"),
    [
        (_home("inside-foundation"), Verdict.INSIDE, Reason.BY_LEGAL_HOME),
        (_home("outside-foundation"), Verdict.OUTSIDE, Reason.BY_LEGAL_HOME),
        (_home("outside-foundation", "money"), Verdict.DISTRIBUTED, Reason.COMMUNITY),
    ],
)
def test_home_of_a_home_is_followed(home: str, verdict: Verdict, reason: Reason) -> None:
    classified = _classify_project(_home("umbrella-project"), _umbrella(home))
    assert (classified.verdict, classified.reason) == (verdict, reason)
    assert {link for _, link in _places(classified)} <= {"legal-home"}


def test_home_with_an_outside_parent_is_outside() -> None:
    rest = """
[inside-seat-foundation]
name = "Inside Seat Foundation"
kind = "foundation"
seat = { country = "BE", $own }
parents = [{ id = "outside-foundation", tie = "board", $own }]
"""
    classified = _classify_project(_home("inside-seat-foundation"), rest)
    assert (classified.verdict, classified.reason) == (Verdict.OUTSIDE, Reason.BY_LEGAL_HOME)
    assert _places(classified) == {("BE", "legal-home"), ("US", "legal-home")}


@pytest.mark.parametrize(
    ("by", "confidence"),
    [("$own", Confidence.HIGH), ("$dataset", Confidence.MEDIUM), ("$pointer", Confidence.CLAIMED)],
)
def test_inside_by_a_home_is_as_sure_as_the_tie(by: str, confidence: Confidence) -> None:
    assert _classify_project(_home("inside-foundation", by=by)).confidence is confidence


def test_community_is_not_inside_and_proven_in_a_home_whose_parent_is_unproven() -> None:
    rest = """
[unproven-works]
name = "Unproven Works GmbH"
kind = "company"
seat = { country = "DE", $own }
"""
    text = _community(_home("unproven-works"), rest)
    assert _assess(text, steward="example-project").group == "inside-unproven"
    assert _assess(text, steward="example-project", strict=True).verdict is Verdict.UNKNOWN


# --- perimeters ---------------------------------------------------------------------------------------------------


def test_verdict_flips_with_the_perimeter() -> None:
    text = _company(seat="GB")
    answer = _assess(text)
    assert answer.verdict is Verdict.INSIDE
    assert answer.verdicts == {"europe": Verdict.INSIDE, "eea": Verdict.OUTSIDE, "eu": Verdict.OUTSIDE}
    answer = _assess(text, perimeter="eu")
    assert (answer.verdict, answer.reason, answer.severity) == (Verdict.OUTSIDE, Reason.BY_SEAT, Severity.MEDIUM)
    assert answer.verdicts["europe"] is Verdict.INSIDE


def test_perimeter_may_be_a_list_of_countries() -> None:
    assert _assess(_company(), perimeter="FR,BE").verdict is Verdict.OUTSIDE
    assert _assess(_company(), perimeter="DE").verdict is Verdict.INSIDE


# --- evidence is asymmetric ---------------------------------------------------------------------------------------


def test_what_a_package_says_of_itself_places_it_inside_as_claimed_only() -> None:
    answer = _assess(_company(), declared=True, confidence=Confidence.MEDIUM)
    assert (answer.verdict, answer.confidence, answer.group) == (
        Verdict.INSIDE,
        Confidence.CLAIMED,
        "inside-unproven",
    )


def test_what_a_package_says_of_itself_may_place_it_outside() -> None:
    answer = _assess(_company(seat="US"), declared=True, confidence=Confidence.MEDIUM)
    assert (answer.verdict, answer.confidence, answer.group) == (
        Verdict.OUTSIDE,
        Confidence.MEDIUM,
        "one-party-outside",
    )


@pytest.mark.parametrize(("seat", "verdict"), [("DE", Verdict.UNKNOWN), ("US", Verdict.OUTSIDE)])
def test_a_prefix_that_nobody_may_have_reserved_never_places_a_package_inside(seat: str, verdict: Verdict) -> None:
    answer = _assess(_company(seat=seat), declared=True, by_prefix=True, confidence=Confidence.MEDIUM)
    assert answer.verdict is verdict
    assert (answer.reason is Reason.WEAK_EVIDENCE) == (verdict is Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("confidence", "shown"),
    [
        (Confidence.HIGH, Confidence.HIGH),
        (Confidence.MEDIUM, Confidence.MEDIUM),
        (Confidence.LOW, Confidence.CLAIMED),
    ],
)
def test_weak_attribution_never_gives_more_than_claimed_inside(confidence: Confidence, shown: Confidence) -> None:
    assert _assess(_company(), confidence=confidence).confidence is shown


def test_answer_is_as_sure_as_the_weaker_of_attribution_and_facts() -> None:
    assert _assess(_company(seat="US", by="$press")).confidence is Confidence.MEDIUM
    assert _assess(_company(seat="US"), confidence=Confidence.LOW).confidence is Confidence.LOW


# --- strict -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rest", "declared"),
    [("", False), ("independent = { $pointer }", False), ("independent = { $own }", True)],
    ids=["parent unproven", "a pointer", "declared"],
)
def test_strict_counts_unproven_and_claimed_as_unknown(rest: str, declared: bool) -> None:  # noqa: FBT001
    assert _assess(_company(rest), declared=declared).verdict is Verdict.INSIDE
    answer = _assess(_company(rest), declared=declared, strict=True)
    assert (answer.verdict, answer.group, answer.severity) == (Verdict.UNKNOWN, "unknown", None)


def test_strict_leaves_what_is_proven_and_what_is_outside() -> None:
    assert _assess(_company(), strict=True).verdict is Verdict.INSIDE
    assert _assess(_company(seat="US"), declared=True, strict=True).verdict is Verdict.OUTSIDE


def test_strict_holds_for_the_other_perimeters_too() -> None:
    answer = _assess(_company(""), strict=True)
    assert answer.verdicts["europe"] is answer.verdict


# --- one person, and nobody known ---------------------------------------------------------------------------------


def test_one_account_is_individual_and_nobody_is_named() -> None:
    answer = _assess(_company(), steward=INDIVIDUAL, confidence=Confidence.MEDIUM)
    assert (answer.verdict, answer.reason, answer.group) == (Verdict.INDIVIDUAL, Reason.ONE_ACCOUNT, "one-person")
    assert (answer.steward, answer.controller, answer.jurisdictions) == (None, None, ())
    assert (answer.strength, answer.strength_basis, answer.severity) == (2, "default", None)
    assert answer.confidence is Confidence.MEDIUM
    assert set(answer.verdicts.values()) == {Verdict.INDIVIDUAL}


@pytest.mark.parametrize(
    "reason",
    [
        Reason.NO_EVIDENCE,
        Reason.UNLISTED_IDENTITY,
        Reason.WEAK_EVIDENCE,
        Reason.OTHER_SOURCE,
        Reason.CONFLICTING,
    ],
)
def test_unknown_keeps_its_reason(reason: Reason) -> None:
    answer = _assess(_company(), steward=None, unknown=reason, confidence=Confidence.LOW)
    assert (answer.verdict, answer.reason, answer.group) == (Verdict.UNKNOWN, reason, "unknown")
    assert (answer.steward, answer.controller, answer.severity, answer.strength) == (None, None, None, 0)
    assert set(answer.verdicts.values()) == {Verdict.UNKNOWN}


def test_alternates_make_an_answer_contested() -> None:
    alternates = (Alternate(steward=INDIVIDUAL, note="hard to say"),)
    answer = _assess(_company(), alternates=alternates)
    assert (answer.contested, answer.alternates) == (True, alternates)
    assert not _assess(_company()).contested


# --- strength -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "strength"),
    [("company", 3), ("university", 2), ("public-body", 2), ("foundation", 1), ("association", 1)],
)
def test_strength_by_kind(kind: str, strength: int) -> None:
    answer = _assess(_company("", kind=kind, seat="US"))
    assert (answer.strength, answer.strength_basis) == (strength, "default")


def test_foundation_that_is_the_front_of_one_company_is_stronger() -> None:
    assert _assess(_company("one-company = { $own }", kind="foundation")).strength == 2


@pytest.mark.parametrize(
    ("home", "strength"),
    [("", 0), (_home("inside-foundation", "money"), 0), (_home("inside-foundation", "marks"), 0),
     (_home("inside-foundation"), 1), (_home("outside-foundation"), 1)],
)  # fmt: skip
def test_community_has_the_strength_of_a_comprehensive_home_or_none(home: str, strength: int) -> None:
    assert _assess(_community(home), steward="example-project").strength == strength


LEVERS = [("service", 5), ("closed", 5), ("licence", 4), ("assignment", 4)]


@pytest.mark.parametrize(("lever", "strength"), LEVERS)
def test_lever_of_the_organisation_raises_strength(lever: str, strength: int) -> None:
    answer = _assess(_company(f'levers = [{{ kind = "{lever}", $own }}]', seat="US"))
    assert (answer.strength, answer.strength_basis) == (strength, "fact")


ENTRY = """
[[entry]]
steward = "example-works"
packages = ["works-tool"]
lever = { kind = "LEVER", $own }
$pointer
"""


@pytest.mark.parametrize(("lever", "strength"), LEVERS)
def test_lever_of_a_package_raises_its_strength_only(lever: str, strength: int) -> None:
    pypi = ENTRY.replace("LEVER", lever)
    answer = _assess(_company(seat="US"), pypi=pypi)
    assert (answer.strength, answer.strength_basis) == (strength, "fact")
    assert _assess(_company(seat="US"), pypi=pypi, item=package("other-tool")).strength == 3


def test_strongest_lever_counts() -> None:
    text = _company('levers = [{ kind = "licence", $own }, { kind = "service", $own }]', seat="US")
    assert _assess(text, pypi=ENTRY.replace("LEVER", "assignment")).strength == 5


def test_lever_of_an_entry_does_not_hold_for_a_package_of_another_index() -> None:
    item = package("works-tool", source=Source(kind=SourceKind.INDEX, url="https://index.example"))
    assert _assess(_company(seat="US"), pypi=ENTRY.replace("LEVER", "service"), item=item).strength == 3


def test_lever_raises_a_community_too() -> None:
    knowledge = knowledge_of(_community('levers = [{ kind = "licence", $own }]'))
    project = knowledge.organisation("example-project")
    assert strength_of(project, has_home=False, lever=None) == 0
    assert strength_of(project, has_home=True, lever=project.levers[0]) == 4


# --- severity and groups ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strength", "runtime", "development"),
    [
        (5, Severity.CRITICAL, Severity.HIGH),
        (4, Severity.HIGH, Severity.MEDIUM),
        (3, Severity.MEDIUM, Severity.LOW),
        (2, Severity.LOW, Severity.INFO),
        (1, Severity.INFO, Severity.INFO),
        (0, Severity.INFO, Severity.INFO),
    ],
)
def test_severity_is_strength_less_one_for_development(strength: int, runtime: Severity, development: Severity) -> None:
    for scope in (Scope.RUNTIME, Scope.OPTIONAL, Scope.BUILD):
        assert severity_of(Verdict.OUTSIDE, strength, scope) is runtime
    assert severity_of(Verdict.OUTSIDE, strength, Scope.DEVELOPMENT) is development


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.OUTSIDE])
def test_only_what_is_outside_has_a_severity(verdict: Verdict) -> None:
    assert severity_of(verdict, 5, Scope.RUNTIME) is None


def test_scope_of_the_package_is_what_counts() -> None:
    answer = _assess(_company(seat="US"), item=package("works-tool", scope=Scope.DEVELOPMENT))
    assert (answer.strength, answer.severity) == (3, Severity.LOW)


@pytest.mark.parametrize(
    ("text", "steward", "group"),
    [
        (_company(seat="US"), "example-works", "one-party-outside"),
        (_company(seat="US", kind="university"), "example-works", "home-outside"),
        (_company(seat="US", kind="foundation"), "example-works", "home-outside"),
        (_community(_home("outside-foundation")), "example-project", "home-outside"),
        (_company(), "example-works", "inside-proven"),
        (_company(_minority(("US", 40))), "example-works", "inside-proven"),
        (_community(_home("inside-foundation")), "example-project", "inside-proven"),
        (_company(""), "example-works", "inside-unproven"),
        (_company("independent = { $pointer }"), "example-works", "inside-unproven"),
        (_community(""), "example-project", "no-single-party"),
        (_community(""), INDIVIDUAL, "one-person"),
        (_community(""), None, "unknown"),
    ],
)
def test_groups(text: str, steward: str | None, group: str) -> None:
    assert _assess(text, steward=steward).group == group
    assert group in GROUPS


# --- names in reports ---------------------------------------------------------------------------------------------


def test_steward_and_controller_are_named_with_kind_and_country() -> None:
    answer = _assess(_company(US_PARENT))
    assert answer.steward is not None
    assert (answer.steward.id, answer.steward.name, answer.steward.kind, answer.steward.country) == (
        "example-works",
        "Example Works GmbH",
        "company",
        "DE",
    )
    assert answer.controller is not None
    assert (answer.controller.id, answer.controller.country) == ("sample-corp", "US")


@pytest.mark.parametrize(
    ("home", "country", "controller"),
    [
        (_home("inside-foundation"), "BE", "inside-foundation"),
        (_home("inside-foundation", "money"), None, "example-project"),
        ("", None, "example-project"),
        (_home("umbrella-project"), "US", "outside-foundation"),
    ],
)
def test_community_has_the_country_of_its_legal_home(home: str, country: str | None, controller: str) -> None:
    text = _community(home, _umbrella(_home("outside-foundation")))
    answer = _assess(text, steward="example-project")
    assert answer.steward is not None
    assert answer.controller is not None
    assert (answer.steward.country, answer.controller.id) == (country, controller)


def test_controller_is_an_outside_one_where_joint_parents_make_the_verdict() -> None:
    answer = _assess(_company(JOINT))
    assert answer.controller is not None
    assert answer.controller.id == "sample-corp"
