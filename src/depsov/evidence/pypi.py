"""PyPI's project document (https://docs.pypi.org/api/json/): who may publish, and where the project says it lives.

Of the accounts that may publish only their number is used, and whether the only one also owns the repository.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from depsov.documents import Document, Table, get, load_json
from depsov.evidence._publisher import sole_owner
from depsov.evidence.labels import role_of_label
from depsov.evidence.links import LinkRole, evidence_of_url
from depsov.evidence.mail import mail_domains, mail_hint
from depsov.model import Evidence, EvidenceKind, Package, Trust
from depsov.purl import normalise

__all__ = ["ECOSYSTEM", "ID", "TITLE", "VERSION", "address", "read"]

ID: Final = "pypi"
TITLE: Final = "PyPI project documents"
ECOSYSTEM: Final = "pypi"
VERSION: Final = 1

_SOURCE = "PyPI"


def address(package: Package, base_url: str) -> str:
    """Return the URL of a project's document, the same for all of its versions."""
    return f"{base_url}/pypi/{normalise(ECOSYSTEM, package.name)}/json"


def read(document: bytes, forges: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Return the evidence in a project document."""
    project = load_json(Document("project document", document))
    info = get(project, "info", dict, {})
    ownership = get(project, "ownership", dict, {})
    found = dict.fromkeys((*_organisation(ownership), *_links(info, forges)))
    found.update(dict.fromkeys(_publisher(info, ownership, tuple(found))))
    found.update(dict.fromkeys(_mail(info)))
    return tuple(found)


def _organisation(ownership: Table) -> Iterator[Evidence]:
    name = ownership.get("organization")  # https://docs.pypi.org/organization-accounts/
    if isinstance(name, str) and name and name.isascii():
        yield Evidence(
            kind=EvidenceKind.NAMESPACE, trust=Trust.EXCLUSIVE, source=_SOURCE, identity=f"pypi-org:{name.lower()}"
        )


def _links(info: Table, forges: Mapping[str, str]) -> Iterator[Evidence]:
    for role, url in _labelled(info):
        evidence = evidence_of_url(url, role=role, source=_SOURCE, forges=forges)
        if evidence is not None:
            yield evidence


def _labelled(info: Table) -> Iterator[tuple[LinkRole, str]]:
    urls = info.get("project_urls")
    pairs: list[tuple[Any, Any]] = [*(urls.items() if isinstance(urls, dict) else ()), ("home", info.get("home_page"))]
    for label, url in pairs:
        role = role_of_label(str(label))
        if role is not None and isinstance(url, str):
            yield role, url


def _publisher(info: Table, ownership: Table, found: tuple[Evidence, ...]) -> Iterator[Evidence]:
    if any(item.kind is EvidenceKind.NAMESPACE for item in found):
        return
    roles = ownership.get("roles")
    accounts = {role.get("user") for role in roles if isinstance(role, dict)} if isinstance(roles, list) else set()
    authors = [info.get(key) for key in ("author", "author_email", "maintainer", "maintainer_email")]
    evidence = sole_owner(accounts, authors, found, source=_SOURCE)
    if evidence is not None:
        yield evidence


def _mail(info: Table) -> Iterator[Evidence]:
    for domain in mail_domains([info.get("author_email"), info.get("maintainer_email")]):
        yield mail_hint(domain, _SOURCE)
