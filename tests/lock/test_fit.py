"""Whether the fields of a block fit each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given

from depsov.errors import DocumentError
from depsov.lock import Block, Lock
from depsov.lock.fit import check_fit
from depsov.model import Evidence, EvidenceKind, Jurisdiction, Reason, Trust
from depsov.registries import CONDA_CHANNELS
from tests.lock.blocks import (
    CLAIMED,
    COMMUNITY,
    COMPANY,
    GIT,
    HOME,
    NOBODY,
    PERSON,
    RELAXED,
    SAMPLE,
    SUBSIDIARY,
    WORKS,
    block,
    locks,
)
from tests.made import evidence

UNKNOWN = [
    Reason.NO_EVIDENCE,
    Reason.UNLISTED_IDENTITY,
    Reason.WEAK_EVIDENCE,
    Reason.OTHER_SOURCE,
    Reason.CONFLICTING,
]
_GERMAN = Jurisdiction(country="DE", link="seat")


def _with(original: Block, **changes: Any) -> Block:
    return replace(original, **changes)


def _path_of(made: Block) -> str:
    with pytest.raises(DocumentError) as caught:
        check_fit(made)
    return caught.value.path


# --- honest -------------------------------------------------------------------------------------------------------

NUGET = block(
    "nuget/Sample.Tools",
    Reason.BY_SEAT,
    strength=3,
    steward=SAMPLE,
    controller=SAMPLE,
    places=[("US", "seat")],
    found=(evidence(EvidenceKind.NAMESPACE, "nuget:sample", trust=Trust.DECLARED, source="package name"),),
)


_REPOSITORY = evidence(EvidenceKind.REPOSITORY, "github:example-works", source="PyPI")


def _named(name: str, identity: str) -> Block:
    found = evidence(EvidenceKind.NAMESPACE, identity, source="package name")
    return _with(COMPANY, purl=f"pkg:{name}", evidence=(found,))


def _reserved(made: Block) -> Block:
    found = replace(made.evidence[0], trust=Trust.EXCLUSIVE, source="NuGet Gallery")
    return _with(made, evidence=(found,))


@pytest.mark.parametrize(
    "honest",
    [
        pytest.param(COMPANY, id="a company by its seat"),
        pytest.param(SUBSIDIARY, id="a subsidiary by its parent"),
        pytest.param(_with(COMPANY, reason=Reason.BY_HEAD_OFFICE, jurisdictions=(
            Jurisdiction(country="NL", link="seat"), Jurisdiction(country="US", link="head-office"),
        )), id="a company by its head office"),
        pytest.param(HOME, id="a community by its home"),
        pytest.param(COMMUNITY, id="a community without one"),
        pytest.param(CLAIMED, id="inside, claimed"),
        pytest.param(_with(CLAIMED, reason=Reason.PARENT_UNPROVEN), id="inside, unproven"),
        pytest.param(_with(CLAIMED, reason=Reason.MINORITY_EXPOSED), id="inside, with holders outside"),
        pytest.param(GIT, id="a git dependency"),
        pytest.param(_with(GIT, evidence=(*GIT.evidence, _REPOSITORY)), id="a git dependency that says who it is"),
        pytest.param(_with(GIT, evidence=(_REPOSITORY,)), id="a git dependency of an address that says nothing"),
        pytest.param(PERSON, id="one person"),
        pytest.param(NUGET, id="outside by a prefix"),
        pytest.param(_named("maven/org.example.sub/tool", "maven:org.example"), id="a part of a groupId"),
        pytest.param(_named("maven/org.example/tool", "maven:org.example"), id="a groupId"),
        pytest.param(_named("golang/go.example/tool/v2", "go:go.example"), id="a host of Go modules"),
        pytest.param(_named("composer/sample/tool", "packagist:sample"), id="a vendor of Packagist"),
        *(pytest.param(_with(NOBODY, reason=reason), id=reason.value) for reason in UNKNOWN),
    ],
)  # fmt: skip
def test_what_a_run_writes_fits(honest: Block) -> None:
    check_fit(honest)


@RELAXED
@given(locks())
def test_the_blocks_that_tests_draw_fit(lock: Lock) -> None:
    for made in lock.blocks.values():
        check_fit(made)


# --- who decides --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strength", [-1, 6, 10**6])
def test_a_strength_is_one_of_six(strength: int) -> None:
    assert _path_of(_with(COMPANY, strength=strength)) == "strength"


@pytest.mark.parametrize("reason", [*UNKNOWN, Reason.ONE_ACCOUNT])
@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"steward": WORKS}, "steward"),
        ({"controller": WORKS}, "controller"),
        ({"steward": WORKS, "controller": WORKS}, "steward"),
        ({"jurisdictions": (_GERMAN,)}, "jurisdictions"),
    ],
)
def test_where_no_organisation_decides_none_is_named(reason: Reason, changes: dict[str, Any], path: str) -> None:
    assert _path_of(_with(NOBODY, reason=reason, **changes)) == path


@pytest.mark.parametrize("original", [COMPANY, SUBSIDIARY, HOME, COMMUNITY, CLAIMED, GIT])
@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"steward": None}, "steward"),
        ({"controller": None}, "controller"),
        ({"steward": None, "controller": None, "jurisdictions": ()}, "steward"),
    ],
)
def test_where_an_organisation_decides_it_is_named(original: Block, changes: dict[str, Any], path: str) -> None:
    assert _path_of(_with(original, **changes)) == path


@pytest.mark.parametrize("reason", [*UNKNOWN, Reason.ONE_ACCOUNT])
@pytest.mark.parametrize("original", [COMPANY, SUBSIDIARY, HOME, COMMUNITY, CLAIMED])
def test_a_package_of_an_organisation_cannot_be_nobodys(original: Block, reason: Reason) -> None:
    assert _path_of(_with(original, reason=reason)) == "steward"


@pytest.mark.parametrize(
    ("original", "reason"),
    [
        (COMPANY, Reason.BY_PARENT),
        (COMPANY, Reason.BY_HEAD_OFFICE),
        (COMPANY, Reason.BY_LEGAL_HOME),
        (SUBSIDIARY, Reason.BY_HEAD_OFFICE),
        (SUBSIDIARY, Reason.BY_LEGAL_HOME),
        (HOME, Reason.BY_SEAT),
        (HOME, Reason.BY_PARENT),
        (COMMUNITY, Reason.BY_SEAT),
    ],
)
def test_a_reason_needs_a_country_with_its_link(original: Block, reason: Reason) -> None:
    assert _path_of(_with(original, reason=reason)) == "reason"


@pytest.mark.parametrize("original", [COMPANY, SUBSIDIARY, HOME])
def test_a_reason_needs_its_country(original: Block) -> None:
    assert _path_of(_with(original, jurisdictions=())) == "reason"


@pytest.mark.parametrize("original", [COMPANY, HOME, CLAIMED])
def test_a_community_has_no_country(original: Block) -> None:
    assert _path_of(_with(original, reason=Reason.COMMUNITY)) == "jurisdictions"


@pytest.mark.parametrize("link", ["", "Seat", "friendship", "seat "])
def test_a_link_is_a_known_one(link: str) -> None:
    places = (*COMPANY.jurisdictions, Jurisdiction(country="DE", link=link))
    assert _path_of(_with(COMPANY, jurisdictions=places)) == "jurisdictions"


def test_a_parent_is_another_organisation() -> None:
    assert _path_of(_with(SUBSIDIARY, controller=SUBSIDIARY.steward)) == "controller"


# --- evidence -----------------------------------------------------------------------------------------------------


def _evidence_path(made: Block, found: Evidence) -> str:
    """Return the path of what does not fit where the evidence stands behind a piece that does."""
    (first, *_) = made.evidence
    check_fit(_with(made, evidence=(first,)))
    return _path_of(_with(made, evidence=(first, found)))


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"identity": None}, "evidence[1]"),
        ({"text": "and a text"}, "evidence[1]"),
        ({"kind": EvidenceKind.HINT}, "evidence[1]"),
        ({"kind": EvidenceKind.HINT, "trust": Trust.WEAK}, "evidence[1]"),
        ({"trust": Trust.WEAK}, "evidence[1]"),
        ({"trust": Trust.VERIFIED}, "evidence[1].trust"),
        ({"trust": Trust.EXCLUSIVE}, "evidence[1].trust"),
        ({"kind": EvidenceKind.PROVENANCE}, "evidence[1]"),
        ({"kind": EvidenceKind.PROVENANCE, "trust": Trust.VERIFIED}, "evidence[1]"),
        ({"kind": EvidenceKind.PROVENANCE, "trust": Trust.EXCLUSIVE}, "evidence[1]"),
        ({"kind": EvidenceKind.DOMAIN, "trust": Trust.EXCLUSIVE}, "evidence[1].trust"),
        ({"kind": EvidenceKind.PUBLISHER, "trust": Trust.EXCLUSIVE}, "evidence[1].trust"),
        ({"kind": EvidenceKind.NAMESPACE, "trust": Trust.EXCLUSIVE}, "evidence[1].identity"),
    ],
)
def test_evidence_that_no_run_observes_does_not_fit(changes: dict[str, Any], path: str) -> None:
    assert _evidence_path(CLAIMED, replace(_REPOSITORY, **changes)) == path


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("npm/%40sample/tool", "npm:@works"),
        ("npm/%40sample/tool", "npm:@sample/tool"),
        ("npm/%40sample/tool", "packagist:sample"),
        ("npm/tool", "npm:@sample"),
        ("npm/tool", "pypi-org:sample"),
        ("pypi/tool", "npm:@sample"),
        ("pypi/tool", "pypi:sample"),
        ("pypi/tool", ""),
        ("maven/org.example/tool", "maven:org"),
        ("maven/org.example/tool", "maven:org.example.sub"),
        ("maven/org.example/tool", "maven:org.exam"),
        ("composer/sample/tool", "packagist:sampl"),
        ("golang/go.example/tool", "go:go.example/too"),
        ("cargo/tool", "crates:sample"),
        ("gem/tool", "github:sample"),
    ],
)
def test_a_namespace_holds_the_name_of_the_package(name: str, identity: str) -> None:
    assert _path_of(_named(name, identity)) == "evidence[0].identity"


def test_a_namespace_that_only_a_text_tells_does_not_fit() -> None:
    found = evidence(EvidenceKind.NAMESPACE, text="npm:@sample")
    assert _path_of(_with(COMPANY, evidence=(found,))) == "evidence[0].identity"


def test_a_git_dependency_is_the_owners_of_its_address_whatever_it_says_of_itself() -> None:
    assert _evidence_path(GIT, replace(_REPOSITORY, trust=Trust.VERIFIED)) == "evidence[1].trust"


@pytest.mark.parametrize(
    ("made", "trusts"),
    [
        (COMPANY, [Trust.VERIFIED, Trust.DECLARED]),
        (_named("pypi/tool", "pypi-org:sample"), [Trust.VERIFIED, Trust.DECLARED]),
        (_named("cargo/tool", "github:sample"), [Trust.VERIFIED, Trust.DECLARED]),
        (NUGET, [Trust.VERIFIED, Trust.EXCLUSIVE]),
        (_reserved(NUGET), [Trust.VERIFIED, Trust.DECLARED]),
    ],
    ids=["npm", "PyPI", "Rust", "NuGet", "NuGet, reserved"],
)
def test_a_namespace_is_exclusive_but_for_a_prefix_that_need_not_be_reserved(made: Block, trusts: list[Trust]) -> None:
    check_fit(made)
    for trust in trusts:
        assert _path_of(_with(made, evidence=(replace(made.evidence[0], trust=trust),))) == "evidence[0].trust"


@pytest.mark.parametrize(
    ("purl", "identity"),
    [
        ("pkg:npm/%40sample/tool?repository_url=https:%2F%2Findex.example", "npm:@sample"),
        ("pkg:pypi/tool?repository_url=https:%2F%2Findex.example", "pypi-org:sample"),
        ("pkg:pypi/tool?vcs_url=https:%2F%2Fforge.example%2Ftool", "pypi-org:sample"),
    ],
)
def test_a_namespace_is_one_of_the_default_registry(purl: str, identity: str) -> None:
    found = replace(COMPANY.evidence[0], identity=identity)
    check_fit(_with(COMPANY, purl=purl.partition("?")[0], evidence=(found,)))
    assert _path_of(_with(COMPANY, purl=purl, evidence=(found,))) == "evidence[0]"


# --- unknown ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", UNKNOWN)
def test_what_is_unknown_has_no_evidence(reason: Reason) -> None:
    assert _path_of(_with(NOBODY, reason=reason, evidence=(_REPOSITORY,))) == "evidence"


@pytest.mark.parametrize("reason", UNKNOWN)
def test_what_is_unknown_has_no_strength(reason: Reason) -> None:
    assert _path_of(_with(NOBODY, reason=reason, strength=3)) == "strength"


def test_a_conda_channel_is_a_namespace_of_its_own() -> None:
    purl = f"pkg:conda/tool?repository_url={quote(CONDA_CHANNELS, safe=':')}%2Fsample"
    found = replace(COMPANY.evidence[0], identity="conda:sample")
    check_fit(_with(COMPANY, purl=purl, evidence=(found,)))
    assert _path_of(_with(COMPANY, purl="pkg:conda/tool", evidence=(found,))) == "evidence[0].identity"
