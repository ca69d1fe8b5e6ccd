"""Tar archives as tarfile writes them, and as nobody should."""

from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from depsov.errors import DocumentError
from depsov.resolution.index._tar import MAX_MEMBERS, read_tar

FORMATS = [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]
LIMIT = 10_000


def member(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, **more: object) -> bytes:
    """Return a member as bytes: its headers and its content."""
    found = tarfile.TarInfo(name)
    found.type, found.size = kind, len(content)
    for key, value in more.items():
        setattr(found, key, value)
    return found.tobuf(tarfile.GNU_FORMAT) + content + bytes(-len(content) % 512)


def read(data: bytes) -> list[tuple[str, bytes]]:
    return list(read_tar(io.BytesIO(data), lambda _: True, LIMIT))


@pytest.mark.parametrize("layout", FORMATS)
@given(
    files=st.lists(
        st.tuples(
            st.text(st.sampled_from("aé.- "), min_size=1, max_size=90).filter(lambda name: name.strip(" .")),
            st.integers(0, 3),
            st.binary(max_size=1500),
        ),
        max_size=5,
    )
)
def test_what_tarfile_writes_is_read(layout: int, files: list[tuple[str, int, bytes]]) -> None:
    buffer = io.BytesIO()
    expected = []
    with tarfile.open(fileobj=buffer, mode="w", format=layout) as archive:
        for name, depth, content in files:
            path = "folder of a middling length/" * (depth if layout == tarfile.USTAR_FORMAT else depth * 10) + name
            entry = tarfile.TarInfo(path)
            entry.size, entry.mtime = len(content), 1.5
            try:
                archive.addfile(entry, io.BytesIO(content))
            except ValueError:  # what the old format has no room for
                continue
            expected.append((path, content))
    assert read(buffer.getvalue()) == expected


def test_links_and_folders_are_no_files_and_are_not_followed() -> None:
    data = b"".join(
        [
            member("folder", kind=tarfile.DIRTYPE),
            member("old folder/", kind=tarfile.AREGTYPE),
            member("link", kind=tarfile.SYMTYPE, linkname="../../secret"),
            member("hard", kind=tarfile.LNKTYPE, linkname="x" * 300),
            member("pipe", kind=tarfile.FIFOTYPE),
            member("global", b"19 comment=0123456\n", kind=tarfile.XGLTYPE),
            member("strange", b"something", kind=b"Z"),
            member("file", b"content"),
        ]
    )
    assert read(data) == [("file", b"content")]


def test_only_what_is_wanted_is_read() -> None:
    data = member("large", b"x" * (LIMIT + 1)) + member("small", b"y")
    asked: list[str] = []

    def wanted(path: str) -> bool:
        asked.append(path)
        return path == "small"

    assert list(read_tar(io.BytesIO(data), wanted, LIMIT)) == [("small", b"y")]
    assert asked == ["large", "small"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"x" * 100, "cut off"),
        (b"x" * 600, "damaged"),
        (member("a", b"content")[:514], "cut off"),
        (member("a").replace(b"ustar", b"other"), "damaged"),
        (member("large", b"x" * (LIMIT + 1)), "over the limit"),
        (member("a", kind=tarfile.GNUTYPE_SPARSE), "sparse"),
        (member("a", b"x" * 70_000, kind=tarfile.GNUTYPE_LONGNAME), "too long"),
        (member("a", b"x" * 60_000, kind=tarfile.GNUTYPE_LONGNAME) * 300, "too long"),
        (member("a", b"path=b\n", kind=tarfile.XHDTYPE), "attributes"),
        (member("a", b"0 path=b\n", kind=tarfile.XHDTYPE), "attributes"),
        (member("a", b"99 path=b\n", kind=tarfile.XHDTYPE), "attributes"),
        (member("a", b"11 size=-1\n", kind=tarfile.XHDTYPE), "attributes"),
        (member("a", size=-512), "damaged"),  # steps back, and round and round for ever
        (member("a", kind=tarfile.GNUTYPE_LONGNAME) * (MAX_MEMBERS + 1), "limit of 100000 members"),
    ],
)
def test_a_broken_archive_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read(data)


def test_attributes_of_one_after_another_end_at_a_limit() -> None:
    headers = [member("a", b"60000 a=" + b"b" * 59_991 + b"\n", kind=tarfile.XHDTYPE)] * 300
    assert read(b"".join([*headers[:200], member("file", b"content")])) == [("file", b"content")]
    with pytest.raises(DocumentError, match="too long"):
        read(b"".join(headers))


SAMPLE = member("@LongLink", b"a/" * 60 + b"b\0", kind=b"L") + member("short", b"content")
SAMPLE += member("x", b"11 path=cc\n", kind=tarfile.XHDTYPE) + member("c", b"more")


@settings(max_examples=300)
@given(st.integers(0, len(SAMPLE)), st.integers(0, 600), st.binary(max_size=20))
@example(0, 0, b"")
def test_an_archive_with_some_bytes_changed(start: int, length: int, piece: bytes) -> None:
    data = SAMPLE[:start] + piece + SAMPLE[start + length :]
    try:
        found = read(data)
    except DocumentError:
        return
    assert all(content in data for _, content in found)
