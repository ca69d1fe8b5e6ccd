"""How a person wants an answer to look."""

from __future__ import annotations

from depsov.values import dataclass

__all__ = ["LANGUAGES", "PLAIN", "Style"]

LANGUAGES = ("en", "fr", "de")
"""The languages in which a report for people can be had; text, JSON and all others for programs are in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Width in columns, with colour or without, every line or the weighty ones, and in which language."""

    width: int = 100
    colour: bool = False
    verbose: bool = False
    lang: str = "en"


PLAIN = Style()
