"""Whether the fields of a block fit each other: what somebody changed by hand mostly does not.

A block that is changed so that it does fit is mostly found by `check`, which works the answer out again. What nobody
else can witness, a link that a registry gave to an earlier run, has to be believed: like the policy beside it, the file
is as trustworthy as those who may change it.
"""

from __future__ import annotations

from depsov import purl as purls
from depsov.assess import LINKS
from depsov.errors import DocumentError
from depsov.evidence.namespace import namespaces_of
from depsov.lock.block import Block
from depsov.model import VERDICTS_OF, Evidence, EvidenceKind, Package, Reason, Trust, Verdict
from depsov.parse._purls import source_of_purl
from depsov.registries import registry_of

__all__ = ["check_fit"]

_LINKS = {**{reason: link for link, reason in LINKS.items()}, Reason.BY_LEGAL_HOME: "legal-home"}
"""The link that a country must have for each reason that is about one."""
_BY_NOBODY = {Verdict.INDIVIDUAL, Verdict.UNKNOWN}
"""The verdicts on packages that no organisation decides, or none is known to."""

_WITNESSED = {"cargo": "github:", "pub": "domain:", "pypi": "pypi-org:"}
"""Namespaces that do not stand in the name: the registry itself says whose a package is."""

_NEVER = {EvidenceKind.HINT, EvidenceKind.PROVENANCE}
"""Kinds on which no answer rests: hints carry none, and no source gives a provenance that somebody has checked."""


def check_fit(block: Block) -> None:
    """Raise `DocumentError` for the first pair of fields that no run of depsov writes together."""
    if not 0 <= block.strength <= 5:
        raise DocumentError("expected a whole number from 0 to 5", path="strength")
    if set(VERDICTS_OF[block.reason]) <= _BY_NOBODY:
        _check_nobody(block)
    else:
        _check_organisation(block)
    for index, _ in enumerate(block.evidence):
        _check_evidence(block, index)


def _check_nobody(block: Block) -> None:
    is_person = block.reason is Reason.ONE_ACCOUNT
    for path, value in (
        ("steward", block.steward),
        ("controller", block.controller),
        ("jurisdictions", block.jurisdictions),
        ("strength", 0 if is_person else block.strength),
        ("evidence", () if is_person else block.evidence),
    ):
        if value:
            raise _misfit(path, f"reason {block.reason.value!r}, by which no organisation decides")


def _check_organisation(block: Block) -> None:
    if block.steward is None or block.controller is None:
        path = "steward" if block.steward is None else "controller"
        raise DocumentError(f"missing beside reason {block.reason.value!r}", path=path)
    links = {place.link for place in block.jurisdictions}
    for link in links - set(_LINKS.values()):
        raise DocumentError(f"{link!r} is none of {', '.join(sorted(_LINKS.values()))}", path="jurisdictions")
    wanted = _LINKS.get(block.reason)
    if wanted is not None and wanted not in links:
        raise _misfit("reason", f"jurisdictions, where no country has the link {wanted!r}")
    if block.reason is Reason.COMMUNITY and links:
        raise _misfit("jurisdictions", "reason 'community', which has none")
    if "parent" in links and block.steward == block.controller:
        raise _misfit("controller", "jurisdictions, which name a parent")


def _check_evidence(block: Block, index: int) -> None:
    item, path = block.evidence[index], f"evidence[{index}]"
    if (item.identity is None) == (item.text is None):
        raise DocumentError("needs an identity or a text, and not both", path=path)
    if item.kind in _NEVER or item.trust is Trust.WEAK:
        raise _misfit(
            path, f"an answer, which nothing of the kind {item.kind.value!r} and trust {item.trust.value!r} carries"
        )
    if item.kind is EvidenceKind.NAMESPACE:
        _check_namespace(block, item, path)
    elif item.kind is not EvidenceKind.CURATED and item.trust not in _trusts(block):
        raise _misfit(f"{path}.trust", f"kind {item.kind.value!r}, which anybody can declare")


def _trusts(block: Block) -> set[Trust]:
    """Return the trusts of a link: anybody can declare one, but the address of a package is its owner's."""
    return {Trust.DECLARED, Trust.EXCLUSIVE} if "?" in block.purl else {Trust.DECLARED}


def _check_namespace(block: Block, item: Evidence, path: str) -> None:
    purl, identity = purls.parse(block.purl), item.identity or ""
    named = () if purl is None else namespaces_of(_package(block.purl, purl))
    if purl is None or ("?" in block.purl and not named):
        raise _misfit(path, "purl: there is no namespace where anybody can take any name")
    if item.trust is not _trust_of_namespace(item, purl.ecosystem):
        raise _misfit(f"{path}.trust", "kind 'namespace'")
    if identity.startswith(_WITNESSED.get(purl.ecosystem, "\0")):
        return
    if identity.lower() not in named:
        raise _misfit(f"{path}.identity", "purl, which does not lie in that namespace")


def _package(text: str, purl: purls.Purl) -> Package:
    return Package(purl=text, ecosystem=purl.ecosystem, name=purl.name, version=None, source=source_of_purl(purl))


def _trust_of_namespace(item: Evidence, ecosystem: str) -> Trust:
    """Return how hard a namespace is to forge: a prefix of NuGet is its holder's only where the registry says so."""
    registry = registry_of(ecosystem)
    is_said = registry is not None and item.source == registry.name
    return Trust.DECLARED if ecosystem == "nuget" and not is_said else Trust.EXCLUSIVE


def _misfit(path: str, other: str) -> DocumentError:
    return DocumentError(f"does not fit {other}", path=path)
