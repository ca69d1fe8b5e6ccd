"""What escapes in a text of several syntaxes can spell, and no text of a report can hold."""

from __future__ import annotations

from depsov.patterns import pattern

__all__ = ["without_halves"]

_HALF = pattern("[\ud800-\udfff]")


def without_halves(text: str) -> str:
    r"""Return the text with halves of surrogate pairs replaced: `"\ud83d"` spells one, and UTF-8 cannot hold it.

    `load_json` of `depsov.documents` does so itself.
    """
    return text if text.isascii() else _HALF.sub("\N{REPLACEMENT CHARACTER}", text)
