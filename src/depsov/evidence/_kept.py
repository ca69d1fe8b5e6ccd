"""The form in which evidence is cached: JSON that holds what a source concluded, and nothing else of the document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from depsov.evidence._source import OnlineSource
from depsov.model import Evidence, EvidenceKind, Trust

__all__ = ["dump", "load", "reducer", "variant_of"]

_NOT_KEPT = "not what was kept"


def reducer(source: OnlineSource, forges: Mapping[str, str]) -> Callable[[bytes], bytes]:
    """Return the function that turns a document of a source into what is kept of it."""
    return lambda document: dump(source.read(document, forges))


def variant_of(source: OnlineSource, forges: Mapping[str, str]) -> str:
    """Return a name for the way in which a source reads its documents: what was read in another way is asked anew."""
    table = hashlib.sha256(repr(sorted(forges.items())).encode()).hexdigest()[:8]
    return f"{source.ID}/{source.VERSION}/{table}"


def dump(evidence: Iterable[Evidence]) -> bytes:
    """Return evidence as bytes, without dates: the cache knows when a registry last vouched for it."""
    return json.dumps([[e.kind.value, e.trust.value, e.source, e.identity, e.text] for e in evidence]).encode()


def load(kept: bytes, date: str) -> tuple[Evidence, ...]:
    """Return what `dump` wrote, with the date of the answer. Raises `ValueError` where it is something else."""
    rows = json.loads(kept)
    if not isinstance(rows, list):
        raise ValueError(_NOT_KEPT)  # noqa: TRY004 (as json.loads does)
    return tuple(_evidence(row, date) for row in rows)


def _evidence(row: Any, date: str) -> Evidence:
    if not isinstance(row, list) or not all(value is None or isinstance(value, str) for value in row):
        raise ValueError(_NOT_KEPT)
    kind, trust, source, identity, text = row
    if trust == Trust.VERIFIED.value:  # no registry document gives that
        raise ValueError(_NOT_KEPT)
    return Evidence(kind=EvidenceKind(kind), trust=Trust(trust), source=source, identity=identity, text=text, date=date)
