"""A language: the sentences of the report, its numbers, dates and countries.

Sentences are looked up by their English wording in `locale/*.po`, so that code reads as the page does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from depsov.model import PerimeterRef

__all__ = ["CATALOGUES", "Language", "language"]

CATALOGUES = Path(__file__).with_name("locale")

_LOCALES = {"en": "en_GB", "fr": "fr", "de": "de"}

Catalogue = Mapping[tuple[str | None, str], tuple[str, ...]]


@lru_cache(maxsize=3)
def language(tag: str) -> Language:
    """Return a language by its tag: `en`, `fr` or `de`."""
    return Language(tag, _catalogue(tag))


class Language:
    """Says things in one language. A sentence that its catalogue lacks stays English."""

    def __init__(self, tag: str, catalogue: Catalogue) -> None:
        self.tag = tag
        self._locale = Locale.parse(_LOCALES[tag])
        self._catalogue = catalogue
        self._days: dict[tuple[str, str], str] = {}

    def say(self, message: str, **values: object) -> str:
        """Return a sentence with its values filled in; without values, it stays as it is written."""
        text = self._catalogue.get((None, message), (message,))[0]
        return text.format(**values) if values else text

    def name(self, context: str, message: str) -> str:
        """Return a word that needs another form in each context."""
        return self._catalogue.get((context, message), (message,))[0]

    def within(self, message: str, perimeter: PerimeterRef) -> str:
        """Return a sentence that names the perimeter as `{inside}`."""
        return self.say(message, inside=self.perimeter(perimeter))

    def many(self, one: str, other: str, number: int, **values: object) -> str:
        """Return a sentence on a number of things, which it takes as `{number}`."""
        forms = self._catalogue.get((None, one), (one, other))
        form = forms[0 if self._locale.plural_form(number) == "one" else 1]
        return form.format(number=self.number(number), **values)

    def number(self, value: float) -> str:
        """Return a number."""
        # Most numbers are small, and look the same everywhere.
        return (
            str(value) if isinstance(value, int) and 0 <= value < 1000 else format_decimal(value, locale=self._locale)
        )

    def percent(self, share: float) -> str:
        """Return a share in per cent, rounded down: all is not said before it is all."""
        return format_percent(
            math.floor(round(share * 1000, 6)) / 1000, decimal_quantization=False, locale=self._locale
        )

    def day(self, value: date | str, width: str = "long") -> str:
        """Return a date; a text that is none (`2019`) stays as it is."""
        key = (str(value), width)
        if key not in self._days:
            try:
                self._days[key] = format_date(date.fromisoformat(key[0]), width, locale=self._locale)
            except ValueError:
                self._days[key] = key[0]
        return self._days[key]

    def country(self, code: str) -> str:
        """Return the name of a country by its code (ISO 3166-1 alpha-2)."""
        return str(self._locale.territories.get(code, code))

    def countries(self, codes: Iterable[str]) -> list[str]:
        """Return the names of countries, sorted as a reader looks for them."""
        return sorted(map(self.country, codes), key=_plain)

    def perimeter(self, perimeter: PerimeterRef) -> str:
        """Return what counts as inside, as it stands after "inside" and "outside" in a sentence."""
        if (_AFTER, perimeter.label) in self._catalogue or self.tag == "en":
            return self.name(_AFTER, perimeter.label)
        return self.name(_AFTER, "{countries}").format(countries=perimeter.label)


_AFTER = "after inside or outside"


def _plain(text: str) -> str:
    """Return a name without the marks on its letters, which no reader expects to part an alphabet."""
    from unicodedata import combining, normalize

    return "".join(sign for sign in normalize("NFD", text) if not combining(sign)).casefold()


def _catalogue(tag: str) -> Catalogue:
    if tag == "en":
        return {}
    from babel.messages.pofile import read_po

    with (CATALOGUES / f"{tag}.po").open("rb") as file:
        messages = read_po(file, locale=_LOCALES[tag])
    found: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for message in messages:
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
        if key and all(forms):
            found[message.context, key] = forms
    return found
