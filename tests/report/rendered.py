"""Markdown as a forge would show it: what a parser of CommonMark with tables makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["Rendered"]

_CELLS = {"th_open", "td_open"}


@dataclass(frozen=True)
class Rendered:
    """The pieces of a rendered text."""

    tokens: Sequence[Token]

    @classmethod
    def of(cls, text: str) -> Rendered:
        return cls(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text))

    @property
    def inner(self) -> list[Token]:
        """What stands inside of paragraphs, cells and headings."""
        return [inner for token in self.tokens for inner in token.children or ()]

    @property
    def kinds(self) -> set[str]:
        return {token.type for token in (*self.tokens, *self.inner)}

    @property
    def html(self) -> list[str]:
        return [token.content for token in (*self.tokens, *self.inner) if token.type.startswith("html")]

    @property
    def running_text(self) -> list[str]:
        """What a forge searches for mentions and references: all text that is no code."""
        return [token.content for token in self.inner if token.type == "text"]

    @property
    def headings(self) -> list[str]:
        return [_text(token) for before, token in pairwise(self.tokens) if before.type == "heading_open"]

    @property
    def fences(self) -> list[tuple[str, str]]:
        return [(token.info, token.content) for token in self.tokens if token.type == "fence"]

    @property
    def lines(self) -> list[str]:
        """The text of paragraphs, items and headings, without marks."""
        return [
            _text(token)
            for before, token in pairwise(self.tokens)
            if token.type == "inline" and before.type not in _CELLS
        ]

    @property
    def tables(self) -> list[list[list[str]]]:
        """Tables as rows of cells, the first of which are the titles."""
        found: list[list[list[str]]] = []
        for before, token in pairwise(self.tokens):
            if token.type == "table_open":
                found.append([])
            elif token.type == "tr_open":
                found[-1].append([])
            elif before.type in _CELLS:
                found[-1][-1].append(_text(token))
        return found

    def table(self, *titles: str) -> list[dict[str, str]]:
        """Return the rows of all tables that begin with these titles."""
        return [
            dict(zip(top, row, strict=True))
            for top, *rows in self.tables
            if top[: len(titles)] == [*titles]
            for row in rows
        ]


def _text(token: Token) -> str:
    return "".join(inner.content for inner in token.children or ())
