from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.report.html.squarify import Box, squarify

WHOLE = Box(0, 0, 1200, 640)
SIZES = st.lists(st.integers(min_value=1, max_value=5000), min_size=1, max_size=60)


@given(SIZES)
def test_areas_are_in_proportion(sizes: list[int]) -> None:
    boxes = squarify(sorted(sizes, reverse=True), WHOLE)

    share = WHOLE.width * WHOLE.height / sum(sizes)
    for size, box in zip(sorted(sizes, reverse=True), boxes, strict=True):
        assert math.isclose(box.width * box.height, size * share, rel_tol=1e-6)


@given(SIZES)
def test_no_box_leaves_the_whole(sizes: list[int]) -> None:
    for box in squarify(sizes, WHOLE):
        assert box.x >= -1e-6
        assert box.y >= -1e-6
        assert box.x + box.width <= WHOLE.width + 1e-6
        assert box.y + box.height <= WHOLE.height + 1e-6


@given(SIZES)
def test_no_two_boxes_share_ground(sizes: list[int]) -> None:
    boxes = squarify(sizes, WHOLE)
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            along = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert min(across, along) <= 1e-6


def test_the_example_of_the_paper_has_no_thin_strips() -> None:
    boxes = squarify([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 6, 4))

    shapes = [max(box.width / box.height, box.height / box.width) for box in boxes]
    assert max(shapes) < 3
    assert (round(boxes[0].width, 3), round(boxes[0].height, 3)) == (3, 2)


@pytest.mark.parametrize("box", [Box(3, 4, 0, 10), Box(3, 4, 10, 0)])
def test_where_there_is_no_room_nothing_is_seen(box: Box) -> None:
    assert squarify([2, 1], box) == [Box(3, 4, 0.0, 0.0), Box(3, 4, 0.0, 0.0)]


def test_nothing_to_lay_out() -> None:
    assert squarify([], WHOLE) == []


def test_what_is_left_inside_a_margin_and_below_a_strip() -> None:
    assert Box(0, 0, 10, 20).within(1, 5) == Box(1, 5, 8, 14)
    assert Box(0, 0, 1, 1).within(2, 2) == Box(2, 2, 0, 0)
