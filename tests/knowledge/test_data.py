"""The knowledge base as shipped: sound, about organisations only, and true on what the debate turns on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from depsov.assess import Assessor
from depsov.commands.org import find
from depsov.control import Control
from depsov.evidence.links import domain_of
from depsov.knowledge import Knowledge
from depsov.knowledge.bundle import compile_sources, read_sources
from depsov.knowledge.countries import CODES
from depsov.knowledge.lint import lint
from depsov.knowledge.records import Fact, Organisation, Place
from depsov.knowledge.source import Sources
from depsov.knowledge.store import SOURCES
from depsov.model import INDIVIDUAL, Confidence, Reason, Verdict
from depsov.perimeter import choose
from depsov.registries import REGISTRIES

AS_OF = "2026-11-22"
FILES = sorted(SOURCES.rglob("*.toml"))


@cache
def _sources() -> Sources:
    return read_sources(SOURCES)


@cache
def _knowledge() -> Knowledge:
    return Knowledge(compile_sources(_sources()))


@cache
def _assessor(perimeter: str = "europe") -> Assessor:
    named = _knowledge().perimeters()
    return Assessor(Control(_knowledge(), AS_OF), choose(perimeter, named), {})


def _places(organisation: Organisation) -> Iterator[Place]:
    yield from (place for place in (organisation.seat, organisation.head_office) if place is not None)


def _facts(organisation: Organisation) -> Iterator[Fact]:
    yield from (place.fact for place in _places(organisation))
    yield from (parent.fact for parent in organisation.parents)
    yield from (holder.fact for holder in organisation.minority)
    yield from (lever.fact for lever in organisation.levers)
    if organisation.home is not None:
        yield organisation.home.fact
    bare = (organisation.independent, organisation.one_company, organisation.identified)
    yield from (fact for fact in bare if fact is not None)


# --- sound --------------------------------------------------------------------------------------------------------


def test_sources_are_sound() -> None:
    assert lint(_sources()) == []


def test_there_are_enough_organisations_for_a_first_edition() -> None:
    assert len(_sources().organisations) >= 350


def test_every_country_is_iso_3166() -> None:
    used = {place.country for item in _sources().organisations.values() for place in _places(item)}
    used |= {share.country for item in _sources().organisations.values() for share in item.minority}
    used |= {code for _, codes in _sources().perimeters.values() for code in codes}
    assert used <= CODES


def test_no_fact_is_of_the_future_or_older_than_the_project() -> None:
    dates = {fact.date for item in _sources().organisations.values() for fact in _facts(item)}
    dates |= {entry.fact.date for entry in _sources().entries}
    assert min(dates) >= "2026-01-01"
    assert max(dates) <= "2027-12-31"


EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
NAMES_OF_REGISTRIES = {host for registry in REGISTRIES for host in registry.page_hosts}
NAMES_OF_REGISTRIES |= {url.split("/")[2] for registry in REGISTRIES for url in registry.index_urls} - {"github.com"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_file_holds_no_email_address(path: Any) -> None:
    # An npm scope is no address: nothing stands before its `@`.
    assert [line for line in path.read_text(encoding="utf-8").splitlines() if EMAIL.search(line)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCES).as_posix())
def test_file_names_no_registry_as_a_source(path: Any) -> None:
    # `registry` stands for the package's own document; where that is, depsov.registries says.
    text = path.read_text(encoding="utf-8")
    hosts = set(re.findall(r"https?://(?:www\.)?([^/\"\s:?#]+)", text))
    assert hosts & NAMES_OF_REGISTRIES == set()


def test_no_entry_lists_nothing() -> None:
    listed = {number for names in _sources().packages.values() for number in names.values()}
    assert listed == set(range(len(_sources().entries)))


def test_no_source_is_an_encyclopaedia_or_a_share_alike_data_set() -> None:
    urls = [fact.url for item in _sources().organisations.values() for fact in _facts(item)]
    urls += [entry.fact.url for entry in _sources().entries]
    assert [url for url in urls if re.search(r"wikipedia\.org|wikidata\.org|ecosyste\.ms", url)] == []


# --- never inside without ground ----------------------------------------------------------------------------------


def test_nobody_is_inside_with_a_parent_seat_or_head_office_outside() -> None:
    inside = set(choose("europe", _knowledge().perimeters()).countries)
    control = Control(_knowledge(), AS_OF)
    wrong = []
    for item in _sources().organisations.values():
        ends = [*control.ends(item), *((item,) if item.kind != "community" else ())]
        countries = {place.country for end in ends for place in _places(end)}
        verdict = _assessor().classify(item).verdict
        if verdict is Verdict.INSIDE and not (countries and countries <= inside):
            wrong.append(item.id)
        if verdict is Verdict.OUTSIDE and countries <= inside:
            wrong.append(item.id)
    assert wrong == []


def test_company_is_clean_with_a_read_source_only() -> None:
    wrong = []
    for item in _sources().organisations.values():
        classified = _assessor().classify(item)
        facts = list(_facts(item))
        if classified.reason is Reason.CLEAN and classified.confidence in {Confidence.HIGH, Confidence.MEDIUM}:
            wrong += [item.id for fact in facts if fact in _seat_and_proof(item) and not fact.is_read]
    assert wrong == []


def _seat_and_proof(item: Organisation) -> list[Fact]:
    proof = [] if item.independent is None else [item.independent]
    return [*(place.fact for place in _places(item)), *proof]


@pytest.mark.parametrize(
    "host",
    [
        "github.io",
        "github.com",
        "gitlab.io",
        "gitlab.com",
        "readthedocs.io",
        "readthedocs.org",
        "netlify.app",
        "vercel.app",
        "herokuapp.com",
        "codeberg.page",
        "sourceforge.net",
        "pages.dev",
        "web.app",
        "medium.com",
        "blogspot.com",
        "wordpress.com",
        "bitbucket.io",
        "surge.sh",
    ],
)
def test_page_that_anybody_can_have_leads_to_nobody(host: str) -> None:
    domain = domain_of(f"https://stranger.{host}/project")
    assert domain is None or _knowledge().holder(f"domain:{domain}") is None


# --- the open letter and its debate -------------------------------------------------------------------------------

LETTER = [
    ("Mistral AI", "FR", "inside"),
    ("Linagora", "FR", "inside"),
    ("Kyutai", "FR", "inside"),
    ("Hugging Face", "US", "outside"),
    ("Black Forest Labs", "US", "outside"),
    ("Probabl", "FR", "inside"),
    ("Nextcloud", "DE", "inside"),
    ("EleutherAI", "US", "outside"),
    ("Red Hat", "US", "outside"),
    ("IBM", "US", "outside"),
    ("APELL", "BE", "inside"),
    ("Wikimedia Foundation", "US", "outside"),
    ("Wikimedia Deutschland", "DE", "inside"),
    ("Mozilla Foundation", "US", "outside"),
    ("Open Source Initiative", "US", "outside"),
    ("Creative Commons", "US", "outside"),
    ("Eclipse Foundation", "BE", "inside"),
    ("OW2", "FR", "inside"),
    ("GC.OS", "DE", "inside"),
    ("DeepSeek", "CN", "outside"),
]


def _named(name: str) -> Organisation:
    found = find(name, _knowledge())
    assert len(found) == 1, f"{name}: {[item.id for item in found]}"
    return found[0]


@pytest.mark.parametrize(("name", "country", "verdict"), LETTER, ids=[name for name, _, _ in LETTER])
def test_organisation_of_the_open_letter_is_there_and_answered(name: str, country: str, verdict: str) -> None:
    item = _named(name)
    assert item.seat is not None
    assert item.seat.country == country
    assert _assessor().classify(item).verdict.value == verdict


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Red Hat", Reason.BY_PARENT),
        ("Hugging Face", Reason.BY_SEAT),
        ("Black Forest Labs", Reason.BY_SEAT),
        ("Mistral AI", Reason.MINORITY_EXPOSED),
        ("Eclipse Foundation", Reason.CLEAN),
        ("Wikimedia Deutschland", Reason.CLEAN),
        ("OW2", Reason.CLEAN),
    ],
)
def test_reasons_that_the_debate_turns_on(name: str, reason: Reason) -> None:
    assert _assessor().classify(_named(name)).reason is reason


@pytest.mark.parametrize(
    ("subsidiary", "parent"),
    [
        ("red-hat", "ibm"),
        ("hashicorp", "ibm"),
        ("confluent", "ibm"),
        ("github", "microsoft"),
        ("npm-inc", "microsoft"),
        ("linkedin", "microsoft"),
        ("google", "alphabet"),
        ("deepmind", "alphabet"),
        ("aws", "amazon"),
        ("vmware", "broadcom"),
    ],
)
def test_well_known_subsidiaries_have_their_ultimate_parent(subsidiary: str, parent: str) -> None:
    assert Control(_knowledge(), AS_OF).controller(subsidiary).id == parent


@pytest.mark.parametrize(
    ("subsidiary", "day", "controller"),
    [
        ("red-hat", "2019-07-08", "red-hat"),
        ("red-hat", "2019-07-09", "ibm"),
        ("github", "2018-10-25", "github"),
        ("github", "2018-10-26", "microsoft"),
        ("hashicorp", "2025-02-26", "hashicorp"),
        ("hashicorp", "2025-02-27", "ibm"),
    ],
)
def test_ownership_is_kept_as_history(subsidiary: str, day: str, controller: str) -> None:
    assert Control(_knowledge(), day).controller(subsidiary).id == controller


# --- what the entries rest on -------------------------------------------------------------------------------------


@pytest.mark.parametrize("ecosystem", ["pypi", "npm"])
def test_every_steward_of_an_entry_can_be_judged(ecosystem: str) -> None:
    stewards = {_sources().entries[number].steward for number in _sources().packages[ecosystem].values()}
    judged = {key: _assessor().classify(_sources().organisations[key]).verdict for key in stewards - {INDIVIDUAL}}
    assert INDIVIDUAL in stewards
    assert set(judged.values()) <= {Verdict.INSIDE, Verdict.OUTSIDE, Verdict.DISTRIBUTED}
