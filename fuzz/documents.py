"""Coverage-guided fuzzing of the readers, all formats in one target; see `fuzz/README.md`.

    python -m fuzz.documents CORPUS -max_total_time=600

An input is a format (one byte), a document, and after each `SEPARATOR` the next of the manifests that the format reads
beside it. Before libFuzzer begins, the cases of the tests are put into the corpus, unless they are there already.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["depsov", "tomli", "packaging"], enable_loader_override=False):
    from importlib import import_module

    from depsov.formats import FORMATS

    for _reader in FORMATS:  # readers are imported when they are needed: by then it would be too late
        import_module(_reader.module)
    from depsov.documents import Document
    from depsov.formats import Format

from tests.hostile.properties import Beside, answers, name_for
from tests.parse.cases import find_cases

from fuzz.corpus import fill

SEPARATOR = b"\n\0\n"


def seeds() -> list[bytes]:
    """Return the cases of the tests as inputs."""
    found = []
    for case in find_cases():
        reader, document = case.format(), case.folder / case.document()
        beside = {path.name: path.read_bytes() for path in sorted(case.folder.rglob("*")) if path.is_file()}
        parts = [document.read_bytes(), *(beside.get(name, b"") for name in reader.companions)]
        found.append(bytes([FORMATS.index(reader)]) + SEPARATOR.join(parts))
    return found


def split(data: bytes) -> tuple[Format, Document, Beside] | None:
    """Return what an input is made of, None where it names no format."""
    if not data or data[0] >= len(FORMATS):
        return None
    reader = FORMATS[data[0]]
    content, *manifests = data[1:].split(SEPARATOR)
    beside = {name: part for name, part in zip(reader.companions, manifests, strict=False) if part}
    return reader, Document(name_for(reader), content), Beside(beside)


def test_one(data: bytes) -> int:
    """Hold one input to what holds of every reader. Returns -1 for what shall not enter the corpus."""
    parts = split(data)
    if parts is None:
        return -1
    answers(*parts)
    return 0


def main() -> None:
    """Fill the corpus and run."""
    fill(sys.argv, seeds())
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
