"""Resolutions of the last day, so that the next scan has them at once. Names and versions only, and nothing of people.

One file for each, named by a digest of all that it depends on. A cache that cannot be used costs nothing but time.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

__all__ = ["LIFETIME", "Kept"]

LIFETIME = 24 * 3600
"""Seconds for which a resolution is taken as it was."""

_KEPT_FOR = 30 * 24 * 3600


class Kept:
    """The folder of kept resolutions below that of the cache."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / "resolved"

    def load(self, *question: str) -> bytes | None:
        """Return the answer to a question, where there is one of the last day."""
        path = self._path(question)
        with suppress(OSError):
            age = time.time() - path.stat().st_mtime
            if 0 <= age < LIFETIME:
                return path.read_bytes()
        return None

    def store(self, answer: bytes, *question: str) -> None:
        """Keep an answer, the whole of it or nothing, and drop those that are too old."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._drop_old()
            handle, name = tempfile.mkstemp(dir=self._folder)
            beside = Path(name)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(answer)
                beside.replace(self._path(question))
            except BaseException:
                beside.unlink(missing_ok=True)
                raise

    def _path(self, question: tuple[str, ...]) -> Path:
        digest = hashlib.sha256("\0".join(question).encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest}.json"

    def _drop_old(self) -> None:
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another run drops them too
                age = time.time() - path.stat().st_mtime
                if not -LIFETIME < age <= _KEPT_FOR:  # or of a clock that was ahead
                    path.unlink()
