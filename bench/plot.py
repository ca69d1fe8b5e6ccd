"""A plot of a few lines over a common axis, as SVG that reads on light and on dark ground.

Drawn here: pygal, the first choice, writes a script and the day of its making into every file, and one chart in each;
matplotlib brings numpy and four more packages along, and draws letters as outlines. This is a picture of five lines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

__all__ = ["Panel", "picture"]

Line = Sequence[tuple[float, float]]

_WIDTH, _HEIGHT = 380.0, 250.0
_LEFT, _TOP, _BELOW, _LEGEND = 62.0, 44.0, 46.0, 22.0
_TICKS = 5
_LETTER = 7.4
_STYLE = """
    text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 13px; fill: #3d444d }
    .title { font-weight: 600 } .grid { stroke: #d5dae0 } .axis { stroke: #818b98 }
    .line { stroke-width: 2 }
    .c0 { stroke: #0b62c4; fill: #0b62c4 } .c1 { stroke: #1a7f37; fill: #1a7f37 } .c2 { stroke: #b35900; fill: #b35900 }
    .c3 { stroke: #8250df; fill: #8250df } .c4 { stroke: #cf222e; fill: #cf222e }
    .ground { fill: #ffffff }
    @media (prefers-color-scheme: dark) {
      text { fill: #d6dbe0 } .ground { fill: #16191d } .grid { stroke: #30363d } .axis { stroke: #818b98 }
      .c0 { stroke: #6cb6ff; fill: #6cb6ff } .c1 { stroke: #57c46d; fill: #57c46d }
      .c2 { stroke: #e3a04a; fill: #e3a04a } .c3 { stroke: #bc8cff; fill: #bc8cff }
      .c4 { stroke: #ff8f86; fill: #ff8f86 }
    }
    .line { fill: none }
"""


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the charts that stand side by side: its title, and the points of its lines by their names."""

    title: str
    lines: Mapping[str, Line]


def picture(title: str, across: str, panels: Sequence[Panel]) -> str:
    """Return the charts with one legend; a line of the same name has the same colour in all of them."""
    names = list(dict.fromkeys(name for panel in panels for name in panel.lines))
    width = len(panels) * (_LEFT + _WIDTH) + 24
    height = _TOP + _HEIGHT + _BELOW + _LEGEND + 8
    drawn = [item for at, panel in enumerate(panels) for item in _panel(panel, across, names, at * (_LEFT + _WIDTH))]
    drawn += _legend(names)
    body = "\n".join(f"  {item}" for item in drawn)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="title">
  <title id="title">{escape(title)}</title>
  <style>{_STYLE}  </style>
  <rect class="ground" width="{width:g}" height="{height:g}" rx="8"/>
{body}
</svg>
"""


def _panel(panel: Panel, across: str, names: Sequence[str], left: float) -> Iterator[str]:
    points = [point for line in panel.lines.values() for point in line]
    step_x, step_y = (_step(max((point[axis] for point in points), default=1)) for axis in (0, 1))
    yield f'<text class="title" x="{left + _LEFT:g}" y="26">{escape(panel.title)}</text>'
    for tick in range(_TICKS + 1):
        x, y = left + _LEFT + tick * (_WIDTH - 24) / _TICKS, _TOP + _HEIGHT * (1 - tick / _TICKS)
        kind = "grid" if tick else "axis"
        yield f'<path class="{kind}" d="M{left + _LEFT:g} {y:g}h{_WIDTH - 24:g}"/>'
        yield f'<text x="{left + _LEFT - 8:g}" y="{y + 4:g}" text-anchor="end">{tick * step_y:,g}</text>'
        yield f'<text x="{x:g}" y="{_TOP + _HEIGHT + 20:g}" text-anchor="middle">{tick * step_x:,g}</text>'
    yield (
        f'<text x="{left + _LEFT + (_WIDTH - 24) / 2:g}" y="{_TOP + _HEIGHT + 38:g}" text-anchor="middle">'
        f"{escape(across)}</text>"
    )
    for name, line in panel.lines.items():
        places = [
            (left + _LEFT + x / step_x * (_WIDTH - 24) / _TICKS, _TOP + _HEIGHT * (1 - y / step_y / _TICKS))
            for x, y in line
        ]
        colour = f"c{names.index(name)}"
        yield f'<path class="{colour} line" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in places)}"/>'
        yield from (f'<circle class="{colour}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)


def _legend(names: Sequence[str]) -> Iterator[str]:
    x, y = _LEFT, _TOP + _HEIGHT + _BELOW + 14
    for at, name in enumerate(names):
        yield f'<path class="c{at} line" d="M{x:g} {y - 4:g}h24"/>'
        yield f'<text x="{x + 32:g}" y="{y:g}">{escape(name)}</text>'
        x += 32 + _LETTER * len(name) + 24


def _step(largest: float) -> float:
    """Return the distance of two ticks, a round number, so that all of them together reach the largest value."""
    least = largest / _TICKS or 1.0
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(power * round_one for round_one in (1, 2, 3, 4, 5, 6, 8, 10) if power * round_one >= least)
