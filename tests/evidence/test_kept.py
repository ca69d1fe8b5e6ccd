"""What is cached reads back as it was, and anything else is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.evidence import npm, pypi
from depsov.evidence._kept import dump, load, variant_of
from depsov.evidence.links import FORGE_HOSTS
from depsov.model import Evidence, EvidenceKind, Trust

EVIDENCE = st.builds(
    Evidence,
    kind=st.sampled_from(EvidenceKind),
    trust=st.sampled_from([trust for trust in Trust if trust is not Trust.VERIFIED]),
    source=st.text(),
    identity=st.none() | st.text(),
    text=st.none() | st.text(),
    date=st.just("2026-11-22"),
)


@given(st.lists(EVIDENCE).map(tuple))
def test_evidence_survives_the_cache(evidence: tuple[Evidence, ...]) -> None:
    assert load(dump(evidence), "2026-11-22") == evidence


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"{}",
        b"null",
        b'{"info": {}}',
        b"[1]",
        b"[[]]",
        b'["abcde"]',
        b'[["repository", "declared", "PyPI", 1, null]]',
        b'[["repository", "declared", "PyPI", null]]',
        b'[["owner", "declared", "PyPI", null, null]]',
        b'[["curated", "verified", "knowledge", "github:acme", null]]',
        b"\xff",
    ],
)
def test_anything_else_is_refused(kept: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        load(kept, "2026-11-22")


@given(
    st.binary() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(lambda v: json.dumps(v).encode())
)
def test_no_bytes_do_worse_than_be_refused(kept: bytes) -> None:
    try:
        found = load(kept, "2026-11-22")
    except ValueError:
        return
    assert load(dump(found), "2026-11-22") == found


def test_another_source_or_table_of_forges_is_another_variant() -> None:
    variants = {
        variant_of(npm, FORGE_HOSTS),
        variant_of(pypi, FORGE_HOSTS),
        variant_of(pypi, {**FORGE_HOSTS, "code.acme.example": "gitlab"}),
    }
    assert len(variants) == 3
    assert variant_of(pypi, dict(reversed([*FORGE_HOSTS.items()]))) in variants
