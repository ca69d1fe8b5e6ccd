"""Tables in Markdown, and the page that shows them between two marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.goals import HEADER, Figure, goal_rows

__all__ = ["BEGIN", "END", "PAGE", "PageError", "Part", "Section", "figures", "replaced", "show"]

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN = "<!-- figures: what stands from here on is written by `bench/run.py --write` -->"
END = "<!-- end of the figures -->"


class PageError(Exception):
    """The page has not the two marks between which the figures go."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table: what was run, how its columns are called, what was found; its notes say what is missing, and why."""

    title: str
    says: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of a run found: tables, the figures that goals speak of, and the versions of what took part."""

    sections: Sequence[Section]
    figures: Sequence[Figure] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


def figures(about: Mapping[str, str], parts: Iterable[Part]) -> str:
    """Return all that was found: machine and versions, goals, and the tables of the parts."""
    known = list(parts)
    told = dict(about)
    for part in known:
        told |= part.versions
    goals = goal_rows(figure for part in known for figure in part.figures)
    sections = [
        Section("Machine and versions", "", ("what", "which"), list(told.items())),
        Section("Goals", "The worst figure of all that a goal speaks of.", HEADER, goals),
        *(section for part in known for section in part.sections),
    ]
    return "\n".join(map(show, sections))


def show(section: Section) -> str:
    """Return a section with its heading, as Markdown."""
    kinds = ["---:" if at and _is_figures(section, at) else "---" for at in range(len(section.header))]
    lines = (section.header, kinds, *section.rows)
    table = "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)
    notes = "".join(f"* {note}\n" for note in section.notes)
    blocks = (f"### {section.title}\n", f"{section.says}\n" if section.says else "", table, notes)
    return "\n".join(block for block in blocks if block)


def replaced(page: str, text: str) -> str:
    """Return the page with other figures between its marks. Raises `PageError` where there are not just these two."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or page.count(BEGIN) + page.count(END) != 2:
        raise PageError(f"{PAGE.name} needs these two lines, once and in this order: {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{after}"


def _is_figures(section: Section, column: int) -> bool:
    """Whether a column holds figures, which stand to the right."""
    cells = [row[column] for row in section.rows if row[column]]
    return bool(cells) and sum(cell[0].isdigit() for cell in cells) * 2 > len(cells)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
