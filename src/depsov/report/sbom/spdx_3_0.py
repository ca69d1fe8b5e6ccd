"""SPDX 3.0.1 as JSON-LD (https://spdx.github.io/spdx-spec/v3.0.1/); a scanned one comes back enriched."""

from __future__ import annotations

from depsov.model import Report
from depsov.report.sbom._spdx_3 import render as render_document
from depsov.style import PLAIN, Style

__all__ = ["ID", "MEDIA_TYPE", "render"]

ID = "spdx-3"
MEDIA_TYPE = "application/spdx+json"


def render(report: Report, style: Style = PLAIN) -> str:  # noqa: ARG001 - JSON is for programs
    """Return the document. Raises `UsageError` where the scanned one is SPDX 2."""
    return render_document(report)
