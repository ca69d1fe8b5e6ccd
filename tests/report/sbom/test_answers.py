"""What an SBOM says of an answer, whatever its format."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depsov.model import Assessment, Confidence, EvidenceKind, Scope, Severity, Trust, Verdict
from depsov.report.sbom._answers import said_of, supplier_of
from tests.made import EUROPE, assessment, evidence, organisation, package

LISTED = replace(evidence(EvidenceKind.CURATED), used=True)


def answer(
    kind: str = "company",
    *,
    verdict: Verdict = Verdict.OUTSIDE,
    confidence: Confidence = Confidence.HIGH,
    trust: Trust = Trust.VERIFIED,
    used: bool = True,
    contested: bool = False,
) -> Assessment:
    seen = replace(LISTED, trust=trust, used=used)
    item = assessment(verdict=verdict, controller=organisation("works", "DE", kind), found=(seen,))
    return replace(item, confidence=confidence, contested=contested)


@pytest.mark.parametrize("kind", ["company", "foundation", "association", "university", "public-body"])
@pytest.mark.parametrize("confidence", [Confidence.HIGH, Confidence.MEDIUM])
@pytest.mark.parametrize("trust", [Trust.VERIFIED, Trust.EXCLUSIVE])
@pytest.mark.parametrize("verdict", [Verdict.INSIDE, Verdict.OUTSIDE])
def test_a_legal_person_that_is_proven_is_the_supplier(
    kind: str, confidence: Confidence, trust: Trust, verdict: Verdict
) -> None:
    item = answer(kind, verdict=verdict, confidence=confidence, trust=trust)

    assert supplier_of(item) == item.steward


@pytest.mark.parametrize(
    "item",
    [
        pytest.param(answer("community"), id="a community"),
        pytest.param(answer(confidence=Confidence.LOW), id="a source that nobody has read"),
        pytest.param(answer(confidence=Confidence.CLAIMED), id="its own word, inside"),
        pytest.param(answer(trust=Trust.DECLARED), id="its own word, outside"),
        pytest.param(answer(trust=Trust.WEAK), id="a hint"),
        pytest.param(answer(used=False), id="evidence that the answer does not rest on"),
        pytest.param(answer(contested=True), id="one of two answers"),
        pytest.param(answer(verdict=Verdict.UNKNOWN), id="an answer that counts as none"),
        pytest.param(assessment(verdict=Verdict.INDIVIDUAL, found=(LISTED,)), id="one person"),
        pytest.param(assessment(verdict=Verdict.UNKNOWN), id="nobody"),
    ],
)
def test_what_is_no_fact_names_no_supplier(item: Assessment) -> None:
    assert supplier_of(item) is None


def test_a_parent_is_no_supplier() -> None:
    works, holding = organisation("works", "FR"), organisation("holding", "US")
    item = assessment(steward=works, controller=holding, found=(LISTED,))

    assert supplier_of(item) == works


def test_all_that_is_said_of_a_package() -> None:
    item = assessment(
        replace(package(scope=Scope.BUILD), direct=True, resolved=True),
        severity=Severity.HIGH,
        steward=organisation("works", "FR"),
        controller=organisation("holding", "US"),
        countries=("US", "FR", "US"),
    )

    assert said_of(replace(item, contested=True), EUROPE) == {
        "depsov:verdict": "outside",
        "depsov:perimeter": "europe",
        "depsov:reason": "by-seat",
        "depsov:group": "one-party-outside",
        "depsov:confidence": "high",
        "depsov:strength": "3",
        "depsov:scope": "build",
        "depsov:severity": "high",
        "depsov:steward": "Works Inc.",
        "depsov:controller": "Holding Inc.",
        "depsov:controller:country": "US",
        "depsov:jurisdictions": "FR,US",
        "depsov:direct": "true",
        "depsov:contested": "true",
        "depsov:resolved": "true",
    }


def test_what_is_not_known_is_left_out() -> None:
    said = said_of(assessment(verdict=Verdict.UNKNOWN), EUROPE)

    assert set(said) == {
        f"depsov:{name}" for name in "verdict perimeter reason group confidence strength scope".split()
    }
