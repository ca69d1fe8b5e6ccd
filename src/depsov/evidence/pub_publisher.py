"""The pub server's answer on who publishes a package: a domain whose holder has proven to hold it.

https://dart.dev/tools/pub/verified-publishers. Only members of the publisher can publish, so the domain is a namespace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from depsov.documents import Document, get, load_json
from depsov.evidence import pub
from depsov.evidence.links import domain_of
from depsov.model import Evidence, EvidenceKind, Package, Trust

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "pub-publisher"
TITLE: Final = "publishers of pub packages"
ECOSYSTEM: Final = "pub"
VERSION: Final = 1


def address(package: Package, base_url: str) -> str:
    """Return the URL of the answer on who publishes a package."""
    return f"{pub.address(package, base_url)}/publisher"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the domain of the publisher, where there is one."""
    publisher = get(load_json(Document("answer on the publisher", document)), "publisherId", str, "")
    domain = domain_of(f"https://{publisher}", forges) if publisher else None
    if domain is None:
        return ()
    identity = f"domain:{domain}"
    return (Evidence(kind=EvidenceKind.NAMESPACE, trust=Trust.EXCLUSIVE, source=pub.SOURCE, identity=identity),)
