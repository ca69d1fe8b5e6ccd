"""Makes HTML of text: what is not made here is escaped, so that no name can be anything but a name.

The page is written in Python: an engine for templates takes longer to load, and to read its template, than the
whole page takes to make.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from depsov.report.escape import html

__all__ = ["Content", "Made", "bar", "details", "join", "key", "lines", "number", "region", "section", "table", "tag"]


class Made(str):
    """HTML that was made here."""

    __slots__ = ()


Content = str | None
"""Text, which is escaped, or HTML that was made here; None is nothing."""


def tag(element: str, *content: Content, **attributes: str | bool | None) -> Made:
    """Return an element. `class_` is written `class`, `aria_label` `aria-label`; what is None is left out."""
    written = "".join(
        f" {name.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_text(str(value))}"')
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    inner = "".join(_text(part) for part in content if part is not None)
    return Made(f"<{element}{written}>" if element in _VOID else f"<{element}{written}>{inner}</{element}>")


_VOID = frozenset({"input", "link", "meta"})


def _text(content: str) -> str:
    return content if isinstance(content, Made) else html(content)


def join(parts: Iterable[str], between: str = "") -> Made:
    """Return parts one after the other."""
    return Made(between.join(map(_text, parts)))


# --- what the sections are made of --------------------------------------------------------------------------------


def section(name: str, title: str, *content: Content) -> Made:
    """Return a section of the page, with its heading."""
    heading = tag("h2", title, id=f"{name}-title", tabindex="-1")
    return tag("section", heading, *content, id=name, aria_labelledby=f"{name}-title")


def region(label: str, *content: Content) -> Made:
    """Return what may be broader than the page: a part that is moved sideways, from the keyboard too."""
    return tag("div", *content, class_="scroll", role="region", aria_label=label, tabindex="0")


def table(caption: str, titles: Sequence[str | Made], rows: Iterable[Made], **attributes: str) -> Made:
    """Return a table; a title that is text heads a column of text."""
    heads = [title if isinstance(title, Made) else tag("th", title, scope="col") for title in titles]
    body = join(rows, "\n")
    return tag("table", tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", body), **attributes)


def number(title: str, *, is_head: bool = False) -> Made:
    """Return a cell with a number, or the heading of a column of numbers."""
    return tag("th", title, scope="col", class_="number") if is_head else tag("td", title, class_="number")


def key(group: int) -> Made:
    """Return the colour of a group, for those who see colours; its name stands beside it."""
    return tag("i", class_=f"key g{group}", aria_hidden="true")


def bar(part: int, whole: int, group: int) -> Made:
    """Return a cell with a bar as long as a part of the longest one; what is there at all is seen."""
    length = max(100 * part / whole, 1.0) if part and whole else 0.0
    drawn = tag("rect", width=f"{length:.1f}", height="10", class_=f"g{group}")
    picture = tag("svg", drawn, class_="bar", viewBox="0 0 100 10", preserveAspectRatio="none", aria_hidden="true")
    return tag("td", picture, class_="wide")


def lines(items: Iterable[Made], **attributes: str) -> Made:
    """Return a list."""
    return tag("ul", join(items, "\n"), **attributes)


def details(title: str, *content: Content, **attributes: str) -> Made:
    """Return what the reader unfolds."""
    return tag("details", tag("summary", title), *content, **attributes)
