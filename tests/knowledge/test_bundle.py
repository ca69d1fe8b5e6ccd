"""The bundle holds what the sources say, and the codec reads what it wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depsov.errors import KnowledgeError
from depsov.knowledge import Knowledge
from depsov.knowledge.bundle import compile_folder, compile_sources, read_sources
from depsov.knowledge.codec import FORMAT, decode_entry, decode_organisation, decode_platform, encode
from depsov.knowledge.lines import read
from depsov.knowledge.records import (
    KINDS,
    LEVERS,
    PARENT_TIES,
    SOURCE_KINDS,
    TIES,
    Entry,
    Fact,
    Home,
    Lever,
    Minority,
    Organisation,
    Parent,
    Place,
    Platform,
)
from tests.knowledge_of import CURATED, PERIMETERS, READ, sources_of

# --- codec --------------------------------------------------------------------------------------------------------

TEXTS = st.text(min_size=1, max_size=8)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
DATES = st.dates().map(str)
COUNTRIES = st.sampled_from(["DE", "FR", "US"])
FACTS = st.builds(Fact, TEXTS, DATES, st.sampled_from(SOURCE_KINDS))
PLACES = st.builds(Place, COUNTRIES, FACTS)
LEVER = st.builds(Lever, st.sampled_from(sorted(LEVERS)), FACTS)
PARENTS = st.builds(
    Parent,
    id=TEXTS,
    fact=FACTS,
    tie=st.sampled_from(PARENT_TIES),
    since=st.none() | DATES,
    until=st.none() | DATES,
    announced=st.none() | DATES,
    note=st.none() | TEXTS,
)
MINORITIES = st.builds(Minority, TEXTS, COUNTRIES, st.floats(0.1, 100), FACTS)
ORGANISATIONS = st.builds(
    Organisation,
    id=TEXTS,
    name=TEXTS,
    kind=st.sampled_from(KINDS),
    aliases=LISTS,
    seat=st.none() | PLACES,
    head_office=st.none() | PLACES,
    parents=st.lists(PARENTS, max_size=2).map(tuple),
    independent=st.none() | FACTS,
    minority=st.lists(MINORITIES, max_size=2).map(tuple),
    home=st.none() | st.builds(Home, TEXTS, st.sampled_from(TIES), FACTS),
    one_company=st.none() | FACTS,
    levers=st.lists(LEVER, max_size=2).map(tuple),
    identities=LISTS,
    identified=st.none() | FACTS,
    presumed=LISTS,
    wikidata=st.none() | TEXTS,
    lei=st.none() | TEXTS,
    note=st.none() | TEXTS,
)
ENTRIES = st.builds(Entry, steward=TEXTS, fact=FACTS, lever=st.none() | LEVER, alternates=LISTS, note=st.none() | TEXTS)
PLATFORMS = st.builds(
    Platform,
    id=TEXTS,
    name=TEXTS,
    role=st.sampled_from(["registry", "forge"]),
    operator=TEXTS,
    fact=FACTS,
    ecosystems=LISTS,
    hosts=LISTS,
    kind=st.none() | TEXTS,
)


@settings(deadline=None)
@given(ORGANISATIONS)
def test_organisation_comes_back_as_it_went(record: Organisation) -> None:
    assert decode_organisation(record.id, json.loads(json.dumps(encode(record)))) == record


@settings(deadline=None)
@given(ENTRIES)
def test_entry_comes_back_as_it_went(record: Entry) -> None:
    assert decode_entry(json.loads(json.dumps(encode(record)))) == record


@settings(deadline=None)
@given(PLATFORMS)
def test_platform_comes_back_as_it_went(record: Platform) -> None:
    assert decode_platform(record.id, json.loads(json.dumps(encode(record)))) == record


def test_empty_fields_take_no_room() -> None:
    fact = Fact("https://example.org", "2026-01-01", "own")
    assert encode(Entry(steward="individual", fact=fact)) == {
        "steward": "individual",
        "fact": ["https://example.org", "2026-01-01", "own"],
    }


# --- compiling ----------------------------------------------------------------------------------------------------

ORGANISATION = """
[example-works]
name = "Example Works GmbH"
kind = "company"
seat = { country = "DE", $own }
identities = ["github:Example-Works"]
"""
ENTRY = '[[entry]]\nsteward = "example-works"\npackages = ["Works_Tool", "works-lib"]\npointer = "registry"\n'


def test_bundle_holds_all_that_the_sources_say() -> None:
    sources = sources_of(ORGANISATION, pypi=ENTRY)
    bundle = compile_sources(sources)
    assert (bundle["format"], bundle["version"], bundle["oldest"]) == (FORMAT, CURATED, READ)
    assert bundle["identities"] == {"github:example-works": "example-works"}
    assert bundle["packages"]["pypi"] == {"works-lib": 0, "works-tool": 0}
    knowledge = Knowledge(json.loads(json.dumps(bundle)))
    assert {item.id: item for item in knowledge.organisations()} == sources.organisations
    assert knowledge.entry("pypi", "works-tool") == sources.entries[0]


def test_empty_sources_are_a_bundle_too() -> None:
    bundle = compile_sources(read_sources(Path("nowhere")))
    assert (bundle["version"], bundle["organisations"]) == ("", {})


def _folder(top: Path, organisation: str) -> Path:
    (top / "organisations").mkdir()
    (top / "packages/pypi").mkdir(parents=True)
    (top / "organisations/all.toml").write_text(organisation, encoding="utf-8")
    (top / "packages/pypi/all.toml").write_text(f"curated = 2026-01-01\n{ENTRY}", encoding="utf-8")
    (top / "perimeters.toml").write_text(f"curated = 2026-01-01\n{PERIMETERS}", encoding="utf-8")
    return top


GOOD = """
curated = 2026-01-01
[example-works]
name = "Exämple Works GmbH"
kind = "company"
seat = { country = "DE", pointer = "https://works.example" }
"""


def test_folder_is_compiled_to_the_same_bytes_every_time(tmp_path: Path) -> None:
    folder = _folder(tmp_path, GOOD)
    data = compile_folder(folder)
    assert data == compile_folder(folder)
    knowledge = Knowledge(read(data))
    assert knowledge.organisation("example-works").name == "Exämple Works GmbH"
    assert knowledge.entry("pypi", "works-tool") is not None
    assert knowledge.perimeters()["eu"] == ("the EU", ("BE", "DE", "FR"))


def test_every_error_of_a_folder_is_told(tmp_path: Path) -> None:
    broken = GOOD.replace('"company"', '"firm"')
    with pytest.raises(KnowledgeError, match="has 3 errors") as caught:
        compile_folder(_folder(tmp_path, broken))
    assert "organisations/all.toml: example-works.kind: 'firm' is none of" in caught.value.message
    assert "works-tool: no organisation has the id 'example-works'" in caught.value.message
