"""The knowledge base against installed packages: who agrees, who contradicts, who says nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depsov.control import Control
from depsov.errors import NamedFileError
from depsov.verify import Outcome, Verification, verify
from tests.knowledge_of import entry, knowledge_of

KNOWLEDGE = knowledge_of(
    """
    [works]
    name = "Works GmbH"
    kind = "company"
    seat = { country = "DE", $own }
    identities = ["github:works", "npm:@works"]
    identified = { $own }

    [works-labs]
    name = "Works Labs"
    kind = "company"
    seat = { country = "FR", $own }
    parents = [{ id = "works", $own }]
    identities = ["github:works-labs", "domain:labs.example"]
    identified = { $own }

    [mega]
    name = "Mega Inc."
    kind = "company"
    seat = { country = "US", $own }
    identities = ["github:mega"]
    identified = { $own }
    """,
    pypi=entry("works", "works-tool")
    + entry("individual", "small-tool")
    + entry("individual", "contested-tool", alternates=("mega",)),
    npm="""
    [[entry]]
    steward = "works"
    packages = ["works-js"]
    source = "https://example.org/own"
    read = 2026-01-01
    by = "own"
    """,
)


def verified(*paths: Path) -> Verification:
    return verify(paths, Control(KNOWLEDGE, "2026-06-30"))


def python(folder: Path, name: str, *links: str) -> Path:
    """Install a distribution into an environment by hand."""
    info = folder / ".venv/lib/python3.11/site-packages" / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    lines = [f"Name: {name}", "Version: 1.0", *(f"Project-URL: Source, {link}" for link in links)]
    (info / "METADATA").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    return folder


def node(folder: Path, name: str, repository: str) -> Path:
    target = folder / "node_modules" / name
    target.mkdir(parents=True)
    manifest = {"name": name, "version": "1.0.0", "repository": repository}
    (target / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "link", "outcome"),
    [
        ("works-tool", "https://github.com/works/tool", Outcome.AGREES),
        ("works-tool", "https://github.com/works-labs/tool", Outcome.AGREES),  # the same controller
        ("works-tool", "https://github.com/mega/tool", Outcome.CONTRADICTS),
        ("works-tool", "https://github.com/somebody/tool", Outcome.UNCONFIRMED),
        ("works-tool", "", Outcome.SILENT),
        ("small-tool", "https://github.com/mega/tool", Outcome.CONTRADICTS),
        ("small-tool", "https://github.com/somebody/tool", Outcome.AGREES),
        ("contested-tool", "https://github.com/mega/tool", Outcome.AGREES),
        ("other-tool", "https://github.com/mega/tool", Outcome.UNLISTED),
    ],
)
def test_metadata_against_an_entry(tmp_path: Path, name: str, link: str, outcome: Outcome) -> None:
    found = verified(python(tmp_path, name, *filter(None, [link])))
    assert [item.outcome for item in found.comparisons] == [outcome]


def test_a_contradiction_says_where_the_metadata_leads(tmp_path: Path) -> None:
    (item,) = verified(python(tmp_path, "works-tool", "https://github.com/mega/tool")).of(Outcome.CONTRADICTS)
    assert item.entry is not None
    assert item.found is not None
    assert (item.entry.steward, item.found.steward) == ("works", "mega")


def test_the_repository_goes_before_the_homepage(tmp_path: Path) -> None:
    folder = python(tmp_path, "works-tool", "https://github.com/mega/tool", "https://labs.example")
    assert [item.outcome for item in verified(folder).comparisons] == [Outcome.CONTRADICTS]


def test_a_project_is_compared_in_all_its_folders(tmp_path: Path) -> None:
    python(tmp_path, "works-tool", "https://github.com/works/tool")
    node(tmp_path, "works-js", "github:mega/js")
    node(tmp_path, "@works/part", "github:works/part")
    found = verified(tmp_path)
    assert {item.package.purl: item.outcome for item in found.comparisons} == {
        "pkg:npm/%40works/part@1.0.0": Outcome.UNLISTED,
        "pkg:npm/works-js@1.0.0": Outcome.CONTRADICTS,
        "pkg:pypi/works-tool@1.0": Outcome.AGREES,
    }


def test_a_package_that_is_installed_twice_counts_once(tmp_path: Path) -> None:
    first = node(tmp_path / "a", "works-js", "github:works/js")
    second = node(tmp_path / "b", "works-js", "github:mega/js") / "node_modules"
    found = verified(first, second)
    assert [item.outcome for item in found.comparisons] == [Outcome.AGREES]


def test_a_broken_manifest_is_a_problem(tmp_path: Path) -> None:
    node(tmp_path, "works-js", "github:works/js")
    (tmp_path / "node_modules/works-js/package.json").write_text("{", encoding="utf-8")
    assert [problem.subject for problem in verified(tmp_path).problems] == ["node_modules/works-js/package.json"]


def test_a_path_that_holds_no_packages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NamedFileError, match="holds no installed packages"):
        verified(tmp_path)
