"""A new `depsov.lock` from the old one: a block moves only when what it says does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from depsov.lock import Block, Lock
from depsov.lock.block import Perimeter, block_of
from depsov.lock.renew import Renewal, renewed
from depsov.lock.write import text_of
from depsov.model import Assessment, Confidence, EvidenceKind, Reason, Verdict
from tests.lock.blocks import block, lock_of
from tests.made import assessment, evidence, organisation, package

OLD = "2026-01-01"
NEW = "2026-06-30"
SAMPLE = organisation("sample")
OTHER = organisation("other", "JP")


def _outside(name: str = "tool", **changes: Any) -> Assessment:
    return assessment(package(name), controller=SAMPLE, countries=("US",), **changes)


def _renewed(
    old: Lock | None, *items: Assessment, perimeter: Perimeter = "europe", keep_missing: bool = False
) -> Renewal:
    return renewed(old, items, knowledge="new", perimeter=perimeter, day=NEW, keep_missing=keep_missing)


def _old(*items: Assessment, perimeter: Perimeter = "europe") -> Lock:
    return lock_of(*(block_of(item, OLD) for item in items), perimeter=perimeter)


def _only(renewal: Renewal) -> Block:
    (made,) = renewal.lock.blocks.values()
    return made


def test_the_first_file_has_a_block_for_each_package() -> None:
    renewal = _renewed(None, _outside("b"), _outside("a"))

    assert renewal.added == ("pkg:pypi/a", "pkg:pypi/b")
    assert (renewal.dropped, renewal.moved) == ((), ())
    assert {made.date for made in renewal.lock.blocks.values()} == {NEW}


def test_the_head_says_what_the_file_was_made_with() -> None:
    renewal = _renewed(_old(), _outside(), perimeter=("DE", "FR"))
    assert (renewal.lock.knowledge, renewal.lock.perimeter) == ("new", ("DE", "FR"))


def test_where_nothing_has_changed_only_the_version_of_the_knowledge_base_does() -> None:
    old = _old(_outside("a"), _outside("b"))

    renewal = _renewed(old, _outside("b"), _outside("a"))

    assert (renewal.added, renewal.dropped, renewal.moved) == ((), (), ())
    assert text_of(renewal.lock) == text_of(replace(old, knowledge="new"))


def test_a_package_in_two_versions_is_one_block() -> None:
    items = [replace(_outside(), package=package("tool", version=version)) for version in ("1.0", "2.0")]
    assert list(_renewed(None, *items).lock.blocks) == ["pkg:pypi/tool"]


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(assessment(package("tool"), controller=OTHER, countries=("US",)), id="controller"),
        pytest.param(_outside(steward=OTHER), id="steward"),
        pytest.param(assessment(package("tool"), controller=SAMPLE, countries=("US", "DE")), id="countries"),
        pytest.param(replace(_outside(), strength=5), id="strength"),
        pytest.param(assessment(package("tool"), Verdict.UNKNOWN), id="unknown"),
        pytest.param(assessment(package("tool"), Verdict.INDIVIDUAL, reason=Reason.ONE_ACCOUNT), id="one person"),
    ],
)
@pytest.mark.parametrize("perimeter", ["europe", "eu"])
def test_a_block_whose_facts_move_has_the_new_date(new: Assessment, perimeter: str) -> None:
    old = _old(_outside())

    renewal = _renewed(old, new, perimeter=perimeter)

    assert _only(renewal) == block_of(new, NEW)
    assert renewal.moved == ((old.blocks["pkg:pypi/tool"], block_of(new, NEW)),)


def test_a_reason_that_moves_within_a_perimeter_has_the_new_date() -> None:
    renewal = _renewed(_old(_outside()), _outside(reason=Reason.BY_HEAD_OFFICE))

    assert (_only(renewal).reason, _only(renewal).date) == (Reason.BY_HEAD_OFFICE, NEW)
    assert [after for _, after in renewal.moved] == [_only(renewal)]


@pytest.mark.parametrize("perimeter", ["eu", ("US",)])
def test_a_reason_that_moves_with_the_perimeter_keeps_the_date(perimeter: Perimeter) -> None:
    renewal = _renewed(_old(_outside()), _outside(reason=Reason.PARENT_UNPROVEN), perimeter=perimeter)

    assert (_only(renewal).reason, _only(renewal).date) == (Reason.PARENT_UNPROVEN, OLD)
    assert renewal.moved == ()


def test_a_surer_answer_is_written_and_keeps_the_date() -> None:
    renewal = _renewed(_old(_outside()), replace(_outside(), confidence=Confidence.MEDIUM))

    assert (_only(renewal).confidence, _only(renewal).date) == (Confidence.MEDIUM, OLD)
    assert renewal.moved == ()


def test_evidence_that_says_the_same_does_not_move_a_block() -> None:
    first, second = (
        replace(evidence(EvidenceKind.REPOSITORY, "github:sample", source=source, date=date), used=True, listed=True)
        for source, date in (("PyPI", OLD), ("METADATA", NEW))
    )
    old = _old(_outside(found=(first,)))

    assert text_of(_renewed(old, _outside(found=(second,))).lock) == text_of(replace(old, knowledge="new"))


def test_an_organisation_of_another_name_is_written_and_keeps_the_date() -> None:
    old = _old(_outside())
    renamed = assessment(package("tool"), controller=replace(SAMPLE, name="Sample SE"), countries=("US",))

    renewal = _renewed(old, renamed)

    assert (_only(renewal).names, _only(renewal).date) == (("Sample SE", "Sample SE"), OLD)
    assert [after for _, after in renewal.moved] == [_only(renewal)]


def test_what_has_left_the_tree_is_dropped() -> None:
    renewal = _renewed(_old(_outside("a"), _outside("b"), _outside("c")), _outside("b"))

    assert list(renewal.lock.blocks) == ["pkg:pypi/b"]
    assert renewal.dropped == ("pkg:pypi/a", "pkg:pypi/c")


def test_what_may_be_in_a_document_that_could_not_be_read_is_kept_as_it_was() -> None:
    old = _old(_outside("a"), _outside("b"))

    renewal = _renewed(old, _outside("b"), _outside("c"), keep_missing=True)

    assert sorted(renewal.lock.blocks) == ["pkg:pypi/a", "pkg:pypi/b", "pkg:pypi/c"]
    assert renewal.lock.blocks["pkg:pypi/a"] == old.blocks["pkg:pypi/a"]
    assert (renewal.added, renewal.dropped, renewal.moved) == (("pkg:pypi/c",), (), ())


def test_the_old_file_is_not_changed() -> None:
    old = lock_of(block("pypi/gone"), block("pypi/tool"))
    before = text_of(old)

    _renewed(old, _outside(), keep_missing=True)

    assert text_of(old) == before


def test_a_second_run_writes_the_same() -> None:
    items = (_outside("a"), assessment(package("b"), Verdict.UNKNOWN), replace(_outside("c"), strength=5))
    first = _renewed(_old(_outside("a"), _outside("c")), *items)
    second = renewed(first.lock, reversed(items), knowledge="new", perimeter="europe", day="2027-01-01")

    assert text_of(second.lock) == text_of(first.lock)
