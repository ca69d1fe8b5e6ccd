"""The sentences of the HTML report: those that its code names, and those of the tables that it looks up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from depsov import phrases, stores
from depsov.evidence import offline, sources
from depsov.report.html import entries, flow, labels, method, origin, statements
from depsov.report.html.language import CATALOGUES
from depsov.rules import RULES

__all__ = ["AFTER", "ALONE", "PERIMETERS", "Key", "Strings", "catalogue", "messages"]

Key = tuple[str | None, tuple[str, ...]]
"""The context of a message, and the message: singular and plural where it counts something."""

Strings = dict[Key, tuple[str, ...]]

AFTER, ALONE = "after inside or outside", "by itself"
PERIMETERS = ("Europe", "the EEA", "the EU")

FOLDER = Path(phrases.__file__).parent / "report" / "html"
KEYWORDS: dict[str, Any] = {"say": None, "within": None, "many": (1, 2)}


@lru_cache(maxsize=1)
def messages() -> frozenset[Key]:
    """Return all sentences that a page can say in its own words."""
    found: set[Key] = {(None, text) for text in _written()}
    found |= {(None, (text,)) for text in _looked_up()}
    found |= {(None, pair) for pair in flow.REST}
    found |= {(context, (label,)) for context in (AFTER, ALONE) for label in PERIMETERS}
    return frozenset(found | {(AFTER, ("{countries}",))})


def catalogue(tag: str) -> Strings:
    """Return what a catalogue says, fuzzy or not."""
    with (CATALOGUES / f"{tag}.po").open("rb") as file:
        found = {(message.context, _texts(message.id)): _texts(message.string) for message in read_po(file)}
    return {key: strings for key, strings in found.items() if key[1] != ("",)}


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _written() -> Iterator[tuple[str, ...]]:
    for path in sorted(FOLDER.glob("*.py")):
        for found in extract_from_file("python", path, keywords=KEYWORDS):
            yield _texts(found[1])


def _looked_up() -> Iterable[str]:
    tables: list[Iterable[str]] = [
        *(getattr(labels, name).values() for name in labels.__all__),
        method.METHOD,
        method.LIMITS,
        statements.SENTENCES.values(),
        statements.LEVERS.values(),
        statements.DATES.values(),
        phrases.GROUP_TITLES.values(),
        phrases.REASONS.values(),
        phrases.REMEDIES.values(),
        (phrases.ASK, phrases.INSTALL, phrases.ADD, phrases.LAW),
        RULES.values(),
        origin.ROLES.values(),
        entries.NOWHERE.values(),
        (source.TITLE for source in offline.SOURCES),
        (source.TITLE for ecosystem in sources.SOURCES for source in sources.sources_of(ecosystem)),
        stores.TITLES.values(),
        ("documents", "installed packages (Python)"),
    ]
    return [text for table in tables for text in table]
