from __future__ import annotations

import pytest

from depsov.model import Statement
from depsov.report.html.language import language
from depsov.report.html.statements import SENTENCES, link, tell

ENGLISH = language("en")
URL = "https://example.org/own"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Statement(kind="seat", of="Works", country="DE"), "Seat of Works: Germany"),
        (Statement(kind="veto", of="Works", other="State"), "Parent of Works, by a veto: State"),
        (
            Statement(kind="not-now", of="Works", other="Sample", announced="2026-01-02"),
            "Parent of Works, but not on this day: Sample, announced on 2 Jan 2026",
        ),
        (
            Statement(kind="not-now", of="Works", other="Sample", since="2019", until="2026-01-02"),
            "Parent of Works, but not on this day: Sample, since 2019, until 2 Jan 2026",
        ),
        (
            Statement(kind="minority", of="Works", other="Funds", country="US", percent=29.5),
            "Minority holder of Works: Funds (United States), 29.5%",
        ),
        (
            Statement(kind="lever", of="Works", detail="closed"),
            "Works can do more alone than is usual for its kind: binaries without source",
        ),
        (Statement(kind="entry", of="individual"), "decided by one person"),
    ],
)
def test_a_statement_is_a_sentence(item: Statement, expected: str) -> None:
    assert tell(item, ENGLISH).sentence == expected


@pytest.mark.parametrize("kind", SENTENCES)
def test_every_kind_of_statement_names_whom_it_is_about(kind: str) -> None:
    item = Statement(kind=kind, of="{Works}", other="Sample", country="DE", percent=30.0, detail="service")

    for tag in ("en", "fr", "de"):
        assert "{Works}" in tell(item, language(tag)).sentence


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Statement(kind="seat", of="x", url=URL, date="2026-01-02", is_read=True), f"{URL}, read 2 Jan 2026"),
        (Statement(kind="seat", of="x", url=URL, date="2026-01-02"), f"{URL}, not read yet (noted 2 Jan 2026)"),
        (Statement(kind="identity", of="x"), "presumed, no source shows it yet"),
        (
            Statement(kind="entry", of="x", url="registry", date="2026-01-02", is_read=True),
            "the package's own document at its registry, read 2 Jan 2026",
        ),
    ],
)
def test_a_statement_says_where_it_stands(item: Statement, expected: str) -> None:
    assert tell(item, ENGLISH).source == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, URL),
        ("http://example.org", "http://example.org"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("registry", ""),
        (None, ""),
    ],
)
def test_only_a_page_of_the_web_is_linked_to(url: str | None, expected: str) -> None:
    assert link(url) == expected
