"""What a tool said, as one line for people: without secrets, without paths of this machine, and not too long."""

from __future__ import annotations

import re
from typing import Final

from depsov.documents import printable

__all__ = ["LONGEST", "said"]

LONGEST: Final = 300
"""Characters that a message takes from a tool."""

_CREDENTIALS = re.compile(r"(?<=://)[^\s/?#]*@|[?#][^\s\"')]*=[^\s\"')]*")
_TOKEN = re.compile(r"\b(?:npm|pypi|gh[opsu]|glpat)[_-][A-Za-z0-9_-]{16,}|\b(?:Bearer|Basic)\s+\S+")
# A path that no scheme or host stands before; `D:\\` and `\\\\server` as well.
_PATH = re.compile(r"(?<![\w:/.@-])(?:file:/+|/|[A-Za-z]:[\\/]|\\\\)(?:[^\s:\"'()]*[/\\])+([^\s:\"'()/\\]*)")


def said(text: str) -> str:
    """Return the text of a tool on one line, printable, without credentials and machine paths, cut to `LONGEST`."""
    text = _TOKEN.sub("…", _CREDENTIALS.sub("", text))
    text = _PATH.sub(r"\1", text)
    line = " ".join(printable(part) for part in text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
