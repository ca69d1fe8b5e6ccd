"""Trees in which a stranger claims to be somebody else, and how far that gets.

    Example Works GmbH  sits inside; it holds every kind of identity below, and the packages `works-forms`
    Sample Corp.        sits outside; it holds the same kinds, and the package `sample-tool`

Nobody lists `nobody-knows`: whatever is said of it is the word of a stranger.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template

import depsov
from depsov.config import Config, load_config
from depsov.model import Assessment, Confidence, Report, Verdict
from depsov.registries import REGISTRIES, registry_of
from depsov.values import replace
from tests.knowledge_of import FACTS

__all__ = [
    "FILES",
    "INDEX",
    "ORGANISATIONS",
    "SITE_PACKAGES",
    "STRANGER",
    "Files",
    "answer",
    "bom",
    "component",
    "composer_lock",
    "environment",
    "npm_lock",
    "reach",
    "report_on",
    "settings",
    "spdx",
    "uv_lock",
    "write",
]

Files = Mapping[str, object]
"""Texts by path; what is no text is written as JSON."""

STRANGER = "nobody-knows"

ORGANISATIONS = Template("""
curated = 2026-02-02

[example-works]
name = "Example Works GmbH"
kind = "company"
seat = { country = "DE", $own }
independent = { $own }
identities = [
    "github:example-works", "gitlab:example-works", "domain:example.org", "npm:@works", "jsr:@works", "pypi-org:works",
    "nuget:Works", "maven:org.example", "packagist:works", "conda:works", "go:go.example.org",
]
identified = { $own }

[sample-corp]
name = "Sample Corp."
kind = "company"
seat = { country = "US", $own }
identities = ["github:sample-corp", "domain:example.com", "npm:@sample", "pypi-org:sample", "maven:com.example"]
identified = { $own }

[[packages.pypi]]
steward = "example-works"
packages = ["works-forms"]
source = "https://example.org/own"
read = 2026-01-01
by = "own"

[[packages.pypi]]
steward = "sample-corp"
packages = ["sample-tool"]
source = "https://example.org/own"
read = 2026-01-01
by = "own"

[[packages.npm]]
steward = "example-works"
packages = ["works-forms"]
source = "https://example.org/own"
read = 2026-01-01
by = "own"
""").substitute(FACTS)
"""The overlay of the user: what is known."""


def write(folder: Path, files: Files) -> None:
    """Write the files, and the user's own settings with what is known."""
    known = {"depsov.toml": 'knowledge = ["organisations.toml"]\n', "organisations.toml": ORGANISATIONS}
    for path, content in {**known, **files}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def settings(folder: Path, *, strict: bool = False, online: bool = False, **registries: str) -> Config:
    """Return the settings of a folder, with these on top."""
    asked = tuple(sorted(registries.items()))
    return replace(load_config(folder), strict=strict, online=online, registries=asked)


def report_on(folder: Path, files: Files, *, strict: bool = False) -> Report:
    """Write a tree, and return what a scan of it says."""
    write(folder, files)
    return depsov.scan(folder, config=settings(folder, strict=strict))


def answer(report: Report, name: str = STRANGER) -> Assessment:
    """Return the verdict on the only package of a name."""
    (found,) = [item for item in report.assessments if item.package.name == name]
    return found


def reach(item: Assessment) -> str:
    """Return the verdict, where that is `inside` only as the package's own word `claimed`."""
    is_claimed = item.verdict is Verdict.INSIDE and item.confidence is Confidence.CLAIMED
    return "claimed" if is_claimed else item.verdict.value


# --- documents ----------------------------------------------------------------------------------------------------


def _index(ecosystem: str) -> str:
    registry = registry_of(ecosystem)
    assert registry is not None
    return registry.index_urls[0]


INDEX = {name: _index(name) for name in ("cargo", "composer", "conda", "gem", "npm", "pypi")}
"""The default registries, as lockfiles write them."""

FILES = next(
    url for registry in REGISTRIES for url in registry.index_urls if registry.id == "pypi" if url.count("/") == 2
)
"""Where the default registry of Python keeps its files."""


def npm_lock(resolved: str | None, folder: str = STRANGER, **fields: object) -> Files:
    entry = {"version": "1.0.0", **({} if resolved is None else {"resolved": resolved}), **fields}
    packages = {"": {"name": "project", "dependencies": {folder: "^1"}}, f"node_modules/{folder}": entry}
    return {"package-lock.json": {"name": "project", "lockfileVersion": 3, "packages": packages}}


def uv_lock(source: str, name: str = STRANGER, file: str | None = None) -> Files:
    project = '[[package]]\nname = "project"\nversion = "1"\nsource = { virtual = "." }\n'
    wishes = f'dependencies = [{{ name = "{name}" }}]\n'
    package = f'[[package]]\nname = "{name}"\nversion = "1.0"\nsource = {source}\n'
    files = "" if file is None else f'wheels = [\n    {{ url = "{file}", hash = "sha256:00" }},\n]\n'
    return {"uv.lock": f'version = 1\nrequires-python = ">=3.11"\n\n{project}{wishes}\n{package}{files}'}


def composer_lock(name: str = f"{STRANGER}/tool", **fields: object) -> Files:
    return {"composer.lock": {"packages": [{"name": name, "version": "1.0.0", **fields}], "packages-dev": []}}


def component(purl: str = f"pkg:pypi/{STRANGER}@1.0", /, **fields: object) -> dict[str, object]:
    return {"type": "library", "bom-ref": purl, "name": "tool", "version": "1.0", "purl": purl, **fields}


def bom(*components: Mapping[str, object], **fields: object) -> Files:
    return {
        "bom.json": {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components, **fields}
    }


def spdx(purl: str = f"pkg:pypi/{STRANGER}@1.0", **fields: object) -> Files:
    reference = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
    package = {"SPDXID": "SPDXRef-tool", "name": "tool", "versionInfo": "1.0", "externalRefs": [reference], **fields}
    head = {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "tool"}
    made = {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: depsov"]}
    space = "https://example.org/bom"
    return {"bom.spdx.json": {**head, "documentNamespace": space, "creationInfo": made, "packages": [package]}}


SITE_PACKAGES = ".venv/lib/python3.11/site-packages"


def environment(metadata: str = "", direct_url: object = None, name: str = STRANGER) -> Files:
    """Return a project with an environment in which one package is installed."""
    folder = f"{SITE_PACKAGES}/{name.replace('-', '_')}-1.0.dist-info"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    files: dict[str, object] = {
        ".venv/pyvenv.cfg": "version = 3.11.2\n",
        f"{folder}/METADATA": f"{head}{metadata}\n",
        "requirements.in": f"{name}\n",
    }
    return files if direct_url is None else {**files, f"{folder}/direct_url.json": direct_url}
