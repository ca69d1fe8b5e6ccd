"""The last stage: a `Report` as text. `FORMATS` is the one list; a new format is a module here, and a line in it."""

from __future__ import annotations

from depsov.report import json_v1, text
from depsov.report._format import ReportFormat

__all__ = ["FORMATS", "ReportFormat", "by_id"]

FORMATS: list[ReportFormat] = [text, json_v1]


def by_id() -> dict[str, ReportFormat]:
    """Return the formats by the name that `--format` takes."""
    return {item.ID: item for item in FORMATS}
