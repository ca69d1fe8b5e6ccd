"""Wheels of which only parts are fetched: built here, with every size of the first part, and broken in every way."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from depsov.errors import DocumentError
from depsov.resolution.index.wheel import PartialWheel, whole

FILENAME = "wind_tools-1.0-py3-none-any.whl"
METADATA = b"Metadata-Version: 2.4\nName: wind-tools\nVersion: 1.0\n\n" + b"What it is for.\n" * 400
OWN = {"wind_tools-1.0.dist-info/METADATA": METADATA}
MOST_PIECES = 7


@dataclass(frozen=True, kw_only=True)
class Made:
    """How a wheel is made."""

    files: int = 3
    method: int = zipfile.ZIP_DEFLATED
    comment: bytes = b""
    prefix: bytes = b""
    is_wide: bool = False
    behind: int = 0  # bytes of a file between METADATA and the directory

    def wheel(self, members: Mapping[str, bytes] = OWN) -> bytes:
        file = io.BytesIO(self.prefix)
        file.seek(0, io.SEEK_END)
        with zipfile.ZipFile(file, "w", self.method) as archive:
            for number in range(self.files):
                archive.writestr(f"wind_tools/module_{number}.py", b"x = 1\n" * (number % 50))
            for name, content in members.items():
                with archive.open(name, "w", force_zip64=self.is_wide) as member:
                    member.write(content)
            if self.behind:
                archive.writestr(zipfile.ZipInfo("wind_tools/last.bin"), b"\0" * self.behind)
            archive.comment = self.comment
        return file.getvalue()


MADE = {
    "small": Made(),
    "500 files": Made(files=500),
    "stored": Made(method=zipfile.ZIP_STORED),
    "comment": Made(comment=b"a word about it " * 2000),
    "comment that looks like an end": Made(comment=b"PK\5\6" * 300),
    "prefix": Made(prefix=b"#!/bin/sh\n" * 2000),
    "wide fields": Made(is_wide=True),
    "far from the end": Made(files=40, behind=200_000),
    "so many files that it is ZIP64": Made(files=66_000, method=zipfile.ZIP_STORED),
}


@cache
def wheel_of(made: str) -> bytes:
    return MADE[made].wheel()


def fetched(data: bytes, tail: int, filename: str = FILENAME) -> tuple[bytes, int]:
    """Return the metadata, and in how many pieces it was fetched."""
    wheel, total, pieces = PartialWheel(filename), len(data), 1
    start = max(0, total - tail)
    wheel.feed(start, data[start:], total)
    while (wanted := wheel.needed()) is not None:
        first, end = wanted
        assert 0 <= first < end <= total
        wheel.feed(first, data[first:end], total)
        pieces += 1
        assert pieces <= MOST_PIECES
    return wheel.metadata(), pieces


@pytest.mark.parametrize("tail", [0, 1, 21, 22, 60, 500, 4096, 16 * 1024, 10**9])
@pytest.mark.parametrize("made", MADE)
def test_metadata_is_found_whatever_is_fetched_first(made: str, tail: int) -> None:
    assert fetched(wheel_of(made), tail)[0] == METADATA


@pytest.mark.parametrize("made", MADE)
def test_a_whole_wheel_is_read_at_once(made: str) -> None:
    assert whole(wheel_of(made), FILENAME) == METADATA


@pytest.mark.parametrize(
    ("made", "pieces"),
    [
        ("small", 1),
        ("500 files", 2),  # the directory, and METADATA with it
        ("prefix", 1),
        ("far from the end", 2),
        ("so many files that it is ZIP64", 2),
    ],
)
def test_few_pieces_are_fetched(made: str, pieces: int) -> None:
    assert fetched(wheel_of(made), 16 * 1024)[1] == pieces


def test_the_answer_may_be_the_whole_file_although_its_end_was_asked_for() -> None:
    data = wheel_of("500 files")
    wheel = PartialWheel(FILENAME)
    wheel.feed(0, data, len(data))
    assert wheel.needed() is None
    assert wheel.metadata() == METADATA


# --- whose METADATA -----------------------------------------------------------------------------------------------

OTHER = b"Name: other\nVersion: 1.0\n"


@pytest.mark.parametrize(
    ("folder", "filename"),
    [
        ("wind_tools-1.0", "wind_tools-1.0-py3-none-any.whl"),
        ("Wind.Tools-1.0", "wind_tools-1.0-py3-none-any.whl"),
        ("wind-tools-1.0.0", "wind_tools-1.0-py3-none-any.whl"),
        ("wind_tools-1.0", "Wind_Tools-1.0-2-cp312-cp312-manylinux_2_17_x86_64.whl"),
        ("wind_tools-0.9", "wind_tools-1.0-py3-none-any.whl"),  # old tools: the name has to do
        ("wind_tools-1.0_odd", "wind_tools-1.0-py3-none-any.whl"),
    ],
)
def test_the_folder_bears_the_name_of_the_wheel_in_some_spelling(folder: str, filename: str) -> None:
    assert whole(Made().wheel({f"{folder}.dist-info/METADATA": METADATA}), filename) == METADATA


@pytest.mark.parametrize(
    "other",
    [
        "wind_tools/_vendor/wind_tools-1.0.dist-info/METADATA",
        "wind_tools-1.0.data/purelib/wind_tools-1.0.dist-info/METADATA",
        "other-1.0.dist-info/METADATA",
        "wind_tools_more-1.0.dist-info/METADATA",
        "wind_tools-2.0.dist-info/METADATA",
        "wind_tools-1.0.dist-info/METADATA.txt",
        "wind_tools-1.0.dist-info/licenses/METADATA",
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_metadata_of_others_does_not_count(other: str, is_first: bool) -> None:  # noqa: FBT001
    members = {other: OTHER, **OWN} if is_first else {**OWN, other: OTHER}
    assert whole(Made().wheel(members), FILENAME) == METADATA


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "without METADATA"),
        ({"wind_tools/_vendor/wind_tools-1.0.dist-info/METADATA": OTHER}, "without METADATA"),
        ({"other-1.0.dist-info/METADATA": OTHER}, "without METADATA"),
        ({**OWN, "Wind-Tools-1.0.dist-info/METADATA": OTHER}, "twice"),
    ],
)
def test_a_wheel_without_one_metadata_of_its_own_is_refused(members: Mapping[str, bytes], message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        whole(Made().wheel(members), FILENAME)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_metadata_that_stands_twice_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for content in (METADATA, OTHER):
            archive.writestr("wind_tools-1.0.dist-info/METADATA", content)
    with pytest.raises(DocumentError, match="twice"):
        whole(file.getvalue(), FILENAME)


@pytest.mark.parametrize(
    "filename", ["", "mill.whl", "mill-1.0.tar.gz", "mill-last-py3-none-any.whl", "a\x1b-1-b-c-d.whl"]
)
def test_a_file_name_that_is_none_of_a_wheel_is_refused(filename: str) -> None:
    with pytest.raises(DocumentError, match="cannot be the name of a wheel") as error:
        PartialWheel(filename)
    assert "\x1b" not in str(error.value)


# --- broken archives ----------------------------------------------------------------------------------------------


def stored() -> bytearray:
    return bytearray(Made(method=zipfile.ZIP_STORED).wheel())


def in_directory(data: bytearray, offset: int, layout: str, value: int) -> bytes:
    """Return the archive with another value in the last entry of its directory, that of METADATA."""
    struct.pack_into(layout, data, data.rindex(b"PK\1\2") + offset, value)
    return bytes(data)


def at_end(data: bytearray, offset: int, layout: str, value: int) -> bytes:
    struct.pack_into(layout, data, data.rindex(b"PK\5\6") + offset, value)
    return bytes(data)


BROKEN = {
    "nothing": (b"", "too short"),
    "no archive": (b"<html>" * 100, "no directory"),
    "cut off": (bytes(stored()[:-30]), "no directory"),
    "something behind it": (bytes(stored()) + b"\0", "no directory"),
    "encrypted": (in_directory(stored(), 8, "<H", 1), "encrypted"),
    "bzip2": (in_directory(stored(), 10, "<H", 12), "method 12"),
    "another checksum": (in_directory(stored(), 16, "<L", 1), "damaged"),
    "packed is too long": (in_directory(stored(), 20, "<L", 9 << 20), "limit of 8 MB"),
    "size is too large": (in_directory(stored(), 24, "<L", 9 << 20), "limit of 8 MB"),
    "size is too small": (in_directory(stored(), 24, "<L", 5), "damaged"),
    "packed runs out of the file": (in_directory(stored(), 20, "<L", 1 << 20), "outside"),
    "begins outside": (in_directory(stored(), 42, "<L", 1 << 30), "outside"),
    "begins elsewhere": (in_directory(stored(), 42, "<L", 0), "not where the directory says"),
    "wide without a field": (in_directory(stored(), 42, "<L", 0xFFFF_FFFF), "ZIP64 field"),
    "the mark of an entry": (in_directory(stored(), 0, "<L", 0), "damaged"),
    "a name without end": (in_directory(stored(), 28, "<H", 0xFFFF), "damaged"),
    "directory outside": (at_end(stored(), 16, "<L", 1 << 30), "does not fit"),
    "directory too long": (at_end(stored(), 12, "<L", 1 << 30), "limit of 64 MB"),
    "directory too short": (at_end(stored(), 12, "<L", 50), "damaged|cut off"),
}


@pytest.mark.parametrize(("data", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_archive_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        whole(data, FILENAME)
    with pytest.raises(DocumentError, match=message):
        fetched(data, 100)


def wide(extra: bytes) -> bytes:
    """Return the archive with the sizes and the place of METADATA in an extra field of the directory."""
    data = stored()
    entry, end = data.rindex(b"PK\1\2"), data.rindex(b"PK\5\6")
    size, start = len(METADATA), struct.unpack_from("<L", data, entry + 42)[0]
    extra = extra.replace(b"VALUES", struct.pack("<3Q", size, size, start))
    struct.pack_into("<2L", data, entry + 20, 0xFFFF_FFFF, 0xFFFF_FFFF)
    struct.pack_into("<H", data, entry + 30, len(extra))
    struct.pack_into("<L", data, entry + 42, 0xFFFF_FFFF)
    struct.pack_into("<L", data, end + 12, end + len(extra) - struct.unpack_from("<L", data, end + 16)[0])
    return bytes(data[:end] + extra + data[end:])


@pytest.mark.parametrize("before", [b"", struct.pack("<2H", 0x5455, 5) + b"times"])
def test_what_does_not_fit_stands_in_a_field_of_its_own(before: bytes) -> None:
    data = wide(before + struct.pack("<2H", 1, 24) + b"VALUES")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("wind_tools-1.0.dist-info/METADATA") == METADATA
    assert whole(data, FILENAME) == METADATA
    assert fetched(data, 100)[0] == METADATA


@pytest.mark.parametrize(
    "extra",
    [b"", b"\1", struct.pack("<2H", 1, 0), struct.pack("<2H", 1, 12) + b"VALUES", b"\1\0\xff\xff", b"\2\0\0\0" * 9],
)
def test_a_field_without_what_did_not_fit_is_refused(extra: bytes) -> None:
    with pytest.raises(DocumentError, match="ZIP64 field"):
        whole(wide(extra), FILENAME)


def test_a_damaged_content_is_refused() -> None:
    data = bytearray(Made(files=0).wheel())
    for place in range(80, 100):
        changed = bytes(data[:place] + b"\xff" + data[place + 1 :])
        with pytest.raises(DocumentError, match=r"damaged|unpacked|not where"):
            whole(changed, FILENAME)


@pytest.mark.parametrize("size", [9 << 20, 1 << 20], ids=["told", "hidden"])
def test_a_bomb_is_refused(size: int) -> None:
    data = bytearray(Made().wheel({"wind_tools-1.0.dist-info/METADATA": b"\0" * (9 << 20)}))
    with pytest.raises(DocumentError, match=r"limit of 8 MB|damaged"):
        whole(in_directory(data, 24, "<L", size), FILENAME)


def test_a_member_of_the_longest_size_is_read() -> None:
    content = b"\0" * (8 << 20)
    assert whole(Made().wheel({"wind_tools-1.0.dist-info/METADATA": content}), FILENAME) == content


# --- broken answers -----------------------------------------------------------------------------------------------


def started(tail: int = 100) -> tuple[PartialWheel, bytes, tuple[int, int]]:
    data = wheel_of("500 files")
    wheel = PartialWheel(FILENAME)
    wheel.feed(len(data) - tail, data[-tail:], len(data))
    wanted = wheel.needed()
    assert wanted is not None
    return wheel, data, wanted


def test_an_answer_without_the_range_is_refused() -> None:
    for cut in (slice(0, 0), slice(0, -1), slice(1, None)):
        wheel, data, (start, end) = started()
        part = data[start:end][cut]
        with pytest.raises(DocumentError, match="not the part of the file"):
            wheel.feed(start + (cut.start or 0), part, len(data))


@pytest.mark.parametrize(("start", "data"), [(-1, b"x"), (0, b"x" * 10**6)])
def test_an_answer_from_outside_of_the_file_is_refused(start: int, data: bytes) -> None:
    wheel, wanted, _ = started()
    with pytest.raises(DocumentError, match="outside"):
        wheel.feed(start, data, len(wanted))


def test_a_file_that_changes_is_refused() -> None:
    wheel, data, (start, end) = started()
    with pytest.raises(DocumentError, match="changed"):
        wheel.feed(start, data[start:end], len(data) + 1)


def test_metadata_is_not_there_before_it_was_read() -> None:
    with pytest.raises(DocumentError, match="was not read"):
        PartialWheel(FILENAME).metadata()
    with pytest.raises(DocumentError, match="was not read"):
        started()[0].metadata()


def test_more_than_was_needed_is_welcome() -> None:
    wheel, data, (start, _) = started()
    wheel.feed(start - 50, data[start - 50 :], len(data))
    assert wheel.needed() is None
    wheel.feed(0, data[:10], len(data))
    assert wheel.metadata() == METADATA


# --- any bytes ----------------------------------------------------------------------------------------------------


def check(data: bytes, tail: int) -> None:
    """Whatever the bytes: metadata or an error, in few pieces, and the same with all at once."""
    try:
        in_parts = fetched(data, tail)[0]
    except DocumentError:
        with pytest.raises(DocumentError):
            whole(data, FILENAME)
        return
    assert whole(data, FILENAME) == in_parts


@given(st.binary(max_size=300), st.integers(0, 300))
@example(b"PK\5\6" + b"\0" * 18, 22)
@example(b"PK\6\6" + b"\xff" * 52 + b"PK\6\7" + b"\xff" * 16 + b"PK\5\6" + b"\0" * 18, 0)
def test_any_bytes(data: bytes, tail: int) -> None:
    check(data, tail)


SAMPLES = [replace(made, files=2, behind=0).wheel() for made in MADE.values() if made.comment[:2] != b"a "]


@settings(max_examples=400)
@given(st.data())
def test_a_wheel_with_some_bytes_changed(draw: st.DataObject) -> None:
    data = bytearray(draw.draw(st.sampled_from(SAMPLES)))
    # The directory stands in the last few hundred bytes: most of what can go wrong does so there.
    places = st.one_of(st.integers(1, len(data)), st.integers(1, min(len(data), 400)))
    for _ in range(draw.draw(st.integers(1, 3))):
        place = draw.draw(places)
        piece = draw.draw(st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from([b"\xff" * 4, b"\0" * 4])))
        data[-place : len(data) - place + len(piece)] = piece
    check(bytes(data), draw.draw(st.sampled_from([0, 50, 16 * 1024])))
