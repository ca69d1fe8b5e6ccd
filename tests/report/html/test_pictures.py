"""The two pictures: every package is in them, and nothing leaves the frame."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.model import GROUPS, Verdict
from depsov.report.html import flow, tree_map
from depsov.report.html.drawing import clipped
from depsov.report.html.entries import Entry
from depsov.report.html.language import language
from tests.made import EUROPE, assessment, organisation, package
from tests.report.nasty import NASTY

ENGLISH = language("en")

ENTRIES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 40), st.sampled_from(["US", "DE", None])), max_size=60)


def _entry(group: int, decider: str, country: str | None) -> Entry:
    is_named = group not in (5, 6)
    verdict = {5: Verdict.INDIVIDUAL, 6: Verdict.UNKNOWN}.get(group, Verdict.OUTSIDE)
    controller = organisation(decider, country) if is_named else None
    made = assessment(package(f"p-{decider}"), verdict, group=GROUPS[group], controller=controller)
    return Entry(made, group, country if is_named else None)


def _made(found: Sequence[tuple[int, int, str | None]]) -> list[Entry]:
    return [_entry(group, f"org-{number}", country) for group, number, country in found]


def _inside(svg: str) -> None:
    """Fail where a rectangle leaves the picture, or something is no number."""
    root = ET.fromstring(svg)
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for box in root.iter("rect"):
        x, y, across, along = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
        assert min(x, y, across, along) >= 0
        assert x + across <= width + 0.2
        assert y + along <= height + 0.2


@given(ENTRIES)
def test_the_map_has_an_area_for_every_package(found: list[tuple[int, int, str | None]]) -> None:
    listed = tree_map.areas(_made(found), ENGLISH)

    assert sum(area.packages for area in listed) == len(found)
    _inside(tree_map.tree_map(listed, EUROPE, ENGLISH))


@given(ENTRIES, st.integers(1, 30))
def test_the_flow_loses_no_package_between_its_columns(found: list[tuple[int, int, str | None]], starts: int) -> None:
    names = [f"direct-{number % starts}" for number in range(len(found))]

    listed = flow.streams(_made(found), names, ENGLISH)

    assert sum(stream.packages for stream in listed.listed) == len(found)
    for column, most in zip(listed.columns, flow.MOST, strict=True):
        assert len(column) <= most + 1 + 3
        assert len(column) == len(set(column))
    _inside(flow.flow(listed, ENGLISH))


def test_small_ones_stand_together_and_below() -> None:
    found = [_entry(0, f"org-{number}", "US") for number in range(40)] + [_entry(0, "large", "US")] * 3

    _, who, _ = flow.streams(found, [""] * len(found), ENGLISH).columns

    assert who[0] == "Large Inc."
    assert who[-1] == "27 other organisations"


def test_what_nobody_knows_the_way_of_has_a_name() -> None:
    listed = flow.streams([_entry(6, "", None)], [""], ENGLISH)

    assert listed.columns == (["not known through what"], ["unknown"], ["unknown"])


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_stays_a_name(name: str) -> None:
    entry = _entry(0, "x", "US")
    assert entry.item.controller is not None
    hostile = entry.item.controller.__class__(id="x", name=name, kind="company", country="US")
    found = [entry._replace(item=assessment(package("p"), controller=hostile))]

    for svg in (
        tree_map.tree_map(tree_map.areas(found, ENGLISH), EUROPE, ENGLISH),
        flow.flow(flow.streams(found, [name], ENGLISH), ENGLISH),
    ):
        tags = {element.tag for element in ET.fromstring(svg).iter()}
        assert tags <= {"svg", "title", "desc", "g", "rect", "path", "text"}
        assert not re.search(r"\son\w+=", re.sub(r">[^<]*<", "><", svg))


@pytest.mark.parametrize(
    ("name", "width", "expected"), [("short", 100, "short"), ("a longer name", 50, "a lon…"), ("name", 5, "…")]
)
def test_a_name_is_cut_to_the_room_that_there_is(name: str, width: float, expected: str) -> None:
    assert clipped(name, width, 12) == expected
