"""Addresses: that of a registry's document on a package, and the links in it with what the registry calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from depsov.evidence.labels import role_of_label
from depsov.evidence.links import LinkRole, evidence_of_url
from depsov.model import Evidence
from depsov.patterns import pattern

__all__ = ["evidence_of_urls", "labelled", "segment"]

_PLAIN = pattern(r"[A-Za-z0-9._~-]+\Z")


def segment(text: str, safe: str = "") -> str:
    """Return a text as one segment of an address (RFC 3986, section 3.3)."""
    return text if _PLAIN.match(text) else quote(text, safe=safe)


def evidence_of_urls(
    urls: Iterable[tuple[LinkRole, object]], *, source: str, forges: Mapping[str, str]
) -> tuple[Evidence, ...]:
    """Return the evidence of links, each once; what is no text is passed over."""
    found: dict[Evidence, None] = {}
    for role, url in urls:
        evidence = evidence_of_url(url, role=role, source=source, forges=forges) if isinstance(url, str) else None
        if evidence is not None:
            found[evidence] = None
    return tuple(found)


def labelled(urls: object) -> Iterator[tuple[LinkRole, object]]:
    """Yield the links of a table from labels to URLs, as far as the labels say what they are."""
    for label, url in urls.items() if isinstance(urls, dict) else ():
        role = role_of_label(str(label))
        if role is not None:
            yield role, url
