"""Expectations that stand in files, so that a reviewer reads them as a user would."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "expected"


def check_expected(name: str, actual: str) -> None:
    """Compare a text with the file of that name; `DEPSOV_REWRITE=1` writes it instead."""
    path = FOLDER / name
    if os.environ.get("DEPSOV_REWRITE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(actual, encoding="utf-8")
    assert actual == path.read_text(encoding="utf-8")
