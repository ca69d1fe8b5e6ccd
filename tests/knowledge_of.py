"""Small knowledge bases for tests: invented organisations, so that rules are tested on facts that do not move.

    knowledge_of('''
        [example-works]
        name = "Example Works GmbH"
        kind = "company"
        seat = { country = "DE", $own }
    ''')

`$own`, `$register`, `$dataset` and `$press` stand for a source that somebody read, `$pointer` for one that nobody did.
"""

from __future__ import annotations

import json
from string import Template

from depsov.knowledge import Knowledge
from depsov.knowledge.bundle import compile_sources
from depsov.knowledge.lint import lint
from depsov.knowledge.source import Sources

__all__ = ["CURATED", "FACTS", "PERIMETERS", "READ", "WORKS_AND_SAMPLE", "entry", "knowledge_of", "sources_of"]

CURATED = "2026-02-02"
"""The date of every pointer."""

READ = "2026-01-01"
"""The date on which every source was read."""

FACTS = {
    **{
        by: f'source = "https://example.org/{by}", read = {READ}, by = "{by}"'
        for by in ("own", "register", "dataset", "press")
    },
    "pointer": 'pointer = "https://example.org/pointer"',
}

PERIMETERS = """
[europe]
name = "Europe"
countries = ["BE", "CH", "DE", "FR", "GB", "NO"]

[eea]
name = "the EEA"
countries = ["BE", "DE", "FR", "NO"]

[eu]
name = "the EU"
countries = ["BE", "DE", "FR"]
"""


WORKS_AND_SAMPLE = """
[example-works]
name = "Example Works GmbH"
kind = "company"
seat = { country = "DE", $own }
independent = { $own }
identities = ["github:example-works", "domain:works.example", "npm:@works", "pypi-org:works", "nuget:Works"]
identified = { $own }
presumed = ["codeberg:works"]

[sample-corp]
name = "Sample Corp."
kind = "company"
seat = { country = "US", $own }
identities = ["github:sample-corp", "domain:sample.example", "npm:@sample", "nuget:Sample"]
identified = { $own }
"""
"""A company inside and one outside, with an identity of each kind, for tests that need no other."""


def entry(
    steward: str,
    *packages: str,
    alternates: tuple[str, ...] = (),
    note: str | None = None,
    read: str = READ,
    by: str = "own",
) -> str:
    """Return a package entry that somebody has read."""
    more = f"alternates = {json.dumps(alternates)}\n" if alternates else ""
    more += f"note = {json.dumps(note)}\n" if note is not None else ""
    listed = f"[[entry]]\nsteward = {json.dumps(steward)}\npackages = {json.dumps(packages)}\n{more}"
    return f'{listed}source = "https://example.org/own"\nread = {read}\nby = "{by}"\n\n'


def sources_of(organisations: str = "", *, pypi: str = "", npm: str = "", platforms: str = "") -> Sources:
    """Return the sources of TOML texts, with whatever errors they have; `$own` and its like are filled in."""
    sources = Sources()
    texts = {
        "organisations/all.toml": organisations,
        "packages/pypi/all.toml": pypi,
        "packages/npm/all.toml": npm,
        "perimeters.toml": PERIMETERS,
        "platforms.toml": platforms,
    }
    for path, text in texts.items():
        sources.add(path, f"curated = {CURATED}\n{Template(text).substitute(FACTS)}")
    return sources


def knowledge_of(organisations: str = "", *, pypi: str = "", npm: str = "", platforms: str = "") -> Knowledge:
    """Return the knowledge base of TOML texts, by way of the JSON that a wheel carries."""
    sources = sources_of(organisations, pypi=pypi, npm=npm, platforms=platforms)
    assert not lint(sources), lint(sources)
    return Knowledge(json.loads(json.dumps(compile_sources(sources))))
