"""Coverage-guided fuzzing of what depsov is told by: policy, depsov.lock and overlay; see `fuzz/README.md`.

    python -m fuzz.settings CORPUS -max_total_time=600

The first byte of an input says which of them the rest is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import atheris

with atheris.instrument_imports(include=["depsov", "tomli"], enable_loader_override=False):
    from depsov.documents import Document, get, load_toml
    from depsov.errors import DocumentError, NamedFileError
    from depsov.knowledge.bundle import compile_sources
    from depsov.knowledge.source import Sources
    from depsov.lock.read import read_text
    from depsov.policy import Policy, contradiction
    from depsov.policy.read import read

from tests.hostile.seeds import LOCK, OVERLAY, POLICY

from fuzz.corpus import fill


def _names(name: str, message: str) -> None:
    assert message
    assert message.startswith(name)


def _policy(data: bytes) -> None:
    try:
        table = load_toml(Document("depsov.toml", data).text())
        get(table, "strict", bool)
        contradiction.check(read(table, Policy(), "depsov.toml"))
    except DocumentError as error:
        _names("", str(error))


def _lock(data: bytes) -> None:
    try:
        lock = read_text(data, "depsov.lock")
    except NamedFileError as error:
        _names("depsov.lock", error.message)
    else:
        assert all(purl == block.purl for purl, block in lock.blocks.items())


def _overlay(data: bytes) -> None:
    sources = Sources()
    sources.add_overlay("overlay.toml", data.decode("utf-8", "replace"))
    assert all(error.startswith("overlay.toml: ") for error in sources.errors)
    if not sources.errors:
        compile_sources(sources)


TARGETS: list[Callable[[bytes], None]] = [_policy, _lock, _overlay]


def seeds() -> list[bytes]:
    """Return sound files as inputs."""
    return [b"\0" + POLICY, b"\1" + LOCK, b"\2" + OVERLAY]


def test_one(data: bytes) -> int:
    """Hold one input to what holds of the file that it is. Returns -1 for what shall not enter the corpus."""
    if not data or data[0] >= len(TARGETS):
        return -1
    TARGETS[data[0]](data[1:])
    return 0


def main() -> None:
    """Fill the corpus and run."""
    fill(sys.argv, seeds())
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
