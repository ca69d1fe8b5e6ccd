"""Options and fixtures of the whole test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one flag that writes expectations anew instead of comparing with them."""
    parser.addoption("--rewrite-expected", action="store_true", help="write every expected.json anew")


@pytest.fixture(autouse=True)
def _nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep scans from what package managers, and the shell, have left on the machine that the tests run on."""
    monkeypatch.setattr("depsov.reading.local_stores", dict)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests marked `network`, and no others, open sockets."""
    for item in items:
        if item.get_closest_marker("network") is not None:
            item.add_marker("enable_socket")
