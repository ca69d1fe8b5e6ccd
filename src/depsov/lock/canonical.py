"""The blocks of a `depsov.lock` that stands as `write` wrote it, taken off its lines without a TOML decoder.

`check` reads the file at every commit, and a decoder takes longer over it than over all lockfiles together. Only a
text that is wholly in this form is read here; for any other the decoder is there, and says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

__all__ = ["tables"]

_PLAIN = r'[^"\\\x00-\x1f\x7f]*'
_STRING = rf'"{_PLAIN}(?:\\["\\]{_PLAIN})*"'
_FIELD = rf"[a-z]+ = {_STRING}"
_TABLE = rf"\{{ {_FIELD}(?:, {_FIELD})* \}}"
_BLOCK = re.compile(
    rf"""
\[\[package\]\]
purl = ({_STRING})
(?:steward = ({_TABLE})
)?(?:controller = ({_TABLE})
)?(?:jurisdictions = \[({_TABLE}(?:, {_TABLE})*)\]
)?reason = ({_STRING})
strength = ([0-9])
confidence = ({_STRING})
(?:evidence = \[
((?:    {_TABLE},
)+)\]
)?date = ([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})
"""
)
_TABLES = re.compile(_TABLE)
_FIELDS = re.compile(rf"([a-z]+) = ({_STRING})")

Table = dict[str, Any]


def tables(text: str) -> list[Table] | None:
    """Return the blocks as a decoder would, or None where the text is not wholly made of them."""
    end = 0
    found: list[Table] = []
    for match in _BLOCK.finditer(text):
        if match.start() != end:
            return None
        end = match.end()
        try:
            found.append(dict(_block(match)))
        except ValueError:  # a day that no calendar has, or a key that stands twice
            return None
    return found if end == len(text) else None


def _block(match: re.Match[str]) -> Iterator[tuple[str, Any]]:
    purl, steward, controller, places, reason, strength, confidence, evidence, day = match.groups()
    yield "purl", _string(purl)
    if steward is not None:
        yield "steward", _table(steward)
    if controller is not None:
        yield "controller", _table(controller)
    if places is not None:
        yield "jurisdictions", _array(places)
    yield "reason", _string(reason)
    yield "strength", int(strength)
    yield "confidence", _string(confidence)
    if evidence is not None:
        yield "evidence", [_table(item) for item in _TABLES.findall(evidence)]
    yield "date", _day(day)


def _string(raw: str) -> str:
    text = raw[1:-1]
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text


@lru_cache(maxsize=4096)
def _table(raw: str) -> Table:
    fields = _FIELDS.findall(raw)
    table = {key: _string(value) for key, value in fields}
    if len(table) != len(fields):
        raise ValueError
    return table


@lru_cache(maxsize=512)
def _array(raw: str) -> list[Table]:
    return [_table(item) for item in _TABLES.findall(raw)]


@lru_cache(maxsize=512)
def _day(raw: str) -> date:
    return date.fromisoformat(raw)
