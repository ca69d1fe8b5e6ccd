"""Every reader on hostile documents: it answers with what holds together, or refuses with a `DocumentError`.

The readers come from `FORMATS`: a new format is among them from its first day, and needs a case folder for its seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depsov.documents import Document
from depsov.errors import DocumentError
from depsov.formats import FORMATS, Format
from tests.hostile.corpus import ANY, damaged, of_the_seed, replaced
from tests.hostile.properties import Beside, answers, name_for
from tests.hostile.seeds import Seed, seeds_of
from tests.parse.cases import format_of

READERS = pytest.mark.parametrize("reader", FORMATS, ids=lambda reader: reader.id)
LONGEST = 20_000
RELAXED = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@READERS
def test_each_document_of_the_corpus(reader: Format) -> None:
    for title, data in ANY.items():
        with _naming(title):
            answers(reader, Document(name_for(reader), data), Beside())


@READERS
def test_each_document_of_the_corpus_in_place_of_a_manifest(reader: Format) -> None:
    good = _fullest(reader)
    for name in reader.companions:
        for title, data in ANY.items():
            if len(data) > LONGEST:  # those of `test_bombs.py` are longer still
                continue
            with _naming(f"{title} as {name}"):
                answers(reader, good.document(), Beside({**good.beside, name: data}))


@READERS
def test_what_is_made_of_a_sound_document(reader: Format) -> None:
    for seed in (seeds_of(reader)[0], _fullest(reader)):
        for title, data in of_the_seed(seed.data):
            with _naming(f"{seed.path} {title}"):
                answers(reader, replace(seed, data=data).document(), seed.folder())


@pytest.mark.parametrize("id_", ["maven", "gradle-verification", "dotnet-project", "dotnet-central", "cyclonedx-xml"])
@pytest.mark.parametrize("declared", ["", ' SYSTEM "file:///etc/passwd"', ' [<!ENTITY a "b">]', " [<!ELEMENT a ANY>]"])
def test_no_document_type_is_ever_read(id_: str, declared: str) -> None:
    """Without one there is no entity to expand and no file to include, whatever the version of the decoder."""
    seed = next(seed for seed in reversed(seeds_of(format_of(id_))) if b"<" in seed.data)
    head, mark, rest = seed.data.rpartition(b"?>")
    data = head + mark + f"<!DOCTYPE a{declared}>".encode() + rest
    with pytest.raises(DocumentError, match=r"cannot be read|document type|not XML"):
        format_of(id_).read(replace(seed, data=data).document(), seed.folder())


@READERS
@RELAXED
@given(data=st.data())
def test_values_of_other_types_and_names_that_lead_elsewhere(reader: Format, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(seeds_of(reader)))
    _hurt(reader, seed, data, replaced)


@READERS
@RELAXED
@given(data=st.data())
def test_damage(reader: Format, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(seeds_of(reader)))
    _hurt(reader, seed, data, damaged)


Hurt = Callable[[bytes], st.SearchStrategy[bytes]]


def _hurt(reader: Format, seed: Seed, data: st.DataObject, hurt: Hurt) -> None:
    """Hurt the document, or one of the manifests beside it."""
    name = data.draw(st.sampled_from(["", "", *seed.beside]))
    if name:
        seed = replace(seed, beside={**seed.beside, name: data.draw(hurt(seed.beside[name]))})
    else:
        seed = replace(seed, data=data.draw(hurt(seed.data)))
    answers(reader, seed.document(), seed.folder())


def _fullest(reader: Format) -> Seed:
    """Return the seed with most manifests beside it."""
    return max(seeds_of(reader), key=lambda seed: (len(seed.beside), len(seed.data)))


@contextmanager
def _naming(title: str) -> Iterator[None]:
    """Say which document it was."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"the document: {title}")
        raise
