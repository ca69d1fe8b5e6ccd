"""What SPDX 2 and 3 have in common: identifiers, annotations, and how a package is told from others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from depsov.model import Location, Report
from depsov.report.sbom._text import dumps, shown

__all__ = ["annotation", "identifier", "moment", "namespace", "places", "tool_name"]

_NO_PART_OF_ID = re.compile(r"[^A-Za-z0-9.]+")
_LONGEST = 80


def identifier(kind: str, text: str) -> str:
    """Return an identifier of letters, digits, full stops and hyphens: `Package-npm-example-forms-2.0.3-0a1b2c3d4e5f`.

    It depends on the text alone, whatever else is in the document; what differs only in signs has another end.
    """
    readable = _NO_PART_OF_ID.sub("-", text.removeprefix("pkg:").partition("?")[0])[:_LONGEST].strip("-")
    return f"{kind}-{readable}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def namespace(identity: str) -> str:
    """Return the URI of a document: the one that the SPDX specification gives to tools without a site of their own."""
    return f"https://spdx.org/spdxdocs/depsov-{identity}"


def moment(report: Report) -> str:
    """Return when the document was made: the day that it speaks of."""
    return f"{report.as_of.isoformat()}T00:00:00Z"


def tool_name(report: Report) -> str:
    """Return depsov with its version, as SPDX writes tools."""
    return f"depsov-{report.depsov}"


def annotation(said: Mapping[str, str]) -> str:
    """Return what depsov says of something as the text of an annotation: one line of JSON."""
    return _annotation(tuple(said.items()))


@lru_cache(maxsize=4096)
def _annotation(said: tuple[tuple[str, str], ...]) -> str:
    return dumps(dict(said))  # many packages have all of it in common


def places(locations: tuple[Location, ...]) -> str:
    """Return where a package is named, for people."""
    return ", ".join(
        shown(place.file) if place.line is None else f"{shown(place.file)}:{place.line}" for place in locations
    )
