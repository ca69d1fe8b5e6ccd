"""What the case folders of SPDX cannot show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from depsov.errors import DocumentError
from depsov.model import Evidence, Parsed
from depsov.parse.sbom._spdx_graph import location_role
from tests.parse.written import direct, node, read, requires

PURL = {"referenceType": "purl", "referenceLocator": "pkg:npm/ms@2.1.3"}


def package(name: str, **members: Any) -> dict[str, Any]:
    refs = [{"referenceType": "purl", "referenceLocator": f"pkg:npm/{name}@1"}]
    return {"name": name, "SPDXID": name, "externalRefs": refs} | members


def parsed_of(folder: Path, packages: list[Any], edges: str = "", **members: Any) -> Parsed:
    """Read a document whose relationships are written as `above KIND below` on a line each."""
    keys = ("spdxElementId", "relationshipType", "relatedSpdxElement")
    relationships = [dict(zip(keys, line.split(), strict=True)) for line in edges.splitlines()]
    table = {"spdxVersion": "SPDX-2.3", "SPDXID": "doc", "packages": packages, "relationships": relationships}
    return read(folder, "spdx", "a.spdx.json", {"a.spdx.json": json.dumps(table | members)})


def texts(evidence: tuple[Evidence, ...]) -> list[str | None]:
    return [item.text or item.identity for item in evidence]


@pytest.mark.parametrize("version", ["SPDX-2.2", "SPDX-2.3"])
def test_versions(tmp_path: Path, version: str) -> None:
    assert parsed_of(tmp_path, [package("ms")], spdxVersion=version).nodes


@pytest.mark.parametrize("version", ["SPDX-1.2", "SPDX-3.0", "2.3", "", "SPDX-2.x"])
def test_other_versions_are_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(DocumentError, match="spdxVersion"):
        parsed_of(tmp_path, [], spdxVersion=version)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Organization: Harbour Ltd", ["supplier: Harbour Ltd"]),
        ("Organization: Harbour Ltd ()", ["supplier: Harbour Ltd"]),
        ("Organization: Harbour Ltd (info@harbour.example)", ["supplier: Harbour Ltd"]),
        ("Organization: Harbour (Europe) Ltd", ["supplier: Harbour (Europe) Ltd"]),
        ("Organization: Harbour (Europe)", ["supplier: Harbour (Europe)"]),
        ("Organization: info@harbour.example", []),
        ("Organization: A Person <a.person@example.org>", []),
        ("Organization: ", []),
        ("Person: A Person (a.person@example.org)", []),
        ("Person: A Person", []),
        ("A Person", []),
        ("NOASSERTION", []),
        (["Organization: Harbour Ltd"], []),
    ],
)
def test_only_organisations_are_read(tmp_path: Path, value: Any, expected: list[str]) -> None:
    (found,) = parsed_of(tmp_path, [package("ms", supplier=value)]).nodes
    assert texts(found.evidence) == expected


def test_people_are_never_read(tmp_path: Path) -> None:
    person = "Somebody Real"
    members = {
        "originator": f"Person: {person} (somebody@example.org)",
        "supplier": f"Person: {person}",
        "copyrightText": f"Copyright {person}",
        "sourceInfo": f"packed by {person}",
        "comment": person,
        "annotations": [{"annotator": f"Person: {person}", "comment": person}],
        "attributionTexts": [person],
        "homepage": f"mailto:somebody@example.org?subject={person}",
    }
    creation = {"creators": [f"Person: {person} (somebody@example.org)"]}
    parsed = parsed_of(tmp_path, [package("ms", **members)], creationInfo=creation, comment=person)
    assert "omebody" not in repr(parsed)


@pytest.mark.parametrize(
    ("location", "role"),
    [
        ("git+https://github.com/psf/requests.git@v1#sub", "repository"),
        ("git://git.example.org/requests", "repository"),
        ("git@github.com:psf/requests", "repository"),
        ("https://github.com/psf/requests.git", "repository"),
        ("svn+http://svn.example.org/requests", "repository"),
        ("https://github.com/psf/requests/archive/v1.tar.gz", "other"),
        ("NOASSERTION", "other"),
    ],
)
def test_download_location_can_be_a_repository(location: str, role: str) -> None:
    assert location_role(location) == role


KINDS = [
    ("top DEPENDS_ON a", "runtime"),
    ("a DEPENDENCY_OF top", "runtime"),
    ("a RUNTIME_DEPENDENCY_OF top", "runtime"),
    ("a PROVIDED_DEPENDENCY_OF top", "runtime"),
    ("a PREREQUISITE_FOR top", "runtime"),
    ("top HAS_PREREQUISITE a", "runtime"),
    ("top STATIC_LINK a", "runtime"),
    ("top DYNAMIC_LINK a", "runtime"),
    ("a OPTIONAL_DEPENDENCY_OF top", "optional"),
    ("a OPTIONAL_COMPONENT_OF top", "optional"),
    ("a BUILD_DEPENDENCY_OF top", "build"),
    ("a BUILD_TOOL_OF top", "build"),
    ("a DEV_DEPENDENCY_OF top", "development"),
    ("a DEV_TOOL_OF top", "development"),
    ("a TEST_DEPENDENCY_OF top", "development"),
    ("a TEST_TOOL_OF top", "development"),
]


@pytest.mark.parametrize(("edge", "scope"), KINDS)
def test_kinds_of_relationships(tmp_path: Path, edge: str, scope: str) -> None:
    parsed = parsed_of(tmp_path, [package("top"), package("a")], f"doc DESCRIBES top\n{edge}")
    assert direct(parsed, "") == {"a": scope}


@pytest.mark.parametrize(
    "edge", ["top GENERATED_FROM a", "a VARIANT_OF top", "top OTHER a", "top depended a", "top DEPENDS_ON NONE"]
)
def test_other_relationships_say_nothing_of_dependencies(tmp_path: Path, edge: str) -> None:
    parsed = parsed_of(tmp_path, [package("top"), package("a")], f"doc DESCRIBES top\n{edge}")
    assert not any(item.direct for item in parsed.roots)


@pytest.mark.parametrize("edge", ["doc DESCRIBES top", "top DESCRIBED_BY doc"])
def test_project_is_no_package(tmp_path: Path, edge: str) -> None:
    parsed = parsed_of(tmp_path, [package("top"), package("a")], f"{edge}\ntop DEPENDS_ON a")
    assert [found.name for found in parsed.nodes] == ["a"]


@pytest.mark.parametrize("edge", ["a CONTAINS b", "b CONTAINED_BY a"])
def test_package_that_contains_another_requires_it(tmp_path: Path, edge: str) -> None:
    parsed = parsed_of(tmp_path, [package("a"), package("b"), package("c")], f"{edge}\nb DEPENDS_ON c")
    assert requires(parsed, "a") == ["b"]


def test_what_the_project_contains_is_not_what_it_depends_on(tmp_path: Path) -> None:
    edges = "doc DESCRIBES top\ntop CONTAINS a\ntop CONTAINS b\ntop DEPENDS_ON b\nb DEPENDS_ON a"
    parsed = parsed_of(tmp_path, [package("top"), package("a"), package("b")], edges)
    assert direct(parsed, "") == {"b": "runtime"}


@pytest.mark.parametrize(
    ("members", "gaps"),
    [
        ({}, 1),
        ({"primaryPackagePurpose": "LIBRARY"}, 1),
        ({"primaryPackagePurpose": "FILE"}, 0),
        ({"primaryPackagePurpose": "OPERATING-SYSTEM"}, 0),
        ({"primaryPackagePurpose": "APPLICATION"}, 0),
        ({"primaryPackagePurpose": "APPLICATION", "versionInfo": "1"}, 1),
    ],
)
def test_package_without_purl_is_a_gap_if_it_can_be_a_package(
    tmp_path: Path, members: dict[str, str], gaps: int
) -> None:
    parsed = parsed_of(tmp_path, [{"name": "a", "SPDXID": "a"} | members])
    assert len(parsed.problems) == gaps


@pytest.mark.parametrize(
    "members", [{"homepage": []}, {"versionInfo": 1}, {"externalRefs": {}}, {"downloadLocation": 1}]
)
def test_broken_package_leaves_the_others(tmp_path: Path, members: dict[str, Any]) -> None:
    parsed = parsed_of(tmp_path, [package("a", **members), package("b")])
    assert [found.name for found in parsed.nodes] == ["b"]
    assert len(parsed.problems) == 1


@pytest.mark.parametrize("ref", ["purl", "PURL", "http://spdx.org/rdf/references/purl"])
def test_reference_types_of_purls(tmp_path: Path, ref: str) -> None:
    refs = ["purl", {"referenceType": "cpe23Type", "referenceLocator": "x"}, PURL | {"referenceType": ref}]
    assert node(parsed_of(tmp_path, [package("ms", externalRefs=refs)]), "ms").version == "2.1.3"


YAML = """\
spdxVersion: SPDX-2.3
packages:
- SPDXID: a
  comment: {comment}
  name: a
  externalRefs:
  - referenceType: purl
    referenceLocator: pkg:npm/a@1
"""


@pytest.mark.parametrize(
    "comment",
    [
        "one line",
        "'two\n    lines'",
        "'two paragraphs\n\n\n    of text'",
        '"two\\\n    \\ lines: \\xE9 \\U0001F600 \\n"',
        "plain text that goes\n    on: and on",
        "|\n    - name: none\n      SPDXID: b",
        ">-\n    folded\n\n    text",
        '"C\\xE9dille"',
    ],
)
def test_yaml_with_long_text(tmp_path: Path, comment: str) -> None:
    parsed = read(tmp_path, "spdx", "a.spdx.yaml", {"a.spdx.yaml": YAML.format(comment=comment)})
    assert [(found.key, found.line) for found in parsed.nodes] == [("a", 8 + comment.count("\n"))]
    assert not parsed.problems


def test_error_in_yaml_names_its_line(tmp_path: Path) -> None:
    text = YAML.format(comment="'two\n    lines'") + "relationships: &anchor\n"
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, "spdx", "a.spdx.yaml", {"a.spdx.yaml": text})
    assert caught.value.line == 10


# --- 3.0 ----------------------------------------------------------------------------------------------------------


def graph_of(folder: Path, *elements: Any) -> Parsed:
    graph = [{"type": "CreationInfo", "specVersion": "3.0.1"}, *elements]
    text = json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph})
    return read(folder, "spdx", "a.spdx3.json", {"a.spdx3.json": text})


def software(name: str, **members: Any) -> dict[str, Any]:
    return {
        "type": "software_Package",
        "spdxId": name,
        "name": name,
        "software_packageUrl": f"pkg:npm/{name}@1",
    } | members


@pytest.mark.parametrize(
    ("kind", "scope", "expected"),
    [
        ("dependsOn", None, "runtime"),
        ("dependsOn", "runtime", "runtime"),
        ("dependsOn", "build", "build"),
        ("dependsOn", "development", "development"),
        ("dependsOn", "test", "development"),
        ("hasOptionalDependency", None, "optional"),
        ("hasOptionalDependency", "test", "development"),
        ("hasProvidedDependency", None, "runtime"),
        ("hasStaticLink", "other", "runtime"),
        ("usesTool", None, "development"),
        ("usesTool", "build", "build"),
    ],
)
def test_relationships_of_3_0(tmp_path: Path, kind: str, scope: str | None, expected: str) -> None:
    edge = {"type": "Relationship", "from": "top", "to": ["a"], "relationshipType": kind}
    if scope is not None:
        edge["scope"] = scope
    document = {"type": "SpdxDocument", "spdxId": "doc", "rootElement": "bill"}
    bill = {"type": "software_Sbom", "spdxId": "bill", "rootElement": [{"spdxId": "top"}]}
    parsed = graph_of(tmp_path, document, bill, software("top"), software("a"), edge)
    assert direct(parsed, "") == {"a": expected}
    assert [found.name for found in parsed.nodes] == ["a"]


def test_agents_of_3_0_are_organisations_or_left_out(tmp_path: Path) -> None:
    agents: list[dict[str, Any]] = [
        {"type": "Organization", "spdxId": "harbour", "name": "Harbour Ltd"},
        {"type": "Organization", "spdxId": "mail", "name": "A Person <a.person@example.org>"},
        {"type": "Organization", "spdxId": "odd", "name": ["A Person"]},
        {"type": "Person", "spdxId": "person", "name": "A Person"},
        {"type": "SoftwareAgent", "spdxId": "agent", "name": "A Person's robot"},
        {"type": "Agent", "spdxId": "any", "name": "A Person"},
    ]
    keys = [agent["spdxId"] for agent in agents]
    (found,) = graph_of(tmp_path, *agents, software("a", suppliedBy="harbour", originatedBy=keys)).nodes
    assert texts(found.evidence) == ["supplier: Harbour Ltd", "originator: Harbour Ltd"]


@pytest.mark.parametrize(
    "members",
    [{}, {"specVersion": "3.0.1"}, {"@graph": []}, {"@graph": ["specVersion"]}, {"@graph": {"specVersion": 3}}],
)
def test_graph_without_version_is_refused(tmp_path: Path, members: dict[str, Any]) -> None:
    text = json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"} | software("a") | members)
    with pytest.raises(DocumentError):
        read(tmp_path, "spdx", "a.spdx3.json", {"a.spdx3.json": text})


def test_broken_elements_are_problems(tmp_path: Path) -> None:
    broken = [
        "a",
        software("b") | {"name": ["b"]},
        software("c", software_packageUrl="npm/c"),
        software("e", software_homePage=1),
        {"type": "Relationship", "spdxId": "r", "relationshipType": 1},
        software("d"),
    ]
    parsed = graph_of(tmp_path, *broken)
    assert [found.name for found in parsed.nodes] == ["d"]
    assert len(parsed.problems) == 4


def test_text_that_never_ends_takes_no_time(tmp_path: Path) -> None:
    text = "SPDXVersion: SPDX-2.3\n" + "PackageComment: <text>\n" * 50_000 + "PackageName: a\nSPDXID: a\n"
    parsed = read(tmp_path, "spdx", "a.spdx", {"a.spdx": text})
    assert [problem.message for problem in parsed.problems] == ["packages without purl are left out: 1 ('a')"]


# --- as tools write it --------------------------------------------------------------------------------------------


def sbom_tool(*elements: dict[str, Any]) -> str:
    """Return SPDX 3 as Microsoft's sbom-tool writes it: words of 2.3, and identifiers that are elements."""
    graph: list[dict[str, Any]] = [
        {"name": "Organization: Harbour Ltd", "spdxId": "SPDXRef-Organization-1", "type": "Organization"},
        {"name": "Person: Somebody Real", "spdxId": "SPDXRef-Person-1", "type": "Person"},
    ]
    for name in ("top", "a", "b"):
        purl = {"externalIdentifierType": "purl", "identifier": f"pkg:nuget/{name}@1"}
        graph.append(purl | {"spdxId": f"id-{name}", "type": "ExternalIdentifier"})
        package = {"name": name, "spdxId": name, "type": "software_Package", "externalIdentifier": [f"id-{name}"]}
        graph.append(package | {"suppliedBy": "SPDXRef-Organization-1", "originatedBy": ["SPDXRef-Person-1"]})
    for start, kind, end in (("doc", "DESCRIBES", "top"), ("top", "DEPENDS_ON", "a"), ("a", "DEPENDS_ON", "b")):
        graph.append({"from": start, "relationshipType": kind, "to": [end], "type": "Relationship"})
    graph += [
        {"@id": "_:creationinfo", "specVersion": "3.0", "type": "CreationInfo"},
        {"name": "harbour 1", "spdxId": "doc", "type": "SpdxDocument"},
        *elements,
    ]
    return json.dumps({"@context": ["https://spdx.org/rdf/3.0.1/spdx-context.json"], "@graph": graph})


def test_spdx_3_as_the_sbom_tool_writes_it(tmp_path: Path) -> None:
    parsed = read(tmp_path, "spdx", "manifest.spdx.json", {"manifest.spdx.json": sbom_tool()})
    assert [(found.ecosystem, found.name, found.version) for found in parsed.nodes] == [
        ("nuget", "a", "1"),
        ("nuget", "b", "1"),
    ]
    assert texts(node(parsed, "a").evidence) == ["supplier: Harbour Ltd"]
    assert (direct(parsed, ""), requires(parsed, "a")) == ({"a": "runtime"}, ["b"])
    assert not parsed.problems
    assert "omebody" not in repr(parsed)


def test_a_data_set_is_no_package_unless_it_has_a_purl(tmp_path: Path) -> None:
    data = {"type": "dataset_DatasetPackage", "name": "measurements"}
    named = data | {"spdxId": "named", "software_packageUrl": "pkg:huggingface/harbour/tides@1"}
    text = sbom_tool(data | {"spdxId": "data"}, named)
    parsed = read(tmp_path, "spdx", "manifest.spdx.json", {"manifest.spdx.json": text})
    assert [found.name for found in parsed.nodes if found.ecosystem == "huggingface"] == ["harbour/tides"]
    assert not parsed.problems


@pytest.mark.parametrize(
    "text",
    [
        '"A long text, \\\n    that goes on \\"as deep\\" as its key."',
        '"A long text\n\n    that goes on."',
        "'A long text\n    that goes on: it''s free.'",
        '"A long text\n      that goes on deeper."',
    ],
)
def test_quoted_text_in_yaml_goes_on_over_lines(tmp_path: Path, text: str) -> None:
    lines = f"""
spdxVersion: SPDX-2.3
packages:
  - SPDXID: ms
    description: {text}
    name: "ms"
    externalRefs:
      - referenceType: purl
        referenceLocator: "pkg:npm/ms@2.1.3"
"""
    parsed = read(tmp_path, "spdx", "project.spdx.yml", {"project.spdx.yml": lines})
    (found,) = parsed.nodes
    assert (found.name, found.line) == ("ms", 3 + lines[: lines.index("pkg:")].count("\n") - 2)
