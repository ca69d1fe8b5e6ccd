"""Against the local registry an empty cache asks about every package, and a full one about none."""

from __future__ import annotations

import pytest

from bench import online

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]


def test_requests_are_counted_cold_and_warm() -> None:
    (section,) = online.measure(1, size=20).sections

    found = {row[0]: row for row in section.rows}
    packages = section.header.index("packages")
    cold, warm = (at for at, name in enumerate(section.header) if name == "requests")
    assert (found["made up"][packages], found["made up"][cold]) == ("20", "20")
    assert int(found["all of web-service"][cold]) > 300
    assert {row[warm] for row in section.rows} == {"0"}
