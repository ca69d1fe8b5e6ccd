"""The measure of accuracy, on made-up labels over a made-up knowledge base."""

from __future__ import annotations

from pathlib import Path

import pytest

from depsov.control import Control
from tests.knowledge_of import entry, knowledge_of
from tools import accuracy

KNOWLEDGE = knowledge_of(
    """
    [works]
    name = "Works GmbH"
    kind = "company"
    seat = { country = "DE", $own }
    independent = { $own }

    [mega]
    name = "Mega, Inc."
    aliases = ["Mega Cloud"]
    kind = "company"
    seat = { country = "US", $own }

    [mega-labs]
    name = "Mega Labs"
    kind = "company"
    seat = { country = "FR", $own }
    parents = [{ id = "mega", $own }]
    """,
    pypi=entry("works", "works-tool", "cleared-by-mistake")
    + entry("mega-labs", "labs-tool", "renamed", "parent-named")
    + entry("individual", "small", "defensible", "small-wrong", "disputed"),
)

CONTROL = Control(KNOWLEDGE, "2026-06-30")

HEADER = "ecosystem\tname\trank\tkind\tsteward\thome\ttie\tcontroller\tcountry\tverdict\talso\tevidence\tcertainty"
ROWS = """\
pypi Works.Tool company Works - - Works DE inside -
pypi cleared-by-mistake company Mega - - Mega US outside -
pypi labs-tool company Mega_Labs - - Mega_Cloud US outside -
pypi renamed company Other - - Mega US outside -
pypi parent-named company Mega - - Mega US outside -
pypi disputed company Mega - - Mega US outside individual
pypi small individual - - - - - individual -
pypi defensible community Some - - - - distributed individual_(one_account)
pypi small-wrong company Mega - - Mega US outside -
pypi missing company Mega - - Mega US outside -
pypi nobody-can-tell unknown - - - - - unknown -
"""


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    rows = [[cell.replace("_", " ") for cell in line.split(" ")] for line in ROWS.splitlines()]
    lines = ["\t".join([*row[:2], "1", *row[2:], "known", "high"]) for row in rows]
    path = tmp_path / "labels.tsv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def test_report(labels: Path) -> None:
    outcomes = accuracy.measure(accuracy.read_labels(labels), CONTROL)
    assert list(accuracy.report(outcomes, CONTROL)) == [
        "| sample | packages | coverage | right | first label | false clears | organisation recall | disputed too |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| pypi | 10 | 90.0% (9/10) | 77.8% (7/9) | 55.6% (5/9) | 1 | 42.9% (3/7) | 37.5% (3/8) |",
        "| all | 10 | 90.0% (9/10) | 77.8% (7/9) | 55.6% (5/9) | 1 | 42.9% (3/7) | 37.5% (3/8) |",
        "",
        "| verdict | said | right |",
        "| --- | ---: | ---: |",
        "| inside | 2 | 50.0% (1/2) |",
        "| outside | 3 | 100.0% (3/3) |",
        "| distributed | 0 | n/a |",
        "| individual | 4 | 75.0% (3/4) |",
        "",
        "wrong: pypi cleared-by-mistake: said inside, Works GmbH (labelled outside, Mega)",
        "other name: pypi renamed: said Mega Labs, Mega, Inc., US (labelled outside, Other, Mega, US)",
        "disputed: pypi disputed: said one person (labelled outside, Mega, Mega, US)",
        "wrong: pypi small-wrong: said individual, one person (labelled outside, Mega)",
        "unknown: pypi missing (labelled outside, Mega)",
    ]


def test_the_labels_of_the_project_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main([]) == 0
    out = capsys.readouterr().out
    assert "| npm | 170 |" in out
    assert "| pypi | 170 |" in out
