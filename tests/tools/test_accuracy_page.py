"""The page on accuracy shows what the command measures today."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tools import accuracy

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
BLOCK = re.compile(r"(<!-- accuracy-output -->\n```text\n)(.*?)(```)", re.DOTALL)


def test_the_page_shows_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    accuracy.main([])
    measured = capsys.readouterr().out
    text = PAGE.read_text(encoding="utf-8")
    if os.environ.get("DEPSOV_REWRITE"):
        PAGE.write_text(BLOCK.sub(lambda match: match[1] + measured + match[3], text), encoding="utf-8")
    match = BLOCK.search(PAGE.read_text(encoding="utf-8"))
    assert match is not None
    assert match[2] == measured
