"""The table of the readers beside their decoders, and the goal that speaks of it."""

from __future__ import annotations

from pathlib import Path

from bench import parse
from bench.goals import Figure
from bench.projects import named
from bench.table import Part, Section

__all__ = ["measure"]

_HEADER = ("format", "files", "KiB", "packages", "decoders, ms", "reader, ms", "ratio")
_WORTH_TELLING = 0.001
"""Seconds up to which nobody asks what a reader takes over its decoder."""


def measure(projects: Path | None, rounds: int) -> Part:
    """Time the reader of each format on the largest document of the projects."""
    found = list(parse.measure(named(projects), rounds))
    read = [row for row in found if not row.error]
    rows = [
        (
            row.format,
            str(row.files),
            f"{row.size / 1024:.0f}",
            str(row.packages),
            f"{row.decoded * 1000:.2f}",
            f"{row.read * 1000:.2f}",
            f"{row.ratio:.1f}",
        )
        for row in read
    ]
    says = (
        "The largest document of each format in the projects, and all that its reader takes in from around it, in one"
        f" process; a decoder is what makes objects of the same bytes. Medians of {rounds} rounds."
    )
    notes = [f"{row.format}: {row.error}" for row in found if row.error]
    figures = [Figure("reader", row.format, row.ratio) for row in read if row.read > _WORTH_TELLING]
    return Part([Section("Readers beside their decoders", says, _HEADER, rows, notes)], figures)
