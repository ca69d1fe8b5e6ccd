"""`depsov formats`: the documents that depsov reads, and what each of them tells."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence

from depsov.commands._console import Console
from depsov.formats import FORMATS, Format

__all__ = ["HELP", "add_arguments", "markdown", "run"]

HELP = "list the lockfiles, manifests and SBOMs that depsov reads, and what each of them tells"

_HEADINGS = ("files", "ecosystem", "role", "edges", "scopes", "evidence")
_NOTES = (
    "edges: which package requires which. scopes: what it is for. evidence: where it comes from, or who makes it.",
    "experimental: read, but the knowledge base has an answer for fewer than three in five packages of a real project.",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "-f", "--format", choices=["text", "markdown", "json"], default="text", help="what to print (default: text)"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the table."""
    render = {"text": text, "markdown": markdown, "json": as_json}[args.format]
    console.write(render(FORMATS))
    return 0


def text(formats: Iterable[Format]) -> str:
    """Return the table for a terminal."""
    rows = [_HEADINGS, *map(_row, formats)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join([*lines, "", *_NOTES]) + "\n"


def markdown(formats: Iterable[Format]) -> str:
    """Return the table for a page, as the documentation has it."""
    rows = [
        ("format", *_HEADINGS),
        ["---"] * (len(_HEADINGS) + 1),
        *((item.title, *_row(item, quote="`")) for item in formats),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def as_json(formats: Iterable[Format]) -> str:
    """Return the table for programs."""
    return json.dumps([dict(_members(item)) for item in formats], indent=2) + "\n"


def _row(item: Format, quote: str = "") -> Sequence[str]:
    files = ", ".join(f"{quote}{pattern}{quote}" for pattern in item.patterns)
    role = f"{item.role}, experimental" if item.experimental else item.role
    told = ("yes" if is_told else "no" for is_told in (item.edges, item.scopes, item.evidence))
    return (files, item.ecosystem or "any", role, *told)


def _members(item: Format) -> Iterator[tuple[str, object]]:
    yield "id", item.id
    yield "title", item.title
    yield "files", list(item.patterns)
    yield "companions", list(item.companions)
    yield "ecosystem", item.ecosystem or None
    yield "role", item.role
    yield "edges", item.edges
    yield "scopes", item.scopes
    yield "evidence", item.evidence
    yield "experimental", item.experimental
