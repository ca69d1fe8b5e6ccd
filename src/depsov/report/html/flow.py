"""What comes through which direct dependency, who decides it, and under whose law: three columns and the way between.

Every package counts once: for the direct dependency that is nearest to it. Small ones are put together, so that the
picture stays readable however large the tree is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from depsov.report.escape import shown, xml
from depsov.report.html.drawing import LETTER, clipped, number, picture, text
from depsov.report.html.entries import Entry, decider_of, place_of
from depsov.report.html.language import Language
from depsov.report.html.markup import Made

__all__ = ["REST", "Stream", "Streams", "flow", "streams"]

MOST = (12, 14, 9)
"""How many names of each column stand by themselves."""

WIDTH = 1200
COLUMNS = (262, 575, 985)
ROOMS = (254, 260, 195)
"""Where the bars of each column stand, and the width that there is for their names."""

ROW, GAP, TOP, BAR = 36, 15, 30, 12
SIZE = 12.5
_ANCHORS = ("end", "start", "start")

_Way = tuple[str, str, int]
"""The names at the ends of a band, and the group of its packages."""


class Stream(NamedTuple):
    """Packages of one group with the direct dependency, the decider and the country in common."""

    direct: str
    decider: str
    country: str
    group: int
    packages: int


class Streams(NamedTuple):
    """All streams, and the names of each column from top to bottom."""

    listed: list[Stream]
    columns: tuple[list[str], list[str], list[str]]


def streams(entries: Sequence[Entry], starts: Sequence[str], language: Language) -> Streams:
    """Return the streams of the picture; `starts` are the names of the direct dependencies nearest to each."""
    lost, unknown = language.say("not known through what"), language.say("unknown")
    person, nowhere = (
        language.say("one person each"),
        [language.say("no single country"), language.say("not asked of people")],
    )
    groups = [entry.group for entry in entries]
    direct, direct_order = _shortened([start or lost for start in starts], 0, [lost], language)
    who, who_order = _shortened([decider_of(entry, language) for entry in entries], 1, [person, unknown], language)
    where, where_order = _shortened([place_of(entry, language) for entry in entries], 2, [*nowhere, unknown], language)
    counts = Counter(zip(direct, who, where, groups, strict=True))
    listed = [Stream(*key, packages) for key, packages in counts.items()]
    listed.sort(key=lambda item: (-item.packages, item))
    return Streams(listed, (direct_order, who_order, where_order))


REST = (
    ("{number} other direct dependency", "{number} other direct dependencies"),
    ("{number} other organisation", "{number} other organisations"),
    ("{number} other country", "{number} other countries"),
)


def _shortened(
    values: Sequence[str], column: int, last: Sequence[str], language: Language
) -> tuple[list[str], list[str]]:
    """Return a column with one name for all that are too small to stand by themselves, and its names in order.

    The largest stand on top; the others together, and what has no name of its own, below.
    """
    counts = Counter(values)
    order = sorted(counts.keys() - {*last}, key=lambda name: (-counts[name], name))
    ends = [name for name in last if name in counts]
    if len(order) <= MOST[column] + 1:
        return list(values), [*order, *ends]
    others = language.many(*REST[column], len(order) - MOST[column])
    kept = {*order[: MOST[column]], *ends}
    return [name if name in kept else others for name in values], [*order[: MOST[column]], others, *ends]


class _Bar(NamedTuple):
    """One name of a column, and where it stands."""

    name: str
    packages: int
    top: float
    height: float


def flow(found: Streams, language: Language) -> Made:
    """Return the picture."""
    counts = [_counts(found, column) for column in (0, 1, 2)]
    room = float(ROW * max(6, *map(len, counts)))
    # The height of one package is what fits in the column that has the most gaps.
    scale = min((room - GAP * (len(count) - 1)) / max(sum(count.values()), 1) for count in counts)
    columns = [_bars(count, room, scale) for count in counts]
    titles = (language.say("Direct dependency"), language.say("Decided by"), language.say("Country"))
    parts = [*_bands(found.listed, columns, 0, scale), *_bands(found.listed, columns, 1, scale)]
    for at, bars in enumerate(columns):
        parts.append(text(*_heading(at), titles[at], f"heading {_ANCHORS[at]}"))
        parts += [part for bar in bars.values() for part in _bar(bar, at, language)]
    return picture(
        "flow",
        (WIDTH, int(TOP + room) + 8),
        language.say("From direct dependencies to who decides, and to the country"),
        language.say("Each band is as wide as its number of packages. The table below says the same."),
        "".join(parts),
    )


def _counts(found: Streams, column: int) -> dict[str, int]:
    """Return the packages of each name of a column, from top to bottom."""
    counts = dict.fromkeys(found.columns[column], 0)
    for stream in found.listed:
        counts[_names(stream)[column]] += stream.packages
    return counts


def _names(stream: Stream) -> tuple[str, str, str]:
    return stream.direct, stream.decider, stream.country


def _bars(counts: Mapping[str, int], room: float, scale: float) -> dict[str, _Bar]:
    """Return a bar for each name, spread over the height of the picture."""
    gap = (room - scale * sum(counts.values())) / max(len(counts) - 1, 1)
    at, bars = float(TOP), {}
    for name, packages in counts.items():
        bars[name] = _Bar(name, packages, at, packages * scale)
        at += packages * scale + gap
    return bars


def _bands(found: Iterable[Stream], columns: Sequence[Mapping[str, _Bar]], left: int, scale: float) -> Iterator[str]:
    """Yield the bands from a column to the next, one for each group of packages, in an order that crosses little."""
    counts: Counter[_Way] = Counter()
    for stream in found:
        names = _names(stream)
        counts[names[left], names[left + 1], stream.group] += stream.packages
    before, after = columns[left], columns[left + 1]
    ranks = [{name: rank for rank, name in enumerate(bars)} for bars in (before, after)]
    leaving = sorted(counts, key=lambda way: (ranks[0][way[0]], ranks[1][way[1]], way[2]))
    arriving = sorted(counts, key=lambda way: (ranks[1][way[1]], ranks[0][way[0]], way[2]))
    starts = _stacked(((way, before[way[0]]) for way in leaving), counts, scale)
    ends = _stacked(((way, after[way[1]]) for way in arriving), counts, scale)
    x0, x1 = COLUMNS[left] + BAR, COLUMNS[left + 1]
    for way in leaving:
        width = counts[way] * scale
        curve = _curve(x0, starts[way] + width / 2, x1, ends[way] + width / 2)
        title = f"{shown(way[0])} → {shown(way[1])}: {counts[way]}"
        yield f'<path d="{curve}" class="band s{way[2]}" stroke-width="{number(max(width, 0.6))}">'
        yield f"<title>{xml(title)}</title></path>"


def _stacked(ways: Iterable[tuple[_Way, _Bar]], counts: Mapping[_Way, int], scale: float) -> dict[_Way, float]:
    """Return where on its bar each band begins, the ones below the others."""
    used: dict[str, float] = {}
    tops: dict[_Way, float] = {}
    for way, bar in ways:
        tops[way] = used.setdefault(bar.name, bar.top)
        used[bar.name] += counts[way] * scale
    return tops


def _curve(x0: float, y0: float, x1: float, y1: float) -> str:
    middle = (x0 + x1) / 2
    start, end = f"{number(x0)} {number(y0)}", f"{number(x1)} {number(y1)}"
    return f"M{start}C{number(middle)} {number(y0)} {number(middle)} {number(y1)} {end}"


def _heading(column: int) -> tuple[float, float]:
    return COLUMNS[column] + (BAR if column == 0 else 0), 16.0


def _bar(bar: _Bar, column: int, language: Language) -> Iterator[str]:
    """Yield a bar and its name: to the left of the first column, to the right of the others."""
    yield (
        f'<rect x="{COLUMNS[column]}" y="{number(bar.top)}" width="{BAR}" height="{number(max(bar.height, 1.0))}" '
        f'class="post"><title>{xml(f"{shown(bar.name)}: {bar.packages}")}</title></rect>'
    )
    count = language.number(bar.packages)
    y = bar.top + bar.height / 2 + 4.3
    label = f"{clipped(bar.name, ROOMS[column] - LETTER * SIZE * (len(count) + 2), SIZE)}  {count}"
    x = COLUMNS[column] - 8 if column == 0 else COLUMNS[column] + BAR + 8
    yield text(x, y, label, f"label {_ANCHORS[column]}")
