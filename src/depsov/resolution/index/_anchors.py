"""The links of an HTML page, as browsers find them.

https://html.spec.whatwg.org/multipage/parsing.html#tokenization

html.parser is not used: it goes over the rest of a page again for each tag that is not closed, 80 KB of `<a ` in 35 s.
Here every step consumes what it has seen, to the end of the page where something is left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

__all__ = ["read_tags"]

_VALUE = r""""[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+"""
_TAG = re.compile(
    rf"""<!--.*?(?:-->|\Z)
    |<(?P<raw>script|style|textarea|title)(?=[\s/>]).*?(?:</(?P=raw)(?=[\s/>])|\Z)
    |<(?P<name>/?[a-z][^\s/>]*+)(?P<rest>(?:[^>=]|=\s*+(?:{_VALUE})?+)*+)(?P<end>>|\Z)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_ATTRIBUTE = re.compile(rf"(?P<key>[^\s/>=][^\s/>=]*+)\s*+(?:=\s*+(?P<value>{_VALUE})?+)?+", re.DOTALL)


def read_tags(text: str, names: frozenset[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the opening tags of these names, in order, with their attributes; of one given twice the first counts.

    Names are in lower case. An attribute without a value has an empty one.
    """
    for match in _TAG.finditer(text):
        name = (match["name"] or "").lower()
        if name in names and match["end"]:
            yield name, _attributes(match["rest"])


def _attributes(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = match["value"] or ""
        if value[:1] in ('"', "'"):
            value = value[1:-1]
        found.setdefault(match["key"].lower(), _plain(value))
    return found


def _plain(value: str) -> str:
    if "&" not in value:
        return value
    try:
        return unescape(value)
    except ValueError:  # the number of a character with thousands of digits
        return value
