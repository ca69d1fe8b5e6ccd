"""What a report format must offer, and what all share: how a person wants to see it, and the safe text of a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from depsov.documents import printable
from depsov.model import Report

__all__ = ["PLAIN", "ReportFormat", "Style", "printable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a person wants a report: width in columns, with colour or without, every line or the weighty ones."""

    width: int = 100
    colour: bool = False
    verbose: bool = False


PLAIN = Style()


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
