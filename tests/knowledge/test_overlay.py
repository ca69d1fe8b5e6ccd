"""A user's own knowledge on top of what depsov ships."""

from __future__ import annotations

import json
from pathlib import Path
from string import Template
from typing import Any

import pytest

from depsov.errors import KnowledgeError
from depsov.knowledge import Knowledge, lines
from depsov.knowledge.bundle import compile_sources
from depsov.knowledge.overlay import merge
from tests.knowledge_of import FACTS, sources_of

SHIPPED = """
[example-works]
name = "Example Works GmbH"
kind = "company"
seat = { country = "DE", $own }
identities = ["github:example-works", "domain:works.example"]

[sample-corp]
name = "Sample Corp."
kind = "company"
seat = { country = "US", $own }
identities = ["github:sample-corp"]
"""
ENTRY = '[[entry]]\nsteward = "sample-corp"\npackages = ["works-tool", "works-lib"]\npointer = "registry"\n'


def _bundle() -> dict[str, Any]:
    sources = sources_of(SHIPPED, pypi=ENTRY)
    bundle: dict[str, Any] = json.loads(json.dumps(compile_sources(sources)))
    return bundle


def _file(folder: Path, text: str, name: str = "our-orgs.toml", curated: str = "2026-05-05") -> Path:
    path = folder / name
    path.write_text(f"curated = {curated}\n{Template(text).substitute(FACTS)}", encoding="utf-8")
    return path


def _merge(*paths: Path) -> Knowledge:
    return Knowledge(merge(_bundle(), paths))


NEW = """
[our-supplier]
name = "Our Supplier SAS"
kind = "company"
seat = { country = "FR", $own }
parents = [{ id = "sample-corp", $own }]
identities = ["github:our-supplier"]

[[packages.pypi]]
steward = "our-supplier"
packages = ["Our_Tool", "works-lib"]
$pointer
"""


def test_overlay_adds_organisations_and_entries(tmp_path: Path) -> None:
    knowledge = _merge(_file(tmp_path, NEW))
    assert knowledge.organisation("our-supplier").name == "Our Supplier SAS"
    assert knowledge.holder("github:Our-Supplier") == "our-supplier"
    entry = knowledge.entry("pypi", "our-tool")
    assert entry is not None
    assert entry.steward == "our-supplier"


def test_overlay_replaces_the_entry_of_a_package_and_leaves_its_neighbours(tmp_path: Path) -> None:
    knowledge = _merge(_file(tmp_path, NEW))
    stewards = {name: knowledge.entry("pypi", name) for name in ("works-tool", "works-lib")}
    assert {name: entry and entry.steward for name, entry in stewards.items()} == {
        "works-tool": "sample-corp",
        "works-lib": "our-supplier",
    }


def test_overlay_replaces_an_organisation_with_all_its_identities(tmp_path: Path) -> None:
    text = """
    [example-works]
    name = "Example Works SE"
    kind = "company"
    seat = { country = "FR", $own }
    identities = ["github:example-works-se"]
    """
    knowledge = _merge(_file(tmp_path, text))
    assert knowledge.organisation("example-works").name == "Example Works SE"
    assert knowledge.holder("github:example-works") is None
    assert knowledge.holder("github:example-works-se") == "example-works"
    assert knowledge.holder("github:sample-corp") == "sample-corp"


def test_overlay_may_give_an_identity_to_another(tmp_path: Path) -> None:
    knowledge = _merge(_file(tmp_path, NEW.replace("github:our-supplier", "github:sample-corp")))
    assert knowledge.holder("github:sample-corp") == "our-supplier"


def test_last_overlay_wins(tmp_path: Path) -> None:
    second = NEW.replace("Our Supplier SAS", "Our Supplier SE")
    knowledge = _merge(_file(tmp_path, NEW), _file(tmp_path, second, "more.toml"))
    assert knowledge.organisation("our-supplier").name == "Our Supplier SE"


def test_overlay_may_speak_of_another_overlay(tmp_path: Path) -> None:
    first = NEW.replace("sample-corp", "our-owner")
    second = '[our-owner]\nname = "Our Owner"\nkind = "company"\nseat = { country = "NO", $own }\n'
    knowledge = _merge(_file(tmp_path, first), _file(tmp_path, second, "more.toml"))
    assert knowledge.organisation("our-supplier").parents[0].id == "our-owner"


def test_version_is_the_newest_date(tmp_path: Path) -> None:
    assert _merge(_file(tmp_path, NEW)).version == "2026-05-05"
    assert _merge(_file(tmp_path, NEW, curated="2020-01-01")).version == _bundle()["version"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[broken", "our-orgs.toml: not TOML"),
        ('[our-supplier]\nname = "X"\nkind = "firm"', "our-orgs.toml: our-supplier.kind: 'firm' is none of"),
        (NEW.replace('"sample-corp"', '"nobody"'), "our-supplier: parents: no organisation has the id 'nobody'"),
        (NEW.replace('steward = "our-supplier"', 'steward = "nobody"'), "no organisation has the id 'nobody'"),
    ],
)
def test_broken_overlay_is_refused(tmp_path: Path, text: str, error: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        _merge(_file(tmp_path, text))
    assert caught.value.message.startswith(error)


def test_individual_is_a_steward_without_an_organisation(tmp_path: Path) -> None:
    knowledge = _merge(_file(tmp_path, NEW.replace('steward = "our-supplier"', 'steward = "individual"')))
    entry = knowledge.entry("pypi", "our-tool")
    assert entry is not None
    assert entry.steward == "individual"


@pytest.mark.parametrize("data", [None, b"name = '\xe9'"], ids=["missing", "not UTF-8"])
def test_overlay_that_cannot_be_read_is_refused(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "our-orgs.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(KnowledgeError, match="cannot be read"):
        _merge(path)


CIRCLE = """
[a]
name = "A"
kind = "community"
home = { id = "b", tie = "comprehensive", $own }

[b]
name = "B"
kind = "community"
home = { id = "a", tie = "comprehensive", $own }
"""

OWNED_BY_A_COMMUNITY = """
[a]
name = "A"
kind = "community"

[b]
name = "B"
kind = "company"
seat = { country = "DE", $own }
parents = [{ id = "a", $own }]
"""


@pytest.mark.parametrize(
    "text",
    [
        CIRCLE,
        NEW.replace('"sample-corp"', '"our-supplier"'),
        OWNED_BY_A_COMMUNITY,
    ],
    ids=["homes in a circle", "its own parent", "a community as parent"],
)
def test_overlay_that_contradicts_itself_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(KnowledgeError):
        _merge(_file(tmp_path, text))


def test_what_is_shipped_and_stands_on_what_was_replaced_is_looked_at_again(tmp_path: Path) -> None:
    labs = '\n[sample-labs]\nname = "Labs"\nkind = "company"\nseat = { country = "US", $own }\n'
    text = f'{SHIPPED}{labs}parents = [{{ id = "sample-corp", $own }}]\n'
    bundle = json.loads(json.dumps(compile_sources(sources_of(text, pypi=ENTRY))))
    own = _file(tmp_path, '[sample-corp]\nname = "Sample"\nkind = "community"\n')
    with pytest.raises(KnowledgeError, match="sample-labs: parents: sample-corp is a community"):
        merge(bundle, [own])


def test_what_is_shipped_stays_undecoded_and_unchanged(tmp_path: Path) -> None:
    data = lines.write(
        {
            "format": 2,
            "version": "2026-01-01",
            "oldest": "2026-01-01",
            "organisations": {"broken": {"name": "Broken"}},
            "identities": {},
            "packages": {"npm": {}},
            "entries": [],
            "perimeters": {},
            "platforms": {},
        }
    ).replace(b'{"name":"Broken"}', b'{"name":"Broken_}')
    shipped = lines.read(data)
    own = tmp_path / "own.toml"
    own.write_text('curated = 2026-01-01\n[our-office]\nname = "Our Office"\nkind = "community"\n', encoding="utf-8")

    bundle = merge(shipped, [own])

    assert bundle["organisations"]["our-office"]["name"] == "Our Office"
    assert "our-office" not in shipped["organisations"]
    with pytest.raises(ValueError, match="Unterminated"):
        bundle["organisations"]["broken"]
