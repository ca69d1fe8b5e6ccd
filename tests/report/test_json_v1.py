"""The JSON report against its schema."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from depsov.knowledge.records import KINDS
from depsov.model import (
    GROUPS,
    Confidence,
    EvidenceKind,
    Level,
    Location,
    Reason,
    Resolved,
    Scope,
    Severity,
    Trust,
    Verdict,
)
from depsov.pipeline import scan
from depsov.report import json_v1
from depsov.rules import RULES
from tests.made import evidence

PROJECT = Path(__file__).parents[1] / "data" / "projects" / "all-groups"
SCHEMA = json.loads(resources.files("depsov.report").joinpath("report-1.schema.json").read_text())


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("project", [PROJECT])
def test_a_report_fits_the_schema(project: Path) -> None:
    report = scan(project, as_of=date(2026, 6, 30))

    jsonschema.validate(json.loads(json_v1.render(report)), SCHEMA, jsonschema.Draft202012Validator)


def test_the_schema_knows_every_rule() -> None:
    assert set(SCHEMA["$defs"]["finding"]["properties"]["rule"]["enum"]) == set(RULES)


def test_a_package_in_full() -> None:
    report = json.loads(json_v1.render(scan(PROJECT, as_of=date(2026, 6, 30))))
    package = next(item for item in report["packages"] if item["name"] == "tiny-parser")

    assert package["paths"] == [["pkg:pypi/cloud-service-sdk@5.1", "pkg:pypi/tiny-parser@0.1"]]
    assert package["path_count"] == 1
    (place,) = package["locations"]
    assert (place["file"].rpartition("/")[2], place["line"]) == ("uv.lock", 59)
    assert (package["verdict"], package["group"], package["strength"]) == ("individual", "one-person", 2)
    assert report["summary"]["coverage"] == 0.875


def test_a_tree_that_was_resolved_is_labelled() -> None:
    report = scan(PROJECT, as_of=date(2026, 6, 30))
    tree = Resolved(
        file="web/package.json\x1b",
        root="",
        ecosystem="npm",
        resolver="npm 11.0.0",
        indexes=("npm", "packages.example"),
        date="2026-06-29",
        packages=75,
        cached=True,
    )
    first, *others = report.assessments
    first = replace(first, package=replace(first.package, resolved=True))
    table = json.loads(json_v1.render(replace(report, resolved=(tree,), assessments=(first, *others))))

    jsonschema.validate(table, SCHEMA, jsonschema.Draft202012Validator)
    assert table["resolved"] == [
        {
            "file": "web/package.json\N{REPLACEMENT CHARACTER}",
            "root": ".",
            "ecosystem": "npm",
            "resolver": "npm 11.0.0",
            "indexes": ["npm", "packages.example"],
            "date": "2026-06-29",
            "target": None,
            "packages": 75,
            "cached": True,
        }
    ]
    assert [item["name"] for item in table["packages"] if item["resolved"]] == [first.package.name]


def test_what_locks_record_is_not_labelled() -> None:
    table = json_v1.as_table(scan(PROJECT, as_of=date(2026, 6, 30)))

    assert table["resolved"] == []
    assert {item["resolved"] for item in table["packages"]} == {False}


def test_what_nothing_needs_is_listed_apart() -> None:
    report = scan(PROJECT, as_of=date(2026, 6, 30))
    stray = {"pkg:pypi/installer@1.0": (Location(file=".venv"),)}
    table = json.loads(json_v1.render(replace(report, graph=replace(report.graph, strays=stray))))

    jsonschema.validate(table, SCHEMA, jsonschema.Draft202012Validator)
    assert table["strays"] == [{"purl": "pkg:pypi/installer@1.0", "locations": [{"file": ".venv", "line": None}]}]


@pytest.mark.parametrize(
    ("kind", "is_listed", "subject"),
    [
        (EvidenceKind.REPOSITORY, True, {"identity": "github:works"}),
        (EvidenceKind.REPOSITORY, False, {"text": "an identity of the kind 'github' that is not listed"}),
        (EvidenceKind.DOMAIN, False, {"text": "an identity of the kind 'github' that is not listed"}),
        (EvidenceKind.NAMESPACE, False, {"identity": "github:works"}),  # it stands in the name of the package
    ],
)
def test_a_handle_that_may_be_a_persons_stays_out(
    kind: EvidenceKind, *, is_listed: bool, subject: dict[str, str]
) -> None:
    report = scan(PROJECT, as_of=date(2026, 6, 30))
    seen = replace(evidence(kind, "github:works"), listed=is_listed)
    one = replace(report, assessments=(replace(report.assessments[0], evidence=(seen,)),))

    (shown,) = json_v1.as_table(one)["packages"][0]["evidence"]

    assert {key: value for key, value in shown.items() if key in {"identity", "text"}} == subject


@pytest.mark.parametrize(
    ("place", "values"),
    [
        (("package", "verdict"), [item.value for item in Verdict]),
        (("package", "reason"), [item.value for item in Reason]),
        (("package", "scope"), [item.value for item in Scope]),
        (("package", "group"), list(GROUPS)),
        (("package", "confidence"), [item.value for item in Confidence]),
        (("evidence", "kind"), [item.value for item in EvidenceKind]),
        (("evidence", "trust"), [item.value for item in Trust]),
        (("finding", "severity"), [item.value for item in Severity]),
        (("finding", "level"), [*(item.value for item in Level), None]),
        (("organisation", "kind"), list(KINDS)),
    ],
)
def test_the_schema_knows_every_word_of_the_model(place: tuple[str, str], values: list[str | None]) -> None:
    part, key = place

    assert SCHEMA["$defs"][part]["properties"][key]["enum"] == values
