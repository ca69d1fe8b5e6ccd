"""A hostile registry: answers that unpack to more than memory holds, and a cache that somebody else has written."""

from __future__ import annotations

import asyncio
import gzip
import os
import sqlite3
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from depsov import fetch
from depsov.fetch import Answer, Client, Failure
from tests.test_fetch import URL, Registry, document, links

CHUNK = 64 * 1024
"""What httpcore reads from a connection at once."""


class Body:
    """The body of an answer, which counts how much of it was taken."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._data), CHUNK):
            self.taken += CHUNK
            yield self._data[start : start + CHUNK]


def _ask(data: bytes, encoding: str) -> tuple[Answer | Failure, Body]:
    body = Body(data)
    registry = Registry(lambda _: httpx.Response(200, content=body, headers={"content-encoding": encoding}))
    (answer,) = registry.get()
    return answer, body


def test_what_unpacks_to_more_than_the_limit_is_left_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 2**20)
    bomb = gzip.compress(bytes(2**27), compresslevel=1)
    assert len(bomb) > 8 * CHUNK

    answer, body = _ask(bomb, "gzip")

    assert answer == Failure("an answer over the limit of 1 MB")
    assert body.taken == CHUNK, "the rest was not even read"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,gzip,gzip", "deflate, gzip", "br", "zstd", "x-unknown"])
def test_what_is_packed_more_than_once_or_otherwise_is_not_unpacked(encoding: str) -> None:
    answer, body = _ask(gzip.compress(gzip.compress(bytes(2**24))), encoding)

    assert answer == Failure("packs its answers in a way that was not asked for", host_failed=True)
    assert body.taken == 0


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate", "identity", ""])
def test_what_was_asked_for_is_unpacked(encoding: str) -> None:
    data = document().content
    packed = {"gzip": gzip.compress(data), "deflate": zlib.compress(data)}

    answer, _ = _ask(packed.get(encoding.lower(), data), encoding)

    assert isinstance(answer, Answer)


@pytest.mark.parametrize("damage", [slice(0, 40), slice(5, None)])
def test_what_cannot_be_unpacked_is_a_failure(damage: slice) -> None:
    answer, _ = _ask(gzip.compress(document().content)[damage], "gzip")

    assert isinstance(answer, Failure)


def test_only_what_can_be_unpacked_is_asked_for() -> None:
    registry = Registry(document())
    registry.get()
    assert registry.requests[0].headers["accept-encoding"] == "gzip, deflate"


# --- the cache ----------------------------------------------------------------------------------------------------


def _sql(*statements: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()

    return damage


def _bytes(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        path.write_bytes(change(path.read_bytes()))

    return damage


def _instead(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        path.unlink()
        make(path)

    return damage


DAMAGE = {
    "empty": _bytes(lambda _: b""),
    "text": _bytes(lambda _: b"this is no database\n" * 1000),
    "cut off": _bytes(lambda data: data[: len(data) // 2]),
    "cut off in the header": _bytes(lambda data: data[:50]),
    "zeros behind the header": _bytes(lambda data: data[:100] + bytes(len(data) - 100)),
    "every 97th byte": _bytes(lambda data: bytes(byte ^ (not index % 97) for index, byte in enumerate(data))),
    "another schema": _sql("DROP TABLE entries", "CREATE TABLE entries (a)", "INSERT INTO entries VALUES (1)"),
    "no tables": _sql("DROP TABLE entries", "DROP TABLE streams"),
    "a view": _sql("ALTER TABLE entries RENAME TO other", "CREATE VIEW entries AS SELECT * FROM other"),
    "garbage in the rows": _sql("UPDATE entries SET data = x'ff00ff'"),
    "text in the rows": _sql("UPDATE entries SET data = 'text'"),
    "nothing in the rows": _sql("UPDATE entries SET data = x''"),
    "a pickle": _sql(
        "UPDATE entries SET data = x'80049520000000000000008c05706f736978948c0673797374656d9493948c0174948594529430'"
    ),
    "numbers in the rows": _sql("UPDATE entries SET expires_at = 'soon', chunk_count = -1, tti = 1e300"),
    "a time in the far future": _sql(
        "UPDATE entries SET expires_at = 1e300, last_accessed_at = 1e300, ttl_deadline = 1e300"
    ),
    "garbage in the streams": _sql("UPDATE streams SET chunk_data = x'ff00ff'"),
    "streams of nobody": _sql("UPDATE streams SET entry_id = x'00'"),
    "chunks out of order": _sql("UPDATE streams SET chunk_number = chunk_number + 1000000"),
    "a folder": _instead(Path.mkdir),
    "a link to nothing": _instead(lambda path: path.symlink_to("nowhere/at/all")),
    "a link to itself": _instead(lambda path: path.symlink_to(path.name)),
}


@pytest.mark.parametrize("damage", [pytest.param(damage, id=title) for title, damage in DAMAGE.items()])
def test_a_damaged_cache_costs_a_problem_at_most(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    registry = Registry(document(cache_control="max-age=600"))
    (sound,) = registry.get(cache=tmp_path)
    (path,) = tmp_path.glob("*.db")
    damage(path)

    async def ask() -> tuple[Answer | Failure, Client]:
        async with registry.client(tmp_path) as client:
            return await client.get(URL, links, variant="test/1"), client

    answer, client = asyncio.run(ask())

    assert isinstance(answer, (Answer, Failure))
    if isinstance(answer, Answer) and isinstance(sound, Answer):
        assert answer.body in (sound.body, b"\xff\x00\xff"), "the registry's answer, or what whoever reads it refuses"
    assert {(problem.stage, problem.subject) for problem in client.problems} <= {("gather", "cache")}


def test_a_cache_that_is_a_pipe_is_done_without(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "http-2.db")

    (answer,) = Registry(document()).get(cache=tmp_path)

    assert isinstance(answer, Answer)
