"""What stands behind `${...}` in a pom (https://maven.apache.org/ref/3.9.9/maven-model-builder/#Model_Interpolation).

Only what poms say themselves is put in: the environment and the system of whoever scans are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["Texts"]

_PLACE = re.compile(r"\$\{([^${}]*)\}")
_MAX_LENGTH = 1000
_MAX_DEPTH = 50
_PREFIXES = ("project.", "pom.")


class Texts:
    """Replaces what one pom knows: the fields of the project, then its properties, then fields without prefix.

    What is not known, stands for itself, or grows beyond all bounds stays as it is written.
    """

    def __init__(self, properties: Mapping[str, str], fields: Mapping[str, str | None]) -> None:
        self._properties = properties
        self._fields = fields
        self._known: dict[str, str] = {}
        self._depth = 0

    def __call__(self, text: str) -> str:
        """Return the text with all that is known put in."""
        if "${" not in text:
            return text
        if (known := self._known.get(text)) is not None:
            return known
        if self._depth >= _MAX_DEPTH or len(text) > _MAX_LENGTH:
            return text
        self._depth += 1
        try:
            whole = _PLACE.sub(self._value, text)
        finally:
            self._depth -= 1
        return whole if len(whole) <= _MAX_LENGTH else text

    def _value(self, match: re.Match[str]) -> str:
        place, name = match[0], match[1]
        if place not in self._known:
            self._known[place] = place  # which is what it is inside of itself
            raw = self._raw(name)
            if raw is not None:
                self._known[place] = self(raw)
        return self._known[place]

    def _raw(self, name: str) -> str | None:
        if name.startswith(_PREFIXES):
            field = self._fields.get(name.partition(".")[2])
            if field is not None:
                return field
        return self._properties.get(name, self._fields.get(name))
