"""Whatever the bytes: every reader answers with a `Parsed` that holds together, or with a `DocumentError`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depsov.documents import Document, Folder
from depsov.errors import DocumentError
from depsov.formats import FORMATS, Format
from depsov.model import Parsed
from depsov.parse._names import valid_name
from depsov.tree import Tree
from tests.parse.cases import Case, find_cases

READERS = pytest.mark.parametrize("reader", FORMATS, ids=lambda reader: reader.id)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# What breaks readers in the wild: other types, empty values, marks of each syntax, control and direction characters.
SNIPPETS = [
    *(b"{ } [ ] [[ ]] {} [] \"\" '' null true 1 -1 1e999 NaN # \\ \\\n : - ? & * ! | > % @ = ==".split(b" ")),
    b"\n",
    b"\n\n",
    b"\r\n",
    b"\t",
    b"  ",
    b"\0",
    b"\x1b[31m",
    b"\xff",
    b"\xef\xbb\xbf",
    "\u202e".encode(),
    b'"""',
    b"'''",
    b"../",
    b"${HOME}",
    b"9" * 400,
    b"[" * 200,
    b'{"a":' * 200,
    b"-r requirements.txt\n",
]


class Nowhere:
    """A folder without manifests."""

    def get(self, path: str) -> Document | None:  # noqa: ARG002
        return None

    def glob(self, pattern: str, exclude: Collection[str] = ()) -> tuple[Document, ...]:  # noqa: ARG002
        return ()

    def stored(self, store: str, path: str) -> Document | None:  # noqa: ARG002
        return None


def check(reader: Format, document: Document, folder: Folder) -> None:
    try:
        parsed = reader.read(document, folder)
    except DocumentError:
        return
    holds_together(parsed)


def holds_together(parsed: Parsed) -> None:
    keys = [node.key for node in parsed.nodes]
    assert len(set(keys)) == len(keys)
    for node in parsed.nodes:
        assert node.own or valid_name(node.ecosystem, node.name)
        assert set(node.requires) <= set(keys)
        assert node.line is None or node.line > 0
    for root in parsed.roots:
        assert {direct.key for direct in root.direct} <= set(keys)


def name_for(reader: Format) -> str:
    return reader.patterns[0].replace("*", "")


@READERS
@RELAXED
@given(data=st.binary(max_size=200))
def test_any_bytes(reader: Format, data: bytes) -> None:
    check(reader, Document(name_for(reader), data), Nowhere())


@READERS
@RELAXED
@given(text=st.text(max_size=200))
def test_any_text(reader: Format, text: str) -> None:
    check(reader, Document(name_for(reader), text.encode("utf-8", "replace")), Nowhere())


@st.composite
def mutations(draw: st.DrawFn, cases: Sequence[Case]) -> tuple[Case, bytes]:
    """Draw a case, and its document with one piece taken out, put twice, or replaced by a snippet."""
    case = draw(st.sampled_from(cases))
    data = (case.folder / case.document()).read_bytes()
    start = draw(st.integers(0, len(data)))
    end = min(len(data), start + draw(st.one_of(st.integers(0, 3), st.integers(0, 200))))
    piece = draw(st.one_of(st.just(b""), st.just(data[start:end] * 2), st.sampled_from(SNIPPETS)))
    return case, data[:start] + piece + data[end:]


@READERS
@RELAXED
@given(data=st.data())
def test_a_valid_document_with_one_mutation(reader: Format, data: st.DataObject) -> None:
    cases = [case for case in find_cases() if case.folder.parent.name == reader.id]
    case, mutated = data.draw(mutations(cases))
    path = case.document()
    check(reader, Document(path, mutated), Tree(case.folder).folder(path))


@READERS
@pytest.mark.parametrize("data", [b"", b" \n", b"\0", b"\xff\xfe{\0}\0", b"[" * 100_000, b'{"a":' * 100_000])
def test_known_nasty_bytes(reader: Format, data: bytes) -> None:
    check(reader, Document(name_for(reader), data), Nowhere())
