"""What both pictures draw: areas with names in them, as far as there is room."""

from __future__ import annotations

from depsov.report.escape import shown, xml
from depsov.report.html.markup import Made

__all__ = ["LETTER", "clipped", "number", "picture", "text"]

LETTER = 0.6
"""The width of a letter of a sans-serif font, as a share of its size."""


def number(value: float) -> str:
    """Return a coordinate, as short as the eye allows."""
    return f"{value:.1f}".removesuffix(".0")


def clipped(name: str, width: float, size: float) -> str:
    """Return as much of a name as there is room for."""
    name = shown(name)
    room = int(width / (LETTER * size))
    return name if len(name) <= room else f"{name[: max(room - 1, 0)].rstrip()}…"


def text(x: float, y: float, content: str, classes: str) -> str:
    """Return a line of text."""
    return f'<text x="{number(x)}" y="{number(y)}" class="{classes}">{xml(content)}</text>'


def picture(name: str, size: tuple[int, int], title: str, description: str, content: str) -> Made:
    """Return a picture as an SVG element, with what it shows in words for those who do not see it."""
    width, height = size
    return Made(
        f'<svg class="picture" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-name {name}-text">'
        f'<title id="{name}-name">{xml(title)}</title><desc id="{name}-text">{xml(description)}</desc>{content}</svg>'
    )
