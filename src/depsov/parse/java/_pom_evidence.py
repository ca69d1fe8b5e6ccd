"""What a pom says of those who make a package: its site, its repository, its organisation; never its people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile

from depsov.documents import printable
from depsov.evidence.links import LinkRole, evidence_of_url
from depsov.model import Evidence, EvidenceKind, Trust
from depsov.parse.java._effective_pom import Model
from depsov.parse.java._pom import Links, Pom

__all__ = ["evidence_of"]

# What an archetype puts into each new project, and many leave as it is.
_TEMPLATE = re.compile(r"https?://(?:www\.)?maven\.apache\.org/?\Z", re.IGNORECASE)


def evidence_of(model: Model) -> tuple[Evidence, ...]:
    """Return the evidence in a pom, and where that says nothing, in the nearest of those above that does."""
    return tuple(dict.fromkeys(_links(model)))


def _links(model: Model) -> Iterator[Evidence]:
    """Yield what a pom, or the nearest above that does, says of the project's site, repository and organisation."""
    poms = [above.pom for above in takewhile(lambda above: _is_kin(model.group, above.group), model.lineage())]
    for pom in _first(poms, lambda links: links.url):
        yield from _link(model, pom, pom.links.url, "homepage")
    for pom in _first(poms, lambda links: links.repository):
        for url in pom.links.repository:
            yield from _link(model, pom, url, "repository")
    for pom in _first(poms, lambda links: links.organisation or links.organisation_url):
        name = model.text(pom.links.organisation or "")
        if name and "@" not in name:
            text = f"organization: {printable(name[:200])}"
            yield Evidence(kind=EvidenceKind.HINT, trust=Trust.WEAK, source=pom.file, text=text)
        yield from _link(model, pom, pom.links.organisation_url, "other")


def _is_kin(group: str, other: str) -> bool:
    """Return whether groups are of one house: what a stranger's parent says of itself is nothing of the package.

    `org.springframework.boot` is above many that have nothing to do with Spring; `org.apache` is above its own.
    """
    short, long = sorted((group, other), key=len)
    return short == long or ("." in short and long.startswith(f"{short}."))


def _first(poms: Iterable[Pom], has: Callable[[Links], object]) -> list[Pom]:
    return next(([pom] for pom in poms if has(pom.links)), [])


def _link(model: Model, pom: Pom, url: str | None, role: LinkRole) -> Iterator[Evidence]:
    text = model.text(url or "")
    if _TEMPLATE.match(text) and not model.group.startswith("org.apache"):
        return
    found = evidence_of_url(text, role=role, source=printable(pom.file)) if text else None
    if found is not None:
        yield found
