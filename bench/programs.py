"""What is run alike in all measurements: bare Python, depsov as it is installed beside it, and no network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bench.timing import Command

__all__ = ["PYTHON", "bare_python", "depsov", "without_network"]

PYTHON = sys.executable


def bare_python() -> Command:
    """Return the least that a Python program can take."""
    return Command([PYTHON, "-c", "pass"])


def depsov(*args: str) -> list[str]:
    """Return the words that run depsov as its users do, with the Python that runs this."""
    script = Path(PYTHON).with_name("depsov")
    return [str(script), *args] if script.exists() else [PYTHON, "-m", "depsov", *args]


@lru_cache(maxsize=1)
def without_network() -> Sequence[str]:
    """Return the words that take the network from the command behind them; none where this machine has no such."""
    unshare = shutil.which("unshare")
    for options in (["-n"], ["-r", "-n"]):  # the second is for users who are not root
        words = [unshare or "unshare", *options]
        if unshare and not subprocess.run([*words, "true"], check=False, capture_output=True).returncode:
            return words
    return ()
