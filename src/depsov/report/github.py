"""Annotations for GitHub Actions: commands that a runner takes from what a step prints.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions. Of each kind a step can leave ten; what
is left out is counted in the last notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depsov import phrases
from depsov.model import GROUPS, Level, Problem, Report
from depsov.report._findings import Placed, placed
from depsov.report.escape import workflow_data, workflow_property
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "render"]

ID = "github"
MEDIA_TYPE = "text/plain"

MOST = 10
"""How many annotations of one kind are shown of a step."""


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - annotations are for a runner
    """Return one command a line: warnings, notices, and a last notice on the whole."""
    found = placed(report)
    # What fails comes first: where not all are shown, a reader has to see why the step is red.
    standing = sorted(
        (item for item in found if not item.is_accepted), key=lambda item: item.finding.level is not Level.FAIL
    )
    warnings = [_finding("warning", item) for item in standing if item.is_weighty]
    notices = [
        *(_problem(item) for item in report.problems),
        *(_finding("notice", item) for item in standing if not item.is_weighty),
    ]
    whole = _whole(
        report,
        warnings=len(warnings[MOST:]),
        notices=len(notices[MOST - 1 :]),
        accepted=len(found) - len(standing),
    )
    return "".join(f"{line}\n" for line in (*warnings[:MOST], *notices[: MOST - 1], whole))


def _finding(command: str, item: Placed) -> str:
    finding, place = item.finding, item.place
    where = {} if place is None else {"file": place.file, "line": str(place.line or 1)}
    fails = ", fails" if finding.level is Level.FAIL else ""
    title = f"depsov: {finding.rule}, {finding.severity.value}{fails}"
    said = " ".join(part for part in (f"{finding.message}.", item.way) if part)
    hint = [] if finding.hint is None else finding.hint.split("\n")
    return _command(command, {**where, "title": title}, [said, *hint])


def _problem(item: Problem) -> str:
    where = {"file": item.subject} if item.is_of_reading and item.subject else {}
    return _command("notice", {**where, "title": "depsov: not read, asked or decided"}, [phrases.problem(item)])


def _whole(report: Report, *, warnings: int, notices: int, accepted: int) -> str:
    summary = report.summary
    lines = [
        f"{phrases.count(summary.packages, 'package')}; coverage {phrases.percent(summary.coverage)}.",
        *(f"{phrases.group_title(group, report.perimeter)}: {summary.by_group[group]}" for group in GROUPS),
        *_left_out(warnings=warnings, notices=notices, accepted=accepted),
        phrases.LAW,
    ]
    return _command("notice", {"title": "depsov: the whole tree"}, lines)


def _left_out(*, warnings: int, notices: int, accepted: int) -> Iterator[str]:
    counts = [phrases.count(number, noun) for number, noun in ((warnings, "warning"), (notices, "notice")) if number]
    if counts:
        yield f"Not shown, as a step can show {MOST} of each: {phrases.listed(counts)}."
    if accepted:
        yield f"Accepted by exceptions of the policy: {phrases.count(accepted, 'finding')}."


def _command(name: str, properties: dict[str, str], lines: Iterable[str]) -> str:
    said = ",".join(f"{key}={workflow_property(value)}" for key, value in properties.items())
    return f"::{name} {said}::{'%0A'.join(workflow_data(line) for line in lines)}"
