"""A table in CSV (RFC 4180) with a row for each package, for a spreadsheet.

The words in it are those of `depsov.report/1`; whoever reads it by program takes the purl for the name of a package, as
other cells may begin with an apostrophe that keeps a spreadsheet from computing them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from depsov import phrases
from depsov.model import Assessment, Report
from depsov.report._ways import ways_to
from depsov.report.escape import csv_cell
from depsov.style import PLAIN, Style

__all__ = ["HEADER", "ID", "MEDIA_TYPE", "render"]

ID = "csv"
MEDIA_TYPE = "text/csv; charset=utf-8; header=present"

HEADER = (
    *("purl", "ecosystem", "name", "version", "scope", "direct", "verdict", "reason", "group"),
    *("decided_by", "country", "controller", "controller_country", "jurisdictions"),
    *("severity", "strength", "confidence", "contested", "file", "line", "path", "resolved"),
    *("perimeter", "as_of", "knowledge"),
)
"""The columns: a promise to whoever builds on the table. New ones come at the end."""


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - a spreadsheet has its own
    """Return the header and a row for each package, in the order of the report, with CRLF behind each."""
    cell = cache(csv_cell)  # most cells say what others say
    rows = (HEADER, *_rows(report))
    return "".join(f"{','.join(map(cell, row))}\r\n" for row in rows)


def _rows(report: Report) -> Iterator[Sequence[str]]:
    ways = ways_to(report.graph)
    behind = (report.perimeter.label, report.as_of.isoformat(), report.knowledge_version)
    for item in report.assessments:
        above = ways.get(item.package.purl)
        path = "" if above is None else " > ".join((*above, item.package.name))
        yield (*_row(item, path), *behind)


def _row(item: Assessment, path: str) -> Sequence[str]:
    package, steward, controller = item.package, item.steward, item.controller
    place = package.locations[0] if package.locations else None
    return (
        package.purl,
        package.ecosystem,
        package.name,
        package.version or "",
        package.scope.value,
        _yes(package.direct),
        item.verdict.value,
        item.reason.value,
        item.group,
        steward.name if steward is not None else phrases.who(item),
        (steward.country if steward is not None else None) or "",
        controller.name if controller is not None else "",
        (controller.country if controller is not None else None) or "",
        " ".join(sorted({jurisdiction.country for jurisdiction in item.jurisdictions})),
        "" if item.severity is None else item.severity.value,
        str(item.strength),
        item.confidence.value,
        _yes(item.contested),
        "" if place is None else place.file,
        "" if place is None or place.line is None else str(place.line),
        path,
        _yes(package.resolved),
    )


def _yes(value: bool) -> str:  # noqa: FBT001 - a value, not a switch
    return "yes" if value else "no"
