"""What an entry of a `composer.lock` says of where a package is made: its repository, its pages, its funding.

Its `authors` are people, and are never looked at; of `support`, only addresses of pages are.
https://getcomposer.org/doc/04-schema.md#support
"""

from __future__ import annotations

from collections.abc import Iterator

from depsov.documents import Table
from depsov.evidence.links import LinkRole, evidence_of_url
from depsov.model import Evidence
from depsov.parse._funding import Funding

__all__ = ["Links"]

_SUPPORT: tuple[tuple[str, LinkRole], ...] = (("source", "repository"), ("issues", "other"), ("docs", "other"))


class Links:
    """Reads the links of the entries of one document; the same few stand in many of them."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._funding = Funding(source)
        self._known: dict[tuple[LinkRole, str], Evidence | None] = {}

    def evidence(self, entry: Table) -> tuple[Evidence, ...]:
        """Return the evidence in the links of an entry, each once."""
        found: dict[Evidence, None] = {}
        owners = set()
        for role, url in _links(entry):
            item = self._link(role, url)
            if item is not None and not (role == "other" and item.identity in owners):
                found[item] = None
                owners.add(item.identity)
        return (*found, *self._funding.evidence(entry.get("funding")))

    def _link(self, role: LinkRole, url: str) -> Evidence | None:
        if (role, url) not in self._known:
            self._known[role, url] = evidence_of_url(url, role=role, source=self._source)
        return self._known[role, url]


def _links(entry: Table) -> Iterator[tuple[LinkRole, str]]:
    """Yield the addresses of an entry; pages below its repository say nothing new."""
    source, homepage, support = entry.get("source"), entry.get("homepage"), entry.get("support")
    repository = source.get("url") if isinstance(source, dict) else None
    if isinstance(repository, str) and repository:
        yield "repository", repository
    else:
        repository = "-"
    below = repository.removesuffix(".git")
    if isinstance(homepage, str) and homepage:
        yield "homepage", homepage
    if isinstance(support, dict):
        for key, role in _SUPPORT:
            url = support.get(key)
            if isinstance(url, str) and url and not url.startswith(below):
                yield role, url
