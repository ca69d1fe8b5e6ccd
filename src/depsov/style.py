"""How a person wants an answer to look."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PLAIN", "Style"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Width in columns, with colour or without, every line or the weighty ones."""

    width: int = 100
    colour: bool = False
    verbose: bool = False


PLAIN = Style()
