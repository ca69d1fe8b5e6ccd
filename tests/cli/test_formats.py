"""`depsov formats` as a whole program, and the page that is generated from it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from depsov.formats import FORMATS
from tests.cli.program import Program

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
BEGIN, END = "<!-- formats -->\n", "<!-- end of formats -->"


def test_every_format_has_a_line(program: Program) -> None:
    result = program("formats")

    assert result.code == 0
    for item in FORMATS:
        (line,) = [line for line in result.out.splitlines() if line.startswith(f"{', '.join(item.patterns)}  ")]
        assert item.role in line
        assert ("experimental" in line) is item.experimental


def test_for_programs_it_is_json(program: Program) -> None:
    listed = json.loads(program("formats", "--format", "json").out)

    assert [item["id"] for item in listed] == [item.id for item in FORMATS]
    uv = next(item for item in listed if item["id"] == "uv")
    assert uv == {
        "id": "uv",
        "title": "uv.lock 1",
        "files": ["uv.lock"],
        "companions": ["pyproject.toml", "setup.cfg", "setup.py"],
        "ecosystem": "pypi",
        "role": "lockfile",
        "edges": True,
        "scopes": True,
        "evidence": False,
        "experimental": False,
    }


def test_the_page_on_formats_holds_the_table(program: Program) -> None:
    table = program("formats", "--format", "markdown").out
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    written, _, tail = rest.partition(END)
    if os.environ.get("DEPSOV_REWRITE"):
        PAGE.write_text(f"{head}{BEGIN}{table}{END}{tail}", encoding="utf-8")
    else:
        assert written == table
