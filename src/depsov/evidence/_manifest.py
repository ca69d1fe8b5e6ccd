"""The links in a `package.json`, as npm reads them: `repository` and `homepage`.

https://docs.npmjs.com/cli/configuring-npm/package-json#repository. Values of an unexpected type are passed over: npm
wrote for years whatever authors had typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from depsov.documents import Table
from depsov.evidence.links import LinkRole, evidence_of_url
from depsov.model import Evidence

__all__ = ["links_of", "url_in"]


def links_of(manifest: Table, *, source: str, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence of repository and homepage, each once."""
    roles: tuple[LinkRole, ...] = ("repository", "homepage")
    found: dict[Evidence, None] = {}
    for role in roles:
        url = url_in(manifest.get(role))
        evidence = url and evidence_of_url(url, role=role, source=source, forges=forges, shorthand=role == "repository")
        if evidence:
            found[evidence] = None
    return tuple(found)


def url_in(value: Any) -> str | None:
    """Return the URL of a field that is a string, a table with `url`, or a list of those."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url")
    return value if isinstance(value, str) else None
