"""The lines of a `pyproject.toml` on which its wishes stand."""

from __future__ import annotations

import re

from depsov.parse.python._wish import Wish

__all__ = ["Places"]


class Places:
    """Finds the line of a wish: that of its string, or of its key in its table."""

    _TOKEN = re.compile(
        r"""^[ \t]*\[(?P<table>[^\[\]\n]+)\][ \t]*(?:\#.*)?$
          | ^[ \t]*(?P<key>[A-Za-z0-9_.-]+|"[^"\n]*")[ \t]*=
          | "(?P<basic>[^"\\\n]*)"
          | '(?P<literal>[^'\n]*)'
          | \#.*""",
        re.MULTILINE | re.VERBOSE,
    )

    def __init__(self, text: str) -> None:
        self._strings: dict[str, int] = {}
        self._keys: dict[tuple[str, str], int] = {}
        table, line, end = "", 1, 0
        for match in self._TOKEN.finditer(text):
            line += text.count("\n", end, match.start())
            end = match.start()
            if match["table"] is not None:
                table = match["table"].strip().replace('"', "")
            elif match["key"] is not None:
                self._keys.setdefault((table, match["key"].strip('"')), line)
            else:
                self._strings.setdefault(match["basic"] or match["literal"] or "", line)

    def of(self, wish: Wish) -> int | None:
        """Return the line of a wish, or None where the text is laid out in another way."""
        if wish.table:
            return self._keys.get((wish.table, wish.written))
        return self._strings.get(wish.written)
