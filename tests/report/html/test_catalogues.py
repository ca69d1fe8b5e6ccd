"""The catalogues: every sentence of the page is there in every language, and the terms are those of the glossary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from depsov.report.html.language import CATALOGUES
from depsov.style import LANGUAGES
from tests.report.html.messages import Key, catalogue, messages

GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"

TRANSLATED = LANGUAGES[1:]
AVOIDED = {
    "fr": r"capture|risque|étrang|hostil|intendant|responsable|menace|suspect",
    "de": r"Vereinnahm|Risik|ausländ|fremd|feindlich|Verwalter\b|Verantwortlich|Bedrohung|verdächtig",
}


def _glossary(tag: str) -> list[tuple[list[str], list[str]]]:
    """Return the forms of each term in English, and those in a language."""
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in GLOSSARY.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    column = rows[0].index({"fr": "French", "de": "German"}[tag])
    return [(row[0].split(" / "), row[column].split(" / ")) for row in rows[2:]]


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


def _said(tag: str, english: str) -> list[tuple[str, str]]:
    """Return the sentences in which a term stands as words of its own, with their translations."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(english)}s?(?![\w-])", re.IGNORECASE)
    return [
        (source, said)
        for (context, sources), strings in catalogue(tag).items()
        if context is None
        for source, said in zip(sources, strings, strict=True)
        if pattern.search(re.sub(r"\{\w+\}", "", source))
    ]


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_sentence_is_translated(tag: str) -> None:
    said = catalogue(tag)

    assert sorted(map(str, messages() - said.keys())) == []
    assert [key for key, strings in said.items() if not all(strings) or len(strings) != len(key[1])] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_translation_of_what_nobody_says(tag: str) -> None:
    assert sorted(map(str, catalogue(tag).keys() - messages())) == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_nothing_is_fuzzy(tag: str) -> None:
    with (CATALOGUES / f"{tag}.po").open("rb") as file:
        assert [message.id for message in read_po(file) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_takes_the_same_values(tag: str) -> None:
    def differs(key: Key, strings: tuple[str, ...]) -> bool:
        return any(_placeholders(one) != _placeholders(other) for one, other in zip(key[1], strings, strict=True))

    assert [key for key, strings in catalogue(tag).items() if differs(key, strings)] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_word_that_accuses_or_that_law_has_taken(tag: str) -> None:
    texts = [string for strings in catalogue(tag).values() for string in strings]

    assert [text for text in texts if re.search(AVOIDED[tag], text)] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_each_term_is_that_of_the_glossary(tag: str) -> None:
    wrong = [
        (forms[0], source, said)
        for english, forms in _glossary(tag)
        for form in english
        for source, said in _said(tag, form)
        if not any(form.lower() in said.lower() for form in forms)
    ]

    assert wrong == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_each_term_of_the_glossary_is_used(tag: str) -> None:
    unused = [english[0] for english, _ in _glossary(tag) if not any(_said(tag, form) for form in english)]

    assert unused == []


def test_french_puts_no_breaking_space_before_its_signs() -> None:
    texts = [string for strings in catalogue("fr").values() for string in strings]

    assert [text for text in texts if re.search(r" [:;!?»]|« ", text)] == []
