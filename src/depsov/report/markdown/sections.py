"""The short sections: the headline with its groups, the picture, what is unknown, the problems, the last lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from depsov import phrases
from depsov.model import GROUPS, Assessment, PlatformUse, Problem, Reason, Report, Verdict
from depsov.report.escape import markdown, markdown_code
from depsov.report.markdown.mermaid import control_graph
from depsov.report.markdown.page import CUT, Page
from depsov.report.markdown.pieces import code, joined, row, said, top

__all__ = ["foot", "graph", "head", "problems", "unknown"]

MOST_NAMES = 20
MOST_RESOLVED = 3
MOST_PLATFORMS = 5
"""What is shown, whatever the room; what is left out is counted."""


def head(report: Report) -> str:
    """Return the headline, what inside means, and the groups."""
    summary, trees = report.summary, report.resolved
    known = summary.packages - summary.by_verdict[Verdict.UNKNOWN.value]
    inside = f"{report.perimeter.label} ({len(report.perimeter.countries)} countries and territories)"
    projects = phrases.count(len(report.graph.roots), "project")
    lines = [
        f"## Who decides over {phrases.count(summary.packages, 'package')} in {projects}",
        "",
        f"{known} have an answer (coverage {phrases.percent(summary.coverage)}). Inside means {markdown(inside)}.",
    ]
    for item in trees[:MOST_RESOLVED]:
        lines += ["", said(phrases.resolved(item))]
    if len(trees) > MOST_RESOLVED:
        lines += ["", f"Nor are {phrases.count(len(trees) - MOST_RESOLVED, 'more tree')} locked."]
    lines += ["", *top("Group", "Packages:")]
    for group in GROUPS:
        lines.append(row(markdown(phrases.group_title(group, report.perimeter)), str(summary.by_group[group])))
    return joined(lines)


def graph(report: Report) -> str:
    """Return the picture of who decides, and whose law reaches them."""
    if not report.assessments:
        return ""
    return joined(["### Decided by", "", "```mermaid", control_graph(report), "```"])


def unknown(page: Page) -> str:
    """Return the unknown packages by why they are, with what would settle it."""
    found = [item for item in page.report.assessments if item.verdict is Verdict.UNKNOWN]
    if not found:
        return ""
    rows = [row for reason in Reason for row in _because(reason, found, page)]
    kept = page.fitting(rows, part=2)
    lines = [f"### Unknown: {phrases.count(len(found), 'package')}", "", *kept]
    if len(kept) < len(rows):
        lines += ["", f"{phrases.count(len(rows) - len(kept), 'more reason')} left out: {CUT}."]
    return page.take(joined(lines))


def _because(reason: Reason, found: Iterable[Assessment], page: Page) -> Iterator[str]:
    """Yield the packages that are unknown for a reason, if there are any, with what would settle it below."""
    packages = [item.package for item in found if item.reason is reason]
    if packages:
        names = sorted({code(package.name) for package in packages})
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        remedy = phrases.remedy(reason, packages)
        below = "" if remedy is None else f"\n  - {said(remedy)}"
        yield f"- {page.reasons[reason]} ({len(packages)}): {', '.join(names[:MOST_NAMES])}{more}{below}"


def problems(page: Page) -> str:
    """Return what could not be read, asked or decided."""
    found = page.report.problems
    if not found:
        return ""
    rows = page.fitting((f"- {_problem(item)}" for item in found), part=3)
    lines = [f"### Not read, asked or decided: {phrases.count(len(found), 'problem')}", "", *rows]
    if len(rows) < len(found):
        lines += ["", f"{phrases.count(len(found) - len(rows), 'problem')} left out: {CUT}."]
    return page.take(joined(lines))


def _problem(item: Problem) -> str:
    hint = "" if item.hint is None else f" ({item.hint})"
    return f"{code(item.subject)}: {said(f'{item.message}{hint}')}"


def foot(report: Report) -> str:
    """Return what is said for information, and what the report was made with."""
    lines = []
    if report.graph.mentioned:
        lines.append(said(phrases.mentioned(report.graph.mentioned)))
    if report.graph.strays:
        lines.append(said(phrases.strays(report.graph.strays)))
    registries = [item for item in report.platforms if item.role == "registry"]
    if registries:
        names = phrases.listed(_run_by(registries))
        lines.append(f"They come through {names}. That is for information: it turns no verdict.")
    if report.asked:
        lines.append(f"Asked: {phrases.listed(_run_by(report.asked))}.")
    if report.withheld:
        lines.append(f"Not asked about: {phrases.count(report.withheld, 'package')} from other sources, or your own.")
    lines += map(said, phrases.own_view(report))
    mode = "online" if report.online else "offline"
    knowledge = markdown_code(report.knowledge_version)
    lines += [phrases.LAW, f"depsov {report.depsov}, as of {report.as_of}, knowledge of {knowledge}, {mode}."]
    return "\n".join(f"{line}\n" for line in lines)


def _run_by(platforms: Sequence[PlatformUse]) -> Iterator[str]:
    """Yield registries with their operators: `PyPI (run by Python Software Foundation, US)`."""
    for item in platforms[:MOST_PLATFORMS]:
        operator = item.operator
        run_by = "" if operator is None else ", ".join(part for part in (operator.name, operator.country) if part)
        yield said(f"{item.name} (run by {run_by})" if run_by else item.name)
    if len(platforms) > MOST_PLATFORMS:
        yield f"{len(platforms) - MOST_PLATFORMS} more"
