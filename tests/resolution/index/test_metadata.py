"""Core metadata: what is taken from its headers, what is refused, and what the cache keeps of it."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depsov.errors import DocumentError
from depsov.resolution.index.metadata import MAX_REQUIRES, Metadata, dump, load, read_metadata

HEAD = b"Metadata-Version: 2.4\nName: wind-tools\nVersion: 1.0\n"


def read(*lines: str) -> Metadata:
    return read_metadata(HEAD + "\n".join(lines).encode())


def test_what_a_resolution_needs_is_read() -> None:
    data = """\
Metadata-Version: 2.3
Name: Wind_Tools.Core
Version: 1.0.post1
Requires-Python: >=3.9
Requires-Dist: mill>=2,<3
Requires-Dist: sail[fast] ; python_version < "3.11"
Requires-Dist: oar; extra == "by-hand"
Provides-Extra: by_hand
Dynamic: Requires-Dist

Requires-Dist: of-the-description
"""
    assert read_metadata(data.encode()) == Metadata(
        name="wind-tools-core",
        version="1.0.post1",
        requires_python=">=3.9",
        requires=("mill>=2,<3", 'sail[fast] ; python_version < "3.11"', 'oar; extra == "by-hand"'),
        extras=frozenset({"by-hand"}),
        dynamic=frozenset({"requires-dist"}),
        metadata_version="2.3",
    )


@pytest.mark.parametrize(
    ("lines", "requires"),
    [
        (["requires-dist: mill", "REQUIRES-DIST: sail"], ("mill", "sail")),
        (["Requires-Dist:mill"], ("mill",)),
        (["Requires-Dist: mill", "\t>=2", "        ,<3"], ("mill >=2 ,<3",)),
        (["License: first line", "        ", "        last line", "Requires-Dist: mill"], ("mill",)),
        (["Requires-Dist:", "Requires-Dist: mill"], ("mill",)),
        (["Summary: Requires-Dist: oar", "Requires-Dist: mill"], ("mill",)),
        (["Description: text", "        Requires-Dist: oar"], ()),
        (["Requires: os", "Requires-External: libc"], ()),  # names of modules, which nobody installs
        (["Requires-Dist: mill", "no header", "Requires-Dist: oar"], ("mill",)),
        (["Requires-Dist: mill", "", "Requires-Dist: oar"], ("mill",)),
        (["Requires-Dist: mill", "\r\nRequires-Dist: oar"], ("mill",)),
    ],
)
def test_headers_are_those_that_installers_see(lines: list[str], requires: tuple[str, ...]) -> None:
    assert read(*lines).requires == requires


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_end_of_line_will_do(end: str) -> None:
    lines = ["\ufeffName: mill", "Version: 1", "Requires-Dist: sail", "  >=1", "", "Requires-Dist: oar"]
    found = read_metadata(end.join(lines).encode())
    assert (found.name, found.version, found.requires) == ("mill", "1", ("sail >=1",))


def test_the_first_of_two_names_counts() -> None:
    assert read("Name: other", "Version: 2", "Requires-Python: >=3", "Requires-Python: >=2").requires_python == ">=3"
    assert read("Name: other").name == "wind-tools"


def test_bytes_that_are_no_utf_8_are_replaced() -> None:
    found = read_metadata(HEAD + b"Summary: caf\xe9\nRequires-Dist: mill ; extra == '\xe9'\n")
    assert found.requires == ("mill ; extra == '\N{REPLACEMENT CHARACTER}'",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "names no name"),
        (b"\n" + HEAD, "names no name"),
        (b"<!DOCTYPE html><html>Name: mill</html>", "names no name"),
        (b"PK\3\4", "names no name"),
        (b"Name: mill\n", "names no version"),
        (b"Name: mill\n\nVersion: 1\n", "names no version"),
        (b"Name: ../mill\nVersion: 1\n", "'../mill' cannot be the name"),
        (b"Name: mill\nVersion: last\x1b[31m\n", "cannot be a version"),
        (b"Name: mill\nVersion: " + b"1" * 200, "cannot be a version"),
        (b"Name: " + b"m" * 400 + b"\nVersion: 1", "cannot be the name"),
        (HEAD + b"Requires-Dist: mill\n" * (MAX_REQUIRES + 1), "over the limit"),
    ],
)
def test_what_is_no_metadata_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message) as error:
        read_metadata(data)
    assert "\x1b" not in str(error.value)


def test_a_long_description_costs_nothing() -> None:
    data = HEAD + b"\n" + b"Requires-Dist: mill\n" * 400_000
    start = perf_counter()
    assert read_metadata(data).requires == ()
    assert perf_counter() - start < 0.02  # to go through it takes half a second


def test_nothing_of_people_is_kept() -> None:
    found = read("Author: somebody", "Author-email: post@example.org", "Maintainer: somebody", "Description: somebody")
    assert b"somebody" not in dump(found)
    assert b"example" not in dump(found)


@given(st.binary(max_size=400))
def test_any_bytes_behind_a_name_give_metadata_or_an_error(data: bytes) -> None:
    try:
        found = read_metadata(HEAD + data)
    except DocumentError:
        return
    assert found.name == "wind-tools"
    assert load(dump(found)) == found


# --- what the cache keeps -----------------------------------------------------------------------------------------

TEXT = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable())


@given(
    st.builds(
        Metadata,
        name=st.sampled_from(["mill", "wind-tools"]),
        version=st.sampled_from(["1", "2.0rc1"]),
        requires_python=st.none() | TEXT,
        requires=st.lists(TEXT).map(tuple),
        extras=st.frozensets(TEXT),
        dynamic=st.frozensets(TEXT),
        metadata_version=st.just("") | TEXT,
        complete=st.booleans(),
        computed_elsewhere=st.booleans(),
    )
)
def test_what_is_dumped_is_loaded(metadata: Metadata) -> None:
    assert load(dump(metadata)) == metadata


def test_what_is_as_usual_takes_no_room() -> None:
    assert dump(Metadata(name="mill", version="1")) == b'{"name":"mill","version":"1"}'


def test_a_dump_does_not_depend_on_the_order_of_sets() -> None:
    found = Metadata(name="mill", version="1", extras=frozenset("edcba"))
    assert b'"extras":["a","b","c","d","e"]' in dump(found)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{",
        b'{"name":"mill"}',
        b'{"name":"mill","version":1}',
        b'{"name":"..","version":"1"}',
        b'{"name":"mill","version":"1","requires":[1]}',
        b'{"name":"mill","version":"1","incomplete":"no"}',
        b'{"name":"mill","version":"1","requires":[' + b",".join([b'"a"'] * (MAX_REQUIRES + 1)) + b"]}",
    ],
)
def test_a_damaged_entry_of_the_cache_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        load(data)
