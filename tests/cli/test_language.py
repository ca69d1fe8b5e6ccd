"""`--lang`: the language of the report that can be had in several."""

from __future__ import annotations

import pytest

from tests.cli.program import DAY, Program


def test_a_page_has_the_language_that_was_chosen(all_groups: Program) -> None:
    result = all_groups("scan", "--format", "html", "--lang", "fr", "--as-of", DAY, "-o", "html=report.html")

    assert result.code == 0
    assert '<html lang="fr">' in result.out
    assert (all_groups.folder / "report.html").read_text(encoding="utf-8") == result.out


@pytest.mark.parametrize("name", ["text", "json"])
def test_what_programs_and_terminals_read_stays_english(all_groups: Program, name: str) -> None:
    in_german = all_groups("scan", "--format", name, "--lang", "de", "--as-of", DAY)

    assert in_german.out == all_groups("scan", "--format", name, "--as-of", DAY).out


def test_the_gate_writes_a_page_too(all_groups: Program) -> None:
    all_groups("lock", "--as-of", DAY)
    result = all_groups("check", "--as-of", DAY, "--lang", "de", "-o", "html=report.html")

    assert result.code == 0
    assert '<html lang="de">' in (all_groups.folder / "report.html").read_text(encoding="utf-8")


def test_a_language_that_there_is_not(all_groups: Program) -> None:
    result = all_groups("scan", "--format", "html", "--lang", "xx")

    assert result.code == 2
    assert "'en', 'fr', 'de'" in result.err
