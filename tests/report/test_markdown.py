"""The report for pull requests and wikis, read back as a forge renders it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given

from depsov.model import (
    VERDICTS_OF,
    Assessment,
    Finding,
    Graph,
    Level,
    Location,
    OrganisationRef,
    Problem,
    Reason,
    Report,
    Resolved,
    Severity,
    Verdict,
)
from depsov.phrases import group_title
from depsov.pipeline import scan
from depsov.policy import Limits
from depsov.report import markdown
from depsov.report.escape import shown
from depsov.report.markdown.mermaid import control_graph
from depsov.rules import find
from depsov.style import Style
from depsov.summary import summarise
from tests.expected import check_expected
from tests.made import assessment, organisation, package
from tests.report.nasty import NASTY, nasty_report, nasty_text
from tests.report.rendered import Rendered

PROJECTS = Path(__file__).parents[1] / "data" / "projects"
DAY = date(2026, 6, 30)
VERBOSE = Style(verbose=True)


@pytest.fixture(scope="module")
def small() -> Report:
    return scan(PROJECTS / "all-groups", as_of=DAY)


def _report(like: Report, items: Sequence[Assessment], problems: Sequence[Problem] = ()) -> Report:
    """Return a report on made assessments."""
    ordered = sorted(items, key=lambda item: item.package.purl)
    packages = {item.package.purl: item.package for item in ordered}
    return replace(
        like,
        graph=Graph(packages=packages, roots={"": tuple((purl, one.scope) for purl, one in packages.items())}),
        assessments=tuple(ordered),
        summary=summarise(ordered),
        findings=tuple(find(ordered, like.perimeter, Limits())),
        problems=tuple(problems),
    )


def _many(like: Report, count: int) -> Report:
    """Return a report on so many packages, a third of them outside, a third inside, a third in one person's hands."""
    items = []
    for number in range(count // 3):
        maker = organisation(f"maker-{number % 40}")
        weight = [Severity.CRITICAL, Severity.MEDIUM, Severity.LOW][number % 3]
        items += [
            assessment(package(f"outer-{number}"), severity=weight, controller=maker, countries=("US",)),
            assessment(package(f"inner-{number}"), Verdict.INSIDE, reason=Reason.CLEAN, group="inside-proven"),
            assessment(package(f"own-{number}"), Verdict.INDIVIDUAL, reason=Reason.ONE_ACCOUNT, group="one-person"),
        ]
    return _report(like, items)


# --- what a reader sees -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("project", ["all-groups", "polyglot"])
def test_the_page_as_a_forge_gets_it(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECTS / project)
    report = replace(scan(as_of=DAY), depsov="VERSION", knowledge_version="DATE")

    check_expected(f"report/{project}.md", markdown.render(report))


def test_sections_stand_in_the_order_of_a_readers_questions(small: Report) -> None:
    problem = Problem(stage="parse", subject="x/uv.lock", message="not TOML", hint="make it anew")
    page = Rendered.of(markdown.render(replace(small, problems=(problem,))))

    assert page.headings == [
        "Who decides over 8 packages in 1 project",
        "5 findings",
        "Decided by",
        "Unknown: 1 package",
        "Not read, asked or decided: 1 problem",
    ]
    assert page.html[-2:] == ["<details>\n<summary>All 8 packages</summary>\n", "</details>\n"]
    assert "x/uv.lock: not TOML (make it anew)" in page.lines


def test_each_package_stands_in_the_table_of_its_group(small: Report) -> None:
    page = Rendered.of(markdown.render(small))
    titles = [line for line in page.lines if re.search(r": \d+( \(|$)", line) and "package" not in line]

    assert [title.partition(": ")[0] for title in titles] == [
        group_title(group, small.perimeter) for group in small.summary.by_group
    ]
    assert sorted(row["Package"] for row in page.table("Package")) == sorted(
        f"{item.package.name} {item.package.version}" for item in small.assessments
    )


def test_a_weighty_package_in_full(small: Report) -> None:
    (found,) = [
        row for row in Rendered.of(markdown.render(small)).table("Package") if row["Package"] == "cloud-tools 1.4"
    ]

    assert found["Decided by"] == "Example Cloud France SAS (under Example Holdings, Inc., US)"
    assert (found["Severity"], found["Scope"]) == ("medium", "runtime, direct")
    assert found["Where"].endswith("uv.lock:36")


def test_what_fails_stands_first_and_what_is_accepted_last(small: Report) -> None:
    levels = [Level.ACCEPTED, None, Level.WARN, Level.FAIL]
    findings = tuple(replace(item, level=level) for item, level in zip(small.findings, levels, strict=False))
    rows = Rendered.of(markdown.render(replace(small, findings=findings))).table("Severity", "Policy", "Finding")

    assert [row["Policy"] for row in rows] == ["fails", "", "warning", "accepted"]


def test_without_a_policy_nothing_is_said_of_one(small: Report) -> None:
    findings = tuple(replace(item, level=None) for item in small.findings)
    page = Rendered.of(markdown.render(replace(small, findings=findings)))

    assert {row["Comes in"] for row in page.table("Severity", "Finding", "Comes in", "Where")} == {"direct"}
    assert (
        "1 critical, 1 medium, 1 low, 2 info. Not listed here: 2 packages in one person's hands, or unknown."
        in page.lines
    )


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("arrays is decided by x", "arrays 2.0 is decided by x"),
        ("new: arrays is decided by x", "new: arrays 2.0 is decided by x"),
        ("arrays: the hold of x rose", "arrays 2.0: the hold of x rose"),
        ("out of date: 1 package missing from it", "out of date: 1 package missing from it"),
    ],
)
def test_a_finding_names_the_version(small: Report, message: str, said: str) -> None:
    finding = next(item for item in small.findings if item.package == "pkg:pypi/arrays@2.0")
    page = Rendered.of(markdown.render(replace(small, findings=(replace(finding, message=message),))))

    (row,) = page.table("Severity", "Finding")
    assert row["Finding"] == said


def test_many_findings_are_grouped_by_who_decides(small: Report) -> None:
    page = Rendered.of(markdown.render(_many(small, 300)))
    rows = page.table("Severity", "Decided by", "Why", "Packages")

    assert [row["Severity"] for row in rows] == ["critical"] * 12
    assert {row["Packages"] for row in rows} == {"1"}
    assert "And 88 packages that others decide." in page.lines
    assert "<details>\n<summary>The findings one by one</summary>\n" in page.html


def test_what_fails_is_open_above_those_who_decide(small: Report) -> None:
    report = _many(small, 300)
    failing = tuple(replace(item, level=Level.FAIL) for item in report.findings[:2])
    page = Rendered.of(markdown.render(replace(report, findings=(*failing, *report.findings[2:]))))
    openly, *_ = [rows for rows in page.tables if "Finding" in rows[0]]

    assert [row[1] for row in openly[1:]] == ["fails", "fails"]
    assert "<details>\n<summary>98 more findings</summary>\n" in page.html


def test_a_tree_that_was_resolved_is_labelled(small: Report) -> None:
    trees = [
        Resolved(
            file=f"app{number}/pyproject.toml",
            root=f"app{number}",
            ecosystem="pypi",
            resolver="depsov 0.1",
            indexes=("pypi",),
            date="2026-06-29",
            packages=75,
        )
        for number in range(5)
    ]
    item = small.assessments[0]
    resolved = replace(item, package=replace(item.package, resolved=True))
    page = Rendered.of(
        markdown.render(replace(small, resolved=tuple(trees), assessments=(resolved, *small.assessments[1:])))
    )

    said = "Resolved, not locked: app0/pyproject.toml (75 packages) by depsov 0.1 from PyPI on 2026-06-29."
    assert said in page.lines
    assert "Nor are 2 more trees locked." in page.lines
    marked = [row for row in page.table("Package") if "resolved, not locked" in row["Scope"]]
    assert [row["Package"] for row in marked] == ["arrays 2.0"]


def test_a_report_on_nothing_is_short(small: Report) -> None:
    page = Rendered.of(markdown.render(_report(small, [])))

    assert page.headings == ["Who decides over 0 packages in 1 project"]
    assert page.html == []


# --- limits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [900, 6000])
def test_a_comment_keeps_to_its_limit_and_counts_what_is_left_out(small: Report, count: int) -> None:
    report = _many(small, count)
    problems = [Problem(stage="parse", subject=f"place/{number}", message="not TOML " * 20) for number in range(300)]
    text = markdown.render(replace(report, problems=tuple(problems)))
    page = Rendered.of(text)

    assert 40_000 < len(text) <= markdown.LIMIT
    rows = page.table("Package")
    assert f"<summary>{len(rows)} of {count} packages</summary>" in text
    assert f"{count - len(rows)} packages left out, from the light end: " in text
    assert len(page.table("Severity", "Finding")) + _left_out(text, "finding") == count // 3
    assert len(re.findall("^- `place/", text, re.MULTILINE)) + _left_out(text, "problem") == 300
    assert {row["Severity"] for row in rows[:50]} == {"critical"}


def _left_out(text: str, noun: str) -> int:
    match = re.search(rf"^(\d+) {noun}s? left out: ", text, re.MULTILINE)
    return 0 if match is None else int(match[1])


def test_characters_outside_the_basic_plane_count_twice(small: Report) -> None:
    name = "\N{SNAKE}" * 100
    text = markdown.render(_report(small, [assessment(package(f"{name}{number}")) for number in range(900)]))

    assert len(text.encode("utf-16-le")) // 2 <= markdown.LIMIT


def test_long_names_everywhere_keep_to_the_limit_too(small: Report) -> None:
    reasons = [reason for reason, verdicts in VERDICTS_OF.items() if verdicts == (Verdict.UNKNOWN,)]
    names = [f"{number}{'_*' * 2500}" for number in range(100)]
    items = [assessment(package(name + code), Verdict.UNKNOWN, reason=code) for name in names for code in reasons]
    report = _report(small, items, [Problem(stage="parse", subject=name, message=name) for name in names])
    failing = tuple(replace(item, level=Level.FAIL, hint="_*" * 2500) for item in report.findings)
    text = markdown.render(replace(report, findings=failing))

    assert len(text) <= markdown.LIMIT
    assert f"### Unknown: {len(items)} packages" in text
    assert " left out: " in text


def test_what_is_lighter_than_what_is_left_out_is_left_out_too(small: Report) -> None:
    long = [assessment(package("x" * 190 + str(number)), severity=Severity.MEDIUM) for number in range(900)]
    text = markdown.render(_report(small, [*long, assessment(package("light"), Verdict.UNKNOWN)]))

    assert "light" not in {row["Package"].partition(" ")[0] for row in Rendered.of(text).table("Package")}


def test_verbose_leaves_nothing_out(small: Report) -> None:
    text = markdown.render(_many(small, 6000), VERBOSE)

    assert "left out" not in text
    assert len(Rendered.of(text).table("Package")) == 6000


# --- names --------------------------------------------------------------------------------------------------------

_OWN_HTML = re.compile(r"<details>\n<summary>[\w ]+</summary>\n|</details>\n")
_CALLS = re.compile(r"@\w|#\d|https?:|www\.|GH-\d")


def _check_nasty(name: str) -> None:
    page = Rendered.of(markdown.render(nasty_report(name)))

    assert [part for part in page.html if not _OWN_HTML.fullmatch(part)] == []
    assert not page.kinds & {"link_open", "image", "s_open", "blockquote_open", "hr", "ordered_list_open", "em_open"}
    assert [part for part in page.running_text if _CALLS.search(part)] == []
    assert [info for info, _ in page.fences] == ["mermaid"]
    assert len(page.headings) == 5
    for top, *rows in page.tables:
        assert rows
        assert {len(row) for row in rows} == {len(top)}
    names = {row["Package"] for row in page.table("Package")}
    assert any(_squeezed(shown(name)[:150]) in _squeezed(found) for found in names)


def _squeezed(text: str) -> str:
    """Return the text without blanks, which Markdown joins, and without what breaks the command of a runner."""
    return "".join(text.split()).replace(r"#\#", "##")


@pytest.mark.parametrize("name", NASTY)
def test_advice_is_to_be_copied_and_cannot_break_out(small: Report, name: str) -> None:
    hint = f'leave out {name}, or accept it:\n[[exception]]\n{name}\nowner = ""'
    failing = tuple(replace(item, level=Level.FAIL, hint=hint) for item in small.findings)
    page = Rendered.of(markdown.render(replace(small, findings=failing)))

    assert "<details>\n<summary>What to do</summary>\n" in page.html
    (_, block), (info, _) = page.fences
    assert "[[exception]]\n" in block
    assert block.endswith('owner = ""\n')
    assert info == "mermaid"
    assert [part for part in page.html if not _OWN_HTML.fullmatch(part)] == []


def test_of_much_advice_some_is_given_and_the_rest_counted(small: Report) -> None:
    findings = tuple(replace(item, level=Level.FAIL, hint=f"look at {item.fingerprint}") for item in small.findings)
    page = Rendered.of(markdown.render(replace(small, findings=findings)))

    assert sum(line.startswith("look at ") for line in page.lines) == 3
    assert "depsov check --verbose says what to do about 2 more." in page.lines


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_stays_a_name(name: str) -> None:
    _check_nasty(name)


@given(nasty_text())
def test_any_name_stays_a_name(name: str) -> None:
    _check_nasty(name)


def _owned(name: str) -> OrganisationRef:
    return OrganisationRef(id="owner", name=name, kind="company", country="US")


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_organisation_stays_one(small: Report, name: str) -> None:
    page = Rendered.of(markdown.render(_report(small, [assessment(controller=_owned(name), countries=("US",))])))

    assert [part for part in page.html if not _OWN_HTML.fullmatch(part)] == []
    assert [part for part in page.running_text if _CALLS.search(part)] == []
    assert {len(row) for rows in page.tables for row in rows} <= {2, 4, 5}


# --- the picture --------------------------------------------------------------------------------------------------

_NODE = re.compile(r'    (\w+)\["([\w ./,#;-]*)"\]')
_EDGE = re.compile(r"    (\w+) -->\|(\d+)\| (\w+)")


def _picture(report: Report) -> tuple[dict[str, str], dict[tuple[str, str], int]]:
    kind, title, *lines = control_graph(report).splitlines()
    assert kind == "flowchart LR"
    assert title.startswith("    accTitle: ")
    nodes: dict[str, str] = {}
    edges: dict[tuple[str, str], int] = {}
    for line in lines:
        if match := _NODE.fullmatch(line):
            nodes[match[1]] = match[2]
        else:
            match = _EDGE.fullmatch(line)
            assert match is not None, line
            edges[match[1], match[3]] = int(match[2])
    return nodes, edges


def test_the_picture_leads_from_the_project_to_who_decides_and_whose_law(small: Report) -> None:
    nodes, edges = _picture(small)
    named = {(nodes[start], nodes[end]): count for (start, end), count in edges.items()}
    (project,) = {start for start, _ in named if start.endswith("all-groups")}

    assert named[project, "Example Holdings, Inc."] == 2
    assert named["Example Holdings, Inc.", "US, outside Europe"] == 2
    assert named["Example Holdings, Inc.", "FR, inside Europe"] == 2
    assert sum(count for (start, _), count in named.items() if start == project) == len(small.assessments)
    assert not [end for start, end in named if start in ("One person", "Unknown", "Example Collective")]


def test_the_picture_keeps_below_the_limits_of_all_forges(small: Report) -> None:
    items = [
        assessment(
            package(f"part-{number}"),
            controller=replace(organisation(f"maker-{number % 90}"), name="<" * 5000),
            countries=tuple(f"{chr(65 + number % 26)}{letter}" for letter in "ABCDEFGHIJ"),
        )
        for number in range(900)
    ]
    report = _report(small, items)
    nodes, edges = _picture(report)

    assert len(control_graph(report)) <= 5000
    assert len(edges) <= 500
    assert nodes["others"] == "75 more"
    assert sum(count for (start, _), count in edges.items() if start == "p") == 900


def test_more_projects_than_can_be_drawn_are_one_node(small: Report) -> None:
    roots = [f"app-{number}" for number in range(9)]
    items = [assessment(replace(package(root), roots=(root,)), controller=organisation("maker")) for root in roots]
    report = _report(small, items)
    nodes, edges = _picture(replace(report, graph=replace(report.graph, roots=dict.fromkeys(roots, ()))))

    assert nodes == {"p": "9 projects", "c0": "Maker Inc."}
    assert edges == {("p", "c0"): 9}


def test_a_finding_on_no_package_and_no_place_is_a_row(small: Report) -> None:
    finding = Finding(rule="coverage", severity=Severity.MEDIUM, message="few answers", location=Location(file=""))
    (row,) = Rendered.of(markdown.render(replace(small, findings=(finding,)))).table("Severity", "Finding")

    assert row == {"Severity": "medium", "Finding": "few answers", "Comes in": "", "Where": ""}
