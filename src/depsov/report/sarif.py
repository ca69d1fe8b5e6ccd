"""SARIF 2.1.0, for platforms that show findings at a line of a file.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ and what GitHub takes of it:
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning

A jurisdiction is no vulnerability: the level is `note` or `warning`, never `error`, and no rule has a
`security-severity`.
"""

from __future__ import annotations

from typing import Any

from depsov import phrases
from depsov.model import Location, Problem, Report
from depsov.report import escape
from depsov.report._findings import Placed, placed
from depsov.report._json import array, dumps
from depsov.rules import RULES
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "render"]

ID = "sarif"
MEDIA_TYPE = "application/sarif+json"

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
PROJECT = "https://example.org/depsov/depsov"
BASE = "%SRCROOT%"
"""What paths are relative to. Where that lies is the reader's to know: a report holds no path of a machine."""

MOST_RESULTS = 25_000
"""GitHub refuses a file with more."""

TAG = "sovereignty"

Table = dict[str, Any]

_METHOD, _GATE = "docs/method.md", "docs/policy.md"
_EXPLAIN = "`depsov explain PACKAGE` shows the evidence and the chain behind the answer."
_HELP = {
    "outside-control": (
        "note",
        _METHOD,
        f"{_EXPLAIN} Keep the package, take another, or accept it in the policy with a reason.",
    ),
    "single-person": (
        "note",
        _METHOD,
        "depsov does not ask where people live. Where much rests on the package, support it, or plan for its end.",
    ),
    "unknown-control": (
        "note",
        _METHOD,
        "`depsov scan --online` asks the registry; a source in the knowledge base, or in an overlay, settles it.",
    ),
    "policy": ("warning", _GATE, f"{_EXPLAIN} The policy in depsov.toml or pyproject.toml says what is meant."),
    "controller-changed": (
        "warning",
        _GATE,
        f"{_EXPLAIN} After an acquisition, or a move to a foundation: look at it, then run `depsov lock`.",
    ),
    "strength-rise": (
        "warning",
        _GATE,
        f"{_EXPLAIN} After a change of licence, say: look at it, then run `depsov lock`.",
    ),
    "share": ("warning", _GATE, "`depsov scan` shows which packages count. Leave some out, or set another limit."),
    "concentration": (
        "note",
        _GATE,
        "`depsov scan` shows which packages count. Whether it matters depends on what the project is for.",
    ),
    "coverage": ("warning", _GATE, "`depsov scan --online` or `depsov lock --online` may find more answers."),
    "lock-stale": ("note", _GATE, "Run `depsov lock`, and look at what it changes."),
    "exception-expired": ("warning", _GATE, "Give it a new day, or take it away with what it accepted."),
    "exception-unused": ("note", _GATE, "Take it away, or make a new one for the new controller."),
}
"""Per rule its usual level, the page that tells more, and what to do."""


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - SARIF is for programs
    """Return the findings as SARIF, with a line for each result."""
    found = placed(report)
    shown = found[:MOST_RESULTS]
    has_accepted = any(item.is_accepted for item in found)
    members = {
        "tool": dumps({"driver": _driver(report)}),
        "invocations": dumps([_invocation(report, len(found) - len(shown))]),
        "originalUriBaseIds": dumps({BASE: {"description": {"text": "The top of the scanned tree."}}}),
        "columnKind": dumps("unicodeCodePoints"),
        "results": array((_result(item, has_accepted=has_accepted) for item in shown), "      "),
        "properties": dumps(_properties(report)),
    }
    run = ",\n".join(f"      {dumps(key)}: {value}" for key, value in members.items())
    head = f'  "$schema": {dumps(SCHEMA)},\n  "version": "2.1.0",\n'
    return f'{{\n{head}  "runs": [\n    {{\n{run}\n    }}\n  ]\n}}\n'


def _driver(report: Report) -> Table:
    return {
        "name": "depsov",
        "version": report.depsov,
        "informationUri": PROJECT,
        "rules": [_rule(rule, meaning) for rule, meaning in RULES.items()],
    }


def _rule(rule: str, meaning: str) -> Table:
    level, page, advice = _HELP[rule]
    uri, plain = f"{PROJECT}/{page}", advice.replace("`", "")
    return {
        "id": rule,
        "shortDescription": {"text": meaning},
        "fullDescription": {"text": f"{meaning} {plain}"},
        "defaultConfiguration": {"level": level},
        "helpUri": uri,
        "help": {
            "text": f"{meaning} {plain} {phrases.LAW} More: {uri}",
            "markdown": f"{meaning}\n\n{advice}\n\n{phrases.LAW}\n\n[More]({uri})",
        },
        "properties": {"tags": [TAG]},
    }


_INDEXES = {rule: index for index, rule in enumerate(RULES)}


def _result(item: Placed, *, has_accepted: bool) -> Table:
    finding = item.finding
    result: Table = {
        "ruleId": finding.rule,
        "ruleIndex": _INDEXES[finding.rule],
        "level": "warning" if item.is_weighty else "note",
        "message": {"text": _message(item)},
        "locations": [] if item.place is None else [_location(item.place)],
        # GitHub looks at the first name alone; where there is none, it hashes the line, and a version stands there.
        "partialFingerprints": {
            "primaryLocationLineHash": f"{finding.fingerprint}:{item.count}",
            "depsov/v1": f"{finding.fingerprint}:{item.count}",
        },
        "properties": {"severity": finding.severity.value, "tags": [TAG]},
    }
    if finding.package is not None:
        result["properties"]["purl"] = finding.package
    if finding.level is not None:
        result["properties"]["policy"] = finding.level.value
    if has_accepted:  # all results say it, or none does
        reason = {"kind": "external", "status": "accepted", "justification": "an exception of the policy accepts it"}
        result["suppressions"] = [reason] if item.is_accepted else []
    return result


def _message(item: Placed) -> str:
    said = " ".join(part for part in (f"{item.finding.message}.", item.way) if part)
    hint = "" if item.finding.hint is None else item.finding.hint
    return "\n".join(escape.sarif_message(line) for line in (said, *hint.split("\n")) if line)


def _location(place: Location) -> Table:
    # A region is what GitHub needs to show a result at all.
    return {"physicalLocation": {**_artifact(place.file), "region": {"startLine": place.line or 1}}}


def _artifact(file: str) -> Table:
    return {"artifactLocation": {"uri": escape.uri(file), "uriBaseId": BASE}}


def _invocation(report: Report, cut: int) -> Table:
    notes = [_notification(item) for item in report.problems]
    if cut:
        text = f"The lightest {phrases.count(cut, 'finding')} of {len(report.findings)} left out: a file holds no more."
        notes.append({"level": "warning", "descriptor": {"id": "cut"}, "message": {"text": text}})
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _notification(item: Problem) -> Table:
    note: Table = {
        "level": "warning" if item.is_of_reading else "note",
        "descriptor": {"id": f"not-done/{item.stage}"},
        "message": {"text": escape.sarif_message(phrases.problem(item))},
    }
    if item.is_of_reading and item.subject:
        note["locations"] = [{"physicalLocation": _artifact(item.subject)}]
    return note


def _properties(report: Report) -> Table:
    summary = report.summary
    return {
        "as_of": report.as_of.isoformat(),
        "knowledge": report.knowledge_version,
        "perimeter": {"name": report.perimeter.name, "countries": list(report.perimeter.countries)},
        "packages": summary.packages,
        "coverage": round(summary.coverage, 4),
        "by_group": dict(summary.by_group),
        "by_verdict": dict(summary.by_verdict),
    }
