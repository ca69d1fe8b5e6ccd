"""All packages, a table for each group, in the order of every report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from depsov import phrases
from depsov.model import GROUPS, Assessment, Severity
from depsov.report.escape import markdown
from depsov.report.markdown.page import CUT, Page
from depsov.report.markdown.pieces import folded, joined, package, place, row, said, top

__all__ = ["packages"]


def packages(page: Page) -> str:
    """Return the section, which takes the room that the others left."""
    total = len(page.report.assessments)
    if not total:
        return ""
    lines: list[str] = []
    shown = 0
    for group in GROUPS:
        items = sorted((item for item in page.report.assessments if item.group == group), key=_weight)
        if not items:
            continue
        columns = _columns(items, page)
        above = [_title(group, items, page), "", *top(*(each.title for each in columns))]
        page.take(joined(above))
        rows = page.fitting(row(*(each.cell(item) for each in columns)) for item in items)
        page.take(joined(rows))
        lines += [*above, *rows, ""] if rows else []
        shown += len(rows)
        if len(rows) < len(items):
            break  # what is lighter is left out too, even where it would fit
    counted = phrases.count(total, "package")
    if shown == total:
        return joined(folded(f"All {counted}", lines[:-1]))
    note = f"{phrases.count(total - shown, 'package')} left out, from the light end: {CUT}."
    return joined(folded(f"{shown} of {counted}", [*lines, note]))


class _Column(NamedTuple):
    title: str
    cell: Callable[[Assessment], str]


def _columns(items: Sequence[Assessment], page: Page) -> list[_Column]:
    """Return the columns in which the packages of a group can differ."""
    columns = [_Column("Package", package)]
    if any(item.controller is not None for item in items):
        columns.append(_Column("Decided by", lambda item: said(phrases.who(item))))
    if len({item.reason for item in items}) > 1:
        columns.append(_Column("Why", lambda item: page.reasons[item.reason]))
    if any(item.severity is not None for item in items):
        columns.append(_Column("Severity", lambda item: "" if item.severity is None else item.severity.value))
    columns.append(_Column("Scope", _scope))
    columns.append(_Column("Where", lambda item: place(next(iter(item.package.locations), None))))
    return columns


def _title(group: str, items: Sequence[Assessment], page: Page) -> str:
    reasons = {item.reason for item in items}
    same = f" ({page.reasons[reasons.pop()]})" if len(reasons) == 1 else ""
    return f"**{markdown(phrases.group_title(group, page.report.perimeter))}: {len(items)}**{same}"


def _scope(item: Assessment) -> str:
    marks = [item.package.scope.value]
    marks += ["direct"] if item.package.direct else []
    marks += ["contested"] if item.contested else []
    marks += ["resolved, not locked"] if item.package.resolved else []
    return ", ".join(marks)


def _weight(item: Assessment) -> tuple[int, bool, str]:
    rank = len(Severity) if item.severity is None else item.severity.rank
    return rank, not item.package.direct, item.package.purl
