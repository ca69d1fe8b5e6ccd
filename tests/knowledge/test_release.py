"""A released knowledge base: written, read back, and refused where it is not what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depsov.errors import KnowledgeError
from depsov.knowledge import load
from depsov.knowledge.lines import read, write
from depsov.knowledge.release import pack, unpack
from depsov.knowledge.store import shipped_bundle

BUNDLE = b'{"format":2,"version":"2030-01-01"}'


def test_what_is_packed_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "k.json").write_bytes(pack(BUNDLE))
    assert unpack(tmp_path / "k.json") == BUNDLE


def test_the_header_bears_the_date_and_the_checksum() -> None:
    header = json.loads(pack(BUNDLE).splitlines()[0])
    assert header["version"] == "2030-01-01"
    assert len(header["sha256"]) == 64


def test_a_newer_release_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    bundle = {**read(shipped_bundle()), "version": "2030-01-01"}
    (tmp_path / "k.json").write_bytes(pack(write(bundle)))
    assert load(released=tmp_path / "k.json").version == "2030-01-01"
    assert load().version != "2030-01-01"


def test_an_overlay_lies_on_top_of_a_release(tmp_path: Path) -> None:
    (tmp_path / "k.json").write_bytes(pack(shipped_bundle()))
    own = tmp_path / "own.toml"
    own.write_text('curated = 2026-01-01\n[our-office]\nname = "Our Office"\nkind = "community"\n', encoding="utf-8")
    assert load([own], tmp_path / "k.json").organisation("our-office").name == "Our Office"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pack(BUNDLE)[:-5], "its checksum does not fit"),
        (pack(BUNDLE).replace(b"2030-01-01", b"2031-01-01"), "its checksum does not fit"),
        (b'{"depsov-knowledge": 2}\n{}\n', "its checksum does not fit"),
        (b'{"depsov-knowledge": 1, "sha256": "x"}\nno JSON at all', "has format 1, and this depsov reads format 2"),
        (b"", "is no released knowledge base"),
        (BUNDLE, "is no released knowledge base"),
        (b"curated = 2026-01-01\n", "is no released knowledge base"),
        (b"[1]\n", "is no released knowledge base"),
        (b"x" * 10_000_000, "is no released knowledge base"),
        (b"\xff\xfe\n", "is no released knowledge base"),
    ],
)
def test_what_is_no_sound_release_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "k.json").write_bytes(data)
    with pytest.raises(KnowledgeError, match=message):
        unpack(tmp_path / "k.json")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        unpack(tmp_path / "k.json")


def test_a_release_without_its_parts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "k.json").write_bytes(pack(BUNDLE))
    with pytest.raises(KnowledgeError, match="lacks"):
        load(released=tmp_path / "k.json")
