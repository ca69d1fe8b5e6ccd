"""depsov as a library: what `import depsov` offers, and what it does not do."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import depsov

PROJECT = Path(__file__).parent / "data" / "projects" / "all-groups"
DAY = date(2026, 6, 30)


def test_every_public_name_is_there() -> None:
    for name in depsov.__all__:
        assert getattr(depsov, name) is not None
    assert dir(depsov) == depsov.__all__


def test_no_other_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        _ = depsov.nope


def test_scan_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    report = depsov.scan(PROJECT, as_of=DAY)

    assert report.summary.packages == 8
    assert capsys.readouterr() == ("", "")


def test_the_async_twin_says_the_same() -> None:
    assert asyncio.run(depsov.scan_async(PROJECT, as_of=DAY)) == depsov.scan(PROJECT, as_of=DAY)


def test_settings_as_an_argument() -> None:
    config = depsov.Config(perimeter=("US",))

    report = depsov.scan(PROJECT, config=config, as_of=DAY)

    assert report.perimeter.countries == ("US",)
    assert report.summary.by_verdict["unknown"] == 8  # without the overlay and the mirror, nothing here is known


def test_the_function_survives_the_import_of_every_submodule() -> None:
    script = "import depsov.pipeline, depsov.commands.scan, depsov; assert callable(depsov.scan)"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_nothing_to_scan(tmp_path: Path) -> None:
    with pytest.raises(depsov.NothingToScanError):
        depsov.scan(tmp_path)
