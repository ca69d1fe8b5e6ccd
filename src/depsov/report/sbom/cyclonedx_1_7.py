"""CycloneDX 1.7 as JSON (https://cyclonedx.org/docs/1.7/json/); a scanned CycloneDX document comes back enriched."""

from __future__ import annotations

from depsov.model import Report
from depsov.report.sbom._cyclonedx import render as render_version
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "render"]

ID = "cyclonedx-1.7"
MEDIA_TYPE = "application/vnd.cyclonedx+json; version=1.7"


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - JSON is for programs
    """Return the document. Raises `UsageError` where the scanned one cannot be of this version."""
    return render_version(report, "1.7")
