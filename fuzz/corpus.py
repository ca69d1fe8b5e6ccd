"""Puts seeds into the corpus folder that a fuzz target was given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["fill"]


def fill(arguments: Sequence[str], seeds: Iterable[bytes]) -> None:
    """Write each seed into the first folder that the arguments name, called by its hash as libFuzzer calls inputs.

    Where a file is named instead, which is one input to try again, nothing is written.
    """
    named = [Path(item) for item in arguments[1:] if not item.startswith("-")]
    if not named or named[0].is_file():
        return
    named[0].mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        path = named[0] / hashlib.sha1(seed, usedforsecurity=False).hexdigest()
        if not path.exists():
            path.write_bytes(seed)
