"""What SBOMs of all formats have in common."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.model import Evidence, EvidenceKind, Scope
from depsov.parse.sbom import _sbom
from depsov.parse.sbom._sbom import Bom, Component, json_lines
from tests.parse.written import direct, node, read, requires, root


def bill(*names: str) -> Bom:
    bom = Bom(Document("bom.json", b""))
    for name in names:
        bom.add(Component(key=name, name=name, purl=f"pkg:npm/{name}@1"))
    return bom


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ([Scope.RUNTIME, Scope.RUNTIME], Scope.RUNTIME),
        ([Scope.RUNTIME, Scope.BUILD], Scope.BUILD),
        ([Scope.OPTIONAL, Scope.RUNTIME], Scope.OPTIONAL),
        ([Scope.DEVELOPMENT, Scope.BUILD], Scope.DEVELOPMENT),
    ],
)
def test_the_weakest_scope_on_a_way_counts(scopes: list[Scope], expected: Scope) -> None:
    bom = bill("a")
    bom.link("top", ["middle"], scopes[0])
    bom.link("middle", ["a"], scopes[1])
    bom.root("top", "harbour")
    (project,) = bom.parsed().roots
    assert [item.scope for item in project.direct] == [expected]


@pytest.mark.parametrize("order", [[Scope.BUILD, Scope.RUNTIME], [Scope.RUNTIME, Scope.BUILD]])
def test_of_two_ways_the_stronger_counts(order: list[Scope]) -> None:
    bom = bill("a", "b")
    for scope in order:
        bom.link("top", ["a"], scope)
        bom.link("top", [f"through {scope.value}"])
        bom.link(f"through {scope.value}", ["b"], scope)
    bom.root("top", "harbour")
    (project,) = bom.parsed().roots
    assert [item.scope for item in project.direct] == [Scope.RUNTIME, Scope.RUNTIME]


def test_what_a_package_is_developed_with_is_no_requirement_of_it() -> None:
    bom = bill("a", "b", "c")
    bom.link("a", ["b"], Scope.DEVELOPMENT)
    bom.link("a", ["c"], Scope.OPTIONAL)
    parsed = bom.parsed()
    assert requires(parsed, "a") == ["c"]
    assert [found.scope for found in parsed.nodes] == [None, Scope.DEVELOPMENT, None]


def test_graph_through_many_components_without_purl_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sbom, "_MOST_EDGES", 1000)
    names = [f"a{number}" for number in range(50)]
    bom = bill(*names)
    for name in names:
        bom.link(name, (f"hub{number}" for number in range(50)))
    for number in range(50):
        bom.link(f"hub{number}", names)
    (problem,) = bom.parsed().problems
    assert problem.message == "more than 1,000 edges: the rest of the graph is left out"


def test_component_without_purl_is_a_gap_unless_it_is_part_of_the_project() -> None:
    bom = bill()
    for name in ("by hand", "", "./.github/workflows/build.yml"):
        bom.add(Component(key=name, name=name, purl=None))
    bom.add(Component(key="main.c", name="main.c", purl=None, is_package=False))
    (problem,) = bom.parsed().problems
    assert problem.message == "components without purl are left out: 1 ('by hand')"


@pytest.mark.parametrize(
    ("version", "shown"),
    [
        ("1.0.0", "1.0.0"),
        ("1.0~rc1-2", "1.0~rc1-2"),
        ("v1.2.3", "v1.2.3"),
        ("1:1.2.13+dfsg-1", "1:1.2.13+dfsg-1"),
        ("1.0^20240101", "1.0^20240101"),
        ("^1.0.0", None),
        ("~> 7.0", None),
        (">= 1.21.1,< 3", None),
        ("4.*.*", None),
        ("1.0 || 2.0", None),
        ("NOASSERTION", None),
        ("UNKNOWN", None),
        ("(devel)", None),
        ("release/v1", None),
        ("git+https://somebody:secret@git.example.org/a.git", None),
        ("file:C:\\Users\\somebody", None),
        ("1.0\x1b[31m", None),
        ("1" * 301, None),
        ("", None),
    ],
)
def test_range_is_no_version(version: str, shown: str | None) -> None:
    bom = bill()
    bom.add(Component(key="a", name="a", purl="pkg:npm/a", version=version))
    assert bom.parsed().nodes[0].version == shown


def test_components_of_one_key_are_all_kept() -> None:
    bom = bill()
    for key, name in (("a#2", "a"), ("a", "b"), ("a", "c")):
        bom.add(Component(key=key, name=name, purl=f"pkg:npm/{name}@1"))
    assert [found.name for found in bom.parsed().nodes] == ["a", "b", "c"]


def test_empty_purl_is_none() -> None:
    bom = bill()
    bom.add(Component(key="a", name="by hand", purl=""))
    (problem,) = bom.parsed().problems
    assert problem.message == "components without purl are left out: 1 ('by hand')"


def test_type_that_no_purl_has_is_none() -> None:
    with pytest.raises(DocumentError, match="no package URL"):
        bill().add(Component(key="a", name="a", purl=f"pkg:{'a' * 100}/a@1"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/home/somebody/project/lib.so", "…/lib.so"),
        ("/lib.so", "…/lib.so"),
        ("C:\\Users\\somebody\\lib.dll", "…/lib.dll"),
        ("Dummy./Users/somebody/project/lib", "Dummy.…/lib"),
        ("golang.org/x/text", "golang.org/x/text"),
        ("https://somebody:secret@git.example.org/a?token=secret", "https://git.example.org/a"),
    ],
)
def test_messages_have_no_folders_and_no_secrets(name: str, shown: str) -> None:
    bom = bill()
    bom.add(Component(key="a", name=name, purl=None))
    with pytest.raises(DocumentError) as caught:
        bom.add(Component(key="b", name="b", purl=name))
    (problem,) = bom.parsed().problems
    assert problem.message == f"components without purl are left out: 1 ({shown!r})"
    assert str(caught.value) == f"purl: {shown!r} is no package URL"


def test_name_that_is_none_is_shown_without_folders() -> None:
    bom = bill()
    bom.add(Component(key="a", name="a", purl="pkg:npm/dummy.%2Fhome%2Fsomebody%2Fproject%2Fa@1"))
    (problem,) = bom.parsed().problems
    assert "somebody" not in problem.message


@pytest.mark.parametrize(
    ("qualifiers", "claimed"),
    [
        ("", False),
        ("?repository_url=npm.example.org", False),
        ("?vcs_url=https://git.example.org/a", True),
        ("?download_url=https://example.org/a.tgz", True),
    ],
)
def test_address_in_an_sbom_is_a_claim(qualifiers: str, claimed: bool) -> None:  # noqa: FBT001 - a table
    bom = bill()
    bom.add(Component(key="a", name="a", purl=f"pkg:npm/a@1{qualifiers}"))
    assert bom.parsed().nodes[0].source.claimed is claimed


@pytest.mark.parametrize("ecosystem", ["deb", "apk", "alpm"])
def test_supplier_of_a_package_that_a_distribution_maintains_can_be_a_person(ecosystem: str) -> None:
    bom = bill()
    bom.add(Component(key="a", name="a", purl=f"pkg:{ecosystem}/x/a@1", parties=[("supplier", "Somebody Real")]))
    assert bom.parsed().nodes[0].evidence == ()


def test_index_of_a_registry_is_no_link_to_who_makes_the_package() -> None:
    bom = bill()
    index = "registry+https://github.com/rust-lang/crates.io-index"
    bom.add(Component(key="a", name="a", purl="pkg:cargo/a@1", links=[("other", index)]))
    assert bom.parsed().nodes[0].evidence == ()


@pytest.mark.parametrize(
    "name", ["A Person <a.person@example.org>", "Person: A Person", "person:a", " ", "", "NOASSERTION"]
)
def test_party_that_can_be_a_person_is_left_out(name: str) -> None:
    bom = bill()
    bom.add(Component(key="a", name="a", purl="pkg:npm/a@1", parties=[("supplier", name)]))
    assert bom.parsed().nodes[0].evidence == ()


def test_same_evidence_stands_once() -> None:
    bom = bill()
    links = [("repository", "https://github.com/psf/requests"), ("repository", "https://github.com/psf/requests.git")]
    bom.add(Component(key="a", name="a", purl="pkg:npm/a@1", links=links))  # type: ignore[arg-type]
    (found,) = bom.parsed().nodes[0].evidence
    assert isinstance(found, Evidence)
    assert (found.kind, found.identity) == (EvidenceKind.REPOSITORY, "github:psf")


def test_lines_of_purls_however_they_are_escaped() -> None:
    text = '{"purl": "pkg:npm/a",\n "PURL": "pkg:deb/b?x=1\\u0026y=2",\n "purl" :\n"pkg:npm/a",\n"purl": "\\q"}'
    assert json_lines(text, "purl", "PURL") == {"pkg:npm/a": 1, "pkg:deb/b?x=1&y=2": 2, "\\q": 5}


# --- one project, written in each format --------------------------------------------------------------------------

PURLS = {"django": "pkg:pypi/django@5.1.4", "asgiref": "pkg:pypi/asgiref@3.8.1", "pytest": "pkg:pypi/pytest@8.3.4"}


def cyclonedx() -> str:
    components = [{"bom-ref": name, "name": name, "purl": purl} for name, purl in PURLS.items()]
    components[2]["scope"] = "excluded"
    edges = [{"ref": "top", "dependsOn": ["django", "pytest"]}, {"ref": "django", "dependsOn": ["asgiref"]}]
    head: dict[str, Any] = {"bomFormat": "CycloneDX", "specVersion": "1.6"}
    head["metadata"] = {"component": {"bom-ref": "top", "name": "harbour"}}
    return json.dumps(head | {"components": components, "dependencies": edges})


def cyclonedx_xml() -> str:
    components = "".join(
        f'<component bom-ref="{name}"><name>{name}</name>'
        f"{'<scope>excluded</scope>' if name == 'pytest' else ''}<purl>{purl}</purl></component>"
        for name, purl in PURLS.items()
    )
    return (
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><component bom-ref="top"><name>harbour</name>'
        f"</component></metadata><components>{components}</components><dependencies>"
        '<dependency ref="top"><dependency ref="django"/><dependency ref="pytest"/></dependency>'
        '<dependency ref="django"><dependency ref="asgiref"/></dependency></dependencies></bom>'
    )


EDGES = [
    ("doc", "DESCRIBES", "top"),
    ("top", "DEPENDS_ON", "django"),
    ("pytest", "TEST_DEPENDENCY_OF", "top"),
    ("asgiref", "DEPENDENCY_OF", "django"),
]


def spdx() -> str:
    packages: list[dict[str, Any]] = [{"name": "harbour", "SPDXID": "top"}]
    for name, purl in PURLS.items():
        refs = [{"referenceType": "purl", "referenceLocator": purl}]
        packages.append({"name": name, "SPDXID": name, "externalRefs": refs})
    edges = [
        dict(zip(("spdxElementId", "relationshipType", "relatedSpdxElement"), edge, strict=True)) for edge in EDGES
    ]
    return json.dumps({"spdxVersion": "SPDX-2.3", "SPDXID": "doc", "packages": packages, "relationships": edges})


def spdx_tags() -> str:
    packages = "".join(
        f"PackageName: {name}\nSPDXID: {name}\nExternalRef: PACKAGE-MANAGER purl {purl}\n\n"
        for name, purl in PURLS.items()
    )
    edges = "".join(f"Relationship: {' '.join(edge)}\n" for edge in EDGES)
    return f"SPDXVersion: SPDX-2.3\nSPDXID: doc\n\nPackageName: harbour\nSPDXID: top\n\n{packages}{edges}"


def spdx_yaml() -> str:
    packages = "".join(
        f"- name: {name}\n  SPDXID: {name}\n  externalRefs:\n  - referenceType: purl\n    referenceLocator: {purl}\n"
        for name, purl in PURLS.items()
    )
    edges = "".join(
        f"- spdxElementId: {start}\n  relationshipType: {kind}\n  relatedSpdxElement: {end}\n"
        for start, kind, end in EDGES
    )
    head = "spdxVersion: SPDX-2.3\nSPDXID: doc\npackages:\n- name: harbour\n  SPDXID: top\n"
    return f"{head}{packages}relationships:\n{edges}"


def spdx_3() -> str:
    graph: list[dict[str, Any]] = [
        {"type": "CreationInfo", "specVersion": "3.0.1"},
        {"type": "SpdxDocument", "spdxId": "doc", "rootElement": ["top"]},
        {"type": "software_Package", "spdxId": "top", "name": "harbour"},
        {"type": "Relationship", "relationshipType": "dependsOn", "from": "top", "to": ["django"]},
        {"type": "Relationship", "relationshipType": "dependsOn", "from": "django", "to": "asgiref"},
        {"type": "LifecycleScopedRelationship", "relationshipType": "dependsOn", "scope": "test"}
        | {"from": "top", "to": ["pytest"]},
    ]
    for name, purl in PURLS.items():
        graph.append({"@type": "software_Package", "@id": name, "name": name, "software_packageUrl": purl})
    return json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph})


def trivy() -> str:
    def package(name: str, **members: Any) -> dict[str, Any]:
        return {"ID": name, "Name": name, "Identifier": {"PURL": PURLS[name]}} | members

    packages = [
        package("django", Relationship="direct", DependsOn=["asgiref"]),
        package("asgiref", Relationship="indirect"),
        package("pytest", Relationship="direct", Dev=True),
    ]
    return json.dumps(
        {"SchemaVersion": 2, "ArtifactName": ".", "Results": [{"Target": "harbour", "Packages": packages}]}
    )


@pytest.mark.parametrize(
    ("format_id", "name", "text"),
    [
        ("cyclonedx", "bom.json", cyclonedx()),
        ("cyclonedx-xml", "bom.xml", cyclonedx_xml()),
        ("spdx", "a.spdx.json", spdx()),
        ("spdx", "a.spdx.json", json.dumps({"sbom": json.loads(spdx())})),
        ("spdx", "a.spdx.json", json.dumps({"predicate": json.loads(spdx())})),
        ("spdx", "a.spdx", spdx_tags()),
        ("spdx", "a.spdx", spdx_tags().replace("\n", "\r\n")),
        ("spdx", "a.spdx.yaml", spdx_yaml()),
        ("spdx", "a.spdx3.json", spdx_3()),
        ("trivy", "trivy.json", trivy()),
    ],
)
def test_one_project_in_each_format(tmp_path: Path, format_id: str, name: str, text: str) -> None:
    parsed = read(tmp_path, format_id, f"sboms/{name}", {f"sboms/{name}": text})
    assert {found.name: found.version for found in parsed.nodes} == {
        "django": "5.1.4",
        "asgiref": "3.8.1",
        "pytest": "8.3.4",
    }
    assert requires(parsed, "django") == ["asgiref"]
    assert not node(parsed, "asgiref").requires
    assert direct(parsed, "sboms") == {"django": "runtime", "pytest": "development"}
    assert root(parsed, "sboms").name == "harbour"
    assert not parsed.problems
    assert all(found.line for found in parsed.nodes)
