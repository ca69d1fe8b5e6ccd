"""The last stage: a `Report` as text. `FORMATS` is the one list; a new format is a module here, and a line in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from depsov.report._format import ReportFormat

__all__ = ["FORMATS", "ReportFormat", "by_id"]

FORMATS: Mapping[str, str] = {
    "badge": "badge",
    "csv": "csv_table",
    "cyclonedx": "sbom.cyclonedx_1_6",
    "cyclonedx-1.7": "sbom.cyclonedx_1_7",
    "github": "github",
    "gitlab": "gitlab",
    "html": "html.page",
    "json": "json_v1",
    "markdown": "markdown",
    "sarif": "sarif",
    "spdx": "sbom.spdx_2_3",
    "spdx-3": "sbom.spdx_3_0",
    "text": "text",
}
"""The formats: the name that `--format` takes, and the module (`ReportFormat`), which is imported on its first use."""


def by_id() -> Mapping[str, ReportFormat]:
    """Return the formats by the name that `--format` takes; only the one that is taken out is imported."""
    return _Formats()


class _Formats(Mapping[str, ReportFormat]):
    def __getitem__(self, name: str) -> ReportFormat:
        # Mypy cannot look into a module of this kind: tests/report/test_report.py shows it all of them.
        module: ReportFormat = import_module(f"{__name__}.{FORMATS[name]}")
        return module

    def __contains__(self, name: object) -> bool:
        return name in FORMATS

    def __iter__(self) -> Iterator[str]:
        return iter(FORMATS)

    def __len__(self) -> int:
        return len(FORMATS)
