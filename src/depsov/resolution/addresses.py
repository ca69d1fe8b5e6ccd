"""Which addresses of indexes and registries a scanned tree may name: those with https, and this machine."""

from __future__ import annotations

import re

__all__ = ["SAFE", "is_safe", "is_secure"]

SAFE = r"(?:https://|http://(?:127\.0\.0\.1|localhost|\[::1\])(?=[:/]|\Z))"
"""A regular expression for the beginning of such an address."""

_IS_SAFE = re.compile(SAFE, re.IGNORECASE)


def is_safe(url: str) -> bool:
    """Return whether an index at that address may be asked although it is the tree that names it."""
    return _IS_SAFE.match(url) is not None


def is_secure(url: str) -> bool:
    """Return whether an address is one with https."""
    return url[:8].lower() == "https://"
