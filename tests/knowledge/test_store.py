"""The knowledge base as the pipeline asks it, and how it is loaded."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from depsov.errors import KnowledgeError
from depsov.knowledge import load, store
from depsov.knowledge.codec import FORMAT
from tests.knowledge_of import PERIMETERS, knowledge_of

ORGANISATIONS = """
[b-works]
name = "B Works GmbH"
kind = "company"
seat = { country = "DE", $own }
identities = ["github:B-Works"]
identified = { $own }
presumed = ["domain:b.example"]

[a-works]
name = "A Works GmbH"
kind = "company"
seat = { country = "DE", $own }
identities = ["github:a-works"]
"""
PYPI = '[[entry]]\nsteward = "b-works"\npackages = ["B_Tool", "b-lib"]\npointer = "registry"\n'
PLATFORMS = """
[index]
name = "Index"
role = "registry"
ecosystems = ["pypi"]
operator = { id = "a-works", $own }

[forge]
name = "Forge"
role = "forge"
kind = "gitlab"
hosts = ["git.a.example", "git.b.example"]
operator = { id = "b-works", $own }
"""

KNOWLEDGE = knowledge_of(ORGANISATIONS, pypi=PYPI, platforms=PLATFORMS)


@pytest.mark.parametrize("identity", ["github:B-Works", "github:b-works", "GitHub:B-WORKS"])
def test_holder_is_found_in_any_case(identity: str) -> None:
    assert KNOWLEDGE.holder(identity) == "b-works"


def test_nobody_holds_what_is_not_listed() -> None:
    assert KNOWLEDGE.holder("github:nobody") is None
    assert KNOWLEDGE.identity_fact("github:nobody") is None


def test_fact_of_an_identity_is_that_of_the_organisation() -> None:
    fact = KNOWLEDGE.identity_fact("github:B-WORKS")
    assert fact is not None
    assert fact.by == "own"


def test_presumed_identity_has_no_fact_nor_has_one_that_nothing_shows() -> None:
    assert KNOWLEDGE.holder("domain:b.example") == "b-works"
    assert KNOWLEDGE.identity_fact("domain:b.example") is None
    assert KNOWLEDGE.identity_fact("github:a-works") is None


def test_entry_is_found_by_its_normalised_name_in_its_ecosystem() -> None:
    entry = KNOWLEDGE.entry("pypi", "b-tool")
    assert entry is not None
    assert entry is KNOWLEDGE.entry("pypi", "b-lib")
    assert KNOWLEDGE.entry("npm", "b-tool") is None
    assert KNOWLEDGE.entry("pypi", "B_Tool") is entry
    assert KNOWLEDGE.entry("cargo", "b-tool") is None


def test_organisations_are_sorted_and_decoded_once() -> None:
    assert [item.id for item in KNOWLEDGE.organisations()] == ["a-works", "b-works"]
    assert KNOWLEDGE.organisation("a-works") is KNOWLEDGE.organisation("a-works")
    with pytest.raises(KeyError):
        KNOWLEDGE.organisation("nobody")


def test_packages_and_ecosystems() -> None:
    assert set(KNOWLEDGE.packages("pypi")) == {"b-tool", "b-lib"}
    assert KNOWLEDGE.packages("cargo") == {}
    assert KNOWLEDGE.ecosystems() == ("pypi",)


def test_platforms_are_sorted_and_forges_named_by_host() -> None:
    assert [(item.id, item.operator) for item in KNOWLEDGE.platforms()] == [("forge", "b-works"), ("index", "a-works")]
    assert KNOWLEDGE.forge_hosts() == {"git.a.example": "gitlab", "git.b.example": "gitlab"}


def test_perimeters_have_label_and_countries() -> None:
    assert KNOWLEDGE.perimeters()["eu"] == ("the EU", ("BE", "DE", "FR"))


# --- loading ------------------------------------------------------------------------------------------------------


def test_shipped_knowledge_is_loaded_once() -> None:
    assert load() is load()


def test_overlay_does_not_touch_the_shipped_knowledge(tmp_path: Path) -> None:
    path = tmp_path / "our-orgs.toml"
    path.write_text(
        "curated = 2026-01-01\n"
        '[example-works]\nname = "Example Works"\nkind = "community"\nidentities = ["github:example-works-test"]\n',
        encoding="utf-8",
    )
    overlaid = load([path])
    assert overlaid.holder("github:example-works-test") == "example-works"
    assert load().holder("github:example-works-test") is None
    assert len(list(overlaid.organisations())) == len(list(load().organisations())) + 1


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that holds a bundle and its sources, in place of the shipped ones."""
    sources = tmp_path / "data"
    (sources / "organisations").mkdir(parents=True)
    (sources / "perimeters.toml").write_text(f"curated = 2026-01-01\n{PERIMETERS}", encoding="utf-8")
    (sources / "organisations/all.toml").write_text(
        'curated = 2026-01-01\n[from-sources]\nname = "From Sources"\nkind = "community"\n', encoding="utf-8"
    )
    monkeypatch.setattr(store, "SOURCES", sources)
    monkeypatch.setattr(store, "_BUNDLE", tmp_path / "bundle.json")
    store._shipped.cache_clear()
    yield tmp_path
    store._shipped.cache_clear()


def _write_bundle(folder: Path, *, newer: bool, form: int = FORMAT) -> None:
    bundle = {
        "format": form,
        "version": "2026-02-02",
        "oldest": "2026-01-01",
        "organisations": {"from-bundle": {"name": "From Bundle", "kind": "community"}},
        "identities": {},
        "entries": [],
        "packages": {},
        "perimeters": {},
        "platforms": {},
    }
    path = folder / "bundle.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    newest = max(item.stat().st_mtime_ns for item in store.SOURCES.rglob("*.toml")) if store.SOURCES.exists() else 0
    stamp = newest + 10**9 if newer else newest - 10**9
    os.utime(path, ns=(stamp, stamp))


def _loaded() -> list[str]:
    return [item.id for item in load().organisations()]


def test_bundle_is_taken_where_it_is_newer_than_its_sources(installation: Path) -> None:
    _write_bundle(installation, newer=True)
    assert _loaded() == ["from-bundle"]


def test_sources_are_compiled_where_they_are_newer_and_nothing_is_written(installation: Path) -> None:
    _write_bundle(installation, newer=False)
    before = (installation / "bundle.json").read_bytes()
    assert _loaded() == ["from-sources"]
    assert (installation / "bundle.json").read_bytes() == before


def test_sources_are_compiled_where_there_is_no_bundle(installation: Path) -> None:
    assert _loaded() == ["from-sources"]
    assert not (installation / "bundle.json").exists()


def test_bundle_alone_is_enough(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SOURCES", installation / "not-installed")
    _write_bundle(installation, newer=True)
    assert _loaded() == ["from-bundle"]


def test_installation_without_either_is_broken(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SOURCES", installation / "not-installed")
    with pytest.raises(KnowledgeError, match="missing from this installation"):
        load()


def test_bundle_of_a_newer_form_is_refused(installation: Path) -> None:
    _write_bundle(installation, newer=True, form=FORMAT + 1)
    with pytest.raises(KnowledgeError):
        load()


def test_broken_sources_in_a_checkout_are_told(installation: Path) -> None:
    (installation / "data/organisations/all.toml").write_text("[broken", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="1 errors"):
        load()
