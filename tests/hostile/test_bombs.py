"""Small documents that ask for much: each reader stays within a generous share of processor and memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from depsov.formats import FORMATS
from tests.hostile.found import SLOW

TOP = Path(__file__).parents[2]
SIGNS = 50_000


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep to limits of processes as Linux does")
def test_no_reader_takes_more_than_its_share() -> None:
    formats = [reader.id for reader in FORMATS]
    command = [sys.executable, "-m", "tests.hostile.limited", str(SIGNS), *formats]

    run = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)

    read = run.stdout.splitlines()
    assert run.returncode == 0, f"{read[-1:]} took too much: {run.stderr[-2000:]}"
    assert {line.partition(":")[0] for line in read} == {*formats}
    assert {f"{slow.format}: {slow.title}" for slow in SLOW} <= {*read}
