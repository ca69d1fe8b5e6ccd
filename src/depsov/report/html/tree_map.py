"""The tree as areas: by group, in it by country, in that by who decides. SVG, without a line of script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from depsov.model import GROUPS, PerimeterRef
from depsov.phrases import GROUP_TITLES
from depsov.report.escape import xml
from depsov.report.html.drawing import clipped, number, picture, text
from depsov.report.html.entries import Entry, decider_of
from depsov.report.html.language import Language
from depsov.report.html.markup import Made
from depsov.report.html.squarify import Box, squarify

__all__ = ["Area", "areas", "tree_map"]

SIZE = (1200, 640)
GAP = 2
GROUP_STRIP, COUNTRY_STRIP = 24, 18
"""The height of the strip with the name of a group, and of a country."""


class Area(NamedTuple):
    """How many packages of one group one party decides under the law of one country."""

    group: int
    country: str
    decider: str
    packages: int


def areas(entries: Iterable[Entry], language: Language) -> list[Area]:
    """Return the areas of the picture: the rows of the table that says the same."""
    counts = Counter((entry.group, entry.country, decider_of(entry, language)) for entry in entries)
    named = [
        Area(group, "" if country is None else language.country(country), decider, packages)
        for (group, country, decider), packages in counts.items()
    ]
    return sorted(named, key=lambda area: (area.group, -area.packages, area.country, area.decider))


def tree_map(found: Iterable[Area], perimeter: PerimeterRef, language: Language) -> Made:
    """Return the picture."""
    groups = [(group, list(listed)) for group, listed in groupby(found, key=lambda area: area.group)]
    groups.sort(key=lambda pair: (-_total(pair[1]), pair[0]))
    boxes = squarify([_total(listed) for _, listed in groups], Box(0, 0, *SIZE))
    parts: list[str] = []
    for (group, listed), box in zip(groups, boxes, strict=True):
        title = language.within(GROUP_TITLES[GROUPS[group]], perimeter)
        parts += _group(f"{group + 1} {title}", listed, box, language)
    return picture(
        "map",
        SIZE,
        language.say("The packages by group, country and who decides"),
        language.say("Each area is as large as its number of packages. The table below says the same."),
        "".join(parts),
    )


def _total(found: Iterable[Area]) -> int:
    return sum(area.packages for area in found)


def _group(title: str, found: Sequence[Area], box: Box, language: Language) -> Iterator[str]:
    """Yield a group: its ground, its name, and in it one area for each country."""
    colour = f"g{found[0].group}"
    inner = box.within(GAP, GAP)
    yield f'<g class="{colour}">{_rectangle(inner, "ground", f"{title}: {language.number(_total(found))}")}'
    if inner.width > 90 and inner.height > 2 * GROUP_STRIP:
        yield from _label(inner, f"{title} · {language.number(_total(found))}", "group-name", 13)
        inner = inner.within(GAP, GROUP_STRIP)
    by_country: dict[str, list[Area]] = {}
    for area in found:
        by_country.setdefault(area.country, []).append(area)
    countries = sorted(by_country.items(), key=lambda pair: (-_total(pair[1]), pair[0]))
    boxes = squarify([_total(listed) for _, listed in countries], inner)
    for (country, listed), part in zip(countries, boxes, strict=True):
        yield from _country(country, listed, part, language)
    yield "</g>"


def _country(country: str, found: Sequence[Area], box: Box, language: Language) -> Iterator[str]:
    inner = box.within(GAP / 2, GAP / 2)
    if country and inner.width > 60 and inner.height > 2.5 * COUNTRY_STRIP:
        yield from _label(inner, country, "country-name", 12)
        inner = inner.within(0, COUNTRY_STRIP)
    boxes = squarify([area.packages for area in found], inner)
    for area, part in zip(found, boxes, strict=True):
        whole = ", ".join(word for word in (area.decider, area.country) if word)
        count = language.number(area.packages)
        yield _rectangle(part.within(0.75, 0.75), "area", f"{whole}: {count}" if whole else count)
        if area.decider and part.width > 40 and part.height > 17:
            yield text(part.x + 5, part.y + 14, clipped(area.decider, part.width - 8, 11.5), "name")
            if part.height > 34:
                yield text(part.x + 5, part.y + 29, count, "count")


def _rectangle(box: Box, classes: str, title: str) -> str:
    return (
        f'<rect x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}" height="{number(box.height)}" '
        f'class="{classes}"><title>{xml(title)}</title></rect>'
    )


def _label(box: Box, content: str, classes: str, size: int) -> Iterator[str]:
    yield text(box.x + 6, box.y + size + 3, clipped(content, box.width - 12, size * 1.08), classes)
