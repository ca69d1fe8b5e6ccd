"""Tables are Markdown, and take their place on the page without touching the rest."""

from __future__ import annotations

import re

import pytest

from bench.goals import Figure
from bench.growth import PICTURE
from bench.table import BEGIN, END, PAGE, PageError, Part, Section, figures, replaced, show

TEXT = PAGE.read_text(encoding="utf-8")


def test_figures_stand_to_the_right_and_words_to_the_left() -> None:
    section = Section("Title", "Says.", ("what", "s", "who"), [("a|b", "0.1", "one"), ("c", "", "two")], ["left out"])

    assert show(section).splitlines()[2:] == [
        "Says.",
        "",
        "| what | s | who |",
        "| --- | ---: | --- |",
        "| a\\|b | 0.1 | one |",
        "| c |  | two |",
        "",
        "* left out",
    ]


def test_all_parts_share_one_table_of_versions_and_one_of_goals() -> None:
    one = Part([Section("One", "", ("what",), [("x",)])], [Figure("version", "here", 2.0)], {"Trivy": "trivy==1"})
    two = Part([Section("Two", "", ("what",), [("y",)])], [Figure("idle", "there", 4.0)], {"uv": "not installed"})

    text = figures({"machine": "a large one"}, [one, two])

    assert re.findall("^### (.*)$", text, re.MULTILINE) == ["Machine and versions", "Goals", "One", "Two"]
    assert "| machine | a large one |\n| Trivy | trivy==1 |\n| uv | not installed |\n" in text
    assert "| 2.00 (here) | **met** |" in text
    assert "| 4.00 (there) | **not met** |" in text
    assert "**not measured**" in text


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    page = f"before\n\n{BEGIN}\n\nold\n\n{END}\n\nafter\n"

    assert replaced(page, "new\n") == f"before\n\n{BEGIN}\n\nnew\n\n{END}\n\nafter\n"
    assert replaced(replaced(page, "new"), "newer") == replaced(page, "newer")


@pytest.mark.parametrize("page", ["", BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_page_without_its_two_marks_is_not_written(page: str) -> None:
    with pytest.raises(PageError, match="needs these two lines"):
        replaced(page, "new")


def test_the_page_has_the_marks_and_the_tables_that_a_run_writes() -> None:
    text = TEXT.partition(BEGIN)[2].partition(END)[0]
    headings = re.findall("^### (.*)$", text, re.MULTILINE)
    versions = re.findall(r"^\| (\w[\w -]*) \| .+ \|$", text.partition("### Goals")[0], re.MULTILINE)

    assert replaced(TEXT, text) == TEXT
    assert headings == [
        "Machine and versions",
        "Goals",
        "Start-up",
        "Readers beside their decoders",
        "Offline scan, end to end",
        "Online",
        "Beside programs that only list",
        "Memory beside them",
        "What each finds",
        "Growth",
    ]
    assert versions[:6] == ["what", "day", "machine", "system", "Python", "depsov"]
    assert {"network", "Trivy", "Syft", "cdxgen", "uv export", "cyclonedx-py", "npm sbom"} < set(versions)
    assert "| what | depsov | depsov, json | Trivy | Syft | cdxgen | uv export | cyclonedx-py | npm sbom |" in text


def test_every_goal_on_the_page_has_a_standing() -> None:
    goals = TEXT.partition("### Goals")[2].partition("\n### ")[0]
    rows = [line.split(" | ") for line in goals.splitlines() if line.startswith("| ")][2:]

    assert rows
    assert all(re.fullmatch(r"\*\*(not )?(met|measured)\*\*", row[3]) for row in rows)


def test_the_page_shows_the_plot() -> None:
    assert f"](pictures/{PICTURE.name})" in TEXT
    assert PICTURE.read_text(encoding="utf-8").startswith("<svg ")
