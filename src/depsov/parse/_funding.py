"""The `funding` member of a JavaScript package: on which platform, and to which collective, users are asked to pay.

People ask for money as well as organisations. Only collectives are named; of other platforms their own name is enough,
and a page on somebody's own site is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depsov.model import Evidence, EvidenceKind, Trust

__all__ = ["Funding"]

_PAGE = re.compile(r"https?://(?:www\.)?([a-z0-9.-]+)(?:/([a-z0-9_-]+))?", re.IGNORECASE | re.ASCII)
_COLLECTIVES = "opencollective.com"
_PLATFORMS = frozenset({"github.com", "tidelift.com", "thanks.dev", "patreon.com", "liberapay.com", "ko-fi.com"})


class Funding:
    """Reads the `funding` members of one document; the same few pages stand in hundreds of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._known: dict[str, Evidence | None] = {}

    def evidence(self, funding: Any) -> tuple[Evidence, ...]:
        """Return a hint per page that `funding` names: an address, an object with one, or a list of both.

        https://docs.npmjs.com/cli/configuring-npm/package-json#funding
        """
        hints = [self._hint(url) for url in _pages(funding)]
        return tuple(dict.fromkeys(hint for hint in hints if hint is not None))

    def _hint(self, url: str) -> Evidence | None:
        if url not in self._known:
            text = _text(url)
            self._known[url] = None if text is None else self._evidence(text)
        return self._known[url]

    def _evidence(self, text: str) -> Evidence:
        return Evidence(kind=EvidenceKind.HINT, trust=Trust.WEAK, source=self._source, text=f"funding: {text}")


def _pages(funding: Any) -> Iterator[str]:
    for item in funding if isinstance(funding, list) else [funding]:
        url = item.get("url") if isinstance(item, dict) and item.get("type") != "individual" else item
        if isinstance(url, str):
            yield url


def _text(url: str) -> str | None:
    page = _PAGE.match(url)
    if page is None:
        return None
    host = page[1].lower()
    if host == _COLLECTIVES and page[2]:
        return f"{host}/{page[2].lower()}"
    return host if host in _PLATFORMS else None
