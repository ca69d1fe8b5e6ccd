"""Options and fixtures of the whole test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one flag that writes expectations anew instead of comparing with them."""
    parser.addoption("--rewrite-expected", action="store_true", help="write every expected.json anew")
