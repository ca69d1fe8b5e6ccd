"""SARIF against what the standard and GitHub ask of what we write. The whole schema was held against it by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from depsov.model import Finding, Level, Location, Problem, Report, Severity
from depsov.report import sarif
from depsov.rules import RULES
from tests.expected import check_expected
from tests.report.nasty import NASTY, nasty_report, nasty_text
from tests.report.test_findings import SDK, finding

Table = dict[str, Any]

MEMBERS: dict[str, tuple[set[str], set[str]]] = {
    "log": ({"$schema", "version", "runs"}, set()),
    "run": ({"tool", "invocations", "originalUriBaseIds", "columnKind", "results", "properties"}, set()),
    "driver": ({"name", "version", "informationUri", "rules"}, set()),
    "rule": (
        {"id", "shortDescription", "fullDescription", "defaultConfiguration", "helpUri", "help", "properties"},
        set(),
    ),
    "result": (
        {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "properties"},
        {"suppressions"},
    ),
    "notification": ({"level", "descriptor", "message"}, {"locations"}),
    "suppression": ({"kind", "status", "justification"}, set()),
}
"""What we write of each object: its members always, and sometimes. All of them are in the schema of SARIF 2.1.0."""


def _run(report: Report) -> Table:
    log = json.loads(sarif.render(report))
    (run,) = log["runs"]
    _check("log", log)
    _check("run", run)
    _check("driver", run["tool"]["driver"])
    for rule in run["tool"]["driver"]["rules"]:
        _check("rule", rule)
    for result in run["results"]:
        _check_result(result, run)
    for note in run["invocations"][0]["toolExecutionNotifications"]:
        _check("notification", note)
        assert note["level"] in {"note", "warning"}
        _check_places(note.get("locations", []))
    assert isinstance(run, dict)
    return run


def _check(kind: str, table: Table) -> None:
    always, sometimes = MEMBERS[kind]
    assert always <= table.keys() <= always | sometimes, kind


def _check_result(result: Table, run: Table) -> None:
    _check("result", result)
    assert result["level"] in {"note", "warning"}
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["message"]["text"]
    _check_places(result["locations"])
    assert re.fullmatch(r"[0-9a-f]{4,32}:\d+", result["partialFingerprints"]["primaryLocationLineHash"])
    for item in result.get("suppressions", []):
        _check("suppression", item)


def _check_places(places: list[Table]) -> None:
    for place in places:
        artifact = place["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] == sarif.BASE
        assert re.fullmatch(r"(?!/)(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*", artifact["uri"])
        assert place["physicalLocation"].get("region", {"startLine": 1})["startLine"] >= 1


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for member in value.values():
            yield from _keys(member)
    elif isinstance(value, list):
        for member in value:
            yield from _keys(member)


def test_a_report_in_full(all_groups: Report) -> None:
    check_expected("report/all-groups.sarif", sarif.render(all_groups))


def test_a_jurisdiction_is_no_vulnerability(all_groups: Report) -> None:
    run = _run(all_groups)

    assert "security-severity" not in set(_keys(run))
    assert {tuple(rule["properties"]["tags"]) for rule in run["tool"]["driver"]["rules"]} == {("sovereignty",)}
    assert {rule["defaultConfiguration"]["level"] for rule in run["tool"]["driver"]["rules"]} == {"note", "warning"}


def test_every_rule_is_explained(all_groups: Report) -> None:
    rules = {rule["id"]: rule for rule in _run(all_groups)["tool"]["driver"]["rules"]}

    assert list(rules) == list(RULES)
    for rule in rules.values():
        assert rule["shortDescription"]["text"] == RULES[rule["id"]]
        for text in (*rule["help"].values(), rule["fullDescription"]["text"]):
            assert RULES[rule["id"]] in text
            assert len(text) <= 1024  # GitHub cuts there
        assert rule["helpUri"] in rule["help"]["markdown"]


def test_the_counts_of_the_report_stand_beside_the_results(all_groups: Report) -> None:
    said = _run(all_groups)["properties"]

    assert (said["packages"], said["coverage"]) == (8, 0.875)
    assert sum(said["by_group"].values()) == 8


@pytest.mark.parametrize(
    ("item", "level"),
    [
        (finding(Severity.MEDIUM), "warning"),
        (finding(Severity.LOW), "note"),
        (finding(Severity.INFO, level=Level.FAIL), "warning"),
    ],
)
def test_the_level_of_a_result(with_findings: Callable[..., Report], item: Finding, level: str) -> None:
    assert [result["level"] for result in _run(with_findings(item))["results"]] == [level]


def test_a_result_that_has_no_line_stands_on_the_first(with_findings: Callable[..., Report]) -> None:
    (result,) = _run(with_findings(finding(location=Location(file="a b/é.lock"))))["results"]

    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "a%20b/%C3%A9.lock", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 1},
            }
        }
    ]


def test_what_an_exception_accepts_is_suppressed(with_findings: Callable[..., Report]) -> None:
    run = _run(with_findings(finding(level=Level.ACCEPTED), finding(level=Level.FAIL)))

    # The standard: all results have suppressions, or none has.
    assert [[item["kind"] for item in result["suppressions"]] for result in run["results"]] == [["external"], []]
    assert "suppressions" not in _run(with_findings(finding()))["results"][0]


def test_a_fingerprint_holds_across_versions_and_lines(all_groups: Report) -> None:
    def printed(report: Report) -> list[str]:
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in _run(report)["results"]]

    moved = [replace(item, location=Location(file="uv.lock", line=1)) for item in all_groups.findings]

    assert printed(all_groups) == printed(replace(all_groups, findings=tuple(moved)))
    assert len(set(printed(all_groups))) == len(all_groups.findings)


def test_a_hint_is_part_of_the_message(with_findings: Callable[..., Report]) -> None:
    item = replace(finding(package=SDK), hint='leave it out:\n[[exception]]\npackage = "x"')

    (result,) = _run(with_findings(item))["results"]

    assert result["message"]["text"].split("\n") == [
        "what there is to say. The project names it itself.",
        "leave it out:",
        "[[exception]]",
        'package = "x"',
    ]


def test_problems_are_notifications(all_groups: Report) -> None:
    problems = (
        Problem(stage="parse", subject="a b/uv.lock", message="not TOML", hint="make it anew"),
        Problem(stage="gather", subject="index.example", message="no answer"),
    )

    (invocation,) = _run(replace(all_groups, problems=problems))["invocations"]

    assert invocation["toolExecutionNotifications"] == [
        {
            "level": "warning",
            "descriptor": {"id": "not-done/parse"},
            "message": {"text": "a b/uv.lock: not TOML (make it anew)"},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": "a%20b/uv.lock", "uriBaseId": "%SRCROOT%"}}}
            ],
        },
        {
            "level": "note",
            "descriptor": {"id": "not-done/gather"},
            "message": {"text": "index.example: no answer"},
        },
    ]


def test_the_lightest_are_cut_and_counted(
    with_findings: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    severities = (Severity.INFO, Severity.CRITICAL, Severity.LOW, Severity.HIGH)

    run = _run(with_findings(*map(finding, severities)))

    assert [result["properties"]["severity"] for result in run["results"]] == ["critical", "high"]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "The lightest 2 findings of 4 left out: a file holds no more."


def test_github_takes_the_file() -> None:
    assert sarif.MOST_RESULTS <= 25_000


def test_a_report_on_nothing(empty: Report) -> None:
    assert _run(empty)["results"] == []


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_stays_text(name: str) -> None:
    run = _run(nasty_report(name))

    assert not any("](" in result["message"]["text"] for result in run["results"])


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30, deadline=None)
@given(nasty_text())
def test_any_name_stays_text(name: str) -> None:
    _run(nasty_report(name))
