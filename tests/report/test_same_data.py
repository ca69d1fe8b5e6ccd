"""The same data in every format: each is read back by its own means, and counted.

A new format needs a line in `READERS`. What a format has no place for stays None there.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from depsov.model import GROUPS, PerimeterRef, Report, Verdict
from depsov.phrases import group_title
from depsov.pipeline import scan
from depsov.report import FORMATS, by_id
from tests.report.rendered import Rendered

PROJECTS = Path(__file__).parents[1] / "data" / "projects"
DAY = date(2026, 6, 30)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a report says, as numbers; None where its format does not say it."""

    packages: int | None = None
    groups: Mapping[str, int] | None = None
    verdicts: Mapping[str, int] | None = None
    findings: int | None = None
    problems: int | None = None


@cache
def _scanned(project: str) -> Report:
    return scan(PROJECTS / project, as_of=DAY)


def _expected(report: Report) -> Counts:
    return Counts(
        packages=len(report.assessments),
        groups=_some(Counter(item.group for item in report.assessments)),
        verdicts=_some(Counter(item.verdict.value for item in report.assessments)),
        findings=len(report.findings),
        problems=len(report.problems),
    )


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {key: count for key, count in counts.items() if count}


# --- how each is read ---------------------------------------------------------------------------------------------


def _of_packages(packages: Iterable[Mapping[str, str]], **counts: int) -> Counts:
    listed = list(packages)
    return Counts(
        packages=len(listed),
        verdicts=Counter(item["verdict"] for item in listed),
        groups=Counter(item["group"] for item in listed),
        **counts,
    )


def _titled(pairs: Iterable[tuple[str, str | int]], perimeter: PerimeterRef) -> dict[str, int]:
    """Return counts that stand beside the titles of groups."""
    groups = {group_title(group, perimeter): group for group in GROUPS}
    return _some({groups[title]: int(count) for title, count in pairs if title in groups})


def _json(text: str, _: PerimeterRef) -> Counts:
    report = json.loads(text)
    counts = _of_packages(report["packages"], findings=len(report["findings"]), problems=len(report["problems"]))
    assert counts.groups == _some(report["summary"]["by_group"])
    assert counts.verdicts == _some(report["summary"]["by_verdict"])
    assert counts.packages == report["summary"]["packages"]
    return counts


def _text(text: str, perimeter: PerimeterRef) -> Counts:
    # Its findings leave out people and unknown packages, which it counts with the groups.
    problems = re.search(r"^Not read, asked or decided: (\d+)", text, re.MULTILINE)
    packages = re.search(r"^(\d+) packages? in", text, re.MULTILINE)
    assert packages is not None
    return Counts(
        packages=int(packages[1]),
        groups=_titled(re.findall(r"^  (\S.*?) +(\d+)(?: +█+)?$", text, re.MULTILINE), perimeter),
        problems=0 if problems is None else int(problems[1]),
    )


def _markdown(text: str, perimeter: PerimeterRef) -> Counts:
    page = Rendered.of(text)
    headings = "\n".join(page.headings)

    def headed(pattern: str) -> int:
        match = re.search(pattern, headings, re.MULTILINE)
        return 0 if match is None else int(match[1])

    groups = _titled(((row["Group"], row["Packages"]) for row in page.table("Group", "Packages")), perimeter)
    listed = _titled(re.findall(r"^(.*): (\d+)(?: \(.*\))?$", "\n".join(page.lines), re.MULTILINE), perimeter)
    assert groups == listed
    assert headed(r"over (\d+) package") == sum(groups.values())
    return Counts(
        packages=len(page.table("Package")),
        groups=groups,
        findings=headed(r"^(\d+) finding"),
        problems=headed(r"^Not read, asked or decided: (\d+)"),
    )


def _csv(text: str, _: PerimeterRef) -> Counts:
    return _of_packages(csv.DictReader(io.StringIO(text, newline="")))


def _properties(listed: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {item["name"].removeprefix("depsov:"): item["value"] for item in listed}


def _cyclonedx(text: str, _: PerimeterRef) -> Counts:
    bom = json.loads(text)
    counts = _of_packages(_properties(item["properties"]) for item in bom["components"])
    assert int(_properties(bom["metadata"]["properties"])["packages"]) == counts.packages
    return counts


def _stated(statement: str) -> dict[str, str]:
    return {key.removeprefix("depsov:"): value for key, value in json.loads(statement).items()}


def _spdx(text: str, _: PerimeterRef) -> Counts:
    document = json.loads(text)
    stated = [_stated(note["comment"]) for item in document["packages"] for note in item.get("annotations", ())]
    return _of_packages(item for item in stated if "verdict" in item)


def _spdx_3(text: str, _: PerimeterRef) -> Counts:
    elements = json.loads(text)["@graph"]
    stated = [_stated(item["statement"]) for item in elements if item["type"] == "Annotation"]
    return _of_packages(item for item in stated if "verdict" in item)


def _sarif(text: str, _: PerimeterRef) -> Counts:
    (run,) = json.loads(text)["runs"]
    told = run["invocations"][0]["toolExecutionNotifications"]
    summary = run["properties"]
    return Counts(
        packages=summary["packages"],
        groups=_some(summary["by_group"]),
        verdicts=_some(summary["by_verdict"]),
        findings=len(run["results"]),
        problems=sum(item["descriptor"]["id"].startswith("not-done/") for item in told),
    )


_COMMAND = re.compile(r"::(warning|notice) ([^:]*)::(.*)")


def _github(text: str, perimeter: PerimeterRef) -> Counts:
    *before, whole = [match for line in text.splitlines() if (match := _COMMAND.fullmatch(line))]
    said = unquote(whole[3])
    left_out = sum(int(number) for number in re.findall(r"(\d+) (?:warning|notice)s?\b", said))
    problems = sum("not read" in match[2] for match in before)
    packages = re.match(r"(\d+) packages?", said)
    assert packages is not None
    return Counts(
        packages=int(packages[1]),
        groups=_titled(re.findall(r"^(.*): (\d+)$", said, re.MULTILINE), perimeter),
        findings=len(before) - problems + left_out,
        problems=problems,
    )


def _badge(text: str, perimeter: PerimeterRef) -> Counts:
    title = ET.fromstring(text)[0].text or ""
    packages = re.search(r": (\d+) packages?", title)
    assert packages is not None
    by_title = {group_title(group, perimeter) for group in GROUPS}
    pairs = [(name, count) for name in by_title for count in re.findall(rf"{re.escape(name)}: (\d+)", title)]
    return Counts(packages=int(packages[1]), groups=_titled(pairs, perimeter))


class _Tables(HTMLParser):
    """The tables of a page by what names them, as rows of cells without what is said aside, and items of lists."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[tuple[str, list[list[str]]]] = []
        self.items: Counter[str] = Counter()
        self._table: list[list[str]] | None = None
        self._list = ""
        self._takes = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "table":
            self._table = []
            self.tables.append((given.get("id") or given.get("class") or "", self._table))
        elif tag == "ul":
            self._list = given.get("id", "")
        elif tag == "li":
            self.items[self._list] += 1
        elif self._table is not None and tag == "tr":
            self._table.append([])
        elif self._table is not None and tag in ("td", "th"):
            self._table[-1].append("")
        self._takes = tag in ("td", "th", "i", "code")

    def handle_endtag(self, tag: str) -> None:
        self._takes = self._takes or tag == "i"
        if tag == "table":
            self._table = None

    def handle_data(self, data: str) -> None:
        if self._table and self._table[-1] and self._takes:
            self._table[-1][-1] += data.strip()


def _html(text: str, perimeter: PerimeterRef) -> Counts:
    page = _Tables()
    page.feed(text)
    named = dict(page.tables)
    summary = _titled(((row[0].lstrip("1234567 "), row[1]) for row in named["groups"][1:]), perimeter)
    titles, *rows = named["table"]
    listed = _titled(Counter(row[titles.index("Group")] for row in rows).items(), perimeter)
    assert summary == listed
    by_rule = [dict(zip(top, row, strict=True)) for _, (top, *rest) in page.tables if "Rule" in top for row in rest]
    return Counts(
        packages=len(rows),
        groups=listed,
        findings=sum(int(row["Total"]) for row in by_rule),
        problems=page.items["problems"],
    )


def _gitlab(text: str, _: PerimeterRef) -> Counts:
    names = Counter(item["check_name"] for item in json.loads(text))
    problems = names.pop("not-done", 0)
    # A list of what is to be looked at has no place for anything else.
    return Counts(findings=names.total(), problems=problems)


READERS: Mapping[str, Callable[[str, PerimeterRef], Counts]] = {
    "badge": _badge,
    "csv": _csv,
    "cyclonedx": _cyclonedx,
    "cyclonedx-1.7": _cyclonedx,
    "github": _github,
    "gitlab": _gitlab,
    "html": _html,
    "json": _json,
    "markdown": _markdown,
    "sarif": _sarif,
    "spdx": _spdx,
    "spdx-3": _spdx_3,
    "text": _text,
}
"""How each format is read back."""


# --- the comparison -----------------------------------------------------------------------------------------------


def test_every_format_is_read_back() -> None:
    assert set(FORMATS) <= set(READERS)


@pytest.mark.parametrize("project", ["all-groups", "polyglot"])
@pytest.mark.parametrize("name", FORMATS)
def test_all_formats_count_alike(name: str, project: str) -> None:
    report = _scanned(project)
    found, expected = READERS[name](by_id()[name].render(report), report.perimeter), _expected(report)
    said = {field.name for field in fields(Counts) if getattr(found, field.name) is not None}

    assert said
    assert {key: getattr(found, key) for key in said} == {key: getattr(expected, key) for key in said}


def test_the_projects_have_something_of_everything() -> None:
    """A format that drops a group, a verdict or the problems would be seen."""
    reports = [_expected(_scanned(project)) for project in ("all-groups", "polyglot")]

    assert {group for item in reports for group in item.groups or ()} == set(GROUPS)
    assert {code for item in reports for code in item.verdicts or ()} == {verdict.value for verdict in Verdict}
    assert all(item.findings for item in reports)
    assert any(item.problems for item in reports)
