"""A page as a browser takes it apart: its elements in order, with their attributes and text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

__all__ = ["Document", "Element"]

_VOID = {"meta", "link", "input", "br"}
_CLOSED_BY = {"td": {"td", "th", "tr"}, "th": {"td", "th", "tr"}, "tr": {"tr"}}
"""Elements whose end tag may be left out, and what begins after them."""


@dataclass
class Element:
    """An element with the elements and the text in it."""

    tag: str
    attributes: dict[str, str]
    inner: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, *tags: str) -> list[Element]:
        """Return the elements in it that have one of these tags."""
        return [element for element in self.inner if element.tag in tags]


class Document(HTMLParser):
    """The page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self._open and tag in _CLOSED_BY.get(self._open[-1].tag, ()):
            self._open.pop()
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        for outer in self._open:
            outer.inner.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while any(element.tag == tag for element in self._open):
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def by_id(self, key: str) -> Element:
        (found,) = [element for element in self.elements if element.attributes.get("id") == key]
        return found

    def data(self, key: str) -> Any:
        """Return what a script element with JSON holds."""
        return json.loads(self.by_id(key).text)

    def rows(self) -> list[list[str]]:
        """Return the cells of the table of all packages, without its headings."""
        _, *rows = self.by_id("table").all("tr")
        return [[cell.text.strip() for cell in row.all("th", "td")] for row in rows]
