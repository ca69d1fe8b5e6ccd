"""What has to be known of an INI file before configparser gets it, which was not made for files of strangers."""

from __future__ import annotations

from depsov.errors import DocumentError
from depsov.patterns import pattern

__all__ = ["within_limits"]

_MAX_SIZE = 1_000_000
_MAX_LINES = 10_000

_BLANKS = pattern(r"[^\S\n]{50,}")


def within_limits(text: str) -> str:
    """Return the text with long blanks made shorter. Raises `DocumentError` where it is too large.

    Over the blanks within a line configparser goes again from each of them, and to its message it adds every line that
    is wrong: with a hundred thousand of either it takes a minute.
    """
    if len(text) > _MAX_SIZE or text.count("\n") > _MAX_LINES:
        limits = f"{_MAX_SIZE // 1_000_000} MB, or {_MAX_LINES:,} lines"
        raise DocumentError(f"over the limit of {limits}", hint="is it a configuration?")
    return _BLANKS.sub(" " * 50, text)
