"""The page on bills of materials is true: it has every name that depsov writes, and expressions that work on them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cel_expr_python import cel

from depsov.model import Jurisdiction, Severity, Verdict
from depsov.report.sbom import cyclonedx_1_6
from depsov.report.sbom._answers import said_of, said_of_all
from tests.made import EUROPE, assessment, organisation, package
from tests.report.sbom.scanned import project

PAGE = (Path(__file__).parents[1] / "docs" / "sbom.md").read_text(encoding="utf-8")

Table = dict[str, Any]

MATCHES = {
    "run-time": {"cloud-service-sdk", "cloud-tools"},
    "hold": {"cloud-service-sdk"},
    "direct": {"arrays", "cloud-service-sdk", "cloud-tools"},
    "controller": {"cloud-service-sdk", "cloud-tools"},
    "country": {"arrays", "cloud-service-sdk", "cloud-tools"},
    "unknown": {"nobody-knows"},
    "unproven": {"srl-letters"},
    "person": {"tiny-parser"},
    "unseen": {"not-seen"},
    "perimeter": {"of-another"},
}
"""The components of the project all-groups, and two made up, that each expression of the page matches."""


def _expressions() -> dict[str, str]:
    return dict(re.findall(r"<!-- policy: ([a-z-]+) -->\n```js\n(.*?)```", PAGE, re.DOTALL))


def _imported(component: Table) -> Table:
    """Return a component as Dependency-Track has it in its expressions, where all properties are strings in groups."""
    properties = []
    for item in component.get("properties", ()):
        group, _, name = item["name"].partition(":")
        properties.append({"group": group, "name": name, "value": item["value"], "type": "STRING"})
    return {
        "name": component["name"],
        "purl": component["purl"],
        "is_internal": False,
        "properties": properties,
    }


@cache
def _components() -> list[Table]:
    bom = json.loads(cyclonedx_1_6.render(project("all-groups")))
    perimeter = {"name": "depsov:perimeter", "value": "eu"}
    return [
        *map(_imported, bom["components"]),
        _imported({"name": "not-seen", "purl": "pkg:pypi/not-seen@1"}),
        _imported({"name": "of-another", "purl": "pkg:pypi/of-another@1", "properties": [perimeter, _verdict()]}),
    ]


def _verdict() -> Table:
    return {"name": "depsov:verdict", "value": "inside"}


def test_every_expression_is_tried() -> None:
    assert set(_expressions()) == set(MATCHES)
    assert PAGE.count("```js") == len(MATCHES)


@pytest.mark.parametrize("name", MATCHES)
def test_an_expression_matches_what_it_says(name: str) -> None:
    environment = cel.NewEnv(variables={"component": cel.Type.DYN})
    expression = environment.compile(_expressions()[name])

    matched = {item["name"] for item in _components() if expression.eval(data={"component": item}).value()}

    assert matched == MATCHES[name]


def test_no_expression_speaks_of_a_word_that_is_never_written() -> None:
    written = {
        (item["name"], value)
        for component in _components()
        for item in component["properties"]
        for value in (item["value"], *item["value"].split(","))
    } | {("severity", severity.value) for severity in Severity}
    for expression in _expressions().values():
        for name, values in re.findall(r'p\.name == "([a-z:]+)"(?: && p\.value(.*?)\))?', expression):
            assert name in {known for known, _ in written}
            for value in re.findall(r'"(.*?)"', values):
                assert (name, value) in written or (name, value) == ("scope", "optional")


def test_every_name_that_is_written_is_explained() -> None:
    item = assessment(
        replace(package(), direct=True, resolved=True),
        Verdict.OUTSIDE,
        steward=organisation("works"),
        controller=organisation("holding"),
    )
    full = replace(item, contested=True, jurisdictions=(Jurisdiction(country="US", link="seat"),))
    of_each, of_all = (
        set(re.findall(r"`(depsov:[a-z:-]+)`", "".join(re.findall(r"^\| `.*? \|", part, re.MULTILINE))))
        for part in PAGE[PAGE.index("## What depsov says") :].partition("| name | of the whole")[::2]
    )

    assert of_each == set(said_of(full, EUROPE)) | {"depsov:signature"}
    assert of_all == set(said_of_all(project("all-groups")))


def test_the_page_avoids_the_words_that_reports_avoid() -> None:
    assert not re.search(r"\b(capture|risk|foreign|hostile)", PAGE, re.IGNORECASE)
