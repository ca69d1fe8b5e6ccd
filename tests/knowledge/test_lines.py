"""A bundle in lines: what was written is read, and nothing is decoded before it is asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from depsov.errors import KnowledgeError
from depsov.knowledge import lines

BUNDLE: dict[str, Any] = {
    "format": 2,
    "version": "2026-01-01",
    "oldest": "2025-01-01",
    "organisations": {"acme": {"name": "Ācme\nInc."}, "works": {"name": "Works"}},
    "identities": {"github:acme": "acme", "github:works": "works", "npm:@acme": "acme"},
    "packages": {"pypi": {"acme-tool": 0}, "npm": {}},
    "entries": [{"steward": "acme"}, *({"steward": "works", "note": str(number)} for number in range(250))],
}


def test_what_was_written_is_read() -> None:
    bundle = lines.read(lines.write(BUNDLE))
    assert bundle["version"] == "2026-01-01"
    assert bundle["organisations"]["acme"] == {"name": "Ācme\nInc."}
    assert sorted(bundle["organisations"]) == ["acme", "works"]
    assert bundle["packages"]["pypi"] == {"acme-tool": 0}
    assert bundle["packages"].get("cargo", {}) == {}
    assert "npm" in bundle["packages"]
    assert len(bundle["packages"]) == 2
    nested = ("organisations", "packages", "identities")
    plain = {key: dict(value) if key in nested else value for key, value in bundle.items()}
    assert plain | {"entries": [*bundle["entries"]]} == BUNDLE


def test_identities_are_one_table_whatever_their_kind() -> None:
    identities = lines.read(lines.write(BUNDLE))["identities"]
    assert identities["npm:@acme"] == "acme"
    assert identities.get("npm:@works") is None
    assert identities.get("domain:acme.example") is None
    assert "no kind" not in identities
    assert len(identities) == 3


def test_entries_are_one_list() -> None:
    entries = lines.read(lines.write(BUNDLE))["entries"]
    assert [entries[number] for number in (0, 99, 100, 250, -1)] == [
        BUNDLE["entries"][number] for number in (0, 99, 100, 250, -1)
    ]
    assert entries[98:102] == BUNDLE["entries"][98:102]
    assert len(entries) == 251
    with pytest.raises(IndexError):
        entries[251]


def test_every_line_is_json() -> None:
    assert all(json.loads(line) is not None for line in lines.write(BUNDLE).splitlines())


def test_a_part_is_decoded_once_and_only_when_asked_for() -> None:
    data = lines.write(BUNDLE).replace(b'{"name":"Works"}', b'{"name":"Works_}')
    bundle = lines.read(data)
    assert bundle["organisations"]["acme"] is bundle["organisations"]["acme"]
    with pytest.raises(ValueError, match="Unterminated"):
        bundle["organisations"]["works"]


@pytest.mark.parametrize("data", [b"", b"\n", b"[]\n", b"not JSON\n{}", b"\xff\n"])
def test_what_has_no_header_is_refused(data: bytes) -> None:
    with pytest.raises(KnowledgeError, match="damaged"):
        lines.read(data)
