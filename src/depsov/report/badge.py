"""A badge for a README: one SVG file, made here and by no service.

It counts, and gives no percentage: packages that one party outside decides, of all, and those that are unknown.
"""

from __future__ import annotations

from depsov import phrases
from depsov.model import GROUPS, Report
from depsov.report.escape import xml
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "render"]

ID = "badge"
MEDIA_TYPE = "image/svg+xml"

FONTS = "Verdana, DejaVu Sans, Geneva, sans-serif"
HEIGHT, SIZE, MARGIN, ROUND = 20, 11, 7, 3

LABEL, COUNTED, NONE = "#3b434b", "#0b5394", "#1a7340"
"""The grounds under white text, with a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3). No colour accuses."""

_NARROW = frozenset(" !'(),./:;I[]fijlrt|")
_WIDE = frozenset("%@MWmw—")
_MOST = 60
"""A list of countries can be long; the whole of it stands in the title."""


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - it has its own
    """Return the badge; its title says more than is to be seen."""
    label = phrases.group_title(GROUPS[0], report.perimeter)
    label = label if len(label) <= _MOST else f"{label[: _MOST - 1]}…"
    value, ground = _value(report)
    left, right = _width(label), _width(value)
    corner = f"A{ROUND} {ROUND} 0 0 1"
    edge = f"M{ROUND} 0H{left}V{HEIGHT}H{ROUND}{corner} 0 {HEIGHT - ROUND}V{ROUND}{corner} {ROUND} 0Z"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img">\n'
        f"  <title>{xml(_title(report))}</title>\n"
        f'  <rect width="{left + right}" height="{HEIGHT}" rx="{ROUND}" fill="{ground}"/>\n'
        f'  <path d="{edge}" fill="{LABEL}"/>\n'
        f'  <g fill="#fff" font-family="{FONTS}" font-size="{SIZE}" aria-hidden="true">\n'
        f"    {_text(label, MARGIN, left)}\n"
        f"    {_text(value, left + MARGIN, right)}\n"
        f"  </g>\n"
        f"</svg>\n"
    )


def _value(report: Report) -> tuple[str, str]:
    summary = report.summary
    if not summary.packages:
        return "no packages", COUNTED
    found, unknown = summary.by_group[GROUPS[0]], summary.by_group["unknown"]
    # None found is no good news where something is unknown.
    ground = COUNTED if found or unknown or report.problems else NONE
    more = f", {unknown} unknown" if unknown else ""
    return f"{found} of {summary.packages}{more}", ground


def _title(report: Report) -> str:
    summary = report.summary
    groups = ", ".join(f"{phrases.group_title(group, report.perimeter)}: {summary.by_group[group]}" for group in GROUPS)
    packages, coverage = phrases.count(summary.packages, "package"), phrases.percent(summary.coverage)
    return f"depsov, as of {report.as_of}: {packages}, coverage {coverage}. {groups}"


def _text(text: str, x: int, width: int) -> str:
    # With its length given, it fits whatever the font.
    return f'<text x="{x}" y="14" textLength="{width - 2 * MARGIN}">{xml(text)}</text>'


def _width(text: str) -> int:
    """Return the room that a text takes in Verdana with its margins, near enough."""
    tenths = sum(41 if sign in _NARROW else 105 if sign in _WIDE else 66 for sign in text)
    return tenths // 10 + 2 * MARGIN
