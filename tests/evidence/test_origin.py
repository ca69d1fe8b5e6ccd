"""A git or URL dependency is judged by the owner of the address that it comes from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depsov.evidence import origin
from depsov.evidence._source import Surroundings
from depsov.model import EvidenceKind, Source, SourceKind, Trust
from tests.evidence.packages import npm, pypi

PLACE = Source(kind=SourceKind.GIT, url="https://github.com/acme/tool.git")


def test_the_owner_of_the_repository_is_evidence_that_nobody_else_can_forge() -> None:
    tool = pypi("tool", source=PLACE)
    (evidence,) = origin.gather([tool], Surroundings()).evidence[tool.purl]
    assert (evidence.kind, evidence.trust) == (EvidenceKind.REPOSITORY, Trust.EXCLUSIVE)
    assert evidence.identity == "github:acme"


def test_an_address_that_an_sbom_claims_is_no_more_than_a_link() -> None:
    tool = pypi("tool", source=replace(PLACE, claimed=True))
    (evidence,) = origin.gather([tool], Surroundings()).evidence[tool.purl]
    assert (evidence.identity, evidence.trust) == ("github:acme", Trust.DECLARED)


def test_an_archive_on_a_site_leads_to_its_domain() -> None:
    tool = npm("tool", source=Source(kind=SourceKind.URL, url="https://downloads.python.org/tool.tgz"))
    (evidence,) = origin.gather([tool], Surroundings()).evidence[tool.purl]
    assert (evidence.kind, evidence.identity) == (EvidenceKind.DOMAIN, "domain:python.org")


@pytest.mark.parametrize("kind", [SourceKind.REGISTRY, SourceKind.INDEX, SourceKind.PATH])
def test_other_sources_have_no_owner_in_their_address(kind: SourceKind) -> None:
    tool = pypi("tool", source=Source(kind=kind, url=PLACE.url))
    assert not origin.gather([tool], Surroundings()).evidence


def test_the_shorthand_of_npm_counts_for_npm_only() -> None:
    short = Source(kind=SourceKind.GIT, url="acme/tool")
    assert origin.gather([npm("tool", source=short)], Surroundings()).evidence
    assert not origin.gather([pypi("tool", source=short)], Surroundings()).evidence
