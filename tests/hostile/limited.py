"""Reads bombs in a process of its own, which the operating system ends where a reader takes too much.

    python -m tests.hostile.limited SIGNS FORMAT...

A bomb is made of so many signs, or a few times as many: 50,000 in the tests, and with two million some have 10 MB.
Each document has `SECONDS` of the processor for 50,000 signs, and the process `MEMORY` bytes of addresses. The name of
a document is written before it is read: the last line is the one at fault.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator

from depsov.formats import FORMATS, Format
from tests.hostile.corpus import BOMBS
from tests.hostile.found import SLOW
from tests.hostile.properties import Beside, answers, name_for
from tests.hostile.seeds import Seed, seeds_of

SECONDS = 2
"""Generous: of what the tests read, each takes a quarter of one at most, and what is not linear many times as long."""

MEMORY = 2 * 2**30

MANY = 300_000
"""The signs of a document that once took more than 20 seconds."""


def main() -> None:
    """Read every bomb as a document of each format, beside a sound one, and in it."""
    signs, *formats = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    wanted = {reader.id: reader for reader in FORMATS}
    for reader in map(wanted.__getitem__, formats):
        for title, seed in _hostile(reader, int(signs)):
            print(f"{reader.id}: {title}", flush=True)  # noqa: T201 - a program of its own
            _grant(SECONDS * max(1, int(signs) // 50_000))
            answers(reader, seed.document(), Beside(seed.beside))


def _grant(seconds: int) -> None:
    """Allow so many seconds more than were used so far; after them, the process is ended."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _hostile(reader: Format, signs: int) -> Iterator[tuple[str, Seed]]:
    seed = max(seeds_of(reader), key=lambda seed: len(seed.beside))
    for title, make in BOMBS.items():
        data = make(signs)
        yield title, Seed(name_for(reader), data, {})
        if reader.companions:
            yield f"{title} in every manifest", Seed(seed.path, seed.data, dict.fromkeys(reader.companions, data))
        for where in ("in front", "in the middle"):
            place = 0 if where == "in front" else len(seed.data) // 2
            yield f"{title}, {where} of a sound one", Seed(seed.path, seed.data[:place] + data + seed.data[place:], {})
    for slow in (slow for slow in SLOW if slow.format == reader.id):
        data = slow.make(MANY)
        beside = {} if slow.manifest is None else {slow.manifest: data}
        yield slow.title, Seed(name_for(reader), data if slow.manifest is None else seed.data, beside)


if __name__ == "__main__":
    main()
