"""Blocks of `depsov.lock` for tests: one of each honest kind, and any that fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from depsov.documents import printable
from depsov.lock import Block, Lock, Party
from depsov.lock.block import Perimeter
from depsov.model import Confidence, Evidence, EvidenceKind, Jurisdiction, Reason, Trust
from tests.made import evidence

__all__ = [
    "CLAIMED",
    "COMMUNITY",
    "COMPANY",
    "GIT",
    "HOME",
    "NOBODY",
    "PERSON",
    "RELAXED",
    "SAMPLE",
    "SUBSIDIARY",
    "WORKS",
    "block",
    "lock_of",
    "locks",
    "organised",
]

WORKS = Party("example-works", "Example Works GmbH")
SAMPLE = Party("sample-corp", "Sample Corp.")
DAY = "2026-06-30"
RELAXED = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def block(
    name: str = "pypi/example",
    reason: Reason = Reason.NO_EVIDENCE,
    *,
    strength: int = 0,
    confidence: Confidence = Confidence.LOW,
    date: str = DAY,
    steward: Party | None = None,
    controller: Party | None = None,
    places: Iterable[tuple[str, str]] = (),
    found: tuple[Evidence, ...] = (),
) -> Block:
    """Return the block of a package of which nothing is known, but for what is given."""
    return Block(
        purl=f"pkg:{name}",
        reason=reason,
        strength=strength,
        confidence=confidence,
        date=date,
        steward=steward,
        controller=controller,
        jurisdictions=tuple(Jurisdiction(country=country, link=link) for country, link in places),
        evidence=found,
    )


def lock_of(*blocks: Block, perimeter: Perimeter = "europe", knowledge: str = "2026-01-01") -> Lock:
    """Return a file of these blocks."""
    return Lock(knowledge=knowledge, perimeter=perimeter, blocks={item.purl: item for item in blocks})


def _curated(steward: str) -> Evidence:
    return evidence(EvidenceKind.CURATED, text=f"listed under {steward}", source="knowledge", date="2026-01-10")


COMPANY = block(
    "npm/%40sample/tool",
    Reason.BY_SEAT,
    strength=3,
    confidence=Confidence.HIGH,
    steward=SAMPLE,
    controller=SAMPLE,
    places=[("US", "seat")],
    found=(evidence(EvidenceKind.NAMESPACE, "npm:@sample", source="package name", date=DAY),),
)
SUBSIDIARY = block(
    "pypi/cloud-service-sdk",
    Reason.BY_PARENT,
    strength=5,
    confidence=Confidence.MEDIUM,
    steward=Party("example-cloud", "Example Cloud France SAS"),
    controller=Party("example-holdings", "Example Holdings, Inc."),
    places=[("FR", "seat"), ("US", "parent")],
    found=(_curated("example-cloud"),),
)
HOME = block(
    "pypi/arrays",
    Reason.BY_LEGAL_HOME,
    strength=1,
    confidence=Confidence.HIGH,
    steward=Party("array-library", "Array Library"),
    controller=Party("example-foundation", "Example Foundation"),
    places=[("US", "legal-home")],
    found=(_curated("array-library"),),
)
COMMUNITY = block(
    "pypi/collective-router",
    Reason.COMMUNITY,
    confidence=Confidence.MEDIUM,
    steward=Party("example-collective", "Example Collective"),
    controller=Party("example-collective", "Example Collective"),
    found=(evidence(EvidenceKind.NAMESPACE, "pypi-org:example-collective", source="PyPI", date="2026-06-01"),),
)
CLAIMED = block(
    "pypi/works-forms",
    Reason.CLEAN,
    strength=3,
    confidence=Confidence.CLAIMED,
    steward=WORKS,
    controller=WORKS,
    places=[("DE", "seat")],
    found=(
        evidence(EvidenceKind.REPOSITORY, "github:example-works", source="METADATA", date=DAY),
        evidence(EvidenceKind.REPOSITORY, "github:example-works", source="PyPI", date="2026-06-01"),
    ),
)
GIT = block(
    "pypi/works-fork?vcs_url=https:%2F%2Fforge.example%2Fexample-works%2Ffork",
    Reason.CLEAN,
    strength=3,
    confidence=Confidence.MEDIUM,
    steward=WORKS,
    controller=WORKS,
    places=[("DE", "seat")],
    found=(
        evidence(
            EvidenceKind.REPOSITORY,
            "forge.example:example-works",
            trust=Trust.EXCLUSIVE,
            source="address of the dependency",
            date=DAY,
        ),
    ),
)
PERSON = block(
    "pypi/tiny-parser",
    Reason.ONE_ACCOUNT,
    strength=2,
    confidence=Confidence.MEDIUM,
    found=(evidence(EvidenceKind.PUBLISHER, text="one account publishes", source="npm registry", date="2026-06-01"),),
)
NOBODY = block("pypi/nobody-knows")


# --- any that fit -------------------------------------------------------------------------------------------------

_TEXTS = st.one_of(
    st.text(max_size=12).filter(lambda text: printable(text) == text and text.isascii()),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(printable),
    st.sampled_from(
        ['"', "\\", '\\"', "\\u0041", "[[package]]", "# no comment", " = ", "{ }", "}, {", "'''", "<<<<<<< "]
    ),
)
_PARTIES = st.builds(Party, _TEXTS, _TEXTS)
_DAYS = st.dates(min_value=date(1, 1, 1)).map(date.isoformat)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._~%", min_size=1, max_size=8)
_COUNTRIES = st.sampled_from(["BE", "DE", "FR", "GB", "JP", "US"])
_LINKS = {
    Reason.BY_PARENT: "parent",
    Reason.BY_HEAD_OFFICE: "head-office",
    Reason.BY_SEAT: "seat",
    Reason.BY_LEGAL_HOME: "legal-home",
}
_ORGANISED = [*_LINKS, Reason.CLEAN, Reason.PARENT_UNPROVEN, Reason.MINORITY_EXPOSED, Reason.COMMUNITY]
_UNKNOWN = [reason for reason in Reason if reason not in (*_ORGANISED, Reason.ONE_ACCOUNT)]
_LINKED = [EvidenceKind.REPOSITORY, EvidenceKind.HOMEPAGE, EvidenceKind.DOMAIN]


@st.composite
def _purls(draw: st.DrawFn) -> tuple[str, str | None]:
    """Draw the purl of a package, and the identity of the namespace that it lies in."""
    name = draw(_NAMES)
    scope = draw(st.sampled_from(["acme", "sample"]))
    return draw(
        st.sampled_from(
            [
                (f"pkg:pypi/{name}", "pypi-org:acme"),
                (f"pkg:npm/%40{scope}/{name}", f"npm:@{scope}"),
                (f"pkg:maven/example.{scope}/{name}", f"maven:example.{scope}"),
                (f"pkg:nuget/{scope}.{name}", f"nuget:{scope}"),
                (f"pkg:npm/{name}?vcs_url=https:%2F%2Fforge.example%2F{scope}", None),
                (f"pkg:cargo/{name}", None),
            ]
        )
    )


@st.composite
def _evidence(draw: st.DrawFn, purl: str, namespace: str | None) -> Evidence:
    kinds = [EvidenceKind.CURATED, EvidenceKind.PUBLISHER, *_LINKED, *([EvidenceKind.NAMESPACE] if namespace else [])]
    kind = draw(st.sampled_from(kinds))
    identity = namespace if kind is EvidenceKind.NAMESPACE else draw(_TEXTS) if kind in _LINKED else None
    return Evidence(
        kind=kind,
        trust=draw(st.sampled_from(_trusts(purl, kind))),
        source=draw(_TEXTS),
        identity=identity,
        text=draw(_TEXTS) if identity is None else None,
        date=draw(st.none() | _DAYS),
    )


def _trusts(purl: str, kind: EvidenceKind) -> list[Trust]:
    """Return the trusts that evidence of a kind on a package may have."""
    if kind is EvidenceKind.CURATED:
        return [Trust.VERIFIED, Trust.DECLARED]
    if kind is EvidenceKind.NAMESPACE:
        return [Trust.DECLARED if purl.startswith("pkg:nuget/") else Trust.EXCLUSIVE]
    return [Trust.DECLARED, Trust.EXCLUSIVE] if "?" in purl else [Trust.DECLARED]


@st.composite
def organised(draw: st.DrawFn, reason: Reason) -> Block:
    """Draw the block of a package that an organisation decides, for this reason."""
    steward, controller = draw(st.tuples(_PARTIES, _PARTIES).filter(lambda pair: pair[0] != pair[1]))
    links = [*draw(st.lists(st.sampled_from(sorted(_LINKS.values())), max_size=3)), *filter(None, [_LINKS.get(reason)])]
    places = [] if reason is Reason.COMMUNITY else [(draw(_COUNTRIES), link) for link in links]
    has_parent = any(link == "parent" for _, link in places)
    made = block("", reason, steward=steward, controller=controller if has_parent else steward, places=places)
    return draw(_filled(made, draw(st.integers(0, 5))))


@st.composite
def _filled(draw: st.DrawFn, made: Block, strength: int) -> Block:
    purl, namespace = draw(_purls())
    return replace(
        made,
        purl=purl,
        strength=strength,
        confidence=draw(st.sampled_from(Confidence)),
        date=draw(_DAYS),
        evidence=tuple(draw(st.lists(_evidence(purl, namespace), min_size=1, max_size=3))),
    )


@st.composite
def _unknown(draw: st.DrawFn, reason: Reason) -> Block:
    return replace(draw(_filled(block("", reason), 0)), evidence=())


_BLOCKS = st.one_of(
    st.sampled_from(_ORGANISED).flatmap(organised),
    st.sampled_from(_UNKNOWN).flatmap(_unknown),
    _filled(block("", Reason.ONE_ACCOUNT), 2),
)


@st.composite
def locks(draw: st.DrawFn) -> Lock:
    """Draw a file whose blocks fit."""
    perimeter = draw(st.one_of(_TEXTS, st.lists(_TEXTS, max_size=3).map(tuple)))
    return lock_of(*draw(st.lists(_BLOCKS, max_size=4)), perimeter=perimeter, knowledge=draw(_TEXTS))
