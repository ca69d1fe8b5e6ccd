"""SPDX 2.3 as JSON (https://spdx.github.io/spdx-spec/v2.3/); a scanned SPDX 2 document comes back enriched."""

from __future__ import annotations

from depsov.model import Report
from depsov.report.sbom._spdx_2 import render as render_document
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "render"]

ID = "spdx"
MEDIA_TYPE = "application/spdx+json"


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - JSON is for programs
    """Return the document. Raises `UsageError` where the scanned one is SPDX 3."""
    return render_document(report)
