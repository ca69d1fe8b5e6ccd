"""Which identities are missing from the knowledge base, in the projects that somebody names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import unlisted

LOCK = """\
{"name": "site", "lockfileVersion": 3, "packages": {
  "": {"dependencies": {"@nobody-lists-this/a": "1.0.0"}},
  "node_modules/@nobody-lists-this/a": {"version": "1.0.0"},
  "node_modules/@nobody-lists-this/b": {"version": "1.0.0"},
  "node_modules/@angular/core": {"version": "1.0.0"}
}}
"""


def test_the_most_frequent_identity_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "package-lock.json").write_text(LOCK, encoding="utf-8")
    assert unlisted.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        "    2  npm:@nobody-lists-this  pkg:npm/%40nobody-lists-this/a, pkg:npm/%40nobody-lists-this/b\n"
        "1 unlisted identities\n"
    )
