"""What the case folders of CycloneDX cannot show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from depsov import purl as purls
from depsov.errors import DocumentError
from depsov.model import REGISTRY, Parsed, Scope, Source, SourceKind
from depsov.parse._purls import source_of_purl
from depsov.parse.javascript._npm_sources import JSR
from depsov.parse.sbom import _sbom
from depsov.registries import REGISTRIES
from tests.parse.written import node, read, requires

GEMS = next(registry for registry in REGISTRIES if registry.ecosystem == "gem")


def parsed_of(folder: Path, components: list[Any], **members: Any) -> Parsed:
    table = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components} | members
    return read(folder, "cyclonedx", "bom.json", {"bom.json": json.dumps(table)})


@pytest.mark.parametrize("version", ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])
def test_versions(tmp_path: Path, version: str) -> None:
    assert parsed_of(tmp_path, [{"purl": "pkg:npm/ms@2.1.3"}], specVersion=version).nodes


@pytest.mark.parametrize("version", ["2.0", "1", "", "1.x", "v1.6"])
def test_other_versions_are_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(DocumentError, match="specVersion"):
        parsed_of(tmp_path, [], specVersion=version)


def test_people_are_never_read(tmp_path: Path) -> None:
    person = "Somebody Real"
    component = {
        "purl": "pkg:npm/ms@2.1.3",
        "author": person,
        "authors": [{"name": person, "email": "somebody@example.org"}],
        "publisher": person,
        "supplier": {"name": "Harbour Ltd", "contact": [{"name": person}]},
        "manufacturer": {"name": f"{person} <somebody@example.org>"},
        "externalReferences": [{"type": "mailing-list", "url": "mailto:somebody@example.org"}],
    }
    (found,) = parsed_of(tmp_path, [component], metadata={"authors": [{"name": person}]}).nodes
    assert [evidence.text for evidence in found.evidence] == ["supplier: Harbour Ltd"]
    assert "omebody" not in repr(found)


@pytest.mark.parametrize("members", [{"externalReferences": {}}, {"supplier": "A"}, {"properties": 1}, {"scope": []}])
def test_broken_component_leaves_the_others(tmp_path: Path, members: dict[str, Any]) -> None:
    parsed = parsed_of(tmp_path, [{"purl": "pkg:npm/a@1"} | members, {"purl": "pkg:npm/b@1"}])
    assert [found.name for found in parsed.nodes] == ["b"]
    assert len(parsed.problems) == 1


def test_scope_of_a_component(tmp_path: Path) -> None:
    development = [{"name": "cdx:npm:package:development", "value": "true"}]
    components = [
        {"purl": "pkg:npm/a@1"},
        {"purl": "pkg:npm/b@1", "scope": "required"},
        {"purl": "pkg:npm/c@1", "scope": "optional"},
        {"purl": "pkg:npm/d@1", "scope": "excluded"},
        {"purl": "pkg:npm/e@1", "scope": "required", "properties": development},
    ]
    assert [found.scope for found in parsed_of(tmp_path, components).nodes] == [
        None,
        Scope.RUNTIME,
        Scope.OPTIONAL,
        Scope.DEVELOPMENT,
        Scope.DEVELOPMENT,
    ]


@pytest.mark.parametrize("name", ["cdx:composer:package:isDevRequirement", "cdx:maven:package:test"])
def test_property_that_says_what_a_component_is_for(tmp_path: Path, name: str) -> None:
    component = {"purl": "pkg:npm/a@1", "scope": "required", "properties": [{"name": name, "value": "true"}]}
    assert parsed_of(tmp_path, [component]).nodes[0].scope is Scope.DEVELOPMENT


def test_signed_statement_holds_the_document(tmp_path: Path) -> None:
    inner = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"purl": "pkg:npm/a@1"}]}
    text = json.dumps({"_type": "https://in-toto.io/Statement/v0.1", "predicate": inner})
    assert [found.name for found in read(tmp_path, "cyclonedx", "bom.json", {"bom.json": text}).nodes] == ["a"]


def test_component_without_purl_passes_on_what_it_depends_on(tmp_path: Path) -> None:
    components = [
        {"bom-ref": "a", "purl": "pkg:npm/a@1"},
        {"bom-ref": "middle", "name": "middle"},
        {"bom-ref": "b", "purl": "pkg:npm/b@1"},
    ]
    edges = [{"ref": "a", "dependsOn": ["middle"]}, {"ref": "middle", "dependsOn": ["b", "middle", "a"]}]
    parsed = parsed_of(tmp_path, components, dependencies=edges)
    assert requires(parsed, "a") == ["b"]
    assert node(parsed, "b").requires == ()


def test_endless_graph_is_cut_with_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sbom, "_MOST_EDGES", 50)
    components = [{"bom-ref": str(n), "purl": f"pkg:npm/a{n}@1"} for n in range(20)]
    edges = [{"ref": str(n), "dependsOn": ["hub"]} for n in range(20)]
    edges.append({"ref": "hub", "dependsOn": [str(n) for n in range(20)]})
    parsed = parsed_of(tmp_path, components, dependencies=edges)
    assert sum(len(found.requires) for found in parsed.nodes) <= 50
    assert [problem.message for problem in parsed.problems] == ["more than 50 edges: the rest of the graph is left out"]


def test_project_that_the_graph_does_not_know_is_no_root(tmp_path: Path) -> None:
    metadata = {"component": {"name": "top", "bom-ref": "top"}}
    assert not parsed_of(tmp_path, [{"purl": "pkg:npm/a@1"}], metadata=metadata).roots


PURLS = [
    ("pkg:npm/ms@2.1.3", "npm", "ms", "2.1.3"),
    ("pkg:npm/%40vue/shared@3.5.13", "npm", "@vue/shared", "3.5.13"),
    ("pkg:npm/@vue/shared@3.5.13", "npm", "@vue/shared", "3.5.13"),
    ("pkg:npm/@vue/shared", "npm", "@vue/shared", None),
    ("pkg:npm/%40vue%2Fshared@3.5.13", "npm", "@vue/shared", "3.5.13"),
    ("pkg:pypi/Zope.Interface@7.2", "pypi", "zope-interface", "7.2"),
    ("PKG:PyPI/django", "", "", None),
    ("pkg:PyPI/django", "pypi", "django", None),
    ("pkg://pypi//django@5.1/", "pypi", "django", "5.1"),
    ("pkg:maven/org.example/core@1.0?type=jar#path", "maven", "org.example/core", "1.0"),
    ("pkg:deb/debian/zlib1g@1%3A1.2.13%2Bdfsg-1?arch=amd64", "deb", "debian/zlib1g", "1:1.2.13+dfsg-1"),
    ("pkg:golang/go.example.org/x/mod@v0.22.0#sub/path", "golang", "go.example.org/x/mod", "v0.22.0"),
    ("pkg:githubactions/harbour/publish@release/v1", "githubactions", "harbour/publish", "release/v1"),
    ("npm:ms", "", "", None),
    ("pkg:npm", "", "", None),
    ("pkg:/ms", "", "", None),
    ("", "", "", None),
]


@pytest.mark.parametrize(("text", "ecosystem", "name", "version"), PURLS)
def test_purl_taken_apart(text: str, ecosystem: str, name: str, version: str | None) -> None:
    purl = purls.parse(text)
    if not ecosystem:
        assert purl is None
    else:
        assert purl is not None
        assert (purl.ecosystem, purl.name, purl.version) == (ecosystem, name, version)


QUALIFIERS = [
    ("", REGISTRY),
    ("?arch=amd64", REGISTRY),
    ("?repository_url=", REGISTRY),
    ("?repository_url=npm.example.org", Source(kind=SourceKind.INDEX, url="https://npm.example.org")),
    (
        "?repository_url=https%3A%2F%2Fu:p@npm.example.org%2Fall%2F",
        Source(kind=SourceKind.INDEX, url="https://npm.example.org/all"),
    ),
    (
        "?vcs_url=git%2Bhttps://git.example.org/team/ms.git%40v1",
        Source(kind=SourceKind.GIT, url="https://git.example.org/team/ms.git"),
    ),
    (
        "?download_url=https://npm.example.org/ms/-/ms-2.1.3.tgz",
        Source(kind=SourceKind.INDEX, url="https://npm.example.org"),
    ),
    (
        "?download_url=https://example.org/ms.tgz%3Ftoken=secret",
        Source(kind=SourceKind.URL, url="https://example.org/ms.tgz"),
    ),
    ("?download_url=file:///srv/ms.tgz", Source(kind=SourceKind.PATH)),
    ("?download_url=C:\\Users\\somebody\\ms.tgz", Source(kind=SourceKind.PATH)),
    ("?download_url=npm.example.org/ms/-/ms-1.tgz", Source(kind=SourceKind.INDEX, url="https://npm.example.org")),
    ("?download_url=somewhere", Source(kind=SourceKind.URL)),
    ("?vcs_url=git+https://git.example.org/ms", Source(kind=SourceKind.GIT, url="https://git.example.org/ms")),
    ("?vcs_url=git.example.org/team/ms", Source(kind=SourceKind.GIT, url="https://git.example.org/team/ms")),
    ("?vcs_url=team/ms", Source(kind=SourceKind.GIT)),
    ("?vcs_url=git%2Bfile:///srv/ms", Source(kind=SourceKind.PATH)),
    ("?repository_url=/home/somebody/npm", Source(kind=SourceKind.INDEX)),
    (
        "?VCS_URL=git://git.example.org/ms.git&repository_url=npm.example.org",
        Source(kind=SourceKind.GIT, url="git://git.example.org/ms.git"),
    ),
]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("pkg:npm/@jsr/a__b@1?download_url=https://jsr.example/~/11/@jsr/a__b/1.tgz", JSR),
        (f"pkg:gem/a@1?download_url={GEMS.index_urls[0]}/downloads/a-1.gem", REGISTRY),
        (
            "pkg:gem/a@1?download_url=https://gems.example/a.gem",
            Source(kind=SourceKind.URL, url="https://gems.example/a.gem"),
        ),
        ("pkg:conda/a@1?build=0&channel=conda-forge", REGISTRY),
        ("pkg:conda/a@1?channel=/home/somebody/channel", Source(kind=SourceKind.INDEX)),
    ],
)
def test_source_of_a_purl_of_some_ecosystems(text: str, source: Source) -> None:
    purl = purls.parse(text)
    assert purl is not None
    assert source_of_purl(purl) == source


@pytest.mark.parametrize(("qualifiers", "source"), QUALIFIERS)
def test_source_of_a_purl(qualifiers: str, source: Source) -> None:
    purl = purls.parse(f"pkg:npm/ms@2.1.3{qualifiers}")
    assert purl is not None
    assert source_of_purl(purl) == source
