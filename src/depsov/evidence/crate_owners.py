"""The Rust crate registry's list of a crate's owners: which teams of organisations may publish it.

https://doc.rust-lang.org/cargo/reference/publishing.html#cargo-owner. A team is called `github:ORGANISATION:TEAM`.
Only where all owners are teams of one organisation, nobody else can publish; accounts of people are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from depsov.documents import Document, load_json, tables_in
from depsov.evidence import crates
from depsov.model import Evidence, EvidenceKind, Package, Trust

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "crate-owners"
TITLE: Final = "owners of crates"
ECOSYSTEM: Final = "cargo"
VERSION: Final = 1


def address(package: Package, base_url: str) -> str:
    """Return the URL of the list of a crate's owners."""
    return f"{crates.address(package, base_url)}/owners"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:  # noqa: ARG001 - it names no URL
    """Return the organisations whose teams own the crate."""
    owners = tables_in(load_json(Document("owners of the crate", document)), "users")
    organisations = [_organisation(owner.get("login")) for owner in owners]
    return tuple(dict.fromkeys(_evidence(organisations)))


_TEAM = re.compile(r"github:([a-z0-9-]+):.")


def _organisation(login: object) -> str | None:
    """Return the organisation of a team, None for the account of a person."""
    match = _TEAM.match(login.lower()) if isinstance(login, str) and login.isascii() else None
    return None if match is None else f"github:{match[1]}"


def _evidence(organisations: list[str | None]) -> Iterator[Evidence]:
    alone = len(set(organisations)) == 1
    for identity in filter(None, organisations):
        yield Evidence(
            kind=EvidenceKind.NAMESPACE if alone else EvidenceKind.HINT,
            trust=Trust.EXCLUSIVE if alone else Trust.WEAK,
            source=crates.SOURCE,
            identity=identity,
        )
