"""Regular expressions that are compiled when they are first used: most scans need a few of the many that are there.

A type checker sees `re.compile`; at run time it is `_Lazy`, whose methods are those of the compiled pattern.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

__all__ = ["pattern"]


class _Lazy:
    def __init__(self, text: str, flags: int = 0) -> None:
        self._of = (text, flags)

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._of), name)
        setattr(self, name, found)  # which is found without coming here from now on
        return found


if TYPE_CHECKING:
    from re import compile as pattern
else:
    pattern = _Lazy
