"""What holds of all that strangers can say, in whatever mixture: properties of the answer, not a table of cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.assess import Assessor
from depsov.attribute import attribute
from depsov.control import Control
from depsov.knowledge import Knowledge, load
from depsov.model import Assessment, Evidence, EvidenceKind, Package, Trust, Verdict
from depsov.perimeter import always, choose
from tests.made import package
from tests.trust.trees import ORGANISATIONS, STRANGER, answer, bom, component, environment, reach, report_on

HOUSE = "Example Works GmbH"
IDENTITIES = [
    *("github:example-works", "gitlab:example-works", "domain:example.org", "npm:@works", "pypi-org:works"),
    *("github:sample-corp", "domain:example.com", "npm:@sample", "github:nobody", "domain:example.net"),
]
OWN_WORD = [kind for kind in EvidenceKind if kind not in (EvidenceKind.CURATED, EvidenceKind.NAMESPACE)]
DATES = [None, "2020-01-01", "2026-11-22", "9999-12-31"]

Claims = st.lists(
    st.builds(
        Evidence,
        kind=st.sampled_from(OWN_WORD),
        trust=st.sampled_from([Trust.DECLARED, Trust.WEAK]),
        source=st.sampled_from(["METADATA", "PyPI", "bom.json"]),
        identity=st.sampled_from([None, *IDENTITIES]) | st.text(max_size=20),
        text=st.none() | st.sampled_from([HOUSE, "one account publishes"]) | st.text(max_size=20),
        date=st.sampled_from(DATES),
    ),
    max_size=8,
)
"""What a package, a mirror or an SBOM may say: nothing that only the holder of a name could bring about."""


@cache
def _knowledge(folder: Path) -> Knowledge:
    overlay = folder / "organisations.toml"
    overlay.write_text(ORGANISATIONS, encoding="utf-8")
    return load([overlay])


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return _knowledge(tmp_path_factory.mktemp("known"))


Judge = Callable[..., Assessment]


@pytest.fixture(scope="module")
def judge(knowledge: Knowledge) -> Judge:
    """Return the judge of a package by its evidence."""
    control = Control(knowledge, "2026-11-22")
    europe = choose("europe", knowledge.perimeters())
    assessors = {
        strict: Assessor(control, europe, always(knowledge.perimeters()), strict=strict) for strict in (False, True)
    }

    def verdict(item: Package, evidence: Sequence[Evidence], *, strict: bool = False) -> Assessment:
        return assessors[strict].assess(item, attribute(item, evidence, control))

    return verdict


@settings(max_examples=150, deadline=None)
@given(claims=Claims)
def test_a_package_that_nobody_lists_is_inside_at_most_as_a_claim(judge: Judge, claims: list[Evidence]) -> None:
    item = judge(package(STRANGER), claims)
    assert reach(item) != "inside"
    assert item.group != "inside-proven"


@settings(max_examples=150, deadline=None)
@given(claims=Claims)
def test_and_is_unknown_at_best_where_the_user_is_strict(judge: Judge, claims: list[Evidence]) -> None:
    assert judge(package(STRANGER), claims, strict=True).verdict is not Verdict.INSIDE


@settings(max_examples=100, deadline=None)
@given(claims=Claims, trust=st.sampled_from([Trust.DECLARED, Trust.WEAK]), identity=st.sampled_from(IDENTITIES))
def test_a_prefix_that_is_only_declared_never_places_inside(
    judge: Judge, claims: list[Evidence], trust: Trust, identity: str
) -> None:
    prefix = Evidence(kind=EvidenceKind.NAMESPACE, trust=trust, source="mirror.example", identity=identity)
    assert reach(judge(package(STRANGER), [*claims, prefix])) != "inside"


def _namespace(identity: str, date: str | None = None) -> Evidence:
    return Evidence(kind=EvidenceKind.NAMESPACE, trust=Trust.EXCLUSIVE, source="npm", identity=identity, date=date)


OUTSIDE: dict[str, tuple[Package, list[Evidence]]] = {
    "listed": (package("sample-tool"), []),
    "listed, and in its scope": (package("sample-tool"), [_namespace("pypi-org:sample", "2026-11-22")]),
    "in its scope": (package("@sample/tool", "npm"), [_namespace("npm:@sample")]),
}


@pytest.mark.parametrize("known", OUTSIDE)
@settings(max_examples=100, deadline=None)
@given(claims=Claims)
def test_no_claim_turns_outside_into_inside(judge: Judge, known: str, claims: list[Evidence]) -> None:
    item, evidence = OUTSIDE[known]
    assert judge(item, evidence).verdict is Verdict.OUTSIDE
    assert judge(item, [*evidence, *claims]).verdict in (Verdict.OUTSIDE, Verdict.UNKNOWN)
    assert judge(item, [*claims, *evidence]).verdict in (Verdict.OUTSIDE, Verdict.UNKNOWN)


@settings(max_examples=100, deadline=None)
@given(claims=Claims, identity=st.sampled_from(["npm:@works", "pypi-org:works"]), date=st.sampled_from(DATES))
def test_not_even_what_nobody_can_forge_turns_what_is_listed(
    judge: Judge, claims: list[Evidence], identity: str, date: str | None
) -> None:
    """Somebody inside takes over a package that is listed outside: that is for a person to look at."""
    item = judge(package("sample-tool"), [*claims, _namespace(identity, date)])
    assert item.verdict in (Verdict.OUTSIDE, Verdict.UNKNOWN)


@settings(max_examples=100, deadline=None)
@given(first=Claims, more=Claims)
def test_more_claims_do_not_make_an_answer_surer_than_a_claim(
    judge: Judge, first: list[Evidence], more: list[Evidence]
) -> None:
    assert {reach(judge(package(STRANGER), found)) for found in (first, [*first, *more], more)} <= {
        *("unknown", "claimed", "outside", "individual", "distributed")
    }


# --- the same through the whole pipeline ----------------------------------------------------------------------------

LINKS = ["https://github.com/example-works/tool", "https://example.org", "git@github.com:example-works/tool.git", HOUSE]
Texts = st.sampled_from(LINKS) | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20)
PARTIES = ("supplier", "manufacturer")
Fields = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(["publisher", "author", "group", "copyright", "description"], Texts),
        **{key: st.fixed_dictionaries({"name": Texts, "url": st.lists(Texts, max_size=2)}) for key in PARTIES},
        "externalReferences": st.lists(
            st.fixed_dictionaries(
                {"type": st.sampled_from(["vcs", "website", "distribution", "attestation", "other"]), "url": Texts}
            ),
            max_size=3,
        ),
        "properties": st.lists(st.fixed_dictionaries({"name": st.just("depsov:verdict"), "value": Texts}), max_size=2),
    },
)
Headers = st.lists(
    st.tuples(
        st.sampled_from(
            ["Home-page", "Author", "Author-email", "License", "Project-URL: Source,", "Project-URL: Home,"]
        ),
        Texts,
    ),
    max_size=5,
)


@pytest.mark.parametrize("strict", [False, True])
@settings(max_examples=25, deadline=None)
@given(fields=Fields, headers=Headers)
def test_no_mixture_of_fields_reaches_more_than_a_claim(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, object], headers: list[tuple[str, str]], *, strict: bool
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    said = "\n".join(f"{key}{'' if key.endswith(',') else ':'} {text}" for key, text in headers)
    known = {path: text for path, text in environment(said).items() if path != "requirements.in"}
    item = answer(report_on(folder, {**known, **bom(component(**fields))}, strict=strict))
    assert reach(item) in ({"unknown"} if strict else {"unknown", "claimed"})
