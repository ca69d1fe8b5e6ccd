"""The badge: what it says, to whom, and whether it can be read."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from depsov.model import GROUPS, PerimeterRef, Problem, Report
from depsov.report import badge
from tests.expected import check_expected

SVG = "{http://www.w3.org/2000/svg}"


def _counted(report: Report, outside: int, unknown: int, packages: int = 310) -> Report:
    inside = packages - outside - unknown
    counts = dict.fromkeys(GROUPS, 0) | {GROUPS[0]: outside, GROUPS[2]: inside, "unknown": unknown}
    coverage = (packages - unknown) / packages if packages else 1.0
    return replace(report, summary=replace(report.summary, packages=packages, coverage=coverage, by_group=counts))


def _texts(report: Report) -> list[str | None]:
    return [item.text for item in ET.fromstring(badge.render(report)).iter(f"{SVG}text")]


def test_a_badge_in_full(all_groups: Report) -> None:
    check_expected("report/all-groups.svg", badge.render(all_groups))


@pytest.mark.parametrize(
    ("outside", "unknown", "packages", "value"),
    [
        (27, 0, 310, "27 of 310"),
        (27, 12, 310, "27 of 310, 12 unknown"),
        (0, 0, 310, "0 of 310"),
        (0, 310, 310, "0 of 310, 310 unknown"),
        (0, 0, 0, "no packages"),
    ],
)
def test_it_counts(all_groups: Report, outside: int, unknown: int, packages: int, value: str) -> None:
    report = _counted(all_groups, outside, unknown, packages)

    assert _texts(report) == ["Outside Europe, one party decides", value]
    assert not any("%" in (text or "") for text in _texts(report))


@pytest.mark.parametrize(
    ("outside", "unknown", "problems", "is_green"),
    [(0, 0, 0, True), (1, 0, 0, False), (0, 1, 0, False), (0, 0, 1, False)],
)
def test_it_is_green_only_where_nothing_is_outside_and_nothing_unknown(
    all_groups: Report, outside: int, unknown: int, problems: int, *, is_green: bool
) -> None:
    problem = Problem(stage="parse", subject="uv.lock", message="not TOML")
    report = replace(_counted(all_groups, outside, unknown), problems=(problem,) * problems)

    assert (badge.NONE in badge.render(report)) is is_green


def test_who_does_not_see_it_hears_it(all_groups: Report) -> None:
    picture = ET.fromstring(badge.render(all_groups))
    title = picture.find(f"{SVG}title")

    assert title is not None
    assert picture.get("role") == "img"
    assert picture[0] is title
    assert title.text is not None
    assert title.text.startswith("depsov, as of 2026-06-30: 8 packages, coverage 87.5%. Outside Europe, one party")


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ground", [badge.LABEL, badge.COUNTED, badge.NONE])
def test_the_text_can_be_read(ground: str) -> None:
    """https://www.w3.org/TR/WCAG22/#contrast-minimum."""
    assert 1.05 / (_luminance(ground) + 0.05) >= 4.5


def test_it_asks_nobody(all_groups: Report) -> None:
    text = badge.render(all_groups)

    assert text.count("http") == 1  # the name of the namespace
    for word in ("href", "url(http", "@import", "<script", "<style", "<image", "<foreignObject"):
        assert word not in text


def test_the_grounds_hold_the_texts(all_groups: Report) -> None:
    picture = ET.fromstring(badge.render(_counted(all_groups, 27, 12)))
    whole, part = picture.find(f"{SVG}rect"), picture.find(f"{SVG}path")
    assert whole is not None
    assert part is not None
    width = int(whole.get("width", 0))
    end = re.match(r"M3 0H(\d+)V", part.get("d", ""))
    assert end is not None
    texts = [(int(item.get("x", 0)), int(item.get("textLength", 0))) for item in picture.iter(f"{SVG}text")]

    assert width == int(picture.get("width", 0))
    for (left, right), (x, length) in zip(pairwise([0, int(end[1]), width]), texts, strict=True):
        assert left + badge.MARGIN == x
        assert x + length + badge.MARGIN == right


def test_a_long_list_of_countries_is_cut_in_the_label_alone(all_groups: Report) -> None:
    countries = tuple(f"A{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    perimeter = PerimeterRef(name="custom", label=", ".join(countries), countries=countries)

    label, _ = _texts(replace(all_groups, perimeter=perimeter))

    assert label is not None
    assert (len(label), label[-1]) == (60, "…")
    assert "AZ, one party decides" in badge.render(replace(all_groups, perimeter=perimeter))
