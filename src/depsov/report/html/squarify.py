"""Lays rectangles out in a rectangle: areas as given, shapes as square as can be.

Bruls, Huizing, van Wijk: Squarified Treemaps (2000), https://doi.org/10.1007/978-3-7091-6783-0_4
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Box", "squarify"]


class Box(NamedTuple):
    """A rectangle: its upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    def within(self, margin: float, top: float) -> Box:
        """Return what is left of it inside a margin, and below a strip at its top."""
        width = max(self.width - 2 * margin, 0.0)
        return Box(self.x + margin, self.y + top, width, max(self.height - top - margin, 0.0))


def squarify(sizes: Sequence[float], box: Box) -> list[Box]:
    """Return a box for each size, in the order of the sizes, which should fall."""
    total = sum(sizes)
    if not total or not box.width or not box.height:
        return [Box(box.x, box.y, 0.0, 0.0) for _ in sizes]
    scale = box.width * box.height / total
    areas = [size * scale for size in sizes]
    placed: list[Box] = []
    while len(placed) < len(areas):
        row = _row(areas[len(placed) :], min(box.width, box.height))
        boxes, box = _lay(row, box)
        placed += boxes
    return placed


def _row(areas: Sequence[float], side: float) -> Sequence[float]:
    """Return the first areas that make a row along a side, as many as keep its worst shape from getting worse."""
    total, best = 0.0, float("inf")
    largest, smallest = areas[0], areas[0]
    for count, area in enumerate(areas):
        total += area
        largest, smallest = max(largest, area), min(smallest, area)
        worst = max(side * side * largest / (total * total), total * total / (side * side * smallest))
        if worst > best:
            return areas[:count]
        best = worst
    return areas


def _lay(row: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """Return the boxes of a row along the shorter side, and the box that is left beside it."""
    total = sum(row)
    is_upright = box.width >= box.height
    depth = min(total / max(min(box.width, box.height), 1e-9), max(box.width, box.height))
    at, boxes = (box.y if is_upright else box.x), []
    for area in row:
        length = area / depth if depth else 0.0
        boxes.append(Box(box.x, at, depth, length) if is_upright else Box(at, box.y, length, depth))
        at += length
    if is_upright:
        return boxes, Box(box.x + depth, box.y, max(box.width - depth, 0.0), box.height)
    return boxes, Box(box.x, box.y + depth, box.width, max(box.height - depth, 0.0))
