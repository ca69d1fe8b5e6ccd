"""What a report format must offer."""

from __future__ import annotations

from typing import Protocol

from depsov.model import Report
from depsov.style import PLAIN, Style

__all__ = ["ReportFormat"]


class ReportFormat(Protocol):
    """The contract of a report format: a module with these members, listed in `report.FORMATS`."""

    @property
    def ID(self) -> str:
        """The name that `--format` takes."""

    @property
    def MEDIA_TYPE(self) -> str:
        """The media type of what it writes."""

    def render(self, report: Report, style: Style = PLAIN) -> str:
        """Return the report as text, with a line break at its end."""
