"""Expectations that stand in files, so that a reviewer reads them as a user would."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from depsov.registries import CONDA_CHANNELS, JSR

FOLDER = Path(__file__).parent / "data" / "expected"


def check_expected(name: str, actual: str) -> None:
    """Compare a text with the file of that name; `DEPSOV_REWRITE=1` writes it instead."""
    path = FOLDER / name
    actual = masked(actual)
    if os.environ.get("DEPSOV_REWRITE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(actual, encoding="utf-8")
    assert actual == path.read_text(encoding="utf-8")


def masked(text: str) -> str:
    """Return the text with reserved names for the hosts of registries, which stand in `depsov.registries` alone."""
    for url, name in ((CONDA_CHANNELS, "https://conda.example"), (JSR, "https://jsr.example")):
        text = text.replace(url, name).replace(quote(url, safe=":"), quote(name, safe=":"))
    return text
