"""Lines of the members of an object in a JSON text, found by their keys: decoders do not tell them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

__all__ = ["member_lines"]


def member_lines(text: str, section: str, keys: Iterable[str], opening: str = "{") -> Iterator[int]:
    """Yield the lines of the members of the object `section`, which stand in the text in the order of `keys`.

    Each member begins with `opening`, behind one space or none. It ends at the first that is written in an unusual way:
    the rest has no lines.
    """
    colon = '": ' if f'"{section}": {{' in text else '":'
    at = text.find(f'"{section}{colon}{{')
    if at < 0:
        return
    line = text.count("\n", 0, at) + 1
    for key in keys:
        found = text.find(f'"{_escaped(key)}{colon}{opening}', at + 1)
        if found < 0:
            return
        line += text.count("\n", at, found)
        at = found
        yield line


def _escaped(key: str) -> str:
    return key if key.isprintable() and '"' not in key and "\\" not in key else json.dumps(key)[1:-1]
